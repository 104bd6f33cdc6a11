"""Write tables so that no spreadsheet runs what a cell says."""

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_csv(frame: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 CSV with a quote before every text that could act as a formula.

    Numbers are written as they are. The rule is OWASP's for CSV injection.
    """
    safe = frame.rename(columns=lambda name: _defuse(str(name)))
    text = safe.select_dtypes(include=["object", "string", "category"]).columns
    return (
        safe.assign(**{c: safe[c].map(_defuse, na_action="ignore") for c in text})
        .to_csv(index=False)
        .encode()
    )


def _defuse(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
