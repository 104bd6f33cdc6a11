"""A file that a command was asked to write, complete or not at all."""

import shutil
from pathlib import Path

from core.errors import BadInput


def write_out(content: bytes, out: Path) -> None:
    """Write a file complete or not at all; raises BadInput when the folder cannot be written."""
    temporary = out.with_name(f".{out.name}.part")
    try:
        temporary.write_bytes(content)
        shutil.move(temporary, out)
    except OSError as error:
        raise BadInput(
            f"Cannot write {out}: {error.strerror}.", "Choose another place with --out."
        ) from error
