"""Built-in examples: real data that ships with scikit-learn, each with a drafted charter."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.errors import Missing

if TYPE_CHECKING:
    import pandas as pd

DIABETES_NAMES = {
    "s1": "total_cholesterol",
    "s2": "low_density",
    "s3": "high_density",
    "s4": "cholesterol_ratio",
    "s5": "log_triglycerides",
    "s6": "blood_sugar",
}


@dataclass(frozen=True)
class Example:
    """A table that needs no upload.

    Attributes
    ----------
    story : str
        The business problem in one sentence.
    charter : Charter
        A filled-in Business step; its amounts are invented for the example.
    """

    code: str
    title: str
    story: str
    target: str
    charter: Charter


EXAMPLES: dict[str, Example] = {
    example.code: example
    for example in (
        Example(
            "breast_cancer",
            "Which tumours need a biopsy",
            "A clinic decides from measurements of cell nuclei which of 569 findings to send to a biopsy.",
            "diagnosis",
            Charter(
                goal="Find malignant tumours early without sending every patient to a biopsy.",
                decision="Send a finding to a biopsy, or to routine follow-up.",
                stakeholder="Head of the clinic",
                payoff=BinaryPayoff(
                    true_positive=5_000, false_positive=-600, false_negative=-20_000, true_negative=0
                ),
                requirements=(
                    Requirement(
                        number="R1",
                        kind=RequirementKind.METRIC,
                        limit=0.95,
                        asked_by="Head of the clinic",
                        note="Malignant findings must rank clearly above benign ones.",
                    ),
                    Requirement(
                        number="R2",
                        kind=RequirementKind.VALUE_PER_ROW,
                        limit=1_000,
                        asked_by="Finance",
                        note="A finding must bring at least 1,000 EUR on average.",
                    ),
                ),
            ),
        ),
        Example(
            "diabetes",
            "How diabetes will progress",
            "A health insurer plans care for 442 patients by how far their disease will move in a year.",
            "progression",
            Charter(
                goal="Plan next year's care so that patients who worsen get help in time.",
                decision="Set the hours of care that each patient gets next year.",
                stakeholder="Head of care planning",
                payoff=RegressionPayoff(over=2, under=5),
                requirements=(
                    Requirement(
                        number="R1",
                        kind=RequirementKind.METRIC,
                        limit=65,
                        asked_by="Head of care planning",
                        note="The typical error stays below 65 points of progression.",
                    ),
                    Requirement(
                        number="R2",
                        kind=RequirementKind.VALUE_OVER_BASELINE,
                        limit=10,
                        asked_by="Finance",
                        note="At least 10 EUR a patient better than planning with a simple rule.",
                    ),
                ),
            ),
        ),
        Example(
            "wine",
            "Which grower a wine is from",
            "A wine trader checks from a laboratory analysis which of three growers 178 bottles come from.",
            "grower",
            Charter(
                goal="Find bottles that are sold under the wrong grower's label.",
                decision="Accept a delivery as the grower's, or send it back.",
                stakeholder="Head of purchasing",
                payoff=MulticlassPayoff(correct=2, wrong=-25),
                requirements=(
                    Requirement(
                        number="R1",
                        kind=RequirementKind.METRIC,
                        limit=0.9,
                        asked_by="Head of purchasing",
                        note="Nine of ten bottles must be told right.",
                    ),
                ),
            ),
        ),
    )
}


def example_of(code: str) -> Example:
    """Return an example by its code; raises Missing for an unknown one."""
    if code not in EXAMPLES:
        raise Missing(f"There is no example {code}.", f"Choose one of: {', '.join(EXAMPLES)}.")
    return EXAMPLES[code]


def read_example(code: str) -> "pd.DataFrame":
    """Return the table of an example, its target last."""
    example = example_of(code)
    return _READERS[code]().rename(columns={"target": example.target})


def write_example(code: str, path: Path) -> None:
    """Write the table of an example as a CSV file (UTF-8, comma)."""
    read_example(code).to_csv(path, index=False)


def _breast_cancer() -> "pd.DataFrame":
    from sklearn.datasets import load_breast_cancer

    frame = load_breast_cancer(as_frame=True).frame
    named = frame.assign(target=frame["target"].map({0: "malignant", 1: "benign"}))
    return named.rename(columns=lambda name: name.replace(" ", "_"))


def _diabetes() -> "pd.DataFrame":
    from sklearn.datasets import load_diabetes

    frame = load_diabetes(as_frame=True, scaled=False).frame
    tidy = frame.assign(sex=frame["sex"].map({1: "A", 2: "B"}), age=frame["age"].astype(int))
    return tidy.rename(columns=DIABETES_NAMES)


def _wine() -> "pd.DataFrame":
    from sklearn.datasets import load_wine

    frame = load_wine(as_frame=True).frame
    named = frame.assign(target=frame["target"].map({0: "grower A", 1: "grower B", 2: "grower C"}))
    return named.rename(columns=lambda name: name.replace("/", "_"))


_READERS = {"breast_cancer": _breast_cancer, "diabetes": _diabetes, "wine": _wine}
