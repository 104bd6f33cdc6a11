"""The people around a model: their name, their part, and what they contributed."""

from functools import partial
from typing import Any

import streamlit as st

from core.lifecycle.records import Record
from core.services.design import engagement
from pages.ui.access import workspace
from pages.ui.design.business_record import open_record, save_bar
from pages.ui.escape import plain

ROWS = "business.people.rows"
PARTS = {
    "sponsor": "sponsor: pays and decides",
    "domain expert": "domain expert: knows the business",
    "end user": "end user: works with the predictions",
    "IT": "IT: runs it",
    "analyst": "analyst: builds it",
}
BLANK = {"name": "", "part": "sponsor", "contribution": ""}


def show_people(project: str, view: engagement.EngagementView) -> None:
    """Ask for each person in one box, and name the parts that nobody plays yet."""
    open_record("people", project, view.versions["people"], partial(fill_people, view.people))
    st.subheader("Who is part of it?", anchor=False)
    missing = engagement.People.model_validate({"people": _named(_answers())}).missing()
    if missing:
        st.caption(f"Nobody yet: {', '.join(missing)}. A model that nobody asked for is a model nobody uses.")
    else:
        st.caption("Every part is taken: somebody decides, knows, uses it and runs it.")
    for row in st.session_state[ROWS]:
        with st.container(border=True):
            _person(row)
    st.button("Add a person", icon=":material/person_add:", on_click=_add, key="business.people.add")
    save_bar(
        "people",
        "Save the people",
        project,
        partial(_save, project),
        is_changed=people_are_changed(view),
    )


def fill_people(people: engagement.People) -> None:
    """Write the people into the fields."""
    st.session_state[ROWS] = []
    for person in people.model_dump(mode="json")["people"]:
        _add(person)


def _add(person: dict[str, Any] | None = None) -> None:
    number = st.session_state.get("business.people.next", 0)
    st.session_state["business.people.next"] = number + 1
    for field, value in (person or BLANK).items():
        st.session_state[f"business.people.{field}.{number}"] = value
    st.session_state[ROWS] = [*st.session_state[ROWS], number]


def _remove(number: int) -> None:
    st.session_state[ROWS] = [row for row in st.session_state[ROWS] if row != number]


def people_are_changed(view: engagement.EngagementView) -> bool:
    """Tell whether the fields say something else than the record."""
    return _answers() != view.people.model_dump(mode="json")["people"]


def _answers() -> list[dict[str, str]]:
    return [
        {field: (st.session_state[f"business.people.{field}.{row}"] or "").strip() for field in BLANK}
        for row in st.session_state[ROWS]
    ]


def _named(people: list[dict[str, str]]) -> list[dict[str, str]]:
    return [person for person in people if person["name"]]


def _save(project: str, name: str, version: int) -> Record:
    people = engagement.People.model_validate({"people": _answers()})
    return engagement.save_people(workspace(), project, people, author=name, expected_version=version)


def _person(row: int) -> None:
    name, part, remove = st.columns([4, 4, 1], vertical_alignment="bottom")
    shown = st.session_state[f"business.people.name.{row}"] or "this person"
    name.text_input("Name", max_chars=120, key=f"business.people.name.{row}", persist_state="session")
    part.selectbox(
        "Part",
        list(PARTS),
        format_func=PARTS.__getitem__,
        key=f"business.people.part.{row}",
        persist_state="session",
    )
    remove.button(
        "",
        icon=":material/delete:",
        type="tertiary",
        help=f"Remove {plain(shown)}",
        on_click=_remove,
        args=(row,),
        key=f"business.people.remove.{row}",
    )
    st.text_input(
        "What they contribute",
        placeholder="Explains the codes of the contract table; answers within a day.",
        max_chars=500,
        key=f"business.people.contribution.{row}",
        persist_state="session",
    )
