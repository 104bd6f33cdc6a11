"""How a table was read and why, and having it read again in another way."""

import streamlit as st

from core.design.data.reading.options import ReadAs, ReadingOptions
from core.design.data.reading_words import CHOICES, TITLES, reading_words, shown_as
from core.errors import TrefoilError
from core.services.design import intake
from core.services.design.data import DataView
from pages.ui.access import workspace
from pages.ui.design.intake import read_in_background
from pages.ui.messages import show_error

INFER = "infer it"
FROM_DATABASE = (
    "The rows stay as they were fetched. A text column that is not kept as text is read by its values: as "
    "numbers, dates or text."
)
DATES_AS_SHOWN = ReadAs(value="as the values show", evidence="nothing was chosen")


def can_read_differently(view: DataView) -> bool:
    """Tell whether what the newest version was read from is there to be read in another way."""
    dataset = view.dataset
    return dataset is not None and view.is_kept and bool(dataset.reading)


def show_reading(project: str, view: DataView) -> None:
    """Show a form that reads the kept file, or the kept rows of a database, into a new version in another way."""
    assert view.dataset is not None
    if view.dataset.origin.kind == "database":
        st.caption(FROM_DATABASE)
    with st.form(f"data.read.{view.version}", border=False):
        try:
            options = _ask(view)
            if not st.form_submit_button("Read it again", type="primary"):
                return
            with st.spinner("Reading it again…"):
                order = intake.from_kept(workspace(), project, options)
                read_in_background(project, order, expected_version=view.version)
        except TrefoilError as error:
            show_error(error)
            return
    st.rerun()


def reading_rows(reading: dict[str, ReadAs]) -> list[dict[str, str]]:
    """Return how a table was read, an option a row: what, as which, and why."""
    return [
        dict(zip(("Option", "Read as", "Because"), words, strict=True)) for words in reading_words(reading)
    ]


def _ask(view: DataView) -> ReadingOptions:
    assert view.dataset is not None
    reading = view.dataset.reading
    if "decimal" in reading:
        reading = {"dates": DATES_AS_SHOWN, **reading}
    key = f"data.read.{view.version}"
    with st.grid(3, min_column_width=180):
        chosen = {option: _choice(option, reading, key) for option in CHOICES if option in reading}
        header_row = _header_row(reading, key) if "header_row" in reading else None
        sheet = _sheet(reading, key) if "sheet" in reading else None
    marks = st.text_input(
        TITLES["missing"],
        ", ".join(reading["missing"].values) if reading["missing"].is_chosen else "",
        placeholder="-999, unknown",
        help="Separated by commas, and then missing in every column. Leave it empty for the usual ones.",
        key=f"{key}.missing",
    )
    names = [column.name for column in view.dataset.columns]
    before = reading["as_text"].values if "as_text" in reading else ()
    as_text = st.multiselect(
        TITLES["as_text"], names, [name for name in names if name in before], key=f"{key}.as_text"
    )
    missing = tuple(mark.strip() for mark in marks.split(",") if mark.strip()) or None
    return ReadingOptions(
        **chosen, header_row=header_row, sheet=sheet, missing=missing, as_text=tuple(as_text)
    )


def _choice(option: str, reading: dict[str, ReadAs], key: str) -> str | None:
    """Ask for one of a few values; "infer it" stands first."""
    read_as, titles = reading[option], CHOICES[option]
    values = [INFER, *titles]
    if read_as.is_chosen and read_as.value not in values:
        values.append(read_as.value)
    inferred = INFER if read_as.is_chosen else f"as inferred: {shown_as(option, read_as)}"
    asked = st.selectbox(
        TITLES[option],
        values,
        index=values.index(read_as.value) if read_as.is_chosen else 0,
        format_func=lambda value: inferred if value == INFER else titles.get(value, value),
        key=f"{key}.{option}",
    )
    return None if asked == INFER else asked


def _header_row(reading: dict[str, ReadAs], key: str) -> int | None:
    read_as = reading["header_row"]
    row = st.number_input(
        TITLES["header_row"],
        min_value=0,
        value=int(read_as.value),
        help="Counted from 1 in the file; 0 when no row names the columns.",
        key=f"{key}.header_row",
    )
    return row if read_as.is_chosen or row != int(read_as.value) else None


def _sheet(reading: dict[str, ReadAs], key: str) -> str | None:
    read_as = reading["sheet"]
    sheet = st.text_input(TITLES["sheet"], read_as.value, key=f"{key}.sheet")
    return sheet if sheet and (read_as.is_chosen or sheet != read_as.value) else None
