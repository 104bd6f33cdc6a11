"""The budget of a search: a promise about wall-clock time, and the question whether to stop."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from core.errors import TrefoilError


class SearchStopped(TrefoilError):
    """Time is over or a person asked to stop; unwinds one trial and never leaves the search."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Budget:
    """Wall-clock seconds for one search, counted by the monotonic clock from creation.

    Attributes
    ----------
    seconds : float
        The whole budget, earlier attempts of a resumed job included; infinite where trials are counted
        instead.
    already_spent : float
        Seconds that earlier attempts used.
    should_stop : callable () -> bool
        Asked between folds and inside boosting rounds; True once a person wants the search to end.
    reserved : callable () -> float, optional
        Seconds to keep back for the refit of what was found so far. Default: a refit is no part of it.
    """

    seconds: float
    already_spent: float = 0.0
    should_stop: Callable[[], bool] = _never
    reserved: Callable[[], float] | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds used so far, earlier attempts included."""
        return self.already_spent + time.monotonic() - self.started

    def remaining(self) -> float:
        """Return the seconds left; 0 when over, infinite without a limit."""
        kept_back = self.reserved() if self.reserved else 0.0
        return max(0.0, self.seconds - self.elapsed - kept_back)

    def left_for_refit(self) -> float:
        """Return the seconds that a refit may take; infinite where it is no part of the budget."""
        return math.inf if self.reserved is None else max(0.0, self.seconds - self.elapsed)

    @property
    def is_unlimited(self) -> bool:
        """Whether time never ends the search."""
        return math.isinf(self.seconds)

    def check_stop(self) -> None:
        """Raise `SearchStopped` when a person asked to stop."""
        if self.should_stop():
            raise SearchStopped("Stopped on request.")

    def check(self) -> None:
        """Raise `SearchStopped` when time is over or a person asked to stop."""
        self.check_stop()
        if self.remaining() <= 0:
            raise SearchStopped("Out of time.")
