"""The charter: goal, decision, payoff and numbered requirements."""

from pydantic import Field

from core.design.business.payoff_terms import Payoff
from core.design.business.requirements import Requirement
from core.design.frozen import Frozen


class Charter(Frozen):
    """Payload of a `charter` record.

    Attributes
    ----------
    assumed : bool
        True where nobody stated a payoff and the app assumed one; said wherever money is shown.
    """

    goal: str = Field(min_length=1)
    decision: str = Field(min_length=1)
    stakeholder: str = ""
    payoff: Payoff
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    assumed: bool = False
