"""The one table of steps that navigation, guards, staleness, the map and the documents read."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The three interlocked circles."""

    DESIGN = "Design"
    DEVELOPMENT = "Development"
    DEPLOYMENT = "Deployment"


@dataclass(frozen=True)
class Step:
    """One step of the lifecycle.

    Attributes
    ----------
    code : str
        Short stable name; also the page's URL path and file name.
    question : str
        What the analyst asks here.
    why : str
        Why it matters, in one sentence.
    produces : tuple of str
        Record kinds that this step makes; all are needed for the step to be done.
    made_from : tuple of str
        Record kinds that must exist before the step can start.
    keeps : tuple of str
        Record kinds that this step keeps beside what it produces; no step waits for them.
    """

    code: str
    title: str
    stage: Stage
    question: str
    why: str
    produces: tuple[str, ...]
    made_from: tuple[str, ...]
    keeps: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """Path of the step's page file, relative to the project folder."""
        return f"pages/{self.stage.value.lower()}/{self.code}.py"


STEPS: tuple[Step, ...] = (
    Step(
        "business",
        "Business",
        Stage.DESIGN,
        "What is it worth, and to whom?",
        "Everything later is judged by what a right and a wrong decision is worth.",
        ("charter",),
        (),
        keeps=("background", "people", "risks"),
    ),
    Step(
        "data",
        "Data",
        Stage.DESIGN,
        "What do we have, and can we trust it?",
        "A model can only be as honest as the table it learns from.",
        ("dataset", "roles"),
        (),
        keeps=("dictionary",),
    ),
    Step(
        "solution",
        "Solution",
        Stage.DESIGN,
        "How will it be used, safely?",
        "How success is measured is fixed before anyone sees a score.",
        ("solution",),
        ("charter", "dataset", "roles"),
    ),
    Step(
        "quality",
        "Data quality",
        Stage.DEVELOPMENT,
        "Is every row what we expect?",
        "The contract written here guards training, scoring and monitoring alike.",
        ("contract", "recipe", "quality"),
        ("dataset", "roles", "solution"),
    ),
    Step(
        "proof",
        "Proof of concept",
        Stage.DEVELOPMENT,
        "Is there a signal worth the money?",
        "A simple rule that wins is the cheapest model there is.",
        ("baselines", "go_decision"),
        ("recipe", "solution", "charter"),
    ),
    Step(
        "train",
        "Train and tune",
        Stage.DEVELOPMENT,
        "What is the best we can do?",
        "Many settings are tried on rows that the model has not seen; the rows kept aside (the hold-out) stay "
        "locked.",
        ("experiment",),
        ("recipe", "solution"),
    ),
    Step(
        "compare",
        "Compare",
        Stage.DEVELOPMENT,
        "Which one, and why?",
        "A person chooses the model and from when on to act (the threshold), and says why.",
        ("candidate",),
        ("experiment", "charter", "go_decision"),
    ),
    Step(
        "test",
        "Test",
        Stage.DEPLOYMENT,
        "Is it fit to release?",
        "Each requirement of the charter is a gate; one that fails blocks the release.",
        ("test_report",),
        ("candidate", "charter", "contract"),
    ),
    Step(
        "release",
        "Release",
        Stage.DEPLOYMENT,
        "Which version is live, and who said so?",
        "A named person signs, and the version can be rolled back.",
        ("release",),
        ("test_report",),
    ),
    Step(
        "predict",
        "Predict",
        Stage.DEPLOYMENT,
        "What does it say about these rows?",
        "Every row is checked against the contract before the model sees it.",
        ("prediction",),
        ("release",),
    ),
    Step(
        "monitor",
        "Monitor",
        Stage.DEPLOYMENT,
        "Is it still right, and still worth it?",
        "The world changes; the alert says where to go back to.",
        ("monitoring",),
        ("release",),
    ),
)

BY_CODE: dict[str, Step] = {step.code: step for step in STEPS}
STEP_OF_KIND: dict[str, Step] = {kind: step for step in STEPS for kind in (*step.produces, *step.keeps)}


def next_step(code: str) -> Step | None:
    """Return the step after `code`, or None after the last one."""
    position = STEPS.index(BY_CODE[code])
    return STEPS[position + 1] if position + 1 < len(STEPS) else None
