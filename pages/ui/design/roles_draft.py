"""What a person typed about the columns and did not save yet, kept while they look elsewhere."""

from dataclasses import dataclass, field
from typing import Any, Self

import pandas as pd
import streamlit as st

from core.lifecycle.records import Payload

SLOT = "data.roles_draft"
OF_EVERY_TARGET = ("meaning", "unit", "owner", "legal_minimum", "legal_maximum")
"""What a column means does not depend on which column is to be predicted."""

Origin = tuple[str, str]
"""The project with the versions that the rows were made from, and the target."""


@dataclass
class RolesDraft:
    """Rows as `core.services.design.dictionary.dictionary_rows` makes them, with what was typed since.

    Attributes
    ----------
    drawn : dict
        By the key of a table on the page: the rows as they were when it appeared. A table keeps what is typed in
        it as changes to these, so they stay the same until it is gone.
    """

    origin: Origin
    rows: list[Payload]
    drawn: dict[str, list[Payload]] = field(default_factory=dict)

    @classmethod
    def opened(cls, origin: Origin, rows: list[Payload]) -> Self:
        """Return the draft of this session, or a new one where it is of other data, roles or words."""
        kept = st.session_state.get(SLOT)
        if kept is None or kept.origin != origin:
            st.session_state[SLOT] = cls(origin, _with_words_of(kept, origin, rows))
        draft: Self = st.session_state[SLOT]
        return draft

    def row(self, column: str) -> Payload:
        """Return what is said about a column now, to be changed in place."""
        return next(row for row in self.rows if row["column"] == column)

    def table(self, key: str) -> pd.DataFrame:
        """Return the rows that the table with this key on the page starts from."""
        if key not in st.session_state or key not in self.drawn:
            self.drawn[key] = [dict(row) for row in self.rows]
        return pd.DataFrame(self.drawn[key])

    def take(self, edited: pd.DataFrame) -> None:
        """Keep what a table says now."""
        for row in plain_rows(edited):
            self.row(row["column"]).update(row)


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, None where a cell is empty."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


def _with_words_of(kept: RolesDraft | None, origin: Origin, rows: list[Payload]) -> list[Payload]:
    """Return the rows with the words typed so far, where only another target was chosen."""
    if kept is None or kept.origin[0] != origin[0]:
        return rows
    typed = {row["column"]: row for row in kept.rows}
    return [{**row, **{name: typed[row["column"]][name] for name in OF_EVERY_TARGET}} for row in rows]
