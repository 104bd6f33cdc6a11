"""Data: how a table was read, read it differently, answer what is ambiguous."""

import sqlite3
from contextlib import closing
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.data_page import button, csv, newest, newest_record, tab, tables, upload, worked_off
from tests.app.walk import PROJECT, customers, open_page, texts


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


def test_what_reading_changed_is_told(blank: Workspace) -> None:
    app = tab(upload(open_page("data"), csv().replace(b",", b";")), "Origin")
    assert "Columns are separated by semicolons." in tables(app)


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


def test_the_rows_of_a_database_are_read_differently_without_fetching_them_again(
    blank: Workspace, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        frame = customers(80).assign(since="01/02/2024", code="007")
        frame.to_sql("customers", connection, index=False)
    app = open_page("data")
    app.session_state["data.upload.tabs"] = "A database"
    app.run()
    app.text_input(key="data.upload.url").set_value(f"sqlite:///{tmp_path / 'shop.db'}")
    app.text_input(key="data.upload.table").set_value("customers")
    worked_off(button(app, "Read from the database"))
    (tmp_path / "shop.db").unlink()
    app = open_page("data")
    assert "since" in app.multiselect(key="data.read.1.as_text").value
    app = read_again(app, 1, as_text=["code"], dates="month_first", missing="monthly")
    assert not app.exception
    dataset = newest(blank)
    kinds = {column.name: column.kind.value for column in dataset.columns}
    assert (kinds["since"], kinds["code"]) == ("date", "category")
    assert dataset.reading["missing"].values == ("monthly",)
    assert dataset.origin.table == "customers"
    assert blank.datasets.get(dataset.fingerprint)["since"].dt.month.unique().tolist() == [1]


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
