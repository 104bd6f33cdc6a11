"""Data: look at columns, pairs of columns and versions, and write the report."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.services.design import data
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.data_page import csv, tab, upload
from tests.app.walk import PROJECT, TARGET, customers, open_page, texts


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


def test_columns_show_what_fits_and_more_when_it_is_asked_for(stage: Stage) -> None:
    stage("designed")
    app = tab(open_page("data"), "Columns")
    assert list(shown_columns(app)) == ["Column", "Shape", "Missing", "Role", "Typical"]
    app.toggle(key="data.columns_more").set_value(True).run()
    assert not shown_columns(app)
    assert {"Different", "Holds", "Note"} <= set(app.dataframe[0].value)


def shown_columns(app: AppTest) -> list[str]:
    """The columns that the table of columns is limited to; empty for all."""
    return list(app.dataframe[0].proto.column_order)


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
