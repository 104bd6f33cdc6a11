"""The command for reports: charter, data report, solution design and results as one file."""

import argparse
from pathlib import Path
from typing import Any

from core.commands.output_file import write_out
from core.services import reports
from core.services.workspace import Workspace

Answer = dict[str, Any]


def add_report_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the parser of `report`."""
    writing = commands.add_parser("report", parents=[shared], help="write a report from what is on record")
    writing.add_argument("project")
    writing.add_argument("--kind", choices=list(reports.REPORTS), required=True)
    writing.add_argument("--format", choices=reports.FORMATS, default="html")
    writing.add_argument("--out", type=Path, required=True)


def report(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Write one report, and say what it rests on and what is still missing."""
    project = workspace.projects.get(arguments.project).name
    document = reports.report(workspace, project, arguments.kind)
    write_out(reports.report_text(document, arguments.format).encode(), arguments.out)
    missing = document.gaps()
    return {
        "project": project,
        "report": document.title,
        "out": str(arguments.out),
        "rests_on": [source.name for source in document.sources()],
        "missing": [f"{gap.text} Asked on {gap.step}." for gap in missing],
        "gaps": len(missing),
    }, 0
