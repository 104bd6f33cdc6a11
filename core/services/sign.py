"""Sign-off and hand-back: what people say about a step."""

from core.errors import BadInput
from core.lifecycle.records import Record
from core.lifecycle.steps import BY_CODE
from core.services.workspace import Workspace, need_fresh


def sign_off(workspace: Workspace, project: str, step: str, *, author: str, note: str = "") -> Record:
    """Approve a step's newest result by name; the approval is void once anything under it changes."""
    if not author.strip():
        raise BadInput("A sign-off needs a name.", "Write your name.")
    signed = need_fresh(workspace.history(project), BY_CODE[step].produces[-1])
    payload = {"step": step, "kind": signed.kind, "lineage_hash": signed.lineage_hash}
    return workspace.save(project, "approval", payload, author=author.strip(), reason=note.strip())


def send_back(
    workspace: Workspace,
    project: str,
    *,
    from_step: str,
    to_step: str,
    author: str,
    reason: str,
    new_iteration: bool = True,
) -> Record:
    """Send the project back to an earlier step; raises BadInput without a reason."""
    if not reason.strip():
        raise BadInput("Sending back needs a reason.", "Write one sentence.")
    payload = {"from": from_step, "to": to_step, "new_iteration": new_iteration}
    return workspace.save(project, "hand_back", payload, author=author.strip() or "-", reason=reason.strip())
