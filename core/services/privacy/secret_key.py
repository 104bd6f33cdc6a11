"""The workspace's secret for pseudonyms: a file of its own that only its owner may read."""

import os
import secrets
from pathlib import Path

from core.errors import Tampered
from core.services.workspace import Workspace

KEY_BYTES = 32
OWNER_ONLY = 0o600


def secret_key(workspace: Workspace) -> bytes:
    """Return the secret of 32 random bytes, made on first use; it is in no database, export or log.

    Raises Tampered when the file does not hold 32 bytes.
    """
    path = key_path(workspace)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def key_path(workspace: Workspace) -> Path:
    """Return where the secret lies: in a folder of its own below the workspace."""
    return workspace.files.folder("keys") / "pseudonyms.key"


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Tampered(
            f"The key {path.name} is damaged.", "Restore it from a backup: pseudonyms depend on it."
        )
    return key
