"""Solution and the payoff: money as the score, the real case, and doubt, each in the payoff's own words."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.design.business.payoff_terms import Amount, BinaryPayoff
from core.design.solution.design import MONEY
from core.development import metrics
from core.errors import BadInput
from core.services import projects
from core.services.design import business, data, requirements, solution
from core.services.development import compare, proof, quality, training
from core.services.work import Progress
from core.services.workspace import Workspace
from pages.ui.figures import money
from tests.app.conftest import Stage
from tests.app.test_solution import box, save
from tests.app.walk import PROJECT, SEARCH, TARGET, charter, customers, open_page, texts


@pytest.fixture
def paid(empty: Workspace):  # type: ignore[no-untyped-def]
    """Return a function that makes a project whose charter states a payoff."""

    def make(frame: pd.DataFrame, payoff: BinaryPayoff) -> Workspace:
        projects.create_project(empty, PROJECT)
        stated = charter().model_copy(update={"payoff": payoff})
        business.save_charter(empty, PROJECT, stated, author="Ada")
        path = empty.files.keep_upload("table.csv", frame.to_csv(index=False).encode())
        data.ingest_file(empty, PROJECT, path)
        data.propose_and_save_roles(empty, PROJECT, target=TARGET)
        return empty

    return make


def loans() -> pd.DataFrame:
    """Customers of whom most have the label that looks like a real case."""
    frame = customers(200)
    return frame.assign(**{TARGET: (frame[TARGET] == "no").astype(int)})


def test_the_score_of_money_has_one_name() -> None:
    assert MONEY == metrics.MONEY


def test_choosing_money_orders_the_leaderboard_by_worth(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "Score").set_value("money").run()
    assert "ranked by what their decisions are worth" in texts(app)
    save(app)
    assert not app.exception
    design = solution.current_solution(workspace, PROJECT)
    assert design.metric == "money"
    assert design.metric_reason.startswith("Chosen by")
    quality.infer_and_check(workspace, PROJECT)
    proof.run(workspace, PROJECT, {}, Progress())
    proof.decide(workspace, PROJECT, go=True, author="Ada", reason="The signal is there.")
    training.run(workspace, PROJECT, SEARCH, Progress())
    board = compare.board(workspace, PROJECT)
    scores = [row["score"] for row in board.rows]
    assert board.metric == "money"
    assert scores == sorted(scores, reverse=True)
    assert max(scores) > 1
    said = texts(open_page("compare"))
    assert "Value of a row" in said


def test_amounts_by_row_offer_no_money_as_score_and_say_why(paid) -> None:  # type: ignore[no-untyped-def]
    workspace = paid(customers(200), BinaryPayoff(true_positive=Amount(column="charge"), cost_of_acting=12))
    app = open_page("solution")
    assert not any("Value of a row" in option for option in box(app, "Score").options)
    assert "Business takes amounts from columns" in texts(app)
    design = solution.propose_solution(workspace, PROJECT).model_copy(update={"metric": "money"})
    with pytest.raises(BadInput, match="Money cannot be the score"):
        solution.save_solution(workspace, PROJECT, design)


def test_money_gives_way_when_the_payoff_takes_amounts_from_a_column(paid) -> None:  # type: ignore[no-untyped-def]
    workspace = paid(customers(200), BinaryPayoff(true_positive=60, false_positive=-12))
    design = solution.propose_solution(workspace, PROJECT).model_copy(update={"metric": "money"})
    solution.save_solution(workspace, PROJECT, design)
    by_row = BinaryPayoff(true_positive=Amount(column="charge"), cost_of_acting=12)
    business.save_charter(workspace, PROJECT, charter().model_copy(update={"payoff": by_row}))
    app = open_page("solution")
    assert not app.exception
    assert box(app, "Score").value == "roc_auc"


def test_a_real_case_that_contradicts_the_payoff_is_asked_and_not_proposed(paid) -> None:  # type: ignore[no-untyped-def]
    frame = loans()
    workspace = paid(frame, BinaryPayoff(currency="EUR", false_negative=-500, true_negative=100))
    share = frame[TARGET].mean()
    assert share > 0.5
    app = open_page("solution")
    assert box(app, "The real case").value is None
    assert box(app, "The target means").value == ""
    said = texts(app)
    assert "Which value is the case on which we act?" in said
    assert "can tell in ROC AUC is said once the real case is chosen" in said
    assert "has no simple formula" not in said
    assert f"{600 * share - 100:+.0f}"[:3] in said
    save(app)
    assert "Nobody said which value is the real case" in texts(app)
    assert solution.current_solution(workspace, PROJECT) is None
    box(app, "The real case").set_value("0").run()
    assert box(app, "The target means").value == f"{TARGET} is 0"
    save(app)
    assert solution.current_solution(workspace, PROJECT).positive == "0"


def test_a_rare_real_case_is_proposed_whatever_the_payoff(paid) -> None:  # type: ignore[no-untyped-def]
    paid(customers(200), BinaryPayoff(currency="EUR", true_positive=60, false_positive=-12))
    assert box(open_page("solution"), "The real case").value == "yes"


def ask_a_person(app: AppTest) -> str:
    box(app, "Where the model is unsure").set_value("ask a person").run()
    return texts(app)


def test_doubt_is_said_in_money_and_how_it_reaches_people(paid) -> None:  # type: ignore[no-untyped-def]
    paid(customers(200), BinaryPayoff(currency="EUR", true_positive=60, false_positive=-40))
    app = open_page("solution")
    assert "decided_by" not in texts(app)
    said = ask_a_person(app)
    assert "Each prediction then says in `decided_by` whether to ask a person" in said
    amount = money(5.0, "EUR")
    assert f"A probability 0.05 higher or lower changes what acting is expected to bring by {amount}." in said


def test_doubt_where_rows_have_own_thresholds_is_that_of_a_median_row(paid) -> None:  # type: ignore[no-untyped-def]
    frame = customers(200).assign(charge=80.0 + pd.Series(range(200)) % 5 - 2)
    paid(frame, BinaryPayoff(currency="EUR", true_positive=Amount(column="charge"), cost_of_acting=12))
    said = ask_a_person(open_page("solution"))
    assert "each row has a threshold of its own" in said
    assert "On a row with the median amounts, a probability 0.05 higher or lower" in said
    assert f"bring by {money(4.0, 'EUR')}." in said


def test_a_time_in_the_design_binds_the_search_and_the_requirement_says_so(stage: Stage) -> None:
    workspace = stage("designed")
    demand = {"number": "R1", "kind": "latency_ms", "limit": 500}
    slack = charter().model_validate({**charter().model_dump(mode="json"), "requirements": [demand]})
    business.save_charter(workspace, PROJECT, slack)
    app = open_page("solution")
    assert "One row may take 500 ms, asked by requirement R1" in texts(app)
    box(app, "Longest time for one row").set_value(40.0).run()
    assert "One row may take 40 ms, asked by the design" in texts(app)
    save(app)
    assert solution.current_solution(workspace, PROJECT).constraints.latency_ms == 40
    (traced,) = requirements.requirement_trace(workspace, PROJECT)
    said = {place.where: (place.verdict, place.evidence) for place in traced.places}
    assert said["constraint"] == ("obeyed", "The search keeps to 40 ms, asked by the design.")
