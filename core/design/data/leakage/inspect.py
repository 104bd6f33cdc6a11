"""The list of leak checks, and running them."""

import pandas as pd

from core.design.data.columns import GIVES_AWAY, Column
from core.design.data.leakage.copies import COPIES
from core.design.data.leakage.duplicates import DUPLICATES
from core.design.data.leakage.finding import Check, Finding, Severity
from core.design.data.leakage.group_id import GROUP_ID
from core.design.data.leakage.missingness import MISSINGNESS
from core.design.data.leakage.noisy_copy import NOISY_COPY
from core.design.data.leakage.post_event import POST_EVENT
from core.design.data.leakage.power import POWER
from core.design.data.leakage.table import checked_table
from core.design.data.leakage.target_encoding import TARGET_ENCODING

CHECKS: tuple[Check, ...] = (
    COPIES, MISSINGNESS, POST_EVENT, TARGET_ENCODING, GROUP_ID, NOISY_COPY, POWER, DUPLICATES,
)  # fmt: skip
"""The most certain first: a column is told once, by the first check that finds it."""

QUICK = (COPIES, MISSINGNESS, POST_EVENT)


def find_leaks(
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    target: str,
    *,
    time: str | None = None,
    checks: tuple[Check, ...] = CHECKS,
) -> tuple[Finding, ...]:
    """Return what gives the target away, certain findings first.

    Findings are for a person to decide. They carry no scores yet; `scores.add_scores` adds them.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        Typed as by `core.design.data.reading.table.read_csv_table`.
    time : str or None
        The column that says when each row happened.

    Returns
    -------
    tuple of Finding
        Empty under 30 rows with a target, where a leak could not be told from chance.
    """
    table = checked_table(frame, columns, target, time)
    if table is None:
        return ()
    found: list[Finding] = []
    told: set[str] = set()
    for check in checks:
        for finding in check.findings(table):
            if not finding.columns or not told.issuperset(finding.columns):
                found.append(finding)
                told.update(finding.columns)
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCK))


def leak_reasons(
    frame: pd.DataFrame, columns: tuple[Column, ...], target: str, time: str | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Return why columns certainly give the target away, and why dates may be unknown when predicting.

    Only quick checks run. Strong honest columns are common, so only certain evidence counts for the first.
    """
    found = find_leaks(frame, columns, target, time=time, checks=QUICK)
    certain = {
        name: f"{GIVES_AWAY}: {finding.evidence}"
        for finding in found
        for name in finding.columns
        if finding.severity is Severity.BLOCK
    }
    late = {
        finding.columns[0]: f"It may be written down after the outcome: {finding.evidence}"
        for finding in found
        if finding.check == POST_EVENT.code and finding.severity is Severity.REVIEW
    }
    return certain, late
