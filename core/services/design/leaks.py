"""Leaks: show what gives the target away, and record what a person decides about it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from core.design.data.columns import ColumnRole, Dataset, Role, Roles
from core.design.data.dictionary import Cleared
from core.errors import BadInput
from core.lifecycle.records import Payload, Record
from core.services.design.data import save_roles
from core.services.design.dictionary import current_dictionary, save_dictionary
from core.services.work import Progress
from core.services.workspace import Workspace, load, need

if TYPE_CHECKING:
    from core.design.data.leakage.finding import Finding

KIND = "leaks"
UNKNOWN_YET = ("post_event", "missingness")
EDITION = 1
"""Raised when the checks change, so that findings kept from before are not shown."""


def leak_findings(workspace: Workspace, project: str, *, scored: bool = False) -> tuple["Finding", ...]:
    """Return what gives the target away and is not decided yet; nothing without roles.

    Left out are findings that a person cleared, and columns that enter no model anyway. Computed once for
    each dataset, target and time column, and kept.

    Parameters
    ----------
    scored : bool
        Whether to compute the scores with and without each finding, which takes seconds.
    """
    history = workspace.history(project)
    record = history.latest("roles")
    if record is None or history.is_stale("roles"):
        return ()
    dataset, roles = load(need(history, "dataset"), Dataset), load(record, Roles)
    cleared = {(c.check, c.columns) for c in current_dictionary(workspace, project).cleared}
    entering = {*roles.columns(Role.FEATURE)}
    return tuple(
        finding
        for finding in _kept(workspace, dataset, roles, scored)
        if (finding.check, finding.columns) not in cleared
        and (not finding.columns or entering & set(finding.columns))
    )


def known_findings(workspace: Workspace, project: str) -> tuple["Finding", ...]:
    """Return `leak_findings`, with scores where they were computed before."""
    return leak_findings(workspace, project, scored=is_searched(workspace, project, scored=True))


def suspects(workspace: Workspace, project: str) -> frozenset[str]:
    """Return the columns under suspicion as far as was searched; nothing is searched here."""
    found = known_findings(workspace, project) if is_searched(workspace, project) else ()
    return frozenset(name for finding in found for name in finding.columns)


def is_searched(workspace: Workspace, project: str, *, scored: bool = False) -> bool:
    """Tell whether `leak_findings` answers at once for the newest data and roles."""
    history = workspace.history(project)
    record = history.latest("roles")
    if record is None or history.is_stale("roles"):
        return not scored
    dataset, roles = load(need(history, "dataset"), Dataset), load(record, Roles)
    return _place(workspace, dataset, roles, scored).exists()


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: look for leaks or, where `params` says "scored", score with and without each; what is found is kept.

    Returns
    -------
    dict
        `findings`: their number.
    """
    scored = bool(params.get("scored"))
    doing = "Scoring with and without each suspect" if scored else "Holding each column against the target"
    progress.report(force=True, doing=doing, share=0.2)
    return {"findings": len(leak_findings(workspace, project, scored=scored))}


def _place(workspace: Workspace, dataset: Dataset, roles: Roles, scored: bool) -> Path:
    """Return the file that keeps the findings of a dataset and roles."""
    out = _left_out(roles) if scored else []
    key = json.dumps([EDITION, dataset.fingerprint, roles.target, _time(roles), scored, out])
    return workspace.files.folder("leaks") / f"{sha256(key.encode()).hexdigest()}.json"


def _time(roles: Roles) -> str | None:
    return next(iter(roles.columns(Role.TIME)), None)


def _left_out(roles: Roles) -> list[str]:
    return sorted(roles.columns(Role.IDENTIFIER, Role.GROUP))


def _kept(workspace: Workspace, dataset: Dataset, roles: Roles, scored: bool) -> tuple["Finding", ...]:
    from core.design.data.leakage.finding import Finding

    path = _place(workspace, dataset, roles, scored)
    if not path.exists():
        out = _left_out(roles) if scored else []
        found = _found(workspace, dataset, str(roles.target), _time(roles), scored, out)
        part = path.with_suffix(".part")
        part.write_text(json.dumps([finding.model_dump(mode="json") for finding in found]), encoding="utf-8")
        part.replace(path)
    return tuple(Finding.model_validate(one) for one in json.loads(path.read_text(encoding="utf-8")))


def _found(
    workspace: Workspace, dataset: Dataset, target: str, time: str | None, scored: bool, out: list[str]
) -> tuple["Finding", ...]:
    from core.design.data.leakage.inspect import find_leaks
    from core.design.data.leakage.scores import add_scores

    frame = workspace.datasets.get(dataset.fingerprint)
    findings = find_leaks(frame, dataset.columns, target, time=time)
    return add_scores(frame, dataset.columns, target, findings, left_out=out) if scored else findings


def accept_finding(
    workspace: Workspace,
    project: str,
    finding: "Finding",
    *,
    author: str,
    expected_version: int | None = None,
) -> Record:
    """Record new roles that follow a finding's remedy.

    A column that decides by its group gets the role group (identifier, where there is a group already), one
    that is filled in later is marked as not known when predicting, any other is ignored; where the evidence is
    certain, it is marked as not known too.

    Raises
    ------
    BadInput
        Where the finding is about rows: those are put right in the table.
    """
    if not finding.columns:
        raise BadInput(f"{finding.title}: no role can put that right.", finding.remedy)
    roles = load(need(workspace.history(project), "roles"), Roles)
    has_group = bool(roles.columns(Role.GROUP))
    changed = tuple(
        _remedied(role, finding, author, has_group) if role.column in finding.columns else role
        for role in roles.roles
    )
    return save_roles(
        workspace, project, Roles(roles=changed), author=author, expected_version=expected_version
    )


def _remedied(role: ColumnRole, finding: "Finding", author: str, has_group: bool) -> ColumnRole:
    why = f"{finding.title}, decided by {author}: {finding.evidence}"
    if finding.check in UNKNOWN_YET:
        return role.model_copy(update={"known_at_prediction": False, "known_reason": why})
    new = Role.IGNORED
    if finding.check == "group_id":
        new = Role.IDENTIFIER if has_group else Role.GROUP
    changes: Payload = {"role": new, "reason": why}
    if new is Role.IGNORED and finding.severity.value == "block":
        changes |= {"known_at_prediction": False, "known_reason": why}
    return role.model_copy(update=changes)


def clear_finding(
    workspace: Workspace, project: str, finding: "Finding", reason: str, *, author: str
) -> Record:
    """Record that a person found a finding honest, and why; it is not shown again.

    Raises
    ------
    BadInput
        Without a reason, or with one of more than 500 characters.
    """
    dictionary = current_dictionary(workspace, project)
    try:
        cleared = Cleared(check=finding.check, columns=finding.columns, reason=reason.strip(), author=author)
    except ValidationError as error:
        raise BadInput(
            "A reason of 1 to 500 characters is needed.", "Say why the column is honest."
        ) from error
    others = tuple(c for c in dictionary.cleared if (c.check, c.columns) != (cleared.check, cleared.columns))
    updated = dictionary.model_copy(update={"cleared": (*others, cleared)})
    return save_dictionary(workspace, project, updated, author=author)
