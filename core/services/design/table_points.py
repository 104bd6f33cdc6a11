"""Points about rows and values: what repeats, hides a gap, is spelled twice, was set aside or is different now."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from core.design.data.columns import Dataset, Role, Roles
from core.design.data.intake_report import WHOLE, intake_report
from core.design.data.leakage.finding import Finding
from core.design.data.spellings import Spellings
from core.design.wording import counted
from core.lifecycle.records import Payload
from core.services.design.masking import masked_comparison, masked_report
from core.services.design.points import Place, Point, Remedy, listed

if TYPE_CHECKING:
    from core.design.data.comparison import Comparison

VersionBefore = tuple[int, "Comparison"]
MOST_CHANGES = 3
LEAST_SHARE = 0.001
"""Smaller shares are not written as 0.0%."""
READ_AGAIN = "Reading it as missing holds for every column, and makes a new version of the data."
MEND = (
    "The table cannot be read again here with this as missing. If it does mean missing, empty these cells at the "
    "source and bring the table in as a new version."
)
WARNED: dict[str, tuple[str, str, Place, str]] = {
    "target_missing": (
        "Rows without an outcome",
        "Solution asks what shall become of these rows.",
        Place.SOLUTION,
        "Answer on Solution",
    ),
    "few_of_a_class": (
        "A class with few cases",
        "Collect more of it, or merge rare classes when Solution asks.",
        Place.SOLUTION,
        "Answer on Solution",
    ),
    "few_rows": (
        "A small sample",
        "Expect wide intervals. More rows help more than a better model.",
        Place.NEW_VERSION,
        "Bring in more rows",
    ),
    "few_rows_a_column": (
        "Many columns for few rows",
        "Leave out columns that cannot matter.",
        Place.ROLES,
        "Choose columns",
    ),
    "imbalance": (
        "A rare outcome",
        "Judge by what decisions are worth, not by the share of right answers.",
        Place.BUSINESS,
        "Say what it is worth",
    ),
}


def warned(profile: Payload) -> Iterator[Point]:
    """Yield what the profile warns of on the whole table and the target."""
    for warning in profile["warnings"]:
        if warning["code"] in WARNED:
            title, advice, place, button = WARNED[warning["code"]]
            yield Point(
                code=warning["code"],
                title=title,
                columns=(warning["column"],) if warning["column"] else (),
                evidence=warning["message"],
                advice=advice,
                is_certain=warning["code"] in ("target_missing", "few_of_a_class"),
                remedy=Remedy.OPEN,
                button=button,
                place=place,
            )


def changed(before: VersionBefore | None, personal: Collection[str] = ()) -> Iterator[Point]:
    """Yield that the newest version differs from the one before; values of personal columns are masked."""
    if before is None or not before[1].is_different:
        return
    version, comparison = before
    words = masked_comparison(comparison, personal).in_words()
    left = len(words) - MOST_CHANGES
    more = f" And {counted(left, 'more difference')}." if left > 0 else ""
    yield Point(
        code="changed",
        title=f"This differs from version {version}",
        evidence=" ".join(words[:MOST_CHANGES]) + more,
        advice="Check that the change is meant: what was made from the version before is out of date.",
        remedy=Remedy.OPEN,
        button="See the changes",
        place=Place.CHANGES,
    )


def repeated(dataset: Dataset, profile: Payload, leaks: tuple[Finding, ...]) -> Iterator[Point]:
    """Yield that rows repeat others, unless a leak finding says it."""
    if profile["duplicates"] and not any(finding.check == "duplicates" for finding in leaks):
        count = profile["duplicates"]
        share = count / max(dataset.rows, 1)
        part = f"{share:.1%}" if share >= LEAST_SHARE else f"under {LEAST_SHARE:.1%}"
        repeat = "row equals" if count == 1 else "rows equal"
        yield Point(
            code="repeated",
            title="Rows that repeat another",
            evidence=f"{count:,} {repeat} an earlier one in every column ({part} of all rows).",
            advice="If they are the same case, it would be learnt from and tested on: keep one. If different cases "
            "can look the same, leave them. Keeping one of each makes a new version of the data.",
            remedy=Remedy.KEEP_ONE,
            button="Keep one of each",
        )


def disguised(profile: Payload, roles: Roles | None, can_read_again: bool) -> Iterator[Point]:
    """Yield the values that may mean missing."""
    out = {*(roles.columns(Role.IGNORED, Role.IDENTIFIER) if roles else [])}
    for column in profile["columns"]:
        for hidden in column["disguised"] if column["name"] not in out else ():
            can_click = can_read_again and bool(hidden["value"])
            rows = counted(hidden["count"], "row")
            yield Point(
                code="disguised",
                title="A value that may mean missing",
                columns=(column["name"],),
                evidence=f"{hidden['value'] or 'An empty text'} in {rows}: {hidden['evidence']}.",
                advice=READ_AGAIN if can_click else MEND,
                remedy=Remedy.READ_AS_MISSING if can_click else Remedy.OPEN,
                button="Read it as missing" if can_click else "Bring in a mended table",
                place=None if can_click else Place.NEW_VERSION,
                value=hidden["value"],
            )


def spelled(found: tuple[Spellings, ...], roles: Roles | None) -> Iterator[Point]:
    """Yield the columns in which one value stands in several spellings."""
    out = {*(roles.columns(Role.IGNORED, Role.IDENTIFIER) if roles else [])}
    for one in found:
        if one.column not in out:
            yield Point(
                code="spellings",
                title="One value in several spellings",
                columns=(one.column,),
                evidence=f"{one.in_words()}. Merging changes {counted(one.rows, 'row')}.",
                advice="Merging makes a new version of the data. Have the source write it one way too: a later file "
                "with another spelling holds a value that the model has not seen.",
                remedy=Remedy.MERGE,
                button="Merge the spellings",
            )


def set_aside(dataset: Dataset, personal: Collection[str] = ()) -> Iterator[Point]:
    """Yield that something in the file is not in the data; values of personal columns are masked."""
    found = masked_report(intake_report(dataset), personal).set_aside
    if found:
        yield Point(
            code="set_aside",
            title="Not everything in the file was taken in",
            evidence=listed([("" if one.column == WHOLE else one.column, one.text) for one in found]),
            advice="Correct the file, or read it differently.",
            remedy=Remedy.OPEN,
            button="See what",
            place=Place.ORIGIN,
        )
