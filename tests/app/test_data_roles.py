"""Data: choose the target, roles, meaning and limits of columns."""

from io import BytesIO

from streamlit.testing.v1 import AppTest

from core.services import projects
from core.services.design import data
from tests.app.conftest import Stage
from tests.app.data_page import button, csv, tab, tables
from tests.app.walk import PROJECT, TARGET, open_page, texts

EDITOR = f"data.roles.{PROJECT}.1.1.0.left"
MEANING = f"data.meaning.{PROJECT}.1.1.0.left"
ONE = f"data.one.{PROJECT}.1.1.0.left"
AFTER_ONE_SAVE = f"data.roles.{PROJECT}.1.1.1.left"


def edited(**cells: object) -> dict[str, object]:
    """Return the editor's state after its first row was changed so."""
    return {"edited_rows": {0: cells}, "added_rows": [], "deleted_rows": []}


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
    app.session_state[EDITOR] = edited(role="ignored")
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
    app.session_state[EDITOR] = edited(role="ignored")
    app.run()
    roles = data.Roles.model_validate(workspace.history(PROJECT).latest("roles").payload)
    data.save_roles(workspace, PROJECT, roles, author="Bob")
    button(app, "Save the roles")
    assert not app.exception
    assert "Bob saved version 2 meanwhile." in texts(app)
    assert workspace.history(PROJECT).latest("roles").version == 2


def test_meaning_unit_and_limits_are_saved_with_the_roles_and_words_alone_make_nothing_stale(
    stage: Stage,
) -> None:
    workspace = stage("checked")
    app = tab(open_page("data"), "Roles and meaning")
    words = {"meaning": "Months since the start", "unit": "months", "owner": "Sales"}
    app.session_state[EDITOR] = edited(**words)
    button(app, "Save the roles")
    assert not app.exception
    history = workspace.history(PROJECT)
    assert history.latest("dictionary").payload["entries"][0] == {"column": "tenure", **words}
    assert history.latest("roles").version == 1
    assert not history.is_stale("contract")
    app.session_state[AFTER_ONE_SAVE] = edited(
        legal_minimum=0, known_at_prediction=False, known_reason="Counted later."
    )
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
    app.session_state[EDITOR] = edited(role="target")
    button(app, "Save the roles")
    assert not app.exception
    assert "Column tenure has the role target, and the target is left." in texts(app)
    assert workspace.history(PROJECT).latest("roles").version == 1


def view(app: AppTest, title: str) -> AppTest:
    """Choose what to fill in."""
    app.session_state["data.roles_view"] = title
    return app.run()


def test_nothing_typed_is_lost_between_tables_one_column_and_other_tabs_and_one_save_takes_all(
    stage: Stage,
) -> None:
    workspace = stage("designed")
    app = tab(open_page("data"), "Roles and meaning")
    app.session_state[EDITOR] = edited(reason="Told by sales.")
    app = view(app.run(), "Meaning and limits")
    app.session_state[MEANING] = edited(meaning="Months since the start", legal_minimum=0)
    app = tab(tab(app.run(), "Rows"), "Roles and meaning")
    app = view(app, "One column")
    assert not app.exception
    assert app.text_input(key=f"{ONE}.tenure.meaning").value == "Months since the start"
    assert app.number_input(key=f"{ONE}.tenure.legal_minimum").value == 0
    app.toggle(key=f"{ONE}.tenure.known").set_value(False).run()
    app.text_input(key=f"{ONE}.tenure.known_reason").set_value("Counted later.").run()
    app = view(app, "Roles")
    assert app.session_state[EDITOR]["edited_rows"] == {}
    assert "Counted later." in tables(app)
    button(app, "Save the roles")
    assert not app.exception
    history = workspace.history(PROJECT)
    role = history.latest("roles").payload["roles"][0]
    assert (role["reason"], role["known_reason"]) == ("Told by sales.", "Counted later.")
    assert (role["known_at_prediction"], role["legal_minimum"]) == (False, 0)
    assert history.latest("dictionary").payload["entries"][0]["meaning"] == "Months since the start"


def test_each_column_is_asked_for_itself_in_the_third_way(stage: Stage) -> None:
    workspace = stage("designed")
    app = view(tab(open_page("data"), "Roles and meaning"), "One column")
    app.selectbox(key=ONE).set_value("charge").run()
    app.selectbox(key=f"{ONE}.charge.role").set_value("ignored").run()
    app.selectbox(key=ONE).set_value("tenure").run()
    app.text_input(key=f"{ONE}.tenure.unit").set_value("months").run()
    button(app, "Save the roles")
    assert not app.exception
    history = workspace.history(PROJECT)
    chosen = {role["column"]: role["role"] for role in history.latest("roles").payload["roles"]}
    assert (chosen["charge"], chosen["tenure"]) == ("ignored", "feature")
    assert history.latest("dictionary").payload["entries"][0]["unit"] == "months"


def test_words_stay_when_another_target_is_chosen_and_roles_are_proposed_again(stage: Stage) -> None:
    stage("designed")
    app = tab(open_page("data"), "Roles and meaning")
    app.session_state[EDITOR] = edited(role="ignored", meaning="Months since the start")
    app.run()
    app.selectbox(key=f"data.target.{PROJECT}.1.1").set_value("charge").run()
    assert not app.exception
    first = app.dataframe[0].value.iloc[0]
    assert (first["role"], first["meaning"]) == ("feature", "Months since the start")


def test_what_was_typed_in_one_project_is_not_shown_in_another(stage: Stage) -> None:
    workspace = stage("designed")
    projects.create_project(workspace, "Another")
    data.ingest_stream(workspace, "Another", "customers.csv", BytesIO(csv(400)))
    data.propose_and_save_roles(workspace, "Another", target=TARGET)
    app = tab(open_page("data"), "Roles and meaning")
    app.session_state[EDITOR] = edited(meaning="Months since the start")
    app.run()
    app.query_params["project"] = "Another"
    app = tab(app, "Roles and meaning")
    assert not app.exception
    assert "Months since the start" not in tables(app)
