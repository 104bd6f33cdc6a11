"""Data: bring a table in, read what was changed, choose roles, look at the profile."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.services import data, projects
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, TARGET, customers, open_page, texts


@pytest.fixture
def blank(empty: Workspace) -> Workspace:
    """Return a workspace with a project that has nothing yet."""
    projects.create_project(empty, PROJECT)
    return empty


def upload(app: AppTest, content: bytes, name: str = "customers.csv") -> AppTest:
    return app.file_uploader[0].upload(name, content).run()


def csv(rows: int = 80, **changes: int) -> bytes:
    return customers(rows, **changes).to_csv(index=False).encode()


def button(app: AppTest, label: str) -> AppTest:
    (found,) = [one for one in app.button if one.label == label]
    return found.click().run()


EDITOR = "data.roles.1.1.left"


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("data", project=None))


def test_without_a_table_the_page_asks_for_one(blank: Workspace) -> None:
    app = open_page("data")
    assert not app.exception
    assert "Bring in a table." in texts(app)


def test_an_upload_is_read_profiled_and_given_roles(blank: Workspace) -> None:
    app = upload(open_page("data"), csv())
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["80", "4", "0", "0"]
    button(app, "Confirm the roles")
    history = blank.history(PROJECT)
    chosen = {role["column"]: role["role"] for role in history.latest("roles").payload["roles"]}
    assert set(chosen) == {"tenure", "charge", "contract", TARGET}
    assert list(chosen.values()).count("target") == 1


def test_what_reading_changed_is_told(blank: Workspace) -> None:
    app = upload(open_page("data"), csv().replace(b",", b";"))
    assert "Columns are separated by semicolons." in texts(app)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "customers.csv"), (b"a,b\n", "no rows"), (b"PK\x03\x04zip", "customers.csv")]
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    blank: Workspace, content: bytes, words: str
) -> None:
    app = upload(open_page("data"), content)
    assert not app.exception
    assert words in app.error[0].value.replace("\\", "")
    assert blank.history(PROJECT).latest("dataset") is None


def test_a_new_version_keeps_the_roles_and_makes_what_follows_stale(stage: Stage) -> None:
    workspace = stage("checked")
    app = upload(open_page("data"), csv(120, seed=5), "december.csv")
    assert not app.exception
    assert workspace.history(PROJECT).latest("dataset").version == 2
    assert "This result is out of date." in texts(app)
    assert next(box for box in app.selectbox if box.label.startswith("Target")).value == TARGET
    button(app, "Confirm the roles")
    history = workspace.history(PROJECT)
    assert not history.is_stale("roles")
    assert history.is_stale("contract")


def test_another_target_gets_roles_of_its_own(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("data")
    (target,) = [box for box in app.selectbox if box.label.startswith("Target")]
    target.set_value("charge").run()
    assert not app.exception
    button(app, "Save the roles")
    saved = data.Roles.model_validate(workspace.history(PROJECT).latest("roles").payload)
    assert saved.target == "charge"
    assert saved.columns(data.Role.TARGET) == ["charge"]


def test_an_edited_role_is_recorded_with_who_chose_it(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("data")
    app.session_state[EDITOR] = {
        "edited_rows": {0: {"role": "ignored"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.text_input(key="data.name").set_value("Ada")
    button(app, "Save the roles")
    assert not app.exception
    first = workspace.history(PROJECT).latest("roles").payload["roles"][0]
    assert first == {"column": "tenure", "role": "ignored", "reason": "Chosen by Ada."}


def test_without_a_feature_the_roles_are_refused(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("data")
    every = {row: {"role": "ignored"} for row in range(3)}
    app.session_state[EDITOR] = {"edited_rows": every, "added_rows": [], "deleted_rows": []}
    button(app, "Save the roles")
    assert not app.exception
    assert "No feature is left to learn from." in texts(app)
    assert workspace.history(PROJECT).latest("roles").version == 1


def test_a_change_elsewhere_is_told_and_not_overwritten(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("data")
    app.session_state[EDITOR] = {
        "edited_rows": {0: {"role": "ignored"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    roles = data.Roles.model_validate(workspace.history(PROJECT).latest("roles").payload)
    data.save_roles(workspace, PROJECT, roles, author="Bob")
    button(app, "Save the roles")
    assert not app.exception
    assert "Bob saved version 2 meanwhile." in texts(app)
    assert workspace.history(PROJECT).latest("roles").version == 2


@pytest.mark.parametrize(
    "tab", ["Columns", "Relation to the target", "Missing values", "Correlation", "Rows"]
)
def test_every_view_of_the_profile_opens(stage: Stage, tab: str) -> None:
    stage("designed")
    app = open_page("data")
    app.session_state["data.tabs"] = tab
    app.run()
    assert not app.exception


def test_choosing_a_column_shows_its_values(stage: Stage) -> None:
    stage("designed")
    app = open_page("data")
    app.session_state["data.column"] = {"selection": {"rows": [1], "columns": []}}
    app.run()
    assert not app.exception
    assert "Median" in texts(app)


def test_dates_and_empty_columns_are_shown_too(blank: Workspace) -> None:
    frame = customers(80)
    frame["since"] = [f"2024-{1 + row % 12:02d}-{1 + row % 28:02d}" for row in range(80)]
    frame["blank"] = ""
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    assert not app.exception
    for position in range(6):
        app.session_state["data.column"] = {"selection": {"rows": [position], "columns": []}}
        assert not app.run().exception
    assert "More than half of the values are missing in: blank." in texts(app)


def test_column_names_are_shown_literally(blank: Workspace) -> None:
    frame = customers(80).rename(columns={"tenure": "![x](http://evil.example/a.png)"})
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    assert not app.exception
    shown = [element.value for kind in ("markdown", "caption", "warning") for element in app.get(kind)]
    assert not any("![x](" in text for text in shown)


def read_again(app: AppTest, version: int, **values: object) -> AppTest:
    """Fill in the form "Read it differently" and press its button."""
    widgets = {
        one.key: one
        for kind in ("selectbox", "number_input", "text_input", "multiselect")
        for one in app.get(kind)
    }
    for option, value in values.items():
        widgets[f"data.read.{version}.{option}"].set_value(value)
    return button(app, "Read it again")


def newest(workspace: Workspace) -> data.Dataset:
    return data.Dataset.model_validate(workspace.history(PROJECT).latest("dataset").payload)


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "jsonl", "csv.gz"])
def test_tables_come_in_other_formats(blank: Workspace, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"customers.{ending}"
    frame = customers(80)
    if ending == "xlsx":
        frame.to_excel(path, index=False)
    elif ending == "parquet":
        frame.to_parquet(path)
    elif ending == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    else:
        frame.to_csv(path, index=False)
    app = upload(open_page("data"), path.read_bytes(), path.name)
    assert not app.exception
    assert [metric.value for metric in app.metric][:2] == ["80", "4"]


def test_the_page_says_how_the_table_was_read_and_why(blank: Workspace) -> None:
    app = upload(open_page("data"), csv().replace(b",", b";"))
    shown = texts(app).replace("\\", "")
    assert (
        "Columns are separated by: semicolon (100% of the first 50 rows have 4 fields, as the header)"
        in shown
    )
    assert "Encoding: UTF-8 (every byte is valid UTF-8)" in shown


def test_reading_differently_makes_a_new_version(blank: Workspace) -> None:
    app = upload(open_page("data"), csv())
    app = read_again(app, 1, missing="monthly, -999", as_text=["tenure"])
    assert not app.exception
    dataset = newest(blank)
    assert blank.history(PROJECT).latest("dataset").version == 2
    assert dataset.reading["missing"].values == ("monthly", "-999")
    assert [column.kind.value for column in dataset.columns if column.name == "tenure"] != ["number"]
    assert app.text_input(key="data.read.2.missing").value == "monthly, -999"
    assert not dataset.reading["header_row"].is_chosen


def test_a_chosen_way_stays_chosen_until_it_is_inferred_again(blank: Workspace) -> None:
    app = upload(open_page("data"), csv())
    app = read_again(app, 1, encoding="cp1252", header_row=2)
    assert newest(blank).reading["encoding"].is_chosen
    assert newest(blank).rows == 79
    app = read_again(app, 2, encoding="infer it", header_row=1)
    assert not app.exception
    assert not newest(blank).reading["encoding"].is_chosen
    assert newest(blank).rows == 80


def test_a_way_that_does_not_work_is_refused_and_changes_nothing(blank: Workspace) -> None:
    app = upload(open_page("data"), csv())
    app = read_again(app, 1, header_row=900)
    assert not app.exception
    assert "there is no line 900" in app.error[0].value.replace("\\", "")
    assert blank.history(PROJECT).latest("dataset").version == 1


def test_a_file_that_was_not_kept_cannot_be_read_differently(stage: Stage) -> None:
    stage("designed")
    app = open_page("data")
    assert not [one for one in app.button if one.label == "Read it again"]
