"""Compare: rank in score and money, look closely, choose with a reason, one verdict on the hold-out."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.services.development import compare
from core.services.development.compare import Board, confusion_cells
from core.services.workspace import Workspace
from pages.ui.development.board import advice, note
from pages.ui.development.verdict import openings_words
from pages.ui.figures import money
from tests.app.conftest import Stage
from tests.app.walk import PAYOFF, PROJECT, charter, open_page, running, texts, work_off

WIDTH_OF_THE_TABLE = 465
"""Pixels that it has in a window of 1280, so that nothing has to be scrolled sideways."""


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("compare", project=None))


def test_before_training_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("climbed")
    app = open_page("compare")
    assert app.button(key="compare.guard").label == "Go to Train and tune"


def test_the_leaderboard_carries_score_and_money(stage: Stage) -> None:
    workspace = stage("trained")
    board = compare.board(workspace, PROJECT)
    table = open_page("compare").dataframe[0]
    shown = table.value
    assert list(shown["Score"]) == [row["score"] for row in board.rows]
    assert list(shown["Value"]) == [row["value_per_row"] for row in board.rows]
    widths = [column["width"] for column in json.loads(table.proto.columns).values() if "width" in column]
    assert len(widths) == 6 and sum(widths) <= WIDTH_OF_THE_TABLE


def test_the_threshold_moves_decisions_and_their_money(stage: Stage) -> None:
    workspace = stage("trained")
    number = compare.board(workspace, PROJECT).advised
    app = open_page("compare")
    app.slider(key=f"compare.threshold.{number}").set_value(0.0).run()
    y, _ = compare.trial_predictions(workspace, PROJECT, int(number or 0))
    act_on_all = np.where(y == 1, PAYOFF.true_positive, PAYOFF.false_positive).mean()
    said = texts(app)
    assert "100% of the rows" in said
    assert f"worth **EUR {act_on_all:.2f} per row**" in said


def test_a_choice_needs_a_reason(stage: Stage) -> None:
    workspace = stage("trained")
    app = open_page("compare")
    click(app, "Choose and judge")
    assert "Say why" in app.error[0].value
    assert workspace.jobs.latest(PROJECT, "compare") is None


def test_a_choice_is_judged_on_the_hold_out_and_counted(stage: Stage) -> None:
    workspace = stage("trained")
    app = open_page("compare")
    app.text_input(key="compare.name").input("Ada")
    app.text_input(key="compare.reason").input("Best in money.")
    click(app, "Choose and judge")
    assert "Judging the choice · waiting for its turn" in texts(app)
    work_off(workspace)
    app.run()
    candidate = workspace.history(PROJECT).latest("candidate")
    assert candidate is not None
    assert (candidate.author, candidate.reason) == ("Ada", "Best in money.")
    said = texts(app)
    judged = candidate.payload["evaluation"]
    assert f"ROC AUC on rows kept aside {judged['score']:.4g}" in said
    assert (
        f"The {candidate.payload['holdout_rows']} rows kept aside (the hold-out) have been opened once."
        in said
    )


def test_the_verdict_sets_the_model_beside_what_needs_none(stage: Stage) -> None:
    workspace = stage("chosen")
    chosen = workspace.history(PROJECT).latest("candidate").payload
    app = open_page("compare")
    assert not app.exception
    total = chosen["evaluation"]["value_per_row"] * chosen["holdout_rows"]
    said = (
        f"On all {chosen['holdout_rows']} rows kept aside together the model is worth {money(total, 'EUR')}."
    )
    assert said in texts(app)
    drawn = next(table.value for table in app.dataframe if "kind" in table.value)
    assert list(drawn["name"])[:2] == ["Do nothing", "Act on all"]
    assert list(drawn["value"]) == [row["value_per_row"] for row in chosen["values"]]


def test_a_verdict_recorded_before_the_table_of_values_still_shows(stage: Stage) -> None:
    workspace = stage("chosen")
    record = workspace.history(PROJECT).latest("candidate")
    older = {name: value for name, value in record.payload.items() if name != "values"}
    workspace.save(PROJECT, "candidate", older, made_from=compare.MADE_FROM, author="Ada", reason="Earlier.")
    app = open_page("compare")
    assert not app.exception
    assert "kept aside together" not in texts(app)


def test_an_own_threshold_goes_with_the_choice_and_the_best_one_as_none(stage: Stage) -> None:
    workspace = stage("trained")
    number = compare.board(workspace, PROJECT).advised
    app = open_page("compare")
    app.slider(key=f"compare.threshold.{number}").set_value(0.777).run()
    app.text_input(key="compare.reason").input("Fewer calls.")
    click(app, "Choose and judge")
    job = workspace.jobs.latest(PROJECT, "compare")
    assert job is not None
    assert (job.params["number"], job.params["threshold"]) == (number, 0.777)


def test_money_follows_the_charter_at_once(stage: Stage) -> None:
    workspace = stage("chosen")
    twice = PAYOFF.model_copy(update={"true_positive": 120.0, "false_positive": -24.0})
    before = open_page("compare").dataframe
    workspace.save(PROJECT, "charter", charter().model_copy(update={"payoff": twice}))
    after = open_page("compare").dataframe
    values = [next(t.value["Value"] for t in tables if "Value" in t.value) for tables in (before, after)]
    assert np.allclose(2 * values[0], values[1])


def test_the_share_of_rows_in_doubt_and_the_question_are_said(stage: Stage) -> None:
    workspace = stage("chosen")
    history = workspace.history(PROJECT)
    record, experiment = history.latest("candidate"), history.latest("experiment")
    assert record is not None and experiment is not None
    said = texts(open_page("compare"))
    assert "a person is asked" not in said and "To find out" not in said
    asked = {**experiment.payload, "hypothesis": "Is it enough?"}
    workspace.save(PROJECT, "experiment", asked)
    doubt = {"rows": 12, "share": 0.15, "within": 0.05}
    members = [{"trial": 1, "learner": "lightgbm", "weight": 1.0, "params": {}}]
    payload = {**record.payload, "in_doubt": doubt, "params": {"members": members}}
    workspace.save(PROJECT, "candidate", payload, author="Ada", reason="Best.")
    said = texts(open_page("compare"))
    assert "On 12 of the rows kept aside (15%) a person is asked" in said
    assert "It is a weighted vote of several models: 100% LightGBM 1." in said
    assert "**To find out:** Is it enough?" in said


def test_a_missing_file_is_explained(stage: Stage) -> None:
    workspace = stage("trained")
    record = workspace.history(PROJECT).latest("experiment")
    assert record is not None
    workspace.save(PROJECT, "experiment", {**record.payload, "study": "gone"})
    app = open_page("compare")
    assert not app.exception
    assert app.error


def test_a_running_judgement_hides_the_form(stage: Stage) -> None:
    running(stage("trained"), "compare", share=0.2, doing="Fitting the chosen model")
    app = open_page("compare")
    assert "now: Fitting the chosen model" in texts(app)
    assert "compare.reason" not in [field.key for field in app.text_input]


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def board(*rows: tuple[int, float, bool, float], advised: int) -> Board:
    found = [
        {"number": n, "learner": "linear", "score": score, "is_tied": tied, "value_per_row": value}
        for n, score, tied, value in rows
    ]
    return Board("roc_auc", True, "EUR", found, advised)


def test_advice_tells_ties_from_winners() -> None:
    clear = board((1, 0.9, True, 2.0), (2, 0.8, False, 1.0), advised=1)
    assert "ahead of the others" in advice(clear)
    tied = board((1, 0.9, True, 2.0), (2, 0.899, True, 1.5), advised=2)
    assert "first 2 cannot be told apart" in advice(tied)
    assert "gives up EUR 0\\.50 per row" in advice(tied)
    assert "also the simplest" in advice(board((1, 0.9, True, 2.0), (2, 0.899, True, 1.5), advised=1))
    assert "Only one model finished" in advice(board((1, 0.9, True, 2.0), advised=1))
    assert [note(row, tied) for row in tied.rows] == ["best", "tied, advised"]


@pytest.mark.parametrize(("openings", "words"), [(1, "once."), (2, "twice."), (5, "5 times.")])
def test_openings_of_the_hold_out_are_said_plainly(openings: int, words: str) -> None:
    said = openings_words(openings, 1761)
    assert f"The 1,761 rows kept aside (the hold-out) have been opened {words}" in said
    assert ("too kind" in said) == (openings > 1)


def test_confusion_cells_hold_counts_and_money_of_each_pair() -> None:
    y, decided = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    values = np.array([0.0, -12.0, 0.0, 60.0])
    cells = confusion_cells(y, decided, ("no", "yes"), values)
    found = {(cell["actual"], cell["predicted"]): (cell["count"], cell["value"]) for cell in cells}
    assert found[("no", "no")] == (1, 0.0)
    assert found[("no", "yes")] == (1, -12.0)
    assert found[("yes", "no")] == (1, 0.0)
    assert found[("yes", "yes")] == (1, 60.0)
