"""Solution: the drafted design is confirmed or changed, and never contradicts the charter."""

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.design.data.columns import Role, Roles
from core.services import projects
from core.services.design import business, data, solution
from core.services.privacy.protection import protection
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, TARGET, charter, customers, open_page, texts


def save(app: AppTest) -> AppTest:
    (button,) = [one for one in app.button if one.label in ("Confirm the design", "Save the design")]
    return button.click().run()


def box(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    kinds = [app.selectbox, app.multiselect, app.slider, app.text_input, app.number_input, app.checkbox]
    return next(one for kind in kinds for one in kind if one.label.startswith(label))


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [one for one in app.button if one.label == label]
    assert not button.disabled
    return button.click().run()


@pytest.fixture
def undesigned(empty: Workspace):  # type: ignore[no-untyped-def]
    """Return a function that makes a project with charter and roles from a table."""

    def make(frame: pd.DataFrame, target: str = TARGET, kind: str = "binary") -> Workspace:
        projects.create_project(empty, PROJECT)
        business.save_charter(empty, PROJECT, business.assumed_charter(kind, target))
        path = empty.files.keep_upload("table.csv", frame.to_csv(index=False).encode())
        data.ingest_file(empty, PROJECT, path)
        data.propose_and_save_roles(empty, PROJECT, target=target)
        return empty

    return make


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("solution", project=None))


def test_without_data_the_page_says_what_has_to_come_first(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    business.save_charter(empty, PROJECT, charter())
    app = open_page("solution")
    assert "Something has to come first" in texts(app)
    assert app.button(key="solution.guard").label == "Go to Data"


def test_the_meaning_of_the_target_follows_the_real_case(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(customers())
    app = open_page("solution")
    real_case = box(app, "The real case")
    first = real_case.value
    (other,) = {"yes", "no", "0", "1"} & {one.split(" (")[0] for one in real_case.options} - {first}
    real_case.set_value(other).run()
    assert box(app, "The target means").value == f"{TARGET} is {other}"
    save(app)
    assert solution.current_solution(workspace, PROJECT).target_definition == f"{TARGET} is {other}"


def test_own_words_for_the_target_stay_when_the_real_case_changes(undesigned) -> None:  # type: ignore[no-untyped-def]
    undesigned(customers())
    app = open_page("solution")
    box(app, "The target means").set_value("left within a month").run()
    real_case = box(app, "The real case")
    labels = [one.split(" (")[0] for one in real_case.options]
    real_case.set_value(next(label for label in labels if label != real_case.value)).run()
    assert box(app, "The target means").value == "left within a month"


def test_a_real_case_that_is_the_most_frequent_value_is_asked_about(undesigned) -> None:  # type: ignore[no-untyped-def]
    frame = customers()
    undesigned(frame)
    app = open_page("solution")
    counts = frame[TARGET].astype(str).value_counts()
    box(app, "The real case").set_value(counts.idxmin()).run()
    assert "rows are real cases" not in texts(app)
    box(app, "The real case").set_value(counts.idxmax()).run()
    assert f"{counts.max():,} of {len(frame):,} rows are real cases" in texts(app)


def test_the_draft_is_confirmed_as_it_stands(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(customers(200))
    app = open_page("solution")
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["left", "a yes / no question", "200"]
    save(app)
    design = solution.current_solution(workspace, PROJECT)
    assert design == solution.propose_solution(workspace, PROJECT)
    assert design.positive == "yes"


def test_choices_of_a_person_go_on_record(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    app.text_input(key="solution.name").set_value("Ada")
    box(app, "Score").set_value("log_loss")
    box(app, "The real case").set_value("no")
    box(app, "Locked away").set_value(30)
    box(app, "Parts").set_value(3)
    box(app, "Take out").set_value(["charge"])
    save(app)
    assert not app.exception
    design = solution.current_solution(workspace, PROJECT)
    assert (design.metric, design.positive) == ("log_loss", "no")
    assert design.metric_reason == "Chosen by Ada."
    assert (design.split.holdout, design.split.folds) == (0.3, 3)
    assert "charge" not in design.features
    assert workspace.history(PROJECT).latest("solution").author == "Ada"


def test_a_change_elsewhere_is_told_and_not_overwritten(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "Score").set_value("log_loss")
    design = solution.current_solution(workspace, PROJECT)
    solution.save_solution(workspace, PROJECT, design, author="Bob")
    save(app)
    assert not app.exception
    assert "Bob saved version 2 meanwhile." in texts(app)
    assert solution.current_solution(workspace, PROJECT) == design


def test_a_split_by_time_needs_its_column(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "How rows").set_value("time")
    save(app)
    assert not app.exception
    assert "needs the column that says when each row happened" in texts(app)
    assert workspace.history(PROJECT).latest("solution").version == 1


def test_no_feature_left_is_refused(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "Take out").set_value(["tenure", "charge", "contract"])
    save(app)
    assert "No feature is left to learn from." in texts(app)
    assert workspace.history(PROJECT).latest("solution").version == 1


def test_a_payoff_for_another_question_is_said_and_cannot_be_saved(stage: Stage) -> None:
    workspace = stage("designed")
    business.save_charter(workspace, PROJECT, business.assumed_charter("regression", TARGET))
    app = open_page("solution")
    assert not app.exception
    assert "The charter's payoff is for an amount" in texts(app)
    version = workspace.history(PROJECT).latest("solution").version
    save(app)
    assert "payoff" in app.error[0].value
    assert workspace.history(PROJECT).latest("solution").version == version
    app.button(key="solution.to_business").click().run()
    assert "Business: what is it worth" in texts(app)


def test_a_target_that_cannot_be_learnt_is_explained(undesigned) -> None:  # type: ignore[no-untyped-def]
    frame = customers(120)
    frame["code"] = [f"c{row}" for row in range(120)]
    undesigned(frame, target="code", kind="multiclass")
    app = open_page("solution")
    assert not app.exception
    assert "Every value of target code differs" in texts(app)
    assert app.button(key="solution.to_data")


def test_personal_data_is_shown_masked(undesigned) -> None:  # type: ignore[no-untyped-def]
    frame = customers(120)
    frame["mail"] = [f"person{row % 40}@example.org" for row in range(120)]
    undesigned(frame)
    app = open_page("solution")
    assert "1 column seems to hold personal data." in texts(app)
    shown = next(table.value for table in app.dataframe if "Because" in table.value)
    assert list(shown["Column"]) == ["mail"]
    assert not shown["Because"].str.contains("person").any()


@pytest.mark.parametrize("kind", ["multiclass", "regression"])
def test_other_questions_offer_their_own_scores(undesigned, kind: str) -> None:  # type: ignore[no-untyped-def]
    target = {"multiclass": "contract", "regression": "charge"}[kind]
    undesigned(customers(200), target=target, kind=kind)
    app = open_page("solution")
    assert not app.exception
    offered = [choice.code for choice in solution.metric_choices(kind)]
    assert box(app, "Score").value in offered
    assert not [one for one in app.selectbox if one.label.startswith("The real case")]


def mailed() -> pd.DataFrame:
    """Customers with an address each, of which 40 differ."""
    frame = customers(120)
    frame["mail"] = [f"person{row % 40}@example.org" for row in range(120)]
    return frame


def test_words_and_use_go_on_record(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "One row").set_value("one customer")
    box(app, "The truth").set_value("a month later")
    box(app, "Rows reach").set_value("live")
    box(app, "Longest time").set_value(40.0)
    box(app, "Predictions go to").set_value("the *call* system")
    box(app, "Where the model").set_value("ask a person").run()
    box(app, "Unsure means").set_value(0.1)
    app.run()
    assert "serve.py" in texts(app)
    assert "One row may take 40 ms" in texts(app)
    save(app)
    assert not app.exception
    design = solution.current_solution(workspace, PROJECT)
    assert (design.unit, design.horizon) == ("one customer", "a month later")
    assert (design.architecture.mode, design.architecture.latency_ms) == ("live", 40)
    assert design.architecture.consumer == "the *call* system"
    assert design.unsure_within == 0.1


def test_an_amount_has_no_threshold_to_be_unsure_about(undesigned) -> None:  # type: ignore[no-untyped-def]
    undesigned(customers(200), target="charge", kind="regression")
    app = open_page("solution")
    assert "Where the model is unsure" not in [one.label for one in app.selectbox]
    assert "of the error** cannot be told from chance" in texts(app)


def test_the_hold_out_says_what_it_can_tell_and_follows_the_share(stage: Stage) -> None:
    stage("designed")
    app = open_page("solution")
    assert "With **100 locked rows**" in texts(app)
    box(app, "Locked away").set_value(40).run()
    assert "With **160 locked rows**" in texts(app)
    box(app, "Score").set_value("f1").run()
    assert "has no simple formula" in texts(app)


def test_before_training_the_design_says_that_it_will_be_locked(stage: Stage) -> None:
    stage("designed")
    app = open_page("solution")
    assert "Fixed before the first model is trained" in texts(app)
    box(app, "Score").set_value("log_loss").run()
    assert not app.warning


def test_after_training_a_change_says_what_it_undoes_and_needs_a_reason(stage: Stage) -> None:
    workspace = stage("chosen")
    app = open_page("solution")
    assert "This design is locked" in texts(app)
    assert "The hold-out was opened once" in texts(app)
    box(app, "Locked away").set_value(30).run()
    warned = app.warning[0].value.replace("\\", "")
    assert "Changed: the share of the hold-out." in warned
    assert "chosen model" in warned
    assert "Another hold-out is drawn" in warned
    version = workspace.history(PROJECT).latest("solution").version
    save(app)
    assert "Models were trained on this design already" in texts(app)
    assert workspace.history(PROJECT).latest("solution").version == version
    box(app, "What changed").set_value("More rows to judge on.")
    save(app)
    record = workspace.history(PROJECT).latest("solution")
    assert (record.version, record.reason) == (version + 1, "More rows to judge on.")
    assert workspace.history(PROJECT).is_stale("candidate")


def test_what_the_target_asks_is_asked_here(undesigned) -> None:  # type: ignore[no-untyped-def]
    frame = customers(200)
    frame["size"] = np.where(np.arange(200) < 2, "huge", np.where(np.arange(200) % 2, "small", "large"))
    workspace = undesigned(frame, target="size", kind="multiclass")
    app = open_page("solution")
    assert "The target raises a question" in texts(app)
    assert "The design follows once" in texts(app)
    press(app, "Answer")
    assert not app.exception
    assert "The target raises" not in texts(app)
    assert workspace.history(PROJECT).latest("dataset").payload["rows"] == 198
    assert [metric.value for metric in app.metric][:2] == ["size", "a yes / no question"]


def test_a_plan_is_filled_in_previewed_and_applied(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(mailed())
    app = open_page("solution")
    assert any("anna@example.org" in block.value for block in app.code)
    box(app, "What is done").set_value("pseudonymise").run()
    assert "(column gone)" not in app.code[0].value
    box(app, "Purpose").set_value("Call customers.")
    box(app, "I know that unprotected").check().run()
    press(app, "Apply to the data")
    assert "The plan has no legal basis." in texts(app)
    assert protection(workspace.history(PROJECT)) is None
    box(app, "Legal basis").set_value("consent")
    press(app, "Apply to the data")
    assert not app.exception
    plan = protection(workspace.history(PROJECT)).plan
    assert (plan.purpose, plan.legal_basis, plan.columns("pseudonymise")) == (
        "Call customers.",
        "consent",
        ["mail"],
    )
    fingerprint = workspace.history(PROJECT).latest("dataset").payload["fingerprint"]
    assert not workspace.datasets.get(fingerprint)["mail"].str.contains("@").any()
    assert "A privacy plan is in force" in texts(app)


def test_a_changed_plan_is_kept_and_leads_to_the_file(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(mailed())
    app = open_page("solution")
    box(app, "Purpose").set_value("Call customers.")
    box(app, "Legal basis").set_value("consent")
    box(app, "I know that unprotected").check().run()
    press(app, "Apply to the data")
    first = protection(workspace.history(PROJECT)).plan
    assert box(app, "Purpose").value == "Call customers."
    box(app, "What is done").set_value("mask").run()
    press(app, "Keep the changed plan")
    assert not app.exception
    now = protection(workspace.history(PROJECT))
    assert (now.plan, now.next_plan.columns("mask")) == (first, ["mail"])
    assert "A changed plan waits for the file." in texts(app)
    assert [one.label for one in app.button].count("Upload the file on Data") == 1


def test_applying_needs_to_be_confirmed(undesigned) -> None:  # type: ignore[no-untyped-def]
    undesigned(mailed())
    app = open_page("solution")
    (button,) = [one for one in app.button if one.label == "Apply to the data"]
    assert button.disabled
    waits = "Applying waits for the tick above"
    assert waits in texts(app)
    box(app, "I know that unprotected copies").set_value(True).run()
    assert waits not in texts(app)


def test_rows_that_stand_alone_are_counted(undesigned) -> None:  # type: ignore[no-untyped-def]
    undesigned(mailed())
    app = open_page("solution")
    box(app, "Known columns").set_value(["mail"]).run()
    box(app, "What nobody").set_value("contract").run()
    press(app, "Count")
    assert not app.exception
    assert "(k-anonymity 3)" in texts(app)
    assert "**120** of 120 rows are in groups of fewer than 5" in texts(app)
    assert "l-diversity" in texts(app)


def test_a_person_is_forgotten_after_two_confirmations(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(mailed())
    app = open_page("solution")
    box(app, "Column").set_value("mail")
    box(app, "The person").set_value("person7@example.org").run()
    press(app, "Show what would be deleted")
    assert "3 rows of the newest data would be deleted" in texts(app)
    assert "No released model was trained on them." in texts(app)
    (button,) = [one for one in app.button if one.label == "Delete for good"]
    assert button.disabled
    box(app, "I checked").check().run()
    press(app, "Delete for good")
    assert not app.exception
    assert "3 rows are deleted." in texts(app)
    payload = workspace.history(PROJECT).latest("dataset").payload
    assert payload["rows"] == 117
    assert "person7@example.org" not in set(workspace.datasets.get(payload["fingerprint"])["mail"])


def test_a_person_who_is_not_there_is_said(undesigned) -> None:  # type: ignore[no-untyped-def]
    undesigned(mailed())
    app = open_page("solution")
    box(app, "Column").set_value("mail")
    box(app, "The person").set_value("nobody@example.org").run()
    press(app, "Show what would be deleted")
    assert "No row has this value in mail." in texts(app)
    assert not [one for one in app.button if one.label == "Delete for good"]


def test_sensitive_columns_are_said_to_be_kept_out_and_used_for_fairness(stage: Stage) -> None:
    workspace = stage("designed")
    roles = data.data_view(workspace, PROJECT).roles
    barred = tuple(
        role.model_copy(update={"role": Role.SENSITIVE}) if role.column == "contract" else role
        for role in roles.roles
    )
    data.save_roles(workspace, PROJECT, Roles(roles=barred))
    app = open_page("solution")
    assert "Sensitive: contract. No model may use these columns" in texts(app)
    assert "contract" not in box(app, "Take out").options


def dated(rows: int = 200) -> pd.DataFrame:
    """Customers of whom one is seen each day."""
    seen = pd.date_range("2024-01-01", periods=rows).strftime("%Y-%m-%d")
    return customers(rows).assign(seen=seen)


def test_the_gap_follows_the_horizon_says_what_it_costs_and_goes_on_record(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(dated())
    app = open_page("solution")
    assert box(app, "How rows are divided").value == "time"
    assert box(app, "Gap between").value == 0
    assert "No gap: right where the truth of a row is known at once." in texts(app)
    box(app, "The truth is known").set_value("30 days ahead").run()
    assert box(app, "Gap between").value == 30
    assert "The gap follows from when the truth is known: 30 days ahead." in texts(app)
    assert "The gap of 30 days costs 29 rows (14.5%)" in texts(app)
    save(app)
    assert not app.exception
    plan = solution.current_solution(workspace, PROJECT).split
    assert (plan.gap, plan.gap_unit) == (30, "days")


def test_an_own_gap_stays_beside_another_horizon_that_is_told(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(dated())
    app = open_page("solution")
    box(app, "The truth is known").set_value("30 days ahead").run()
    box(app, "Gap between").set_value(7.0).run()
    assert "that asks for a gap of 30 days" in texts(app)
    save(app)
    assert solution.current_solution(workspace, PROJECT).split.gap == 7
    assert box(open_page("solution"), "Gap between").value == 7


def test_a_gap_that_leaves_nothing_to_learn_from_is_told_before_saving(undesigned) -> None:  # type: ignore[no-untyped-def]
    undesigned(dated())
    app = open_page("solution")
    box(app, "Gap between").set_value(300.0).run()
    assert "The gap of 300 days leaves no row to learn from. Choose a shorter gap." in texts(app)


def test_a_split_by_time_needs_a_column_of_times(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(dated().assign(shop=["north", "south"] * 100))
    app = open_page("solution")
    box(app, "Time or group column").set_value("shop").run()
    save(app)
    assert "shop holds neither dates nor numbers" in texts(app)
    assert solution.current_solution(workspace, PROJECT) is None
