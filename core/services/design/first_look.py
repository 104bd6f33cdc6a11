"""What to look at first in the data: a short ranked list, each point with its evidence and what to do."""

from collections.abc import Iterator
from typing import Any

from core.design.data.columns import ColumnRole, Dataset, Role, Roles
from core.design.data.leakage.finding import Finding
from core.design.data.personal import PersonalData
from core.design.data.reading.options import ReadingOptions
from core.design.data.spellings import Spellings
from core.lifecycle.records import Payload, Record
from core.services.design import table_points
from core.services.design.data import save_roles
from core.services.design.leaks import UNKNOWN_YET, accept_finding
from core.services.design.points import RANKS, Place, Point, Remedy, listed
from core.services.design.table_points import VersionBefore
from core.services.design.tidying import keep_one_of_each, merge_spellings
from core.services.workspace import Workspace, load, need

SAME_FOR_ALL = ("one value in every row", "almost constant", "empty")
NAMES_A_ROW = 0.9
"""Share of different texts from which a column names rows rather than describes them."""
PROTECT = "To mask it or take it out of the stored table: Protect personal data, on the page Solution."


def first_look(
    dataset: Dataset,
    profile: Payload,
    roles: Roles | None,
    leaks: tuple[Finding, ...],
    personal: tuple[PersonalData, ...],
    *,
    expected: Roles | None = None,
    can_read_again: bool = False,
    spellings: tuple[Spellings, ...] = (),
    before: VersionBefore | None = None,
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
    before : (int, Comparison) or None
        The version before and what is different now, as `newest_comparison` returns them.
    """
    entering = {*(roles.columns(Role.FEATURE) if roles else [column.name for column in dataset.columns])}
    columns = [column for column in profile["columns"] if column["name"] in entering]
    named = {one.column for one in personal}
    points = [
        *(_leak(finding) for finding in leaks),
        *table_points.warned(profile),
        *table_points.changed(before, named),
        *_personal(personal, {*expected.columns(Role.FEATURE)} if expected else entering),
        *table_points.repeated(dataset, profile, leaks),
        *table_points.disguised(profile, roles, can_read_again),
        *table_points.spelled(spellings, roles),
        *table_points.set_aside(dataset, named),
        *_noted([column for column in columns if column["name"] not in named]),
    ]
    return tuple(sorted(points, key=lambda point: RANKS.index(point.code)))


def act_on(
    workspace: Workspace, project: str, point: Point, *, author: str, expected_version: int | None = None
) -> Record:
    """Record what takes care of a point: new roles, or a version of the data put right.

    Roles follow its leak finding, or ignore its columns. The data has one of each repeated row, or one spelling of
    each value.

    Parameters
    ----------
    expected_version : int or None
        Version of the dataset for a remedy that changes rows, else of the roles.

    Raises
    ------
    BadInput
        Where no feature or no row would be left, or when somebody saved another version meanwhile.
    """
    if point.remedy is Remedy.KEEP_ONE:
        despite = point.leak is not None
        return keep_one_of_each(
            workspace, project, despite_names=despite, author=author, expected_version=expected_version
        )
    if point.remedy is Remedy.MERGE:
        return merge_spellings(
            workspace, project, point.columns[0], author=author, expected_version=expected_version
        )
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
        remedy=Remedy.FOLLOW if finding.columns else Remedy.KEEP_ONE,
        button=button if finding.columns else "Keep one of each",
        leak=finding,
    )


def _personal(personal: tuple[PersonalData, ...], entering: set[str]) -> Iterator[Point]:
    used = [one for one in personal if one.column in entering]
    stored = [one for one in personal if one.column not in entering]
    if used:
        yield Point(
            code="personal",
            title="Personal data may enter the model",
            columns=tuple(one.column for one in used),
            evidence=listed([(one.column, f"{one.kind}, {one.evidence}") for one in used]),
            advice=f"Leave it out unless the purpose needs it. {PROTECT}",
            remedy=Remedy.LEAVE_OUT,
            button="Leave it out",
        )
    if stored:
        yield Point(
            code="personal_stored",
            title="Personal data is stored",
            columns=tuple(one.column for one in stored),
            evidence=listed([(one.column, f"{one.kind}, {one.evidence}") for one in stored]),
            advice=f"It enters no model. {PROTECT}",
            remedy=Remedy.OPEN,
            button="Protect it",
            place=Place.SOLUTION,
        )


def _noted(columns: list[Payload]) -> Iterator[Point]:
    same = [c for c in columns if {*c["notes"]} & {*SAME_FOR_ALL}]
    if same:
        yield _out(
            "same_for_all",
            "Columns that say nearly nothing",
            same,
            listed([(c["name"], c["notes"][0]) for c in same]),
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
            listed([(c["name"], f"{c['distinct']:,} different values") for c in naming]),
            "What names a row cannot be learnt from.",
        )
    gaps = [c for c in columns if "mostly missing" in c["notes"]]
    if gaps:
        yield _out(
            "mostly_missing",
            "Columns with more gaps than values",
            gaps,
            listed([(c["name"], f"{c['missing_share']:.0%} missing") for c in gaps]),
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
