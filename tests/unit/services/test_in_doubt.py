"""On how many rows kept aside the stored model would ask a person."""

from dataclasses import replace

import numpy as np
import pytest

from core.design.solution.architecture import WhenUnsure
from core.services.design import business
from core.services.development.candidate_model import in_doubt, save_candidate_model
from core.services.development.learning import Learning, open_learning
from core.services.development.models import load_stored_model
from core.services.workspace import Workspace, need
from tests.unit.services.conftest import PROJECT

LIMIT, WITHIN = 0.5, 0.3


@pytest.fixture
def asking(walked: Workspace) -> Learning:
    """The learning of a design that asks a person near the limit."""
    learning = open_learning(walked, PROJECT)
    changed = {"when_unsure": WhenUnsure.ASK, "unsure_within": WITHIN}
    architecture = learning.design.architecture.model_copy(update=changed)
    return replace(learning, design=learning.design.model_copy(update={"architecture": architecture}))


def test_the_rows_near_the_limit_are_counted_on_the_model_as_stored(
    walked: Workspace, asking: Learning
) -> None:
    candidate = need(walked.history(PROJECT), "candidate").payload
    model = load_stored_model(walked, candidate["model"])
    payoff = business.current_charter(walked, PROJECT).payoff
    trial = {"learner": candidate["learner"]}
    folder = save_candidate_model(walked, PROJECT, asking, model.pipeline, payoff, LIMIT, trial)
    near = np.abs(model.scores(asking.holdout.frame) - LIMIT) <= WITHIN
    assert near.sum() > 0
    expected = {"rows": int(near.sum()), "share": float(near.mean()), "within": WITHIN}
    assert in_doubt(walked, asking, folder) == expected


def test_a_model_that_decides_alone_has_no_doubt(walked: Workspace) -> None:
    candidate = need(walked.history(PROJECT), "candidate").payload
    assert candidate["in_doubt"] is None
