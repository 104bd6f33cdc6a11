"""The commands for personal data: protect a project's data by a plan, and forget a person."""

import argparse
from pathlib import Path
from typing import Any

from core.design.solution.privacy.plan import PrivacyPlan
from core.errors import BadInput
from core.services.privacy import erasure
from core.services.privacy import protection as privacy
from core.services.workspace import Workspace

Answer = dict[str, Any]
MOST_CHARACTERS = 1_000_000


def add_privacy_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the parsers of `protect` and `forget`."""
    protecting = commands.add_parser("protect", parents=[shared], help="apply a privacy plan to the data")
    protecting.add_argument("project")
    protecting.add_argument(
        "--plan", type=Path, required=True, metavar="FILE.yaml", help="see docs/privacy.md"
    )
    protecting.add_argument(
        "--next-file",
        action="store_true",
        help="keep the plan for the next file: rows that are protected already cannot be protected anew",
    )
    forgetting = commands.add_parser("forget", parents=[shared], help="delete a person's rows everywhere")
    forgetting.add_argument("project")
    forgetting.add_argument("column", help="the column that names the person")
    forgetting.add_argument("value", help="the value in that column, as before any privacy plan")
    for command in (protecting, forgetting):
        command.add_argument("--author", default="command line", help="who asks for it")


def protect(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Apply a privacy plan to the newest data and remove its unprotected copies."""
    project = workspace.projects.get(arguments.project).name
    plan = read_plan(arguments.plan)
    if arguments.next_file:
        privacy.plan_next(workspace, project, plan, arguments.author)
        return {
            "project": project,
            "plan_waits_for": "the next file",
            "protected_columns": len(plan.actions),
        }, 0
    record, removed = privacy.protect_dataset(workspace, project, plan, arguments.author)
    return {
        "project": project,
        "dataset_version": record.version,
        "fingerprint": record.payload["fingerprint"],
        "protected_columns": len(plan.actions),
        "tables_removed": removed.tables,
        "uploads_removed": removed.uploads,
        "still_needed_by_other_projects": list(removed.still_needed),
        "actions": [{"column": action.column, "action": action.action} for action in plan.actions],
    }, 0


def forget(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Delete a person's rows from every copy, and name the models that were trained on them."""
    project = workspace.projects.get(arguments.project).name
    done = erasure.forget_person(workspace, project, arguments.column, arguments.value, arguments.author)
    return {
        "project": project,
        "rows_deleted": done.rows,
        "tables_removed": done.tables,
        "uploads_removed": done.uploads,
        "models": ", ".join(map(str, done.models)) or "none",
        "model_versions_trained_on_them": list(done.models),
        "still_in": ", ".join(done.still_holding) or "no file of the workspace",
        "still_holding": list(done.still_holding),
        "elsewhere": list(done.elsewhere),
    }, 0


def read_plan(path: Path) -> PrivacyPlan:
    """Return the plan that a YAML file holds; raises BadInput with line or field."""
    import yaml
    from pydantic import ValidationError

    if not path.is_file():
        raise BadInput(f"There is no file {path}.", "Check the path.")
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > MOST_CHARACTERS or any(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)
        ):
            raise BadInput(f"{path.name} is over 1 MB or uses YAML aliases.", "Write a plain plan.")
        return PrivacyPlan.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise BadInput(f"{path.name} is not valid YAML{where}.", "Correct it.") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = " ".join(str(part) for part in first["loc"]) or "plan"
        raise BadInput(f"{path.name}, {field}: {first['msg']}.", "Correct it; see docs/privacy.md.") from None
