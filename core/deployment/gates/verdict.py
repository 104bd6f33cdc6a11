"""A gate, what it says, and how figures are held against limits."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import TypeGuard

from core.deployment.gates.evidence import Evidence, Interval

PASS, FAIL, CANNOT_TELL, WARN = "pass", "fail", "cannot tell", "warn"
"""A warning is shown and recorded with the release, and does not forbid it."""


@dataclass(frozen=True)
class Finding:
    """What a gate says about one candidate, with the figures that it says it on.

    Attributes
    ----------
    margin : float or None
        By how much the figure is on the right side of its limit; negative where it misses it.
    margin_interval : (low, high) or None
        90% interval of the margin, where the figure has one.
    send_back_to : str or None
        Code of the step to go back to, where the finding itself says which; else that of the gate.
    """

    verdict: str
    evidence: str
    margin: float | None = None
    margin_interval: Interval | None = None
    send_back_to: str | None = None


@dataclass(frozen=True)
class Gate:
    """A condition with a code, a title and a remedy.

    Attributes
    ----------
    check : callable
        Takes the evidence, returns the finding.
    send_back_to : str
        Code of the lifecycle step to go back to when the gate fails.
    requirement : str or None
        Number of the charter's requirement that this gate stands for.
    asked_by : str
        Who asked for it.
    """

    code: str
    title: str
    remedy: str
    check: Callable[[Evidence], Finding]
    send_back_to: str
    requirement: str | None = None
    asked_by: str = ""


def at_least(
    value: float | None, limit: float, unit: str, wording: str, interval: Interval | None = None
) -> Finding:
    """Judge a figure that must reach a limit; the wording gives its interval beside it."""
    demand = f"at least {limit:,.10g} {unit}".strip()
    if not is_known(value):
        return not_measured(demand)
    spread = (interval[0] - limit, interval[1] - limit) if interval else None
    return _judged(value - limit, spread, wording, demand)


def at_most(
    value: float | None, limit: float, unit: str, wording: str, interval: Interval | None = None
) -> Finding:
    """Judge a figure that must not go above a limit; the wording gives its interval beside it."""
    demand = f"at most {limit:,.10g} {unit}".strip()
    if not is_known(value):
        return not_measured(demand)
    spread = (limit - interval[1], limit - interval[0]) if interval else None
    return _judged(limit - value, spread, wording, demand)


def not_measured(demand: str) -> Finding:
    """Return the finding on a figure that nobody measured: not knowing is not passing."""
    return Finding(CANNOT_TELL, f"Not measured; required is {demand}.")


def is_known(value: float | None) -> TypeGuard[float]:
    """Tell whether a figure was measured and is a number."""
    return value is not None and isfinite(value)


def shown(value: float | None) -> str:
    """Return a figure as it reads in evidence."""
    return "unknown" if value is None else f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"


def shown_interval(interval: Interval | None) -> str:
    """Return an interval as it reads after its figure, or nothing."""
    return f" (90% interval {shown(interval[0])} to {shown(interval[1])})" if interval else ""


def _judged(margin: float, spread: Interval | None, wording: str, demand: str) -> Finding:
    sentence = f"{wording[0].upper()}{wording[1:]}; required is {demand}."
    return Finding(PASS if margin >= 0 else FAIL, sentence, margin, spread)
