"""Create, list and open projects."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from core.errors import BadInput
from core.services.design import business, data, intake
from core.services.ports import Project
from core.services.workspace import MACHINE, Workspace

if TYPE_CHECKING:
    from core.design.data.examples import Example

NAME = re.compile(r"[^\W_][\w .-]{0,59}")


def create_project(workspace: Workspace, name: str) -> Project:
    """Create an empty project.

    Raises BadInput when the name is taken, or is not 1 to 60 letters, digits, spaces, dots, hyphens
    or underscores that begin with a letter or digit.
    """
    tidy = " ".join(name.split())
    if not NAME.fullmatch(tidy):
        raise BadInput(
            "A project's name has 1 to 60 letters, digits, spaces, dots, hyphens or underscores "
            "and begins with a letter or digit.",
            "Choose another name.",
        )
    return workspace.projects.add(tidy)


def examples() -> "list[Example]":
    """Return the built-in examples."""
    from core.design.data.examples import EXAMPLES

    return list(EXAMPLES.values())


def create_from_example(workspace: Workspace, code: str) -> Project:
    """Create a project from a built-in example, with its data, roles and drafted charter."""
    from core.design.data.examples import EXAMPLES, write_example

    example = EXAMPLES[code]
    project = create_project(workspace, free_name(workspace, example.title))
    path = workspace.files.folder("uploads") / f"example-{code}.csv"
    write_example(code, path)
    data.ingest_file(workspace, project.name, path, name=f"{code}.csv")
    data.propose_and_save_roles(workspace, project.name, target=example.target)
    business.save_charter(workspace, project.name, example.charter, reason="Drafted with the example.")
    return project


def create_from_upload(
    workspace: Workspace, name: str, stream: BinaryIO, *, author: str = MACHINE
) -> Project:
    """Create a project named after an uploaded file, and have the file read in the background.

    No project is left when the file is no table at first sight; what reading finds out, Data shows.
    """
    order = intake.from_stream(workspace, stream, name)
    intake.refuse_at_sight(order)
    project = create_project(workspace, free_name(workspace, Path(name).stem))
    intake.begin(workspace, project.name, order, author=author)
    return project


def free_name(workspace: Workspace, wanted: str) -> str:
    """Return `wanted`, or `wanted 2`, `wanted 3`... when it is taken."""
    stem = re.sub(r"[^\w .-]", " ", Path(wanted).stem if wanted.endswith(".csv") else wanted)
    stem = " ".join(stem.split()).lstrip("_.- ")[:50] or "Project"
    taken = {project.name for project in workspace.projects.all()}
    numbered = (f"{stem} {n}" for n in range(2, 10_000))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)
