"""Privacy: a plan for personal data, applied to a project's rows before a model sees them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.design.data.columns import Column, Dataset, Role, Roles
from core.design.data.reading.notes import changed
from core.design.frozen import Frozen
from core.design.solution.privacy.plan import PrivacyPlan, check_plan
from core.design.wording import counted
from core.errors import BadInput, NotReady
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.services.privacy.copies import Removed, discard, remove_upload, rewrite_logs, settle
from core.services.privacy.secret_key import secret_key
from core.services.workspace import MACHINE, Workspace, load, need

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.design.solution.privacy.anonymity import Anonymity

PROTECTED_TEXT = "(protected)"
VALUE_FIELDS = ("value", "categories", "minimum", "maximum", "examples", "evidence")
SMALLEST_GROUP = 30


class Protection(Frozen):
    """Payload of a `privacy` record: the plan in force, and what it was applied to.

    Attributes
    ----------
    columns : tuple of Column
        Columns before the plan, by which new files are read.
    protected : str
        Fingerprint of the protected table.
    replaced : dict
        Tables logged before the plan, and the protected ones in their place, by fingerprint.
    next_plan : PrivacyPlan or None
        The plan that takes over when the file is brought in again; until then `plan` stays in force.
    """

    plan: PrivacyPlan
    columns: tuple[Column, ...]
    protected: str
    replaced: dict[str, str] = {}
    next_plan: PrivacyPlan | None = None

    def has_protected(self, dataset: Dataset) -> bool:
        """Tell whether a dataset, or the one it was made from, has had the plan applied."""
        return dataset.is_protected or self.protected == dataset.fingerprint

    @property
    def coming(self) -> PrivacyPlan:
        """The plan for the next file."""
        return self.next_plan or self.plan


def protection(history: History) -> Protection | None:
    """Return the plan in force and what it was applied to, or None."""
    record = history.latest("privacy")
    return load(record, Protection) if record else None


def protect_dataset(
    workspace: Workspace, project: str, plan: PrivacyPlan, author: str = MACHINE
) -> tuple[Record, Removed]:
    """Make the protected dataset version, record it and its plan, and remove every unprotected copy.

    Logs of predictions, monitoring windows and release references get the same actions. A second call
    with the same plan only finishes what a first one left: no action is done twice, whatever was made of
    the protected rows since. A plan with the same actions only renews its words and its last day. Roles
    stay where their columns do.

    Returns
    -------
    record : Record
        The `dataset` record of the protected version.

    Raises
    ------
    BadInput
        Where the plan does not fit the data, or the data is protected already in another way.
    """
    history = workspace.history(project)
    dataset, now = load(need(history, "dataset"), Dataset), protection(history)
    if now is None or not now.has_protected(dataset):
        check_plan(plan, dataset.columns, datetime.now(UTC).date())
        _refuse_dropped_target(history, plan)
        _save_protected(workspace, project, dataset, plan, author)
    elif now.plan.actions != plan.actions:
        raise BadInput(
            "The data is protected already, by another plan, and the rows before it are gone.",
            "Keep the new plan for the next file, then upload the file again on Data.",
        )
    elif now.plan != plan:
        check_plan(plan, now.columns, datetime.now(UTC).date())
        renewed = now.model_copy(update={"plan": plan})
        workspace.save(project, "privacy", renewed, author=author, reason=plan.purpose)
    history = workspace.history(project)
    in_force = protection(history)
    assert in_force is not None
    return need(history, "dataset"), _remove_unprotected(workspace, project, in_force)


def plan_next(workspace: Workspace, project: str, plan: PrivacyPlan, author: str = MACHINE) -> Record:
    """Record the plan that takes over when the file is brought in again; the plan of now stays until then.

    Raises
    ------
    NotReady
        Where no plan is in force yet.
    BadInput
        Where the plan does not fit the columns before protection, or drops the target.
    """
    history = workspace.history(project)
    now = protection(history)
    if now is None:
        raise NotReady("No privacy plan is in force that could be changed.", "Apply the plan to the data.")
    check_plan(plan, now.columns, datetime.now(UTC).date())
    _refuse_dropped_target(history, plan)
    planned = now.model_copy(update={"next_plan": plan})
    return workspace.save(project, "privacy", planned, author=author, reason=plan.purpose)


def check_new_data(workspace: Workspace, project: str, dataset: Dataset) -> None:
    """Raise BadInput when the plan in force does not fit a dataset that was read and is not recorded yet.

    What was kept of it is removed then; without a plan everything fits.
    """
    history = workspace.history(project)
    now = protection(history)
    if now is None:
        return
    try:
        check_plan(now.coming, dataset.columns, datetime.now(UTC).date())
    except BadInput:
        discard(workspace, project, dataset.fingerprint, dataset.source_sha256)
        raise


def protect_new_data(workspace: Workspace, project: str, author: str = MACHINE) -> Record | None:
    """Apply the plan for the next file to a dataset version that was just taken in; None without a plan."""
    now = protection(workspace.history(project))
    return protect_dataset(workspace, project, now.coming, author)[0] if now else None


def protect_frame(workspace: Workspace, project: str, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return new rows with the actions of the plan in force; as they are without one.

    Columns that the plan has never seen are left out: nobody has said what they hold. Raises NotReady
    after the plan's last day.
    """
    from core.design.solution.privacy.actions import apply_plan

    now = protection(workspace.history(project))
    if now is None:
        return frame
    last = now.plan.retention_until
    if last < datetime.now(UTC).date():
        raise NotReady(
            f"The privacy plan allows this use until {last}, which is past.", "Renew the plan on Solution."
        )
    known = {column.name for column in now.columns}
    return apply_plan(frame[[name for name in frame if name in known]], now.plan, secret_key(workspace))


def scoring_actions(history: History, names: list[str]) -> list[dict[str, Any]]:
    """Return what the plan does to the values of some columns, without any key, for a model to do the same.

    Returns
    -------
    list of dict
        Each as the plan has it without its reason, with "kind" of the column before the plan.
    """
    now = protection(history)
    if now is None:
        return []
    kinds = {column.name: str(column.kind) for column in now.columns}
    done = [one for one in now.plan.actions if one.column in names and one.action not in ("keep", "drop")]
    return [one.model_dump(mode="json", exclude={"reason"}) | {"kind": kinds[one.column]} for one in done]


def remove_unprotected_upload(workspace: Workspace, project: str, path: Path) -> None:
    """Remove a kept file whose rows are stored protected by now; without a plan it stays."""
    if protection(workspace.history(project)) is not None:
        remove_upload(workspace, project, path)


def columns_as_read(history: History, dataset: Dataset) -> tuple[Column, ...]:
    """Return the columns by which a new file is read: those before the plan, where there is one."""
    now = protection(history)
    return now.columns if now else dataset.columns


def protected_columns(history: History) -> frozenset[str]:
    """Return the columns of which no name, value or category may leave the data store.

    These are the columns with the role sensitive or identifier, and those that the plan in force drops,
    masks or pseudonymises.
    """
    roles, now = history.latest("roles"), protection(history)
    by_role = load(roles, Roles).columns(Role.SENSITIVE, Role.IDENTIFIER) if roles else []
    return frozenset([*by_role, *(now.plan.columns("drop", "mask", "pseudonymise") if now else [])])


def anonymity(
    workspace: Workspace, project: str, columns: list[str], sensitive: str | None = None
) -> "Anonymity":
    """Return how well the rows of the newest dataset hide among each other; counts only."""
    from core.design.solution.privacy.anonymity import assess_anonymity

    dataset = load(need(workspace.history(project), "dataset"), Dataset)
    wanted = [*columns, *([sensitive] if sensitive else [])]
    names = {column.name for column in dataset.columns}
    if not set(wanted) <= names:
        raise BadInput(f"Not in the data: {', '.join(sorted(set(wanted) - names))}.", "Choose other columns.")
    table = workspace.datasets.get(dataset.fingerprint, list(dict.fromkeys(wanted)))
    return assess_anonymity(table, columns, sensitive)


def sensitive_groups(
    workspace: Workspace, project: str, rows: "np.ndarray", smallest: int = SMALLEST_GROUP
) -> "dict[str, dict[str, np.ndarray]]":
    """Return, for each column with the role sensitive, its values and where they stand among `rows`.

    Parameters
    ----------
    rows : int ndarray of shape (n_rows,)
        Positions in the newest dataset, such as those of the hold-out.
    smallest : int
        Values with fewer rows are left out: a share among a handful says nothing and points at persons.

    Returns
    -------
    dict of column to {value: int ndarray of positions within `rows`}
    """
    import numpy as np

    from core.design.data.reading.conform import as_text

    history = workspace.history(project)
    columns = load(need(history, "roles"), Roles).columns(Role.SENSITIVE)
    dataset = load(need(history, "dataset"), Dataset)
    table = workspace.datasets.get(dataset.fingerprint, columns).iloc[rows] if columns else None
    found: dict[str, dict[str, np.ndarray]] = {}
    for name in columns:
        assert table is not None
        texts = as_text(table[name]).reset_index(drop=True)
        groups = {str(value): np.asarray(index) for value, index in texts.groupby(texts).groups.items()}
        found[name] = {value: places for value, places in groups.items() if len(places) >= smallest}
    return found


def _save_protected(
    workspace: Workspace, project: str, dataset: Dataset, plan: PrivacyPlan, author: str
) -> None:
    from core.design.data.reading.conform import describe_columns
    from core.design.solution.privacy.actions import apply_plan

    key = secret_key(workspace)
    table = apply_plan(workspace.datasets.get(dataset.fingerprint), plan, key)
    unseen = _not_done_before(protection(workspace.history(project)), plan)
    is_new = bool(unseen.actions)
    logs = rewrite_logs(workspace, project, lambda log: apply_plan(log, unseen, key)) if is_new else {}
    fingerprint = workspace.datasets.put(table)
    payload = Protection(plan=plan, columns=dataset.columns, protected=fingerprint, replaced=logs)
    changes = {
        "fingerprint": fingerprint,
        "columns": describe_columns(table),
        "notes": (changed(f"Protected: {counted(len(plan.actions), 'column')} of personal data."),),
        "answered": (),
        "is_protected": True,
    }
    workspace.save(project, "privacy", payload, author=author, reason=plan.purpose)
    workspace.save(project, "dataset", dataset.model_copy(update=changes), author=author, reason="Protected.")
    _keep_roles(workspace, project, list(table.columns), author)


def _not_done_before(before: Protection | None, plan: PrivacyPlan) -> PrivacyPlan:
    """The plan for logged rows: what an earlier plan has changed already can only be dropped."""
    done = before.plan.actions if before else ()
    changed = {one.column for one in done if one.action not in ("keep", "drop")}
    actions = [one for one in plan.actions if one not in done]
    actions = [one for one in actions if one.action == "drop" or one.column not in changed]
    return plan.model_copy(update={"actions": tuple(actions)})


def _keep_roles(workspace: Workspace, project: str, names: list[str], author: str) -> None:
    from core.services.design.data import save_roles

    record = workspace.history(project).latest("roles")
    if record is None:
        return
    kept = tuple(role for role in load(record, Roles).roles if role.column in names)
    if len(kept) < len(names):
        return
    save_roles(workspace, project, Roles(roles=kept), author=author)


def _refuse_dropped_target(history: History, plan: PrivacyPlan) -> None:
    roles = history.latest("roles")
    target = load(roles, Roles).target if roles else None
    if target is not None and target in plan.columns("drop"):
        raise BadInput(f"The plan drops the target {target}.", "Keep it, or choose another target first.")


def _remove_unprotected(workspace: Workspace, project: str, now: Protection) -> Removed:
    """Older copies of the rows, and what records and jobs show of the columns' values."""
    names = frozenset(now.plan.columns("drop", "mask", "pseudonymise", "generalise"))
    workspace.records.rewrite(project, lambda payload: without_values(payload, names))
    workspace.jobs.rewrite(project, lambda content: without_values(content, names))
    return settle(workspace, project, now.replaced)


def without_values(content: Any, names: frozenset[str]) -> Any:
    """Return a record's or job's content without values of some columns, and without lines of files.

    Sentences that begin with such a column, as notes and questions do, may quote a value: they go too.
    """
    if isinstance(content, list):
        return [without_values(item, names) for item in content]
    if isinstance(content, str):
        return PROTECTED_TEXT if _is_about(content, names) else content
    if not isinstance(content, dict):
        return content
    about = content.get("column") or content.get("name")
    hides = isinstance(about, str) and about in names
    return {
        key: _blank(key, value)
        if key == "examples" or (hides and key in VALUE_FIELDS)
        else without_values(value, names)
        for key, value in content.items()
    }


def _is_about(sentence: str, names: frozenset[str]) -> bool:
    return any(sentence.startswith((f"{name}: ", f"{name} holds ")) for name in names)


def _blank(key: str, value: Any) -> Any:
    if isinstance(value, str):
        return PROTECTED_TEXT if value else value
    return [] if key == "examples" else None
