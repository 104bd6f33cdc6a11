"""Unpacking gzip up to a limit."""

import gzip
import io
import zlib
from pathlib import Path

from core.design.data.reading.checks import CHUNK_BYTES, MAX_FILE_BYTES
from core.errors import BadInput

MAGIC = b"\x1f\x8b"


def gunzip(path: Path, name: str) -> io.BytesIO:
    """Return the unpacked content of a gzip file.

    Raises
    ------
    BadInput
        While unpacking, when the content exceeds 500 MB whatever size is declared, or is damaged.
    """
    content = io.BytesIO()
    try:
        with gzip.open(path) as file:
            while chunk := file.read(CHUNK_BYTES):
                _refuse_large(content.tell() + len(chunk), name)
                content.write(chunk)
    except (EOFError, OSError, zlib.error):
        raise BadInput(f"{name}: the gzip file is damaged.", "Pack or download it again.") from None
    if not content.tell():
        raise BadInput(f"{name}: the gzip file is empty.", "Choose another file.")
    content.seek(0)
    return content


def _refuse_large(size: int, name: str) -> None:
    if size > MAX_FILE_BYTES:
        raise BadInput(
            f"{name}: unpacks to more than {MAX_FILE_BYTES // 2**20} MB, which is the limit.",
            "Export fewer rows or columns.",
        )
