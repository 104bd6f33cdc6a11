"""Data quality: infer, edit and check the contract."""

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import BadInput
from core.services.development import quality
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, open_page, running, texts, work_off


def edit(app: AppTest, rows: dict[int, dict], version: int = 1) -> AppTest:
    key = f"quality.contract.{version}"
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    (button,) = [one for one in app.button if one.label == "Save and check again"]
    return button.click().run()


def position(workspace: Workspace, column: str) -> int:
    contract = workspace.history(PROJECT).latest("contract").payload
    return [clause["name"] for clause in contract["columns"]].index(column)


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("quality", project=None))


def test_before_the_solution_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    workspace = stage("designed")
    workspace.projects.add("Other")
    app = open_page("quality", project="Other")
    assert "Something has to come first" in texts(app)


def test_the_contract_is_inferred_by_a_job(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("quality")
    assert "There is no contract yet" in texts(app)
    app.button(key="quality.run").click().run()
    assert "Checking the data · waiting for its turn" in texts(app)
    work_off(workspace)
    app = open_page("quality")
    assert not app.exception
    assert "All 400 rows meet the contract." in texts(app)
    assert [metric.value for metric in app.metric] == ["kept", "400", "0", "0"]


def test_a_running_check_hides_the_button(stage: Stage) -> None:
    workspace = stage("designed")
    running(workspace, "quality", doing="Reading the contract off the data", share=0.2)
    app = open_page("quality")
    assert "now: Reading the contract off the data" in texts(app)
    assert not [button for button in app.button if button.key == "quality.run"]


def test_a_failed_check_says_why(stage: Stage) -> None:
    workspace = stage("designed")
    number = running(workspace, "quality")
    workspace.jobs.finish(number, "failed", error="No column is left to learn from.")
    assert "No column is left to learn from." in texts(open_page("quality"))


def test_a_stricter_range_is_saved_and_its_cells_are_listed(stage: Stage) -> None:
    workspace = stage("checked")
    before = workspace.history(PROJECT).latest("contract").version
    app = edit(open_page("quality"), {position(workspace, "tenure"): {"minimum": 30.0}})
    assert not app.exception
    history = workspace.history(PROJECT)
    assert history.latest("contract").version == before + 1
    assert history.latest("contract").payload["columns"][position(workspace, "tenure")]["minimum"] == 30
    found = history.latest("quality").payload
    assert found["verdict"] == "pass"
    assert found["warnings"] > 0
    cells = app.dataframe[0].value
    assert set(cells["Check"]) == {"below minimum"}
    first = cells.iloc[0]
    table = workspace.datasets.get(history.latest("dataset").payload["fingerprint"])
    assert str(table["tenure"].iloc[int(first["Row"]) - 1]) == first["Value"]


def test_repeats_where_none_may_be_break_the_contract(stage: Stage) -> None:
    workspace = stage("checked")
    app = edit(open_page("quality"), {position(workspace, "contract"): {"unique": True}})
    assert not app.exception
    assert app.metric[0].value == "broken"
    assert workspace.history(PROJECT).latest("quality").payload["errors"] == 397
    assert "does not meet the contract" in texts(app)


def test_limits_out_of_order_are_refused_naming_the_row(stage: Stage) -> None:
    workspace = stage("checked")
    before = workspace.history(PROJECT).latest("contract").version
    app = edit(open_page("quality"), {position(workspace, "tenure"): {"minimum": 90.0, "maximum": 10.0}})
    assert not app.exception
    assert "tenure" in app.error[0].value
    assert workspace.history(PROJECT).latest("contract").version == before


def test_a_change_elsewhere_is_told_and_not_overwritten(stage: Stage) -> None:
    workspace = stage("checked")
    app = open_page("quality")
    rows = quality.contract_rows(workspace.history(PROJECT).latest("contract").payload)
    quality.save_contract_rows(workspace, PROJECT, rows, author="Bob", expected_version=1)
    edit(app, {0: {"nullable": True}})
    assert not app.exception
    assert "Bob saved version 2 meanwhile." in texts(app)
    assert workspace.history(PROJECT).latest("contract").version == 2
    with pytest.raises(BadInput, match="changed elsewhere"):
        quality.save_contract_rows(workspace, PROJECT, rows, expected_version=1)


def test_the_contract_can_be_downloaded_as_yaml(stage: Stage) -> None:
    workspace = stage("checked")
    open_page("quality")
    text = quality.contract_yaml(workspace.history(PROJECT).latest("contract").payload)
    assert "name: tenure" in text


def test_what_a_model_sees_of_each_column_is_told(stage: Stage) -> None:
    stage("checked")
    app = open_page("quality")
    assert not app.exception
    told = app.dataframe[-1].value.set_index("Column")["The model sees"]
    assert told.to_dict() == {
        "tenure": "its number",
        "charge": "its number",
        "contract": "which of its values it is",
    }


def test_columns_that_stay_out_are_listed_with_the_reason(stage: Stage) -> None:
    workspace = stage("checked")
    recipe = workspace.history(PROJECT).latest("recipe").payload
    left_out = [{"name": "remark", "reason": "It is free text."}]
    workspace.save(PROJECT, "recipe", {**recipe, "left_out": left_out}, made_from=quality.MADE_FROM)
    app = open_page("quality")
    assert not app.exception
    assert list(app.dataframe[-1].value["Reason"]) == ["It is free text."]
