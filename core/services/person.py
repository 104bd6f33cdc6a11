"""The name of the person at this computer: kept beside the workspace's files, never in a project."""

import json
import os

from core.services.workspace import Workspace

FILE = "person.json"
LONGEST = 80


def remembered_name(workspace: Workspace) -> str:
    """Return the name that was last given on this computer; empty where there is none, or it cannot be read."""
    try:
        name = json.loads((workspace.home / FILE).read_text(encoding="utf-8"))["name"]
    except (OSError, ValueError, TypeError, KeyError):
        return ""
    return name.strip()[:LONGEST] if isinstance(name, str) else ""


def remember_name(workspace: Workspace, name: str) -> None:
    """Keep a name for the next time; the file holds nothing else."""
    if name == remembered_name(workspace):
        return
    part = workspace.home / f".{FILE}.{os.getpid()}.part"
    part.write_text(json.dumps({"name": name[:LONGEST]}), encoding="utf-8")
    part.replace(workspace.home / FILE)
