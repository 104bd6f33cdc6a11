"""The sheets of a workbook: which one is read."""

from typing import Any

from core.design.data.reading.literal import literal
from core.design.data.reading.notes import set_aside
from core.design.data.reading.options import ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking, Choice, Question
from core.errors import BadInput

VISIBLE = "visible"
ROWS_TO_LOOK_AT = 100
PREVIEW_ROWS = 3


def choose_sheet(
    book: Any, name: str, options: ReadingOptions, asking: Asking
) -> tuple[Any, ReadAs, list[str]]:
    """Return the sheet to read, how it was chosen, and a note naming the others.

    The sheet is asked for when more than one holds values; of the visible ones, the fullest is proposed.

    Raises
    ------
    BadInput
        When the chosen sheet is not there, or none is visible.
    """
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if options.sheet is not None:
        if options.sheet not in sheets:
            titles = ", ".join(map(literal, sheets)) or "none"
            raise BadInput(
                f"{name}: there is no sheet {literal(options.sheet)}.", f"Choose one of: {titles}."
            )
        return sheets[options.sheet], chosen(options.sheet), []
    visible = [title for title, sheet in sheets.items() if sheet.sheet_state == VISIBLE]
    if not visible:
        raise BadInput(f"{name}: no sheet of cells is visible.", "Choose a sheet, or unhide one.")
    if len(sheets) == 1:
        return sheets[visible[0]], ReadAs(value=visible[0], evidence="the only sheet"), []
    title, read_as = _asked(sheets, visible, asking)
    return sheets[title], read_as, [_note(title, sheets)]


def _asked(sheets: dict[str, Any], visible: list[str], asking: Asking) -> tuple[str, ReadAs]:
    previews = {title: _preview(sheet) for title, sheet in sheets.items()}
    filled = [title for title in sheets if previews[title]]
    proposed = max(visible, key=lambda title: _rows_of_several_values(sheets[title]))
    if len({*filled, proposed}) < 2:
        return proposed, ReadAs(value=proposed, evidence="the only visible sheet with values")
    answer = asking.ask(
        Question(
            code="sheet",
            text=f"{len(filled)} sheets of the workbook hold values. Which one is read?",
            choices=tuple(Choice(value=title, title=_shown(sheets[title])) for title in filled),
            proposed=proposed,
            examples=tuple(f"{literal(title)}: {previews[title]}" for title in filled),
        )
    )
    if answer == proposed:
        return proposed, ReadAs(value=proposed, evidence="the visible sheet with most rows of several values")
    return answer, chosen(answer)


def _rows_of_several_values(sheet: Any) -> int:
    """Return how many of the first rows hold at least two values, as rows of a table do."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=ROWS_TO_LOOK_AT, values_only=True)
    return sum(sum(value not in (None, "") for value in row) > 1 for row in rows)


def _preview(sheet: Any) -> str:
    """Return the first values of a sheet in one line; "" when there is none in its first rows."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=ROWS_TO_LOOK_AT, values_only=True)
    texts = (" | ".join(str(value) for value in row if value not in (None, "")) for row in rows)
    first = [text for text in texts if text.strip()][:PREVIEW_ROWS]
    return literal(" / ".join(first))


def _note(title: str, sheets: dict[str, Any]) -> str:
    others = ", ".join(_shown(sheet) for other, sheet in sheets.items() if other != title)
    return set_aside(f"Read the sheet {literal(title)}; the others were not read: {others}.")


def _shown(sheet: Any) -> str:
    return literal(sheet.title) if sheet.sheet_state == VISIBLE else f"{literal(sheet.title)} (hidden)"
