"""Documents: the diary tells who decided what and whether it holds; the card is that of the live release."""

from streamlit.testing.v1 import AppTest

from core.services import documents, projects
from core.services.deployment import release
from core.services.design import business
from core.services.sign import sign_off
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, charter, open_page, texts


def on_tab(app: AppTest, title: str) -> AppTest:
    app.session_state["documents.tabs"] = title
    return app.run()


def standing(workspace: Workspace, kind: str) -> str:
    entries = documents.documents_view(workspace, PROJECT).diary
    return next(entry.standing for entry in entries if entry.record.kind == kind)


def test_without_a_project_the_page_says_so(empty: Workspace) -> None:
    app = open_page("documents", project=None)
    assert not app.exception
    assert "No project is open" in texts(app)


def test_an_empty_project_has_no_entries_and_no_card(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    app = open_page("documents")
    assert not app.exception
    assert "Nothing is decided yet" in texts(app)
    assert "No model is live yet" in texts(on_tab(app, "Model card"))


def test_every_record_is_an_entry_newest_first(stage: Stage) -> None:
    workspace = stage("used")
    app = open_page("documents")
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == len(workspace.history(PROJECT).records)
    assert table["What"].iloc[-1] == "Charter 1: Keep customers who are about to leave."
    assert table["Who"].iloc[-1] == "Ada"
    assert "All gates pass." in set(table["Why"])


def test_an_entry_shows_what_it_was_made_from(stage: Stage) -> None:
    workspace = stage("checked")
    kinds = [entry.record.kind for entry in documents.documents_view(workspace, PROJECT).diary]
    app = open_page("documents")
    chosen = {"selection": {"rows": [kinds.index("contract")], "columns": []}}
    app.session_state["documents.diary"] = chosen
    app.run()
    assert "Made from:** data 1, column roles 1, solution design 1" in texts(app)


def test_a_signature_is_void_once_something_under_it_changes(stage: Stage) -> None:
    workspace = stage("checked")
    sign_off(workspace, PROJECT, "solution", author="Ada")
    assert standing(workspace, "approval") == "valid"
    business.save_charter(workspace, PROJECT, charter(5.0))
    assert standing(workspace, "approval") == "void"
    assert standing(workspace, "solution") == "out of date"
    signed = next(
        e for e in documents.documents_view(workspace, PROJECT).diary if e.record.kind == "solution"
    )
    assert signed.signatures == ("Ada (void)",)
    assert "charter 1 (changed since)" in signed.lineage


def test_an_older_version_is_replaced_not_out_of_date(stage: Stage) -> None:
    workspace = stage("designed")
    business.save_charter(workspace, PROJECT, charter(5.0))
    charters = [e for e in documents.documents_view(workspace, PROJECT).diary if e.record.kind == "charter"]
    assert [entry.standing for entry in charters] == ["current", "replaced"]


def test_the_card_is_that_of_the_live_release_whatever_came_after(stage: Stage) -> None:
    workspace = stage("released")
    before = documents.documents_view(workspace, PROJECT).card
    business.save_charter(
        workspace, PROJECT, charter().model_copy(update={"goal": "Something else entirely."})
    )
    after = documents.documents_view(workspace, PROJECT).card
    assert before == after
    assert "Keep customers who are about to leave" in before
    assert "Payoff: a real case acted on 60 EUR, another row acted on -12 EUR" in before
    threshold = workspace.history(PROJECT).latest("candidate").payload["threshold"]
    assert f"Acts from a probability of: {threshold:.4g}" in before
    app = on_tab(open_page("documents"), "Model card")
    assert "version 1" in texts(app)
    assert not app.exception


def test_a_rollback_is_an_entry_with_its_reason(stage: Stage) -> None:
    workspace = stage("released")
    release.rollback(workspace, PROJECT, 1, author="Ada", reason="Complaints.")
    newest = documents.documents_view(workspace, PROJECT).diary[0]
    assert (newest.what, newest.record.reason) == ("Rollback from version 1 to 1", "Complaints.")
    assert documents.documents_view(workspace, PROJECT).version == 1


def test_text_of_people_is_shown_literally(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    hostile = charter().model_copy(update={"goal": "![x](http://evil.example/a.png)"})
    business.save_charter(empty, PROJECT, hostile, reason="![x](http://evil.example/a.png)")
    app = open_page("documents")
    app.session_state["documents.diary"] = {"selection": {"rows": [0], "columns": []}}
    app.run()
    assert not app.exception
    assert not any("![x](" in element.value for element in app.markdown)
