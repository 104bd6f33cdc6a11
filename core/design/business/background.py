"""The charter's background: what the business is about, asked in plain questions, each when it is needed.

The questions follow the charter of the Team Data Science Process and the business tasks of CRISP-DM 1.0.
"""

from dataclasses import dataclass

from core.design.frozen import Frozen


class Milestone(Frozen):
    """One line of the plan."""

    what: str
    who: str = ""
    when: str = ""


class Term(Frozen):
    """One word of the business, explained."""

    term: str
    meaning: str


class Background(Frozen):
    """Payload of a `background` record; every answer may still be empty."""

    situation: str = ""
    objective: str = ""
    success: str = ""
    in_scope: str = ""
    out_of_scope: str = ""
    use: str = ""
    resources: str = ""
    constraints: str = ""
    assumptions: str = ""
    communication: str = ""
    plan: tuple[Milestone, ...] = ()
    glossary: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One plain question of the background.

    Attributes
    ----------
    field : str
        Name of the answer in `Background`.
    title : str
        Heading of the answer in the charter document.
    example : str
        How an answer may read where no typical case has an example of its own.
    by : str
        Code of the step before which it should be answered.
    """

    field: str
    title: str
    question: str
    example: str
    by: str


QUESTIONS: tuple[Asked, ...] = (
    Asked(
        "situation",
        "Situation",
        "What happens today, and what is wrong with it?",
        "People decide by experience, each in another way. One decision in five turns out wrong.",
        "solution",
    ),
    Asked(
        "objective",
        "Business objective",
        "What should be different, by how much and by when?",
        "Half as many wrong decisions, by the end of the year.",
        "solution",
    ),
    Asked(
        "use",
        "How it will be used",
        "Who sees the prediction, where and when, and what do they do then?",
        "Every Monday the team gets a list, sorted by the prediction, and works it from the top.",
        "solution",
    ),
    Asked(
        "success",
        "Business success",
        "How will the business see that it worked, apart from the model's figures?",
        "The figure in the monthly report, against the teams that go on as before.",
        "proof",
    ),
    Asked(
        "in_scope", "In scope", "What belongs to this project?", "Private customers in one country.", "proof"
    ),
    Asked(
        "out_of_scope",
        "Out of scope",
        "What does not?",
        "Business customers; everything after the decision.",
        "proof",
    ),
    Asked(
        "constraints",
        "Requirements and constraints",
        "What must be respected: laws, agreements, systems, dates?",
        "Nobody is written to who objected. The works council sees which columns are used.",
        "train",
    ),
    Asked(
        "assumptions",
        "Assumptions",
        "What is taken for granted, and would change everything if it were wrong?",
        "Prices stay as they are; the amounts of the payoff hold for a year.",
        "train",
    ),
    Asked(
        "resources",
        "Resources",
        "Who works on it, with which data and systems?",
        "One analyst, two days a week; one table of the data warehouse.",
        "test",
    ),
    Asked(
        "communication",
        "Communication",
        "Who hears what, how often?",
        "The sponsor reads the monitoring page once a month.",
        "test",
    ),
)
