"""Money as what is searched for: from the baselines to the hold-out, every figure is the payoff's."""

import pytest

from core.design.business.charter import Charter
from core.design.business.payoff import value_per_row
from core.services.development import compare, proof, quality, training
from core.services.development.known_rows import known_rows
from core.services.words import metric_words
from core.services.work import Progress
from core.services.workspace import Workspace, load, need
from tests.unit.services.conftest import PROJECT, SEARCH


@pytest.fixture
def money_seeking(walked: Workspace) -> Workspace:
    """The project once more, from a solution design whose score is money to a chosen model."""
    design = need(walked.history(PROJECT), "solution").payload
    walked.save(PROJECT, "solution", {**design, "metric": "money"}, made_from=("charter", "dataset", "roles"))
    for job in (quality.run, proof.run):
        job(walked, PROJECT, {}, Progress())
    training.run(walked, PROJECT, {**SEARCH, "n_trials": 2}, Progress())
    number = compare.best_number(walked, PROJECT)
    compare.run(walked, PROJECT, {"number": number, "reason": "Worth most."}, Progress())
    return walked


def test_search_leaderboard_and_hold_out_speak_of_money(money_seeking: Workspace) -> None:
    history = money_seeking.history(PROJECT)
    payoff = load(need(history, "charter"), Charter).payoff
    board = compare.board(money_seeking, PROJECT)
    assert (board.metric, board.is_greater_better) == ("money", True)
    assert metric_words(board.metric).title == "Value of a row"
    best = board.rows[0]
    assert best["score"] == max(row["score"] for row in board.rows)
    # The score is that of thresholds settled on other folds; the value at one settled on all is kinder.
    assert best["score"] <= best["value_per_row"] + 1e-9
    rows = known_rows(money_seeking, PROJECT, payoff)
    y, oof = compare.trial_predictions(money_seeking, PROJECT, best["number"])
    assert value_per_row(payoff, y, oof, best["threshold"]).mean() == pytest.approx(best["value_per_row"])
    assert len(rows.y) == len(y)


def test_the_hold_out_is_judged_at_the_threshold_that_was_chosen_without_it(money_seeking: Workspace) -> None:
    candidate = need(money_seeking.history(PROJECT), "candidate").payload
    assert candidate["metric"] == "money"
    evaluation, baseline = candidate["evaluation"], candidate["baseline"]
    assert evaluation["score"] == pytest.approx(evaluation["value_per_row"])
    assert evaluation["interval"][0] <= evaluation["score"] <= evaluation["interval"][1]
    assert baseline["gain"] == pytest.approx(baseline["value_gain"])
    assert baseline["score"] == pytest.approx(baseline["value_per_row"])
    assert 0 <= candidate["calibration"]["error"] < 0.5
    assert candidate["calibration"]["standard_error"] > 0
    looked_at = compare.trial_evaluation(money_seeking, PROJECT, candidate["number"], candidate["threshold"])
    assert looked_at["score"] == pytest.approx(looked_at["value_per_row"])
