"""Masking: personal values as the Data page shows them, of which only the first letter of each part is readable."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.design.data.intake_report import WHOLE
from core.lifecycle.records import Payload

if TYPE_CHECKING:
    import pandas as pd

    from core.design.data.comparison import Comparison
    from core.design.data.intake_report import Finding, IntakeReport

SINGLE_VALUES = ("minimum", "maximum", "median", "mean")
QUOTED = re.compile(
    r"'[^']*'(?!\w)|\"[^\"]*\"|(?<=for example )[^);]+|(?<=such as )[^\s,;)]+|\d{4}-\d\d-\d\d"
)
"""What reading quotes from a file: in quotes, as an example, or as a day."""


def masked_rows(rows: "pd.DataFrame", names: Iterable[str]) -> "pd.DataFrame":
    """Return rows in which the values of some columns are masked; gaps stay gaps."""
    from core.design.data.personal.finding import masked

    hidden = {
        name: rows[name].map(lambda value: masked(str(value)), na_action="ignore").astype("str")
        for name in names
        if name in rows
    }
    return rows.assign(**hidden)


def masked_profile(profile: Payload, names: Iterable[str]) -> Payload:
    """Return a profile in which no value of some columns is readable; counts and shares stay.

    Such a column has `is_masked`.
    """
    hidden = {*names}
    columns = [_masked(column) if column["name"] in hidden else column for column in profile["columns"]]
    return {**profile, "columns": columns}


def _masked(column: Payload) -> Payload:
    from core.design.data.personal.finding import masked

    def hide(value: object) -> str | None:
        return None if value is None else masked(str(value))

    return {
        **column,
        "is_masked": True,
        **{key: hide(column[key]) for key in SINGLE_VALUES},
        "top": [{**one, "value": hide(one["value"])} for one in column["top"]],
        "quantiles": {at: hide(value) for at, value in (column["quantiles"] or {}).items()} or None,
        "disguised": [],
        "outliers": None,
        "calendar": None,
        "histogram": None,
        "typical_histogram": None,
        "deviation": None,
    }


def masked_comparison(comparison: "Comparison", names: Iterable[str]) -> "Comparison":
    """Return a comparison of two versions that quotes no value of some columns; sizes and counts stay."""
    hidden = {*names}
    shifts = tuple(
        shift.model_copy(update={"before": _masked_usual(shift.before), "after": _masked_usual(shift.after)})
        if shift.column in hidden
        else shift
        for shift in comparison.shifts
    )
    return comparison.model_copy(update={"shifts": shifts})


def _masked_usual(told: str) -> str:
    """Return "median 3***" of "median 3,120", and "A*** 12.0%" of "Ada 12.0%"."""
    from core.design.data.personal.finding import masked

    value, _, share = told.rpartition(" ")
    return f"{masked(value)} {share}" if share.endswith("%") else f"{value} {masked(share)}"


def masked_report(report: "IntakeReport", names: Iterable[str]) -> "IntakeReport":
    """Return what reading did with the values of some columns masked in its sentences.

    A sentence on another column stays as it is; one on the whole table may quote a cell, and so is masked too.
    """
    hidden = [*names]
    if not hidden:
        return report

    def of_findings(findings: "tuple[Finding, ...]") -> "tuple[Finding, ...]":
        return tuple(
            replace(one, text=masked_sentence(one.text))
            if one.column in (*hidden, WHOLE) or _names_one(one.text, hidden)
            else one
            for one in findings
        )

    return replace(
        report,
        asked=tuple(
            (masked_sentence(question), answer) if _names_one(question, hidden) else (question, answer)
            for question, answer in report.asked
        ),
        set_aside=of_findings(report.set_aside),
        changed=of_findings(report.changed),
        noticed=of_findings(report.noticed),
    )


def masked_sentence(sentence: str) -> str:
    """Return a sentence in which what it quotes is masked: texts in quotes, examples, and days."""
    from core.design.data.personal.finding import masked

    return QUOTED.sub(lambda found: masked(found[0]), sentence)


def _names_one(sentence: str, names: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in names)
