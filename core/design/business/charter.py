"""The charter: goal, decision, payoff, today's process, what it costs, and numbered requirements."""

from pydantic import Field

from core.design.business.payoff_terms import Payoff
from core.design.business.requirements import Requirement
from core.design.business.today import Today
from core.design.frozen import Frozen


class Charter(Frozen):
    """Payload of a `charter` record.

    Attributes
    ----------
    today : Today or None
        How the decision is taken now; None where nobody said.
    rows_per_year : float or None
        Rows decided on in a year, above 0; None leaves the yearly benefit out.
    cost_once, cost_per_year : float or None
        What building and what running the solution costs, in the payoff's currency, 0 or more.
    assumed : bool
        True where nobody stated a payoff and the app assumed one; said wherever money is shown.
    """

    goal: str = Field(min_length=1)
    decision: str = Field(min_length=1)
    stakeholder: str = ""
    payoff: Payoff
    today: Today | None = None
    rows_per_year: float | None = Field(default=None, gt=0)
    cost_once: float | None = Field(default=None, ge=0)
    cost_per_year: float | None = Field(default=None, ge=0)
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    assumed: bool = False
