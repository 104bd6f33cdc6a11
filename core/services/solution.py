"""Solution: propose and record how the model will be built and judged."""

from core.design.columns import Dataset, Roles
from core.design.solution import SolutionDesign
from core.lifecycle.records import Record
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh

MADE_FROM = ("charter", "dataset", "roles")


def propose_solution(workspace: Workspace, project: str) -> SolutionDesign:
    """Return a solution design drafted from the data, the roles and the charter."""
    from core.design.task import design_solution

    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    roles = load(need_fresh(history, "roles"), Roles)
    return design_solution(workspace.datasets.get(dataset.fingerprint), dataset, roles)


def current_solution(workspace: Workspace, project: str) -> SolutionDesign | None:
    """Return the newest solution design, or None."""
    record = workspace.history(project).latest("solution")
    return load(record, SolutionDesign) if record else None


def save_solution(
    workspace: Workspace,
    project: str,
    design: SolutionDesign,
    *,
    author: str = MACHINE,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Record a solution design; raises BadInput when it contradicts the charter's payoff."""
    from core.design.solution import check_against_charter
    from core.services.business import current_charter

    charter = current_charter(workspace, project)
    if charter is not None:
        check_against_charter(design, charter)
    return workspace.save(
        project,
        "solution",
        design,
        made_from=MADE_FROM,
        author=author,
        reason=reason,
        expected_version=expected_version,
    )
