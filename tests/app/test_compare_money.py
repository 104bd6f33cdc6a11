"""Compare: amounts by row, today's process, whether a model is needed, and what a year brings."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import core.services.workers
from core.bootstrap import open_workspace
from core.design.business.payoff_terms import Amount, BinaryPayoff
from core.design.business.today import Today
from core.services.design import business, solution
from core.services.development import compare, proof, quality, training
from core.services.work import Progress
from core.services.workspace import Workspace
from pages.ui.design.worth import gain_words, over_words, payback_words
from pages.ui.figures import money
from tests.app.walk import PROJECT, SEARCH, charter, open_page, texts

BY_ROW = BinaryPayoff(currency="EUR", true_positive=Amount(column="charge", factor=0.8), cost_of_acting=12)


STATED = {
    "payoff": BY_ROW,
    "today": Today(acted=0.3, right=0.6),
    "rows_per_year": 1_000.0,
    "cost_once": 600.0,
    "cost_per_year": 100.0,
}


@pytest.fixture(scope="module")
def by_row_home(walked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained project whose calls save four fifths of a customer's charge and cost 12; one is chosen."""
    home = tmp_path_factory.mktemp("by_row") / "home"
    shutil.copytree(walked / "designed", home)
    workspace = open_workspace(home)
    business.save_charter(workspace, PROJECT, charter().model_copy(update=STATED), author="Ada")
    solution.save_solution(workspace, PROJECT, solution.propose_solution(workspace, PROJECT), author="Ada")
    quality.infer_and_check(workspace, PROJECT)
    proof.run(workspace, PROJECT, {}, Progress())
    proof.decide(workspace, PROJECT, go=True, author="Ada", reason="The signal is there.")
    training.run(workspace, PROJECT, SEARCH, Progress())
    params = {"number": compare.best_number(workspace, PROJECT), "reason": "Best in money.", "author": "Ada"}
    compare.run(workspace, PROJECT, params, Progress())
    return home


@pytest.fixture
def by_row(by_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of it that the app uses."""
    shutil.copytree(by_row_home, tmp_path / "home")
    monkeypatch.setenv("TREFOIL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(core.services.workers, "ensure_worker", lambda _: None)
    return open_workspace(tmp_path / "home")


def said_gain(least_gain: float) -> str:
    """From which gain rows are acted on, as `texts` returns it."""
    return gain_words(least_gain, "EUR").replace("\\", "")


def test_amounts_by_row_have_no_slider_and_say_from_which_gain_a_row_is_acted_on(by_row: Workspace) -> None:
    board = compare.board(by_row, PROJECT)
    row = next(row for row in board.rows if row["number"] == board.advised)
    app = open_page("compare")
    assert not app.exception
    assert not app.slider
    said = texts(app)
    assert said_gain(row["least_gain"]) in said
    assert f"worth **{money(row['value_per_row'], 'EUR')} per row**" in said


def test_the_verdict_says_whether_a_model_is_needed_and_what_a_year_brings(by_row: Workspace) -> None:
    chosen = by_row.history(PROJECT).latest("candidate").payload
    app = open_page("compare")
    assert not app.exception
    said = texts(app)
    assert chosen["needed"]["sentence"] in said
    assert f"acts {said_gain(chosen['least_gain'])}" in said
    assert "More than today's process." in said
    (likely,) = (case for case in chosen["benefit"]["cases"] if case["case"] == "likely")
    assert np.isclose(likely["net_per_year"], 1_000 * likely["gain_per_row"] - 100)
    shown = next(table.value for table in app.table if "Paid back" in table.value)
    assert list(shown.index) == ["Low", "Likely", "High"]
    assert shown.loc["Likely", "Paid back"].replace("\\", "") == payback_words(likely["payback_months"])


def test_todays_process_stands_beside_the_other_ways_once_it_is_asked_for(by_row: Workspace) -> None:
    number = compare.board(by_row, PROJECT).advised
    found = compare.trial_worth(by_row, PROJECT, int(number or 0))
    app = open_page("compare")
    app.session_state["compare.worth"] = True
    app.run()
    *_, drawn = (table.value for table in app.dataframe if "kind" in table.value)
    assert "Today's process" in list(drawn["name"])
    assert list(drawn["value"]) == [way["value_per_row"] for way in found["values"]]
    assert found["needed"]["sentence"] in texts(app)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (None, "never"),
        (0.0, "at once"),
        (0.4, "within a month"),
        (7.2, "after 7 months"),
        (60.0, "after 5 years"),
    ],
)
def test_a_payback_time_reads_as_people_say_it(months: float | None, words: str) -> None:
    assert payback_words(months) == words


def test_acting_on_nobody_and_the_baseline_have_words() -> None:
    assert gain_words(1e12, "EUR") == "never: acting on nobody is worth most"
    assert over_words("baseline") == "the simple rule"
