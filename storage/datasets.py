"""Immutable tables as Parquet files named by their content."""

import hashlib
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa

from core.errors import Missing, Tampered

COMPRESSION = "lz4"
SAMPLE_ROWS = 20_000
MOST_REPEATED = 5_000
"""A dictionary is kept for columns with fewer distinct values than this in the sample; others only pay for one."""

PART_BYTES = 2**20
"""Handed over to be written at once."""
MOST_WAITING = 64
"""Parts that wait to be written."""
SYNCED_BYTES = 2**25
"""Brought to disk on the way, so that little is left to wait for at the end."""


class ParquetDatasetStore:
    """One Parquet file a table, below `folder`, with its own checksum beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._checked: set[str] = set()

    def put(self, table: pd.DataFrame | pa.Table) -> str:
        """Store a table and return its fingerprint; equal tables, in pandas or Arrow, are stored once."""
        temporary = self._folder / f".{uuid4().hex}.part"
        try:
            fingerprint = _write(_canonical(table), temporary)
            os.replace(temporary, self.path(fingerprint))
        finally:
            temporary.unlink(missing_ok=True)
        return fingerprint

    def get(self, fingerprint: str, columns: list[str] | None = None) -> pd.DataFrame:
        """Return a table; its hash is checked on the first read of a process."""
        return pd.read_parquet(self.checked_path(fingerprint), columns=columns)

    def checked_path(self, fingerprint: str) -> Path:
        """Return the Parquet file of a table to read from, its hash checked once a process."""
        path = self.path(fingerprint)
        if not path.exists():
            raise Missing(f"The data {fingerprint[:12]} is not in the workspace.", "Upload the file again.")
        if fingerprint not in self._checked and _file_sha256(path) != fingerprint:
            raise Tampered(f"The stored data {fingerprint[:12]} was changed.", "Upload the file again.")
        self._checked.add(fingerprint)
        return path

    def path(self, fingerprint: str) -> Path:
        """Return the Parquet file of a table."""
        return self._folder / f"{fingerprint}.parquet"


class _HashedFile:
    """A file that a thread of its own writes, hashes and brings to disk, while the next part is made.

    An error of that thread is raised by the next `write`, or by `finish`.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: deque[Future[None]] = deque()
        self._parts: list[bytes] = []
        self._gathered = self._unsynced = 0
        self.closed = False

    def write(self, content: bytes) -> int:
        self._parts.append(content)
        self._gathered += len(content)
        if self._gathered >= PART_BYTES:
            self._hand_over()
        return len(content)

    def _hand_over(self) -> None:
        while self._waiting and (self._waiting[0].done() or len(self._waiting) >= MOST_WAITING):
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._append, self._parts, self._gathered))
        self._parts, self._gathered = [], 0

    def _append(self, parts: list[bytes], size: int) -> None:
        for part in parts:
            self._digest.update(part)
            self._file.write(part)
        self._unsynced += size
        if self._unsynced >= SYNCED_BYTES:
            self._sync()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unsynced = 0

    def flush(self) -> None:
        """Do nothing: `finish` brings all to disk."""

    def close(self) -> None:
        self._thread.shutdown()
        self._file.close()
        self.closed = True

    def finish(self) -> str:
        """Bring what was written to disk and return its SHA-256 (hex)."""
        self._hand_over()
        while self._waiting:
            self._waiting.popleft().result()
        self._sync()
        return self._digest.hexdigest()


def _write(table: pa.Table, path: Path) -> str:
    """Write a table and return the SHA-256 (hex) of its file.

    Without the least and greatest value of each column: nothing reads them, and they are a fifth of the time.
    """
    import pyarrow.parquet as pq

    file = _HashedFile(path)
    try:
        pq.write_table(
            table, file, compression=COMPRESSION, use_dictionary=_repeating(table), write_statistics=False
        )
        return file.finish()
    finally:
        file.close()


def _repeating(table: pa.Table) -> list[str]:
    """Return the columns whose values repeat, told from the first rows."""
    import pyarrow.compute as pc

    sample = table.slice(0, SAMPLE_ROWS)
    return [
        name
        for name, column in zip(sample.column_names, sample.columns, strict=True)
        if pc.count_distinct(column).as_py() < MOST_REPEATED
    ]


def _canonical(table: pd.DataFrame | pa.Table) -> pa.Table:
    """Return the one Arrow table, in whole chunks, that stands for all equal ones; as pandas writes it."""
    if isinstance(table, pd.DataFrame):
        return _whole(pa.Table.from_pandas(table, preserve_index=False))
    nullable = [pa.types.is_boolean(column.type) and column.null_count > 0 for column in table.columns]
    empty = table.schema.empty_table().to_pandas()
    kinds = {
        name: "boolean" for name, is_nullable in zip(table.column_names, nullable, strict=True) if is_nullable
    }
    schema = pa.Table.from_pandas(empty.astype(kinds), preserve_index=False).schema
    return _whole(table.cast(schema).replace_schema_metadata(schema.metadata))


def _whole(table: pa.Table) -> pa.Table:
    return table.combine_chunks()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
