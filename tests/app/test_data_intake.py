"""Data: bring a table in, from a file, a path or a database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.data_page import button, csv, newest, tables, upload, worked_off
from tests.app.walk import PROJECT, TARGET, customers, open_page, running, texts


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


def test_while_a_table_is_read_the_page_shows_how_far_and_asks_for_no_other(blank: Workspace) -> None:
    running(blank, "ingest", doing="Reading big.csv", share=0.4)
    app = open_page("data")
    assert not app.exception
    assert "now: Reading big.csv" in texts(app)
    assert not app.file_uploader
    assert [one.label for one in app.button if one.label == "Stop"]


def in_tab(title: str, key: str = "data.upload") -> AppTest:
    """Open the page with one of the ways to bring a table in."""
    app = open_page("data")
    app.session_state[f"{key}.tabs"] = title
    return app.run()


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
