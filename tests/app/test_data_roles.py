"""Data: choose the target, roles, meaning and limits of columns."""

from core.services.design import data
from tests.app.conftest import Stage
from tests.app.data_page import button, tab
from tests.app.walk import PROJECT, open_page, texts

EDITOR = "data.roles.1.1.0.left"
AFTER_ONE_SAVE = "data.roles.1.1.1.left"


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
