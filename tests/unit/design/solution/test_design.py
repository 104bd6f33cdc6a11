"""The solution design: earlier records still load, and doubt needs a threshold."""

import pytest
from pydantic import ValidationError

from core.design.solution.architecture import Architecture, WhenUnsure, in_use
from core.design.solution.design import SolutionDesign

EARLIER = {
    "ml_task": "regression",
    "task_reason": "price is a number.",
    "target": "price",
    "features": ["size"],
    "metric": "rmse",
    "split": {"strategy": "random"},
}


def test_a_design_from_before_there_was_an_architecture_loads() -> None:
    design = SolutionDesign.model_validate(EARLIER)
    assert design.architecture == Architecture()
    assert (design.unit, design.horizon, design.target_definition) == ("", "", "")
    assert design.unsure_within is None


@pytest.mark.parametrize("ml_task", ["regression", "multiclass"])
def test_only_a_yes_no_question_can_be_in_doubt(ml_task: str) -> None:
    asks = {"when_unsure": "ask a person", "unsure_within": 0.1}
    with pytest.raises(ValidationError, match="only a yes / no question has a threshold"):
        SolutionDesign.model_validate(EARLIER | {"ml_task": ml_task, "architecture": asks})
    binary = SolutionDesign.model_validate(
        EARLIER | {"ml_task": "binary", "positive": "yes", "architecture": asks}
    )
    assert binary.unsure_within == 0.1


def test_the_use_in_words_says_when_a_person_is_asked() -> None:
    words = in_use(Architecture(when_unsure=WhenUnsure.ASK, unsure_within=0.1))
    assert "within 0.1 of the threshold" in words["When the model is unsure"]
