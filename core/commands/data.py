"""The commands of the Data step: take a file in as a person chose, and describe what is in it."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from core.commands.answering import add_answer_options, answered_payload, given_answers
from core.commands.database import add_database_options, wanted_from_database
from core.design.data.columns import Dataset
from core.design.data.reading.options import ReadingOptions
from core.design.data.reading.questions import refuse_unasked
from core.errors import BadInput, Missing
from core.services import projects
from core.services.design import data, intake
from core.services.design.version_comparison import comparison_payload
from core.services.workspace import Workspace, load, need

Answer = dict[str, Any]
TAB = ("tab", "\\t")


def add_data_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the parsers of `ingest` and `profile`."""
    taking = commands.add_parser(
        "ingest", parents=[shared], help="take a file or a database's rows in as the project's data"
    )
    taking.add_argument("project", help="created when it is missing")
    taking.add_argument(
        "data", type=Path, nargs="?", help="CSV, JSON Lines (both also in gzip), .xlsx or Parquet"
    )
    add_database_options(taking)
    add_reading_options(taking)
    profiling = commands.add_parser("profile", parents=[shared], help="describe the project's data")
    profiling.add_argument("project")


def add_reading_options(taking: argparse.ArgumentParser) -> None:
    """Add every option of reading a file, and how its questions are answered."""
    taking.add_argument("--delimiter", metavar="CHARACTER", help="one character, or tab")
    taking.add_argument("--encoding", help="such as utf-8, cp1252 or utf-16")
    taking.add_argument("--decimal", metavar="MARK", help="'.' or ','")
    taking.add_argument("--header-row", type=int, metavar="N", help="from 1; 0 when no row names the columns")
    taking.add_argument("--sheet", help="name of a sheet of a workbook")
    taking.add_argument("--dates", metavar="HOW", help="day_first, month_first or text, for every column")
    taking.add_argument(
        "--missing", action="append", metavar="TEXT", help="a text that means missing; may be repeated"
    )
    taking.add_argument(
        "--text", action="append", default=[], metavar="COLUMN", help="keep as text; may be repeated"
    )
    add_answer_options(taking)


def ingest(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Take a file in as a dataset version; no project is left when it cannot be read or raises questions."""
    started = time.monotonic()
    options = chosen_options(arguments)
    dataset = intake.read_ordered(workspace, _order(workspace, arguments, options))
    refuse_unasked(options.answers, dataset.answered)
    project = _open_or_create(workspace, arguments.project)
    record = intake.record_dataset(workspace, project, dataset)
    dataset = load(record, Dataset)
    return {
        "project": project,
        "dataset_version": record.version,
        "fingerprint": dataset.fingerprint,
        "rows": dataset.rows,
        "columns": len(dataset.columns),
        "schema": [column.model_dump(mode="json") for column in dataset.columns],
        "reading": {option: read_as.model_dump() for option, read_as in dataset.reading.items()},
        "notes": list(dataset.notes),
        "questions": [],
        "answered": answered_payload(dataset.answered),
        "source": dataset.origin.model_dump(mode="json"),
        "compared_with": comparison_payload(workspace, project),
        "elapsed_s": round(time.monotonic() - started, 3),
        "peak_rss_mb": peak_rss_mb(),
    }, 0


def _order(workspace: Workspace, arguments: argparse.Namespace, options: ReadingOptions) -> Answer:
    """Return the order to read what a command line names."""
    wanted = wanted_from_database(arguments)
    if wanted is not None:
        return intake.from_database(workspace, wanted, options=options)
    if not arguments.data.is_file():
        raise BadInput(f"There is no file {arguments.data}.", "Check the path.")
    return intake.from_path(workspace, str(arguments.data.resolve()), options=options)


def profile(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Describe the newest dataset, with a role proposed for each column and why."""
    project = workspace.projects.get(arguments.project).name
    record = need(workspace.history(project), "dataset")
    dataset = load(record, Dataset)
    confirmed = data.data_view(workspace, project).roles
    proposed = data.proposed_roles(workspace, project)
    target = (confirmed or proposed).target
    return {
        "project": project,
        "dataset_version": record.version,
        "target": target,
        "is_target_confirmed": confirmed is not None,
        "rows": dataset.rows,
        "columns": len(dataset.columns),
        "profile": data.profile(workspace, dataset, target),
        "roles": [role.model_dump(mode="json") for role in proposed.roles],
    }, 0


def chosen_options(arguments: argparse.Namespace) -> ReadingOptions:
    """Return the reading options of a command line; raises BadInput for a value that is not possible."""
    missing = arguments.missing
    return ReadingOptions(
        delimiter="\t" if arguments.delimiter in TAB else arguments.delimiter,
        encoding=arguments.encoding,
        decimal=arguments.decimal,
        header_row=arguments.header_row,
        sheet=arguments.sheet,
        dates=arguments.dates,
        missing=None if missing is None else tuple(mark.strip() for mark in missing if mark.strip()),
        as_text=tuple(arguments.text),
        answers=given_answers(arguments.answer),
        accept=arguments.accept,
    )


def peak_rss_mb() -> float | None:
    """Return the most memory that this process ever held, in MB, or None where it is not counted."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def _open_or_create(workspace: Workspace, name: str) -> str:
    try:
        return workspace.projects.get(name).name
    except Missing:
        return projects.create_project(workspace, name).name
