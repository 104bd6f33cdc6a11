"""Data: personal values are masked until somebody asks to see them."""

import pytest

from core.services.workspace import Workspace
from tests.app.data_page import tab, tables, upload
from tests.app.walk import customers, open_page, texts


def with_mail() -> bytes:
    frame = customers(80)
    frame.insert(0, "mail", [f"ada{row}@example.org" for row in range(80)])
    return frame.to_csv(index=False).encode()


def with_mail_in(mail: str) -> bytes:
    frame = customers(80)
    frame.insert(0, "mail", mail)
    frame.loc[::2, "mail"] = f"c{mail}"
    return frame.to_csv(index=False).encode()


@pytest.mark.parametrize("title", ["Columns", "Rows"])
def test_personal_values_are_masked_until_they_are_asked_for(blank: Workspace, title: str) -> None:
    app = tab(upload(open_page("data"), with_mail()), title)
    if title == "Columns":
        app.session_state["data.column.1"] = {"selection": {"rows": [0], "columns": []}}
        app.run()
    assert not app.exception
    assert "1 column masked: mail." in texts(app)
    assert "@example" not in tables(app) + texts(app)
    app.toggle(key="data.personal.1").set_value(True).run()
    assert not app.exception
    assert "1 column shown: mail." in texts(app)
    assert "ada1@example.org" in tables(app)


def test_masked_columns_cannot_be_drawn_or_grouped_by(blank: Workspace) -> None:
    app = tab(upload(open_page("data"), with_mail()), "Relations")
    assert not app.exception
    assert "mail" not in app.selectbox(key="data.x.1").options


def test_a_table_without_personal_data_has_nothing_to_unmask(blank: Workspace) -> None:
    app = tab(upload(open_page("data"), customers(80).to_csv(index=False).encode()), "Rows")
    assert not app.exception
    assert not app.toggle
    assert "All 80 rows, as they were read." in texts(app)


def test_changes_and_origin_quote_no_personal_value_until_it_is_asked_for(blank: Workspace) -> None:
    first = with_mail_in("ada@example.org")
    app = upload(upload(open_page("data"), first), with_mail_in("bob@example.net"))
    for title in ("Changes", "Origin"):
        app = tab(app, title, version=2)
        assert not app.exception
        assert "1 column masked: mail." in texts(app)
        assert "example" not in tables(app) + texts(app)
    app = tab(app, "Changes", version=2)
    app.toggle(key="data.personal.2").set_value(True).run()
    assert "example" in tables(app) + texts(app)
