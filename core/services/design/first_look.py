"""What to look at first in the data: a short ranked list, each point with its evidence and what to do."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from core.design.data.columns import ColumnRole, Dataset, Role, Roles
from core.design.data.intake_report import WHOLE, intake_report
from core.design.data.leakage.finding import Finding
from core.design.data.personal import PersonalData
from core.design.data.reading.options import ReadingOptions
from core.design.frozen import Frozen
from core.lifecycle.records import Payload, Record
from core.services.design.data import save_roles
from core.services.design.leaks import UNKNOWN_YET, accept_finding
from core.services.workspace import Workspace, load, need

MOST_NAMED = 4
SAME_FOR_ALL = ("one value in every row", "almost constant", "empty")
NAMES_A_ROW = 0.9
"""Share of different texts from which a column names rows rather than describes them."""
PROTECT = "To mask it or take it out of the stored table: Protect personal data, on the page Solution."


class Remedy(StrEnum):
    """What one click does about a point."""

    FOLLOW = "follow"
    LEAVE_OUT = "leave out"
    READ_AS_MISSING = "read as missing"


class Point(Frozen):
    """One thing to look at.

    Attributes
    ----------
    columns : tuple of str
        Columns that it is about; empty for rows or the whole table.
    is_certain : bool
        Whether it puts the result in doubt as it stands, rather than asking for a look.
    remedy, button : Remedy or None, str
        What one click does, and the words on it; None where a person has to act elsewhere.
    leak : Finding or None
        The leak finding behind it, which a person can clear.
    value : str
        Value that may stand for missing.
    """

    code: str
    title: str
    columns: tuple[str, ...] = ()
    evidence: str
    advice: str
    is_certain: bool = False
    remedy: Remedy | None = None
    button: str = ""
    leak: Finding | None = None
    value: str = ""


RANKS = (
    "leak", "target_missing", "few_of_a_class", "weak_leak", "personal", "repeated", "disguised", "set_aside",
    "few_rows", "few_rows_a_column", "imbalance", "names_rows", "same_for_all", "mostly_missing", "personal_stored",
)  # fmt: skip
"""What can spoil every figure comes first, what costs a little comes last."""
WARNED: dict[str, tuple[str, str]] = {
    "target_missing": ("Rows without an outcome", "Solution asks what shall become of these rows."),
    "few_of_a_class": (
        "A class with few cases",
        "Collect more of it, or merge rare classes when Solution asks.",
    ),
    "few_rows": ("A small sample", "Expect wide intervals. More rows help more than a better model."),
    "few_rows_a_column": ("Many columns for few rows", "Leave out columns that cannot matter."),
    "imbalance": ("A rare outcome", "Judge by what decisions are worth, not by the share of right answers."),
}


def first_look(
    dataset: Dataset,
    profile: Payload,
    roles: Roles | None,
    leaks: tuple[Finding, ...],
    personal: tuple[PersonalData, ...],
    *,
    expected: Roles | None = None,
    can_read_again: bool = False,
) -> tuple[Point, ...]:
    """Return what to look at first, the most harmful first.

    Columns that enter no model by the roles are left out, but for personal data, which is stored all the same.

    Parameters
    ----------
    profile : dict
        As `core.services.design.data.profile` returns it.
    roles : Roles or None
        None counts every column as one that may enter a model.
    expected : Roles or None
        Roles that are proposed while none are confirmed: by these, personal data is told to enter or not.
    can_read_again : bool
        Whether the table can be read again from its file with another mark for missing.
    """
    entering = {*(roles.columns(Role.FEATURE) if roles else [column.name for column in dataset.columns])}
    columns = [column for column in profile["columns"] if column["name"] in entering]
    points = [
        *(_leak(finding) for finding in leaks),
        *_warned(profile),
        *_personal(personal, {*expected.columns(Role.FEATURE)} if expected else entering),
        *_repeated(dataset, profile, leaks),
        *_disguised(profile, roles, can_read_again),
        *_set_aside(dataset),
        *_noted([column for column in columns if column["name"] not in {one.column for one in personal}]),
    ]
    return tuple(sorted(points, key=lambda point: RANKS.index(point.code)))


def act_on(
    workspace: Workspace, project: str, point: Point, *, author: str, expected_version: int | None = None
) -> Record:
    """Record new roles that take care of a point: its leak finding is followed, or its columns are ignored.

    Raises
    ------
    BadInput
        Where no feature would be left, or when somebody saved other roles meanwhile.
    """
    if point.leak is not None:
        return accept_finding(
            workspace, project, point.leak, author=author, expected_version=expected_version
        )
    before = load(need(workspace.history(project), "roles"), Roles)
    reason = f"{point.title}, left out by {author}: {point.evidence}"
    changed = tuple(_ignored(role, point, reason) for role in before.roles)
    return save_roles(
        workspace, project, Roles(roles=changed), author=author, expected_version=expected_version
    )


def reading_without(dataset: Dataset, value: str) -> ReadingOptions:
    """Return the options that read a dataset's file as before, with one more text that means missing."""
    chosen: dict[str, Any] = {
        option: dataset.reading[option].value
        for option in ("delimiter", "encoding", "decimal", "sheet", "dates")
        if option in dataset.reading and dataset.reading[option].is_chosen
    }
    header_row = dataset.reading.get("header_row")
    if header_row is not None and header_row.is_chosen:
        chosen["header_row"] = int(header_row.value)
    as_text = dataset.reading["as_text"].values if "as_text" in dataset.reading else ()
    missing = dict.fromkeys((*dataset.reading["missing"].values, value))
    return ReadingOptions(**chosen, as_text=as_text, missing=tuple(missing))


def _ignored(role: ColumnRole, point: Point, reason: str) -> ColumnRole:
    if role.column not in point.columns or role.role is not Role.FEATURE:
        return role
    return role.model_copy(update={"role": Role.IGNORED, "reason": reason})


def _leak(finding: Finding) -> Point:
    is_certain = finding.severity.value == "block"
    follow = "Keep its rows together" if finding.check == "group_id" else "Leave it out"
    button = "Not known when predicting" if finding.check in UNKNOWN_YET else follow
    return Point(
        code="leak" if is_certain else "weak_leak",
        title=finding.title,
        columns=finding.columns,
        evidence=f"{finding.evidence[:1].upper()}{finding.evidence[1:]}",
        advice=finding.remedy,
        is_certain=is_certain,
        remedy=Remedy.FOLLOW if finding.columns else None,
        button=button if finding.columns else "",
        leak=finding,
    )


def _warned(profile: Payload) -> Iterator[Point]:
    for warning in profile["warnings"]:
        if warning["code"] in WARNED:
            title, advice = WARNED[warning["code"]]
            columns = (warning["column"],) if warning["column"] else ()
            yield Point(
                code=warning["code"],
                title=title,
                columns=columns,
                evidence=warning["message"],
                advice=advice,
                is_certain=warning["code"] in ("target_missing", "few_of_a_class"),
            )


def _personal(personal: tuple[PersonalData, ...], entering: set[str]) -> Iterator[Point]:
    used = [one for one in personal if one.column in entering]
    stored = [one for one in personal if one.column not in entering]
    if used:
        yield Point(
            code="personal",
            title="Personal data may enter the model",
            columns=tuple(one.column for one in used),
            evidence=_listed([(one.column, f"{one.kind}, {one.evidence}") for one in used]),
            advice=f"Leave it out unless the purpose needs it. {PROTECT}",
            remedy=Remedy.LEAVE_OUT,
            button="Leave it out",
        )
    if stored:
        yield Point(
            code="personal_stored",
            title="Personal data is stored",
            columns=tuple(one.column for one in stored),
            evidence=_listed([(one.column, f"{one.kind}, {one.evidence}") for one in stored]),
            advice=f"It enters no model. {PROTECT}",
        )


def _repeated(dataset: Dataset, profile: Payload, leaks: tuple[Finding, ...]) -> Iterator[Point]:
    if profile["duplicates"] and not any(finding.check == "duplicates" for finding in leaks):
        count = profile["duplicates"]
        share = count / max(dataset.rows, 1)
        repeat = "row equals" if count == 1 else "rows equal"
        yield Point(
            code="repeated",
            title="Rows that repeat another",
            evidence=f"{count:,} {repeat} an earlier one in every column ({share:.1%} of all rows).",
            advice="If they are the same case, it would be learnt from and tested on. Check how the table was made.",
        )


def _disguised(profile: Payload, roles: Roles | None, can_read_again: bool) -> Iterator[Point]:
    out = {*(roles.columns(Role.IGNORED, Role.IDENTIFIER) if roles else [])}
    for column in profile["columns"]:
        for hidden in column["disguised"] if column["name"] not in out else ():
            yield Point(
                code="disguised",
                title="A value that may mean missing",
                columns=(column["name"],),
                evidence=f"{hidden['value'] or 'An empty text'} in {hidden['count']:,} rows: {hidden['evidence']}.",
                advice="Reading it as missing holds for every column, and makes a new version of the data.",
                remedy=Remedy.READ_AS_MISSING if can_read_again and hidden["value"] else None,
                button="Read it as missing",
                value=hidden["value"],
            )


def _set_aside(dataset: Dataset) -> Iterator[Point]:
    found = intake_report(dataset).set_aside
    if found:
        yield Point(
            code="set_aside",
            title="Not everything in the file was taken in",
            evidence=_listed([("" if one.column == WHOLE else one.column, one.text) for one in found]),
            advice="The tab Origin lists it. Correct the file, or read it differently.",
        )


def _noted(columns: list[Payload]) -> Iterator[Point]:
    same = [c for c in columns if {*c["notes"]} & {*SAME_FOR_ALL}]
    if same:
        yield _out(
            "same_for_all",
            "Columns that say nearly nothing",
            same,
            _listed([(c["name"], c["notes"][0]) for c in same]),
            "A model learns nothing from a value that hardly changes.",
        )
    known = {c["name"] for c in same}
    naming = [
        c
        for c in columns
        if c["kind"] in ("text", "category") and c["distinct_share"] > NAMES_A_ROW and c["name"] not in known
    ]
    if naming:
        yield _out(
            "names_rows",
            "Columns that name rows",
            naming,
            _listed([(c["name"], f"{c['distinct']:,} different values") for c in naming]),
            "What names a row cannot be learnt from.",
        )
    gaps = [c for c in columns if "mostly missing" in c["notes"]]
    if gaps:
        yield _out(
            "mostly_missing",
            "Columns with more gaps than values",
            gaps,
            _listed([(c["name"], f"{c['missing_share']:.0%} missing") for c in gaps]),
            "Keep them only if the gap itself tells something that is known when predicting.",
        )


def _out(code: str, title: str, columns: list[Payload], evidence: str, advice: str) -> Point:
    return Point(
        code=code,
        title=title,
        columns=tuple(column["name"] for column in columns),
        evidence=evidence,
        advice=advice,
        remedy=Remedy.LEAVE_OUT,
        button="Leave it out" if len(columns) == 1 else f"Leave out all {len(columns)}",
    )


def _listed(told: list[tuple[str, str]]) -> str:
    """Return what is told of each column in one sentence; of a single one, and of no column, without a name."""
    if len(told) == 1:
        text = told[0][1].rstrip(".")
        return f"{text[:1].upper()}{text[1:]}."
    more = f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    named = (f"{name}: {text}" if name else text for name, text in told[:MOST_NAMED])
    return "; ".join(text.rstrip(".") for text in named) + f"{more}."
