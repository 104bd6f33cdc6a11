"""Data: what to look at first, and what one click mends."""

import pandas as pd
import pytest

from core.services.design import data
from core.services.workspace import Workspace
from tests.app.data_page import button, csv, newest, tab, upload, worked_off
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
        role
        if role.column == TARGET
        else role.model_copy(update={"role": data.Role.FEATURE, "known_at_prediction": True})
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


def test_repeated_rows_and_spellings_are_mended_with_one_click_each(blank: Workspace) -> None:
    frame = customers(120)
    frame.loc[:3, "contract"] = "Month"
    frame = pd.concat([frame, frame.tail(5)], ignore_index=True)
    app = upload(open_page("data"), frame.to_csv(index=False).encode())
    assert "Month" in texts(app)
    button(app, "Keep one of each")
    assert not app.exception
    assert newest(blank).rows == 120
    button(app, "Merge the spellings")
    assert not app.exception
    assert {column.name: column.distinct for column in newest(blank).columns}["contract"] == 3
    assert "Keep one of each" not in [one.label for one in app.button]
    assert "saved version" not in texts(app)


def test_a_second_file_is_told_as_a_point_that_opens_the_changes(blank: Workspace) -> None:
    app = upload(open_page("data"), csv(200))
    app = upload(
        app, customers(200, seed=1).rename(columns={"tenure": "months"}).to_csv(index=False).encode()
    )
    assert "This differs from version 1" in texts(app)
    assert "What is different from version 1" not in texts(app)
    button(app, "See the changes")
    assert not app.exception
    assert "What is different from version 1" in texts(app)


def test_every_point_has_a_button_before_and_after_the_roles_are_confirmed(blank: Workspace) -> None:
    app = upload(open_page("data"), leaky())
    for _ in range(2):
        told = [one for one in app.markdown if one.value.startswith((":red[:mat", ":yellow[:mat"))]
        keys = [one.key for one in app.button if one.key and one.key.startswith("data.point.")]
        assert len(told) == len(keys) >= 1
        data.propose_and_save_roles(blank, PROJECT, TARGET)
        app = open_page("data")


def test_a_small_sample_leads_to_a_new_version(blank: Workspace) -> None:
    app = upload(open_page("data"), csv(60))
    button(app, "Bring in more rows")
    assert not app.exception
    assert app.session_state["data.new.1"] is True


def test_stored_personal_data_leads_to_its_protection(blank: Workspace) -> None:
    app = upload(open_page("data"), leaky())
    data.propose_and_save_roles(blank, PROJECT, TARGET)
    app = button(open_page("data"), "Protect it")
    assert not app.exception
    assert "Solution" in app.title[0].value


def test_a_suspected_leak_is_marked_among_the_relations(hasty: Workspace) -> None:
    app = tab(open_page("data"), "Relations")
    assert not app.exception
    assert "⚠ May give the answer away: " in texts(app)


def test_before_the_roles_are_confirmed_no_leak_is_said_to_be_absent(blank: Workspace) -> None:
    app = upload(open_page("data"), csv(400))
    assert "Nothing stands out" in texts(app)
    assert "No leak" not in texts(app)
    assert "then leaks and rare outcomes are looked for" in texts(app)
