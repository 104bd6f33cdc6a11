"""Typical cases: drafted charters that a person starts from and changes."""

from dataclasses import dataclass

from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff, Capacity, MulticlassPayoff, RegressionPayoff
from core.design.business.requirements import Requirement, RequirementKind


@dataclass(frozen=True)
class Draft:
    """A drafted charter, with what each amount of its payoff stands for.

    Attributes
    ----------
    examples : dict
        Field of the payoff to half a sentence: {"true_positive": "we called a customer who..."}.
    """

    code: str
    title: str
    charter: Charter
    examples: dict[str, str]


def _requirements(*demands: tuple[RequirementKind, float, str, str]) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(number=f"R{n}", kind=kind, limit=limit, asked_by=who, note=note)
        for n, (kind, limit, who, note) in enumerate(demands, start=1)
    )


CHURN = Draft(
    "churn",
    "Customers who leave",
    Charter(
        goal="Keep customers who are about to leave.",
        decision="The retention team calls a customer with an offer, or does not.",
        stakeholder="Head of customer service",
        payoff=BinaryPayoff(currency="EUR", true_positive=60, false_positive=-10),
        requirements=_requirements(
            (RequirementKind.VALUE_OVER_BASELINE, 0, "Finance", "A simple rule must not earn more."),
            (RequirementKind.LATENCY_MS, 100, "IT", "A call agent waits for the answer."),
        ),
    ),
    {
        "true_positive": "we called a customer who would have left, and some stay",
        "false_positive": "we called a customer who would have stayed anyway",
        "false_negative": "a customer left and nobody called",
        "true_negative": "a loyal customer was left in peace",
        "cost_of_acting": "what every call costs, unless the amounts for a call already hold it",
    },
)
CREDIT = Draft(
    "credit",
    "Loans that default",
    Charter(
        goal="Refuse loans that will not be paid back, and few others.",
        decision="A loan officer refuses an application, or grants it.",
        stakeholder="Head of credit risk",
        payoff=BinaryPayoff(currency="EUR", false_positive=-100, false_negative=-500),
        requirements=_requirements(
            (RequirementKind.VALUE_OVER_BASELINE, 0, "Credit risk", "Better than today's score card."),
            (RequirementKind.MODEL_MB, 20, "IT", "It runs inside the branch software."),
        ),
    ),
    {
        "true_positive": "we refused a loan that would have defaulted",
        "false_positive": "we refused a good customer and lost the interest",
        "false_negative": "we granted a loan that defaulted",
        "true_negative": "we granted a loan that was paid back",
        "cost_of_acting": "what every refusal costs, unless the amounts for a refusal already hold it",
    },
)
LEADS = Draft(
    "leads",
    "Leads that buy",
    Charter(
        goal="Spend sales hours on the leads that buy.",
        decision="A sales person calls a lead this week, or does not.",
        stakeholder="Head of sales",
        payoff=BinaryPayoff(currency="EUR", true_positive=120, false_positive=-25),
        requirements=_requirements(
            (RequirementKind.VALUE_OVER_BASELINE, 0, "Sales", "Better than calling the newest leads."),
            (RequirementKind.VALUE_PER_ROW, 0, "Finance", "Calling must pay for itself."),
        ),
    ),
    {
        "true_positive": "we called a lead who then bought",
        "false_positive": "we called a lead who was never going to buy",
        "false_negative": "a lead wanted to buy and nobody called",
        "true_negative": "no hour was spent on a lead who would not buy",
        "cost_of_acting": "what every call costs, unless the amounts for a call already hold it",
    },
)
MAINTENANCE = Draft(
    "maintenance",
    "Machines that fail",
    Charter(
        goal="Repair machines before they fail, and few that would have run on.",
        decision="A technician services a machine this week, or does not.",
        stakeholder="Head of maintenance",
        payoff=BinaryPayoff(
            currency="EUR",
            true_positive=-200,
            false_negative=-3000,
            cost_of_acting=150,
            capacity=Capacity(rows=20, of=400),
        ),
        requirements=_requirements(
            (RequirementKind.VALUE_OVER_BASELINE, 0, "Production", "Better than servicing by a simple rule."),
        ),
    ),
    {
        "true_positive": "we serviced a machine that would have failed; parts are still worn",
        "false_positive": "we serviced a machine that would have run on",
        "false_negative": "a machine stood still and nobody had looked at it",
        "true_negative": "a sound machine ran on",
        "cost_of_acting": "what every service costs in hours",
    },
)
FRAUD = Draft(
    "fraud",
    "Payments that are fraud",
    Charter(
        goal="Stop fraud before the money is gone, and disturb few customers.",
        decision="An investigator looks at a payment, or it goes through.",
        stakeholder="Head of payments",
        payoff=BinaryPayoff(
            currency="EUR",
            false_positive=-5,
            false_negative=-250,
            cost_of_acting=8,
            capacity=Capacity(rows=200, of=10_000),
        ),
        requirements=_requirements(
            (RequirementKind.VALUE_OVER_BASELINE, 0, "Finance", "A simple rule must not save more."),
            (RequirementKind.LATENCY_MS, 100, "IT", "A payment waits for the answer."),
        ),
    ),
    {
        "true_positive": "we stopped a fraud and the money stayed",
        "false_positive": "an honest customer was kept waiting",
        "false_negative": "a fraud went through and the money is gone",
        "true_negative": "an honest payment went through",
        "cost_of_acting": "what it costs to look at one payment",
    },
)
SORTING = Draft(
    "sorting",
    "Sorting into classes",
    Charter(
        goal="Send each case to the right team at once.",
        decision="A case goes to the team that the model names.",
        stakeholder="Head of operations",
        payoff=MulticlassPayoff(currency="EUR", correct=2, wrong=-5),
        requirements=_requirements(
            (RequirementKind.METRIC, 0.8, "Operations", "Four in five cases go right the first time."),
        ),
    ),
    {
        "correct": "the case reached the right team at once",
        "wrong": "the case went to the wrong team and came back",
    },
)
DEMAND = Draft(
    "demand",
    "How much will be needed",
    Charter(
        goal="Order as much as will be needed.",
        decision="How many units a planner orders for each period.",
        stakeholder="Head of supply",
        payoff=RegressionPayoff(currency="EUR", over=1, under=3),
        requirements=_requirements(
            (RequirementKind.VALUE_OVER_BASELINE, 0, "Supply", "Better than ordering the usual amount."),
        ),
    ),
    {
        "over": "we ordered one unit too many and paid for storing it",
        "under": "one unit was missing and a sale was lost",
    },
)

DRAFTS: dict[str, Draft] = {
    draft.code: draft for draft in (CHURN, CREDIT, LEADS, MAINTENANCE, FRAUD, SORTING, DEMAND)
}
FIRST_OF_KIND: dict[str, Draft] = {"binary": CHURN, "multiclass": SORTING, "regression": DEMAND}
