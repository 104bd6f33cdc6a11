"""The open project lives in the URL and survives a new session."""

from streamlit.testing.v1 import AppTest

from core.lifecycle.steps import STEPS
from pages.ui.state import page_file


def state_page(existing: list[str]) -> None:
    import streamlit as st

    from pages.ui.state import keep_project, open_project, project_query

    st.text(keep_project(existing) or "none")
    st.text(project_query().get("project", "none"))
    if st.button("open"):
        open_project("B")


def page(existing: list[str], project: str | None = None) -> AppTest:
    app = AppTest.from_function(state_page, kwargs={"existing": existing})
    if project:
        app.query_params["project"] = project
    return app.run()


def test_the_url_names_the_project() -> None:
    app = page(["A", "B"], "A")
    assert [text.value for text in app.text] == ["A", "A"]


def test_opening_writes_the_url_and_the_session() -> None:
    app = page(["A", "B"], "A")
    app.button[0].click().run()
    assert app.query_params["project"] in ("B", ["B"])
    assert app.session_state["project"] == "B"


def test_a_page_without_the_parameter_gets_it_back_from_the_session() -> None:
    app = AppTest.from_function(state_page, kwargs={"existing": ["A"]})
    app.session_state["project"] = "A"
    app.run()
    assert app.query_params["project"] in ("A", ["A"])


def test_a_project_that_is_gone_is_closed() -> None:
    app = page(["A"], "deleted")
    assert [text.value for text in app.text] == ["none", "none"]
    assert "project" not in app.query_params


def test_pages_are_found_by_code() -> None:
    assert page_file("train") == "pages/development/train.py"
    assert page_file("home") == "pages/home.py"
    assert len({page_file(step.code) for step in STEPS}) == len(STEPS)
