"""Data: bring a table in, read what was changed, choose roles, look at the profile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.bootstrap import default_home, open_workspace
from core.lifecycle.records import Record
from core.services import projects
from core.services.design import data
from core.services.workspace import Workspace
from core.worker import run_child
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, TARGET, customers, open_page, running, texts


@pytest.fixture
def blank(empty: Workspace) -> Workspace:
    """Return a workspace with a project that has nothing yet."""
    projects.create_project(empty, PROJECT)
    return empty


def upload(app: AppTest, content: bytes, name: str = "customers.csv") -> AppTest:
    app.file_uploader[0].upload(name, content).run()
    return worked_off(app)


def worked_off(app: AppTest) -> AppTest:
    """Do what a worker would do with the queue, and show the page again."""
    assert not app.exception
    workspace = open_workspace(default_home())
    while job := workspace.jobs.claim("test"):
        run_child(workspace, job.id)
    return app.run()


def csv(rows: int = 80, **changes: int) -> bytes:
    return customers(rows, **changes).to_csv(index=False).encode()


def button(app: AppTest, label: str) -> AppTest:
    (found,) = [one for one in app.button if one.label == label]
    return found.click().run()


def tables(app: AppTest) -> str:
    """Return all that the page shows in tables."""
    return "\n".join(one.value.to_csv() for one in app.dataframe)


EDITOR = "data.roles.1.1.0.left"


def tab(app: AppTest, title: str, version: int = 1) -> AppTest:
    """Open a tab of the page for a version of the data."""
    app.session_state[f"data.tabs.{version}"] = title
    return app.run()


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("data", project=None))


def test_without_a_table_the_page_asks_for_one(blank: Workspace) -> None:
    app = open_page("data")
    assert not app.exception
    assert "Bring in a table." in texts(app)


def test_an_upload_is_read_profiled_and_given_roles(blank: Workspace) -> None:
    app = upload(open_page("data"), csv())
    assert not app.exception
    assert "Version 1 · 80 rows · 4 columns · no cell missing" in texts(app)
    button(app, "Confirm the roles")
    history = blank.history(PROJECT)
    chosen = {role["column"]: role["role"] for role in history.latest("roles").payload["roles"]}
    assert set(chosen) == {"tenure", "charge", "contract", TARGET}
    assert list(chosen.values()).count("target") == 1


def test_what_reading_changed_is_told(blank: Workspace) -> None:
    app = tab(upload(open_page("data"), csv().replace(b",", b";")), "Origin")
    assert "Columns are separated by semicolons." in tables(app)


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
    app = tab(open_page("data"), "Roles and meaning")
    (target,) = [box for box in app.selectbox if box.label.startswith("Target")]
    target.set_value("charge").run()
    assert not app.exception
    button(app, "Save the roles")
    saved = data.Roles.model_validate(workspace.history(PROJECT).latest("roles").payload)
    assert saved.target == "charge"
    assert saved.columns(data.Role.TARGET) == ["charge"]


def test_an_edited_role_is_recorded_with_who_chose_it(stage: Stage) -> None:
    workspace = stage("designed")
    app = tab(open_page("data"), "Roles and meaning")
    app.session_state[EDITOR] = {
        "edited_rows": {0: {"role": "ignored"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.text_input(key="data.name").set_value("Ada")
    button(app, "Save the roles")
    assert not app.exception
    first = workspace.history(PROJECT).latest("roles").payload["roles"][0]
    assert (first["column"], first["role"], first["reason"]) == ("tenure", "ignored", "Chosen by Ada.")


def test_without_a_feature_the_roles_are_refused(stage: Stage) -> None:
    workspace = stage("designed")
    app = tab(open_page("data"), "Roles and meaning")
    every = {row: {"role": "ignored"} for row in range(3)}
    app.session_state[EDITOR] = {"edited_rows": every, "added_rows": [], "deleted_rows": []}
    button(app, "Save the roles")
    assert not app.exception
    assert "No feature is left to learn from." in texts(app)
    assert workspace.history(PROJECT).latest("roles").version == 1


def test_a_change_elsewhere_is_told_and_not_overwritten(stage: Stage) -> None:
    workspace = stage("designed")
    app = tab(open_page("data"), "Roles and meaning")
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


@pytest.mark.parametrize("title", ["Columns", "Relations", "Roles and meaning", "Rows", "Origin"])
def test_every_tab_opens(stage: Stage, title: str) -> None:
    stage("designed")
    assert not tab(open_page("data"), title).exception


def test_choosing_a_column_shows_its_values(stage: Stage) -> None:
    stage("designed")
    app = open_page("data")
    app.session_state["data.column.1"] = {"selection": {"rows": [1], "columns": []}}
    app.run()
    assert not app.exception
    assert "Median" in texts(app)


def test_dates_and_empty_columns_are_shown_too(blank: Workspace) -> None:
    frame = customers(80)
    frame["since"] = [f"2024-{1 + row % 12:02d}-{1 + row % 28:02d}" for row in range(80)]
    frame["blank"] = ""
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    assert not app.exception
    tab(app, "Columns")
    for position in range(6):
        app.session_state["data.column.1"] = {"selection": {"rows": [position], "columns": []}}
        assert not app.run().exception
    assert "Columns that say nearly nothing**: blank" in texts(app)


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
    return worked_off(button(app, "Read it again"))


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
    assert "80 rows · 4 columns" in texts(app)


def test_the_page_says_how_the_table_was_read_and_why(blank: Workspace) -> None:
    app = upload(open_page("data"), csv().replace(b",", b";"))
    tab(app, "Origin")
    reading = next(one.value for one in app.dataframe if "Because" in one.value)
    read_as = {row.Option: (row[2], row.Because) for row in reading.itertuples()}
    assert read_as["Columns are separated by"][0] == "semicolon"
    assert "100% of the first 50 rows" in read_as["Columns are separated by"][1]
    assert read_as["Encoding"] == ("UTF-8", "every byte is valid UTF-8")


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


def test_dates_are_read_in_the_order_that_was_chosen(blank: Workspace) -> None:
    frame = customers(80).assign(since="01.02.2024")
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    assert app.selectbox(key="data.read.1.dates").value == "infer it"
    app = read_again(app, 1, dates="month_first")
    assert not app.exception
    dataset = newest(blank)
    assert dataset.reading["dates"].is_chosen
    assert "dates:since=month_first" in dataset.reading["notation"].values
    assert app.selectbox(key="data.read.2.dates").value == "month_first"


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


ASKS = b"code;price;left\n" + b"007;1,5;yes\n008;2,25;no\n" * 40


def test_what_is_ambiguous_is_asked_with_examples_and_a_proposal(blank: Workspace) -> None:
    app = upload(open_page("data"), ASKS, "[sales](http://evil.example).csv")
    assert not app.exception
    assert "can be read in more than one way" in texts(app)
    assert newest_record(blank) is None
    radios = {one.key.split(".")[-1]: one for one in app.radio}
    assert radios["leading_zeros:code"].value == "text"
    assert "007" in radios["leading_zeros:code"].label
    radios["leading_zeros:code"].set_value("number")
    worked_off(button(app, "Read it so"))
    answers = {one.question.code: one.value for one in newest(blank).answered}
    assert answers == {**answers, "decimal": ",", "leading_zeros:code": "number"}
    assert "can be read in more than one way" not in texts(app)
    assert "Read as numbers; the zeros in front are lost" in tables(tab(app, "Origin"))


def test_lines_of_a_file_are_shown_literally_beside_the_question(blank: Workspace) -> None:
    app = upload(open_page("data"), csv().replace(b"month", "m\xf6nth".encode("cp1252")))
    assert not app.exception
    assert [one.key.split(".")[-1] for one in app.radio] == ["encoding"]
    assert "m\xf6nth" in app.code[0].value


def test_a_table_that_asks_can_be_left_unread(blank: Workspace) -> None:
    app = button(upload(open_page("data"), ASKS), "Do not read it")
    assert not app.exception
    assert "can be read in more than one way" not in texts(app)
    assert "Bring in a table." in texts(app)
    assert newest_record(blank) is None


def test_answers_stay_when_the_table_is_read_differently(blank: Workspace) -> None:
    app = upload(open_page("data"), ASKS)
    worked_off(button(app, "Read it so"))
    read_again(app, 1, missing="yes")
    assert blank.history(PROJECT).latest("dataset").version == 2
    assert newest(blank).answered


def test_while_a_table_is_read_the_page_shows_how_far_and_asks_for_no_other(blank: Workspace) -> None:
    running(blank, "ingest", doing="Reading big.csv", share=0.4)
    app = open_page("data")
    assert not app.exception
    assert "now: Reading big.csv" in texts(app)
    assert not app.file_uploader
    assert [one.label for one in app.button if one.label == "Stop"]


def test_a_file_on_this_computer_is_read_by_its_path(blank: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "on disk.csv"
    path.write_bytes(csv())
    app = in_tab("A path on this computer")
    app.text_input(key="data.upload.path").set_value(str(path))
    worked_off(button(app, "Read this file"))
    assert newest(blank).name == "on disk.csv"
    app = in_tab("A path on this computer", "data.replace")
    app.text_input(key="data.replace.path").set_value("/nowhere.csv")
    button(app, "Read this file")
    assert "There is no file /nowhere.csv." in texts(app)


def test_a_table_of_a_database_is_read_and_its_password_kept_nowhere(
    blank: Workspace, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        customers(80).to_sql("customers", connection, index=False)
    app = in_tab("A database")
    app.text_input(key="data.upload.url").set_value(f"sqlite:///{tmp_path / 'shop.db'}")
    app.text_input(key="data.upload.password").set_value("s3cret-word")
    app.text_input(key="data.upload.table").set_value("customers")
    worked_off(button(app, "Read from the database"))
    assert newest(blank).rows == 80
    assert newest(blank).origin.table == "customers"
    assert "s3cret-word" not in texts(app) + tables(app)
    files = [path.read_bytes() for path in blank.home.rglob("*") if path.is_file()]
    assert not any(b"s3cret-word" in content for content in files)


def test_a_database_that_refuses_is_told_in_one_line(blank: Workspace) -> None:
    app = in_tab("A database")
    app.text_input(key="data.upload.url").set_value("sqlite:////nowhere.db")
    app.text_input(key="data.upload.table").set_value("customers")
    button(app, "Read from the database")
    assert not app.exception
    assert "There is no file /nowhere.db." in texts(app)


def test_a_newer_version_says_what_is_different(blank: Workspace) -> None:
    app = upload(open_page("data"), csv(400))
    assert "Changes" not in [one.label for one in app.tabs]
    app = upload(
        app,
        customers(400, seed=1, shift=2.0)
        .rename(columns={"tenure": "**months**"})
        .to_csv(index=False)
        .encode(),
    )
    assert not app.exception
    shown = texts(tab(app, "Changes", version=2))
    assert "What is different from version 1" in shown
    assert "The column **months** is new." in shown
    assert "charge moved: median" in shown
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Rows that came"] == figures["Rows that went"]
    assert int(figures["Rows that came"]) + int(figures["Rows unchanged"]) == 400


def newest_record(workspace: Workspace) -> Record | None:
    return workspace.history(PROJECT).latest("dataset")


def in_tab(title: str, key: str = "data.upload") -> AppTest:
    """Open the page with one of the ways to bring a table in."""
    app = open_page("data")
    app.session_state[f"{key}.tabs"] = title
    return app.run()


def leaky(rows: int = 300) -> bytes:
    """Return customers with a copy of the outcome, an e-mail address and a column that never changes."""
    frame = customers(rows)
    frame.insert(0, "refund", frame[TARGET].map({"yes": 1, "no": 0}))
    frame.insert(1, "mail", [f"ada{row}@example.org" for row in range(rows)])
    frame.insert(2, "**plan**", "basic")
    return frame.to_csv(index=False).encode()


@pytest.fixture
def hasty(blank: Workspace) -> Workspace:
    """Return the project with leaky data in which every column may enter the model."""
    upload(open_page("data"), leaky())
    roles = data.proposed_roles(blank, PROJECT, TARGET)
    every = [
        role if role.column == TARGET else role.model_copy(update={"role": data.Role.FEATURE})
        for role in roles.roles
    ]
    data.save_roles(blank, PROJECT, data.Roles(roles=tuple(every)))
    return blank


def roles_now(workspace: Workspace) -> dict[str, str]:
    payload = workspace.history(PROJECT).latest("roles").payload
    return {role["column"]: role["role"] for role in payload["roles"]}


def test_before_roles_are_confirmed_points_are_told_and_nothing_can_be_clicked(blank: Workspace) -> None:
    app = upload(open_page("data"), leaky())
    assert "What to look at first" in texts(app)
    assert "Personal data is stored" in texts(app)
    assert "Personal data may enter the model" not in texts(app)
    assert not [one for one in app.button if one.label.startswith("Leave")]
    assert "Proposed to stay out of what the model learns from" in texts(app)


def test_columns_that_name_rows_are_not_said_to_go_with_everything(blank: Workspace) -> None:
    frame = customers(300)
    frame.insert(0, "mail", [f"ada{row}@example.org" for row in range(299)] + ["ada0@example.org"])
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    tab(app, "Relations")
    assert not app.exception
    assert "so go with everything: mail." in texts(app)
    assert app.selectbox(key="data.x.1").value != "mail"


def test_a_leak_is_shown_first_and_one_click_takes_it_out(hasty: Workspace) -> None:
    app = open_page("data")
    assert not app.exception
    assert "**Copy of the target**: refund" in texts(app)
    app.button(key="data.point.0.leak").click().run()
    assert not app.exception
    assert roles_now(hasty) == {**roles_now(hasty), "refund": "ignored", "mail": "feature"}
    assert "Copy of the target" not in texts(app)


def test_columns_that_say_nothing_are_left_out_with_one_click(hasty: Workspace) -> None:
    app = open_page("data")
    (one,) = [button for button in app.button if button.key and button.key.endswith(".same_for_all")]
    one.click().run()
    assert not app.exception
    assert roles_now(hasty)["**plan**"] == "ignored"
    assert "Columns that say nearly nothing" not in texts(app)


def test_a_leak_that_is_honest_is_kept_with_a_reason(hasty: Workspace) -> None:
    app = open_page("data")
    app.button(key="data.clear.0.keep").click().run()
    assert "A reason of 1 to 500 characters is needed." in texts(app)
    app.text_input(key="data.clear.0.reason").set_value("Paid before the call.")
    app.button(key="data.clear.0.keep").click().run()
    assert not app.exception
    assert "Copy of the target" not in texts(app)
    (cleared,) = hasty.history(PROJECT).latest("dictionary").payload["cleared"]
    assert (cleared["columns"], cleared["reason"]) == (["refund"], "Paid before the call.")
    assert roles_now(hasty)["refund"] == "feature"


def test_suspects_are_scored_with_and_without(hasty: Workspace) -> None:
    app = open_page("data")
    assert "A quick model scores" not in texts(app)
    app.button(key="data.scores").click().run()
    worked_off(app)
    assert not app.exception
    assert "A quick model scores ROC AUC" in texts(app)
    assert "without it" in texts(app)
    assert "data.scores" not in [button.key for button in app.button]


def test_a_value_that_hides_a_gap_is_read_as_missing_with_one_click(blank: Workspace) -> None:
    frame = customers(200)
    frame.loc[:9, "tenure"] = -999
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    button(app, "Read it as missing")
    worked_off(app)
    assert not app.exception
    assert blank.history(PROJECT).latest("dataset").version == 2
    assert {column.name: column.missing for column in newest(blank).columns}["tenure"] == 10


def test_meaning_unit_and_limits_are_saved_with_the_roles_and_words_alone_make_nothing_stale(
    stage: Stage,
) -> None:
    workspace = stage("checked")
    app = tab(open_page("data"), "Roles and meaning")
    words = {"meaning": "Months since the start", "unit": "months", "owner": "Sales"}
    app.session_state[EDITOR] = {"edited_rows": {0: words}, "added_rows": [], "deleted_rows": []}
    button(app, "Save the roles")
    assert not app.exception
    history = workspace.history(PROJECT)
    assert history.latest("dictionary").payload["entries"][0] == {"column": "tenure", **words}
    assert history.latest("roles").version == 1
    assert not history.is_stale("contract")
    app.session_state["data.roles.1.1.1.left"] = {
        "edited_rows": {
            0: {"legal_minimum": 0, "known_at_prediction": False, "known_reason": "Counted later."}
        },
        "added_rows": [],
        "deleted_rows": [],
    }
    button(app, "Save the roles")
    assert not app.exception
    role = workspace.history(PROJECT).latest("roles").payload["roles"][0]
    assert (role["legal_minimum"], role["known_at_prediction"], role["known_reason"]) == (
        0,
        False,
        "Counted later.",
    )
    assert workspace.history(PROJECT).latest("dictionary").version == 1


def test_a_second_target_in_the_table_is_refused(stage: Stage) -> None:
    workspace = stage("designed")
    app = tab(open_page("data"), "Roles and meaning")
    app.session_state[EDITOR] = {
        "edited_rows": {0: {"role": "target"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    button(app, "Save the roles")
    assert not app.exception
    assert "Column tenure has the role target, and the target is left." in texts(app)
    assert workspace.history(PROJECT).latest("roles").version == 1


@pytest.mark.parametrize(
    ("column", "way"),
    [(0, "With the target"), (0, "By group"), (1, "Over time"), (2, "By group"), (4, "Values")],
)
def test_a_column_is_looked_at_in_every_way(blank: Workspace, column: int, way: str) -> None:
    frame = customers(80)
    frame["since"] = pd.date_range("2024-01-01", periods=80)
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    data.propose_and_save_roles(blank, PROJECT, TARGET)
    app = tab(app, "Columns")
    app.session_state["data.column.1"] = {"selection": {"rows": [column], "columns": []}}
    app.run()
    name = frame.columns[column]
    app.session_state[f"data.way.{name}"] = way
    app.run()
    assert not app.exception
    assert not app.error
    assert app.get("vega_lite_chart")


def test_any_two_columns_are_held_against_each_other(stage: Stage) -> None:
    stage("designed")
    app = tab(open_page("data"), "Relations")
    app.selectbox(key="data.x.1").set_value("charge").run()
    app.selectbox(key="data.y.1.charge").set_value("contract").run()
    assert not app.exception
    assert not app.error
    assert "400 rows." in texts(app)
    for way in ("Numbers: straight lines", "Numbers: any rise or fall"):
        app.session_state["data.together"] = way
        assert not app.run().exception


def test_the_report_is_written_when_it_is_asked_for(stage: Stage) -> None:
    stage("designed")
    app = open_page("data")
    written = {"Web page (HTML)", "Text (Markdown)"}
    assert not written & {one.label for one in app.get("download_button")}
    app.session_state["data.report.1"] = True
    app.run()
    assert not app.exception
    assert written <= {one.label for one in app.get("download_button")}


def test_a_large_table_is_searched_for_leaks_in_the_background(
    hasty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.ui.design.data_findings.CELLS_AT_ONCE", 0)
    app = open_page("data")
    assert not app.exception
    assert "Looking for leaks" in texts(app)
    assert "Copy of the target" not in texts(app)
    assert "Personal data may enter the model" in texts(app)
    worked_off(app)
    assert not app.exception
    assert "**Copy of the target**: refund" in texts(app)
    assert "Looking for leaks" not in texts(app)
