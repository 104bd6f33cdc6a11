"""The risk register: what could go wrong, how bad it would be, and which step answers it."""

from enum import StrEnum

from pydantic import Field

from core.design.frozen import Frozen

SERIOUS = 6
"""Likelihood times impact, each 1 to 3, from which a risk must be answered or accepted: the upper right
corner of a three-by-three risk matrix (ISO/IEC 31010:2019, B.10.3)."""


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
