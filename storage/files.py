"""Files below the workspace: uploads, models, packages and trial predictions."""

import hashlib
import io
import os
from pathlib import Path

import numpy as np

from core.errors import Missing


class LocalFileStore:
    """A folder on disk; names from people never become paths."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def folder(self, *parts: str) -> Path:
        """Return a folder below the workspace, made when it is missing."""
        path = self._home.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def keep_upload(self, name: str, content: bytes) -> Path:
        """Store uploaded bytes under their hash, with the suffix .csv; `name` stays a label."""
        path = self.folder("uploads") / f"{hashlib.sha256(content).hexdigest()}.csv"
        _write(path, content)
        return path

    def put_array(self, group: str, name: str, **arrays: np.ndarray) -> None:
        """Store named arrays, atomically."""
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        _write(self.folder("arrays", group) / f"{name}.npz", buffer.getvalue())

    def get_array(self, group: str, name: str) -> dict[str, np.ndarray]:
        """Return named arrays; raises Missing."""
        path = self.folder("arrays", group) / f"{name}.npz"
        if not path.exists():
            raise Missing(f"The predictions of {group} {name} are not in the workspace.", "Train again.")
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
