"""The people behind the rows: how well they hide, who is never used to decide, and forgetting one."""

import pandas as pd
import streamlit as st

from core.errors import TrefoilError
from core.services.privacy.erasure import erasure_ahead, forget_person
from core.services.privacy.plan import PrivacyView
from core.services.privacy.protection import anonymity
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import name_on_record

MOST_COLUMNS = 12
FORGET = "privacy.forget"
FORGOTTEN = "privacy.forgotten"


def show_sensitive(sensitive: list[str]) -> None:
    """Say what is done with sensitive columns, and that it is enforced."""
    if sensitive:
        st.caption(
            f":material/balance: Sensitive: {plain(', '.join(sensitive))}. No model may use these columns, and the "
            "app refuses a design that does. They are still used to measure fairness: without them nobody "
            "could see that a group is treated worse."
        )


def show_anonymity(project: str, view: PrivacyView) -> None:
    """Count how well rows hide among each other, for columns that somebody could know of a person."""
    st.markdown("Which columns could somebody know of a person, such as age, sex and postcode?")
    columns = st.multiselect(
        "Known columns", list(view.columns), max_selections=MOST_COLUMNS, key=f"privacy.known.{project}"
    )
    secret = st.selectbox(
        "What nobody should learn of a person",
        [name for name in view.columns if name not in columns],
        index=None,
        placeholder="None",
        key=f"privacy.secret.{project}",
    )
    if not st.button("Count", disabled=not columns, key=f"privacy.count.{project}"):
        return
    try:
        found = anonymity(workspace(), project, columns, secret)
    except TrefoilError as error:
        show_error(error)
        return
    together = found.together
    st.markdown(
        f"Every row looks like at least **{together.smallest - 1:,}** others in all these columns "
        f"(k-anonymity {together.smallest:,}). **{together.rows_below:,}** of {found.rows:,} rows are in groups "
        f"of fewer than {found.enough}; {together.rows_alone:,} stand alone."
    )
    if found.diversity is not None:
        st.markdown(
            f"Each group has at least **{found.diversity}** different values of {plain(secret)} (l-diversity "
            f"{found.diversity}); for {found.rows_told:,} rows, knowing the group is knowing the value."
        )
    worst = [one for one in found.combinations if one.rows_below][:5]
    if worst:
        st.caption("The combinations that give most away:")
        rows = {
            "Columns": [", ".join(one.columns) for one in worst],
            "Smallest group": [one.smallest for one in worst],
            "Rows in small groups": [one.rows_below for one in worst],
        }
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def ask_to_forget(project: str, view: PrivacyView) -> None:
    """Ask for a person, say what would go, and delete after a second confirmation."""
    said = st.session_state.pop(FORGOTTEN, None)
    if said:
        st.success(plain(said), icon=":material/check_circle:")
    st.markdown("A person may ask to be forgotten. Name a column and this person's value in it.")
    where, what = st.columns(2)
    column = where.selectbox("Column", list(_tellable(view)), index=None, key=f"{FORGET}.column")
    value = what.text_input("The person's value", max_chars=300, key=f"{FORGET}.value").strip()
    asked = (project, column, value)
    if st.button("Show what would be deleted", disabled=not (column and value), key=f"{FORGET}.look"):
        st.session_state[f"{FORGET}.asked"] = asked
    if column and value and st.session_state.get(f"{FORGET}.asked") == asked:
        _confirm(project, column, value)


def _tellable(view: PrivacyView) -> list[str]:
    """Columns of now, then those of a plan that keeps them recognisable."""
    coarse = view.plan.columns("drop", "mask", "generalise") if view.plan else []
    return [name for name in view.columns if name not in coarse]


def _confirm(project: str, column: str, value: str) -> None:
    try:
        ahead = erasure_ahead(workspace(), project, column, value)
    except TrefoilError as error:
        show_error(error)
        return
    rows = "1 row" if ahead.rows == 1 else f"{ahead.rows:,} rows"
    if ahead.models:
        versions = ", ".join(map(str, ahead.models))
        models = (
            f"Released versions trained on them: {versions}. They stay until you train and release again."
        )
    else:
        models = "No released model was trained on them."
    st.warning(f"{rows} of the newest data would be deleted, in every copy and log. {models}")
    is_sure = st.checkbox("I checked who asked, and that this is the person.", key=f"{FORGET}.sure")
    if st.button("Delete for good", type="primary", disabled=not is_sure, key=f"{FORGET}.delete"):
        _forget(project, column, value)


def _forget(project: str, column: str, value: str) -> None:
    try:
        with st.spinner("Deleting every copy…"):
            done = forget_person(workspace(), project, column, value, name_on_record())
    except TrefoilError as error:
        show_error(error)
        return
    for field in ("value", "column", "asked", "sure"):
        st.session_state.pop(f"{FORGET}.{field}", None)
    models = (
        f" Train again: version {', '.join(map(str, done.models))} learnt from them." if done.models else ""
    )
    rows = "1 row is" if done.rows == 1 else f"{done.rows:,} rows are"
    st.session_state[FORGOTTEN] = f"{rows} deleted.{models}"
    st.rerun()
