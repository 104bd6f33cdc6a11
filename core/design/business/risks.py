"""The risk register: what could go wrong, how bad it would be, and which step answers it."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from core.design.frozen import Frozen

SERIOUS = 6
"""Likelihood times impact, each 1 to 3, from which a risk must be answered or accepted: the upper right
corner of a three-by-three risk matrix (ISO/IEC 31010:2019, B.10.3)."""
FEW_ROWS = 1_000
FEW_OF_THE_RAREST = 50
"""Fewer members than this in a class leave about ten in a hold-out of a fifth."""


class Standing(StrEnum):
    """Where a risk stands."""

    OPEN = "open"
    ANSWERED = "answered"
    ACCEPTED = "accepted"


class Risk(Frozen):
    """One risk.

    Attributes
    ----------
    code : str
        Stable name of a standing risk ("small_data"), or "own-1", "own-2"... for a person's own.
    likelihood, impact : int
        1 (low) to 3 (high).
    step : str
        Code of the step that answers it.
    evidence : str
        What on record speaks for it.
    """

    code: str
    title: str
    likelihood: int = Field(ge=1, le=3)
    impact: int = Field(ge=1, le=3)
    step: str
    evidence: str = ""
    mitigation: str = ""
    standing: Standing = Standing.OPEN

    @property
    def level(self) -> int:
        """Likelihood times impact, 1 to 9."""
        return self.likelihood * self.impact

    @property
    def is_pressing(self) -> bool:
        """Whether it is serious and neither answered nor accepted."""
        return self.level >= SERIOUS and self.standing is Standing.OPEN


class RiskRegister(Frozen):
    """Payload of a `risks` record."""

    risks: tuple[Risk, ...] = ()

    def pressing(self) -> tuple[Risk, ...]:
        """Return the serious risks that are still open."""
        return tuple(risk for risk in self.risks if risk.is_pressing)


@dataclass(frozen=True)
class OnRecord:
    """What the records say that risks follow from; None and empty where nothing is on record.

    Attributes
    ----------
    rarest : int or None
        Rows of the rarest class of the target.
    leak_suspects, personal_columns : tuple of str
        Columns found on Data.
    acts : bool
        Whether decisions on predictions change what happens to a row.
    """

    rows: int | None = None
    rarest: int | None = None
    leak_suspects: tuple[str, ...] = ()
    personal_columns: tuple[str, ...] = ()
    acts: bool = False
    is_payoff_assumed: bool = False
    is_use_known: bool = True
    has_end_user: bool = True
    is_split_by_time: bool | None = None
    has_time_column: bool = False


def standing_risks(known: OnRecord) -> tuple[Risk, ...]:
    """Return the risks that follow from what is on record, each with its evidence."""
    return tuple(risk for rule in RULES if (risk := rule(known)) is not None)


def with_proposals(register: RiskRegister, proposed: tuple[Risk, ...]) -> RiskRegister:
    """Return the register with new proposals added; what a person wrote stays, evidence is brought up to date.

    A standing risk that no longer follows from the records and that nobody has touched is left out.
    """
    fresh = {risk.code: risk for risk in proposed}
    kept = [
        risk.model_copy(update={"evidence": fresh[risk.code].evidence}) if risk.code in fresh else risk
        for risk in register.risks
        if risk.code in fresh or risk.code.startswith("own-") or _is_touched(risk)
    ]
    known = {risk.code for risk in kept}
    return RiskRegister(risks=(*kept, *(risk for risk in proposed if risk.code not in known)))


def _is_touched(risk: Risk) -> bool:
    return bool(risk.mitigation) or risk.standing is not Standing.OPEN


def _small_data(known: OnRecord) -> Risk | None:
    if known.rows is None or known.rows >= FEW_ROWS:
        return None
    return Risk(
        code="small_data",
        title="Too few rows to tell good models from lucky ones",
        likelihood=2,
        impact=2,
        step="data",
        evidence=f"{known.rows:,} rows.",
    )


def _rare_class(known: OnRecord) -> Risk | None:
    if known.rarest is None or known.rarest >= FEW_OF_THE_RAREST:
        return None
    return Risk(
        code="rare_class",
        title="The rarest class has too few rows to learn from or to judge on",
        likelihood=3,
        impact=2,
        step="data",
        evidence=f"{known.rarest:,} rows in the rarest class.",
    )


def _leaks(known: OnRecord) -> Risk | None:
    if not known.leak_suspects:
        return None
    return Risk(
        code="leakage",
        title="A column may give the answer away, and not be known when the decision is taken",
        likelihood=2,
        impact=3,
        step="data",
        evidence=f"Suspected: {', '.join(known.leak_suspects[:10])}.",
    )


def _personal(known: OnRecord) -> Risk | None:
    if not known.personal_columns:
        return None
    return Risk(
        code="personal_data",
        title="Personal data is used without need, or leaves the house",
        likelihood=2,
        impact=3,
        step="solution",
        evidence=f"Found in: {', '.join(known.personal_columns[:10])}.",
    )


def _feedback(known: OnRecord) -> Risk | None:
    if not known.acts:
        return None
    return Risk(
        code="feedback",
        title="Acting changes what later data says, and the model learns its own effect",
        likelihood=2,
        impact=2,
        step="monitor",
        evidence="The decision is to act on some rows; those rows then turn out differently.",
    )


def _assumed_payoff(known: OnRecord) -> Risk | None:
    if not known.is_payoff_assumed:
        return None
    return Risk(
        code="assumed_payoff",
        title="The payoff was assumed, so the threshold and every sum of money may be wrong",
        likelihood=2,
        impact=2,
        step="business",
        evidence="Nobody stated the payoff.",
    )


def _unused(known: OnRecord) -> Risk | None:
    if known.is_use_known and known.has_end_user:
        return None
    lacking = [] if known.is_use_known else ["how the predictions will be used"]
    lacking += [] if known.has_end_user else ["who will use them"]
    return Risk(
        code="unused",
        title="Nobody works with the predictions",
        likelihood=2,
        impact=2,
        step="business",
        evidence=f"Not on record: {' and '.join(lacking)}.",
    )


def _time_ignored(known: OnRecord) -> Risk | None:
    if not known.has_time_column or known.is_split_by_time in (None, True):
        return None
    return Risk(
        code="time_ignored",
        title="The model is judged on the past it learned from, not on what comes after",
        likelihood=2,
        impact=2,
        step="solution",
        evidence="There is a time column, but the hold-out is not the latest part.",
    )


RULES = (_small_data, _rare_class, _leaks, _personal, _feedback, _assumed_payoff, _unused, _time_ignored)
