"""Data: what to look at first, and what one click mends."""

import pytest

from core.services.design import data
from core.services.workspace import Workspace
from tests.app.data_page import button, newest, tab, upload, worked_off
from tests.app.walk import PROJECT, TARGET, customers, open_page, texts


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
