"""Immutable tables as Parquet files named by their content."""

import hashlib
import os
from pathlib import Path

import pandas as pd

from core.errors import Missing, Tampered


class ParquetDatasetStore:
    """One Parquet file a table, below `folder`, with its own checksum beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._checked: set[str] = set()

    def put(self, frame: pd.DataFrame) -> str:
        """Store a table and return its fingerprint; equal tables are stored once."""
        temporary = self._folder / f".{os.getpid()}-{id(frame)}.part"
        try:
            frame.to_parquet(temporary, index=False, compression="zstd")
            fingerprint = _file_sha256(temporary)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(temporary, self.path(fingerprint))
        finally:
            temporary.unlink(missing_ok=True)
        return fingerprint

    def get(self, fingerprint: str, columns: list[str] | None = None) -> pd.DataFrame:
        """Return a table; its hash is checked on the first read of a process."""
        path = self.path(fingerprint)
        if not path.exists():
            raise Missing(f"The data {fingerprint[:12]} is not in the workspace.", "Upload the file again.")
        if fingerprint not in self._checked and _file_sha256(path) != fingerprint:
            raise Tampered(f"The stored data {fingerprint[:12]} was changed.", "Upload the file again.")
        self._checked.add(fingerprint)
        return pd.read_parquet(path, columns=columns)

    def path(self, fingerprint: str) -> Path:
        """Return the Parquet file of a table."""
        return self._folder / f"{fingerprint}.parquet"


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
