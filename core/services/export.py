"""Tables that leave the app: CSV in which no cell can act as a spreadsheet formula."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def safe_csv(table: "pd.DataFrame") -> bytes:
    """Return a table as UTF-8 CSV, quoted as every exported package quotes it."""
    from core.scoring.rows import quoted_cells

    return quoted_cells(table).to_csv(index=False, lineterminator="\n").encode()
