"""A training job that goes on: what earlier attempts finished takes part in what the search ends with."""

import numpy as np

from core.development.automl.ensemble import Shortlist
from core.development.metrics import METRICS
from core.services.development.learning import open_learning
from core.services.development.training import trials_on_record
from core.services.workspace import Workspace, need
from tests.unit.services.conftest import PROJECT


def test_finished_trials_are_read_back_with_their_predictions(walked: Workspace) -> None:
    experiment = need(walked.history(PROJECT), "experiment").payload
    complete = [trial for trial in experiment["trials"] if trial["state"] == "complete"]
    found = list(trials_on_record(walked, experiment["study"], experiment["trials"]))
    assert [outcome.number for outcome in found] == [trial["number"] for trial in complete]
    learning = open_learning(walked, PROJECT)
    metric = METRICS[experiment["metric"]]
    shortlist = Shortlist(metric, learning.train.y, learning.folds)
    for outcome, trial in zip(found, complete, strict=True):
        assert outcome.score == trial["score"]
        assert outcome.params == trial["params"]
        np.testing.assert_array_equal(outcome.oof_rows, np.arange(len(learning.train.y)))
        shortlist.add(outcome)
    singles = [outcome for outcome in found if outcome.learner != "ensemble"]
    assert shortlist.outcomes[0].score == max(outcome.score for outcome in singles)
