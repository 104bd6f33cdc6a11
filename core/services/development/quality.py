"""Data quality: infer, edit and check the contract, and fix how data is prepared."""

from dataclasses import dataclass
from functools import partial

import pandas as pd

from core.design.data.columns import Dataset, Roles
from core.design.solution.design import SolutionDesign
from core.lifecycle.records import Payload, Record
from core.services.ports import json_safe
from core.services.work import Progress
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh

MADE_FROM = ("dataset", "roles", "solution")
LISTED = 200


@dataclass(frozen=True)
class QualityView:
    """What the Data quality page shows: contract, recipe and the newest check."""

    contract: Payload | None
    contract_version: int
    recipe: Payload | None
    entering: list[dict[str, str]]
    left_out: list[dict[str, str]]
    quality: Payload | None


def quality_view(workspace: Workspace, project: str) -> QualityView:
    """Return the contract, the recipe in words and the newest check."""
    from core.development.recipe_words import recipe_words

    history = workspace.history(project)
    contract, recipe = history.latest("contract"), history.latest("recipe")
    quality = history.latest("quality")
    return QualityView(
        contract=contract.payload if contract else None,
        contract_version=contract.version if contract else 0,
        recipe=recipe.payload["recipe"] if recipe else None,
        entering=recipe_words(recipe.payload["recipe"]) if recipe else [],
        left_out=recipe.payload["left_out"] if recipe else [],
        quality=quality.payload if quality else None,
    )


def infer_and_check(workspace: Workspace, project: str, *, author: str = MACHINE) -> Record:
    """Infer contract and recipe from the data, record both, and check every row."""
    from core.development.contract import infer_contract

    dataset, design, recipe = _save_recipe(workspace, project, author)
    frame = workspace.datasets.get(dataset.fingerprint)
    names = [feature["name"] for feature in recipe["features"]]
    contract = infer_contract(
        frame, dataset.columns, names, design.target, roles_in_use(workspace, project).legal_ranges()
    )
    return save_contract(workspace, project, json_safe(contract), author=author)


def keep_and_check(workspace: Workspace, project: str) -> Record:
    """Check the data against the contract on record, so that new data cannot redefine what is normal.

    A contract is inferred where there is none, or where it speaks of other columns than the model uses. Legal
    limits are those that the roles give now.
    """
    from core.development.contract import with_legal_limits

    kept = workspace.history(project).latest("contract")
    if kept is None:
        return infer_and_check(workspace, project)
    _, design, recipe = _save_recipe(workspace, project, MACHINE)
    used = {design.target, *(feature["name"] for feature in recipe["features"])}
    if {column["name"] for column in kept.payload["columns"]} != used:
        return infer_and_check(workspace, project)
    contract = with_legal_limits(kept.payload, roles_in_use(workspace, project).legal_ranges())
    return save_contract(workspace, project, contract, reason="Kept for the new data.")


def _save_recipe(workspace: Workspace, project: str, author: str) -> tuple[Dataset, SolutionDesign, Payload]:
    from core.design.data.roles import check_known
    from core.development.recipe_of_table import recipe_of

    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    design = load(need_fresh(history, "solution"), SolutionDesign)
    check_known(design.features, load(need(history, "roles"), Roles))
    read = partial(workspace.datasets.get, dataset.fingerprint)
    recipe, left_out = recipe_of(read, dataset.columns, design)
    content = {"recipe": recipe, "left_out": json_safe(left_out)}
    workspace.save(project, "recipe", content, made_from=MADE_FROM, author=author)
    return dataset, design, recipe


def save_contract(
    workspace: Workspace,
    project: str,
    contract: Payload,
    *,
    author: str = MACHINE,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Record a contract and check every row of the data against it; returns the `quality` record."""
    workspace.save(
        project,
        "contract",
        contract,
        made_from=MADE_FROM,
        author=author,
        reason=reason,
        expected_version=expected_version,
    )
    return check_data(workspace, project)


def save_contract_rows(
    workspace: Workspace,
    project: str,
    rows: list[Payload],
    *,
    author: str = MACHINE,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Record the contract with a table editor's edits and check every row of the data against it.

    `rows` are those of `contract_rows`, edited; raises BadInput naming row and field.
    """
    from core.development.contract import edit_contract

    contract = edit_contract(need(workspace.history(project), "contract").payload, rows)
    return save_contract(
        workspace, project, contract, author=author, reason=reason, expected_version=expected_version
    )


def contract_rows(contract: Payload) -> list[Payload]:
    """Return a contract as rows of a table editor."""
    from core.development.contract import contract_rows as as_rows

    return as_rows(contract)


def contract_yaml(contract: Payload) -> str:
    """Return a contract as YAML that people can read."""
    from core.development.contract import contract_yaml as as_yaml

    return as_yaml(contract)


def check_data(workspace: Workspace, project: str) -> Record:
    """Check every row of the data against the contract and record the result."""
    from core.scoring.contract import check_contract

    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    contract = need_fresh(history, "contract").payload
    report = check_contract(workspace.datasets.get(dataset.fingerprint), contract)
    return workspace.save(project, "quality", quality_payload(report), made_from=("dataset", "contract"))


def quality_payload(report) -> Payload:  # type: ignore[no-untyped-def]
    """Return a contract report as a payload, with the first 200 failing cells."""
    cells = report.failures.head(LISTED).astype(object).where(lambda frame: frame.notna(), None)
    return {
        "verdict": "pass" if report.passed else "fail",
        "summary": report.summary,
        "checked_rows": int(report.checked_rows),
        "errors": int(report.errors),
        "warnings": int(report.warnings),
        "failures": json_safe(cells.to_dict("records")),
    }


def failing_rows(workspace: Workspace, project: str) -> pd.DataFrame:
    """Return the rows of the data that the newest check listed, each once."""
    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    rows = {cell["row"] for cell in need(history, "quality").payload["failures"] if cell["row"] is not None}
    frame = workspace.datasets.get(dataset.fingerprint)
    return frame.loc[[row for row in sorted(rows) if row in frame.index]]


def roles_in_use(workspace: Workspace, project: str) -> Roles:
    """Return the roles that the contract was made from."""
    return load(need(workspace.history(project), "roles"), Roles)


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: infer contract and recipe, and check the data."""
    progress.report(force=True, doing="Reading the contract off the data", share=0.2)
    record = infer_and_check(workspace, project)
    return {"verdict": record.payload["verdict"]}
