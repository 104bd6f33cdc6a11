"""Taking a table in: from a file or a database to a dataset version, as a job or here and now."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

from core.design.data.columns import Column, Dataset
from core.design.data.origin import Origin
from core.design.data.reading.checks import MAX_FILE_BYTES, refuse_size
from core.design.data.reading.options import ReadingOptions
from core.design.data.reading.questions import Question, Unanswered
from core.errors import BadInput, Missing, Tampered, TrefoilError
from core.lifecycle.records import Payload, Record
from core.services import memory
from core.services.design import version_comparison
from core.services.ports import DatabaseRead, Job
from core.services.privacy import protection as privacy
from core.services.work import Progress, submit
from core.services.workspace import MACHINE, Workspace, load, need

if TYPE_CHECKING:
    from core.design.data.reading.table import Reading

KIND = "ingest"
CHUNK = 2**20
COPIED_BYTES = 50 * 2**20
"""A file on this computer above this size is read where it lies; smaller ones are copied."""
INFERRED = ReadingOptions()


class NotEnoughMemory(TrefoilError):
    """A table needs more memory than a job is allowed."""


def read_dataset(
    workspace: Workspace,
    path: Path,
    label: str,
    options: ReadingOptions = INFERRED,
    origin: Origin | None = None,
) -> Dataset:
    """Read and store a table without recording it.

    Raises BadInput with what, where and what to do, Unanswered when the file raises questions, and
    NotEnoughMemory.
    """
    from core.design.data.reading.table import read_table

    origin = origin or Origin()
    try:
        reading = read_table(path, label, options, most_bytes=_most_bytes(origin))
        if reading.questions:
            raise Unanswered(label, reading.questions, reading.answered)
        fingerprint, columns = _stored_and_described(workspace, reading)
    except MemoryError as error:
        raise _not_enough_memory(path, label) from error
    return Dataset(
        name=label,
        fingerprint=fingerprint,
        rows=reading.table.num_rows,
        columns=columns,
        source=label,
        source_sha256=reading.source_sha256,
        notes=reading.notes,
        reading=reading.options,
        answered=reading.answered,
        origin=origin,
    )


def _stored_and_described(workspace: Workspace, reading: "Reading") -> tuple[str, tuple[Column, ...]]:
    """Return the fingerprint of a stored table and its columns; written by one thread, described by others."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        stored = pool.submit(workspace.datasets.put, reading.table)
        columns = reading.columns
        return stored.result(), columns


def ingest_file(workspace: Workspace, project: str, path: Path, *, name: str | None = None) -> Record:
    """Read a file into an immutable dataset version; raises BadInput with what, where and what to do."""
    return record_dataset(workspace, project, read_dataset(workspace, path, name or path.name))


def ingest_stream(
    workspace: Workspace,
    project: str,
    name: str,
    stream: BinaryIO,
    *,
    options: ReadingOptions = INFERRED,
    author: str = MACHINE,
) -> Record:
    """Read an uploaded stream into an immutable dataset version, without holding it in memory twice."""
    dataset = read_dataset(workspace, keep_stream(workspace, stream), name, options)
    return record_dataset(workspace, project, dataset, author=author)


def record_dataset(
    workspace: Workspace,
    project: str,
    dataset: Dataset,
    *,
    author: str = MACHINE,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Record a dataset that was just read; where a privacy plan is in force it acts at once.

    Returns the record of the protected version then, and no copy of the unprotected rows is left. Raises
    BadInput when the plan does not fit the data, or another version arrived meanwhile.
    """
    privacy.check_new_data(workspace, project, dataset)
    record = workspace.save(
        project, "dataset", dataset, author=author, reason=reason, expected_version=expected_version
    )
    protected = privacy.protect_new_data(workspace, project, author)
    privacy.remove_unprotected_upload(workspace, project, _upload(workspace, dataset))
    return protected or record


def keep_stream(workspace: Workspace, stream: BinaryIO) -> Path:
    """Copy a stream to the uploads, 1 MB at a time, under its hash and .csv whatever its format."""
    with _new_upload(workspace) as temporary:
        digest = sha256()
        with temporary.open("wb") as file:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        kept = temporary.with_name(f"{digest.hexdigest()}.csv")
        os.replace(temporary, kept)
    return kept


def from_stream(
    workspace: Workspace, stream: BinaryIO, name: str, *, options: ReadingOptions = INFERRED
) -> Payload:
    """Keep an uploaded file and return the order to read it."""
    return _order(keep_stream(workspace, stream), name, options, Origin())


def from_path(workspace: Workspace, written: str, *, options: ReadingOptions = INFERRED) -> Payload:
    """Return the order to read a file on this computer; up to 50 MB are copied, more is read in place.

    Raises BadInput when it is no file, may not be read, or is larger than the memory allows.
    """
    path = Path(written.strip().strip("\"'")).expanduser()
    if "\0" in written or not path.is_absolute() or not path.is_file():
        raise BadInput(f"There is no file {written.strip() or 'without a name'}.", "Give its full path.")
    in_place = Origin(kind="file", path=str(path.resolve()))
    refuse_size(path, path.name, _most_bytes(in_place))
    try:
        with path.open("rb") as stream:
            if path.stat().st_size <= COPIED_BYTES:
                return _order(keep_stream(workspace, stream), path.name, options, Origin(kind="file"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    return _order(path, path.name, options, in_place)


def from_database(
    workspace: Workspace, wanted: DatabaseRead, *, options: ReadingOptions = INFERRED
) -> Payload:
    """Fetch a table or the rows of a query, and return the order to read them.

    The password is used here and nowhere else; the order does not hold it. Raises BadInput.
    """
    with _new_upload(workspace) as temporary:
        found = workspace.databases.extract(wanted, temporary)
        with temporary.open("rb") as file:
            kept = temporary.with_name(f"{file_digest(file, 'sha256').hexdigest()}.csv")
        os.replace(temporary, kept)
    origin = Origin(kind="database", url=found.url, table=wanted.table.strip(), query=wanted.query.strip())
    label = origin.table or "query"
    as_text = tuple(dict.fromkeys((*found.texts, *options.as_text)))
    return _order(kept, label, replace(options, as_text=as_text), origin)


def from_kept(workspace: Workspace, project: str, options: ReadingOptions) -> Payload:
    """Return the order to read the file of the newest dataset in another way, with the answers given before.

    Raises Missing when the file is gone.
    """
    dataset = load(need(workspace.history(project), "dataset"), Dataset)
    path = kept_upload(workspace, dataset)
    if path is None:
        raise Missing(f"The file of {dataset.name} was not kept.", "Upload it again.")
    answers = {one.question.code: one.value for one in dataset.answered} | dict(options.answers)
    order = with_answers(_order(path, dataset.source, options, dataset.origin), answers)
    return {**order, "sha256": dataset.source_sha256, "reason": "Read differently."}


def with_answers(order: Payload, answers: dict[str, str]) -> Payload:
    """Return an order with answers to the questions that reading it raised."""
    known = {**dict(order["options"]["answers"]), **answers}
    return {**order, "options": {**order["options"], "answers": [[*pair] for pair in known.items()]}}


def kept_upload(workspace: Workspace, dataset: Dataset) -> Path | None:
    """Return the file that a dataset was read from, or None when it is no longer there."""
    path = Path(dataset.origin.path) if dataset.origin.path else _upload(workspace, dataset)
    return path if path.is_file() else None


def refuse_at_sight(order: Payload) -> None:
    """Raise BadInput when the first bytes of a file are those of no table: an image, a program, nothing."""
    from core.design.data.reading import checks, table
    from core.design.data.reading.gzipped import MAGIC
    from core.design.data.reading.json_lines import is_json

    path, name = Path(order["path"]), order["name"]
    checks.refuse_size(path, name)
    with path.open("rb") as file:
        head = file.read(table.HEAD_BYTES)
        file.seek(0)
        if not head.startswith((table.PARQUET, table.ZIP, MAGIC)) and not is_json(head):
            checks.refuse_other_formats(file, name)


def begin(
    workspace: Workspace,
    project: str,
    order: Payload,
    *,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Job:
    """Queue the reading of an order; raises BadInput while another table of the project is being read."""
    params = {**order, "author": author, "expected_version": expected_version}
    job = submit(workspace, project, KIND, params)
    if job.params != params:
        raise BadInput("Another table is being read for this project.", "Wait until it is there, or stop it.")
    return job


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: read a table into the next dataset version.

    Returns
    -------
    dict
        `version` of the new dataset, or `questions` that have to be answered first.
    """
    progress.report(force=True, doing=f"Reading {params['name']}", share=0.1)
    try:
        dataset = read_ordered(workspace, params)
    except Unanswered as asked:
        return {"questions": [question.model_dump(mode="json") for question in asked.questions]}
    progress.check()
    progress.report(force=True, doing="Describing its columns", share=0.6)
    record = record_dataset(
        workspace,
        project,
        dataset,
        author=params.get("author", MACHINE),
        reason=params.get("reason", ""),
        expected_version=params.get("expected_version"),
    )
    with suppress(MemoryError):
        _prepare(workspace, project, load(record, Dataset), progress)
    return {"version": record.version}


def open_questions(job: Job | None) -> tuple[Question, ...]:
    """Return what a finished job asks."""
    if job is None or job.state != "done":
        return ()
    return tuple(Question.model_validate(question) for question in job.result.get("questions", ()))


def read_again(
    workspace: Workspace,
    project: str,
    options: ReadingOptions,
    *,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Record:
    """Read the file of the newest dataset with other options, into a new dataset version.

    Raises Missing when the file is gone, Tampered when it changed, and BadInput when it cannot be read in
    this way or another version arrived meanwhile.
    """
    order = from_kept(workspace, project, options)
    dataset = read_ordered(workspace, order)
    return record_dataset(
        workspace, project, dataset, author=author, reason=order["reason"], expected_version=expected_version
    )


def _most_bytes(origin: Origin) -> int:
    """Return the size up to which a file is read: 500 MB, but for one on this computer what memory allows."""
    return memory.largest_file_bytes() if origin.kind == "file" else MAX_FILE_BYTES


def _upload(workspace: Workspace, dataset: Dataset) -> Path:
    return workspace.files.folder("uploads") / f"{dataset.source_sha256}.csv"


def _order(path: Path, name: str, options: ReadingOptions, origin: Origin) -> Payload:
    return {
        "path": str(path),
        "name": name,
        "options": _plain(asdict(options)),
        "origin": origin.model_dump(mode="json"),
    }


def read_ordered(workspace: Workspace, order: Payload) -> Dataset:
    """Read and store the table of an order without recording it; raises as `read_dataset`, and Tampered."""
    path = Path(order["path"])
    if "sha256" in order:
        _refuse_changed(path, order["sha256"])
    options = ReadingOptions(**{key: _tuples(value) for key, value in order["options"].items()})
    return read_dataset(workspace, path, order["name"], options, Origin.model_validate(order["origin"]))


def _refuse_changed(path: Path, expected: str) -> None:
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != expected:
            raise Tampered(f"{path.name} was changed since it was read.", "Take it in as a new version.")


def _prepare(workspace: Workspace, project: str, dataset: Dataset, progress: Progress) -> None:
    """Work out, and keep, what the page will show first."""
    from core.services.design.data import profile

    profile(workspace, dataset, None)
    progress.report(force=True, doing="Comparing it with the version before", share=0.8)
    version_comparison.newest_comparison(workspace, project)


def _not_enough_memory(path: Path, label: str) -> NotEnoughMemory:
    allowed = memory.allowed_bytes()
    needed = max(memory.needed_bytes(path), allowed)
    return NotEnoughMemory(
        f"{label}: about {needed / 2**30:.1f} GB of memory needed, {allowed / 2**30:.1f} GB allowed.",
        "Use fewer rows or columns.",
    )


@contextmanager
def _new_upload(workspace: Workspace) -> Iterator[Path]:
    """Give a place in the uploads that is empty afterwards, whatever happens."""
    temporary = workspace.files.folder("uploads") / f".{uuid4().hex}.part"
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
