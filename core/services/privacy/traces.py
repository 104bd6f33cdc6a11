"""Looking for texts in every file of a folder, inside archives, tables and databases too."""

import gzip
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

MOST_BYTES_UNPACKED = 512 * 2**20
DEEPEST = 3
ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")


def files_holding(files: Iterable[Path], texts: Iterable[str]) -> dict[Path, list[str]]:
    """Return the files that hold one of some texts, with the texts found.

    Files are searched as they are and unpacked: zip (also inside zip), gzip, Parquet and SQLite. Texts
    count as written in UTF-8, UTF-16 and UTF-32 (as NumPy keeps them), and escaped as in JSON. At most
    512 MB of an archive's entry are unpacked.
    """
    wanted = {text: _spellings(text) for text in texts if text}
    found: dict[Path, list[str]] = {}
    for path in files:
        held = _held(path, wanted)
        if held:
            found[path] = sorted(held)
    return found


def files_below(folder: Path, but: tuple[str, ...] = ()) -> list[Path]:
    """Return every file below a folder, without those in some of its own folders."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in paths if path.relative_to(folder).parts[0] not in but]


def _spellings(text: str) -> tuple[bytes, ...]:
    escaped = text.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    return tuple({*(text.encode(encoding) for encoding in ENCODINGS), escaped})


def _held(path: Path, wanted: dict[str, tuple[bytes, ...]]) -> set[str]:
    held: set[str] = set()
    for content in _contents(path):
        held |= {text for text, spellings in wanted.items() if any(s in content for s in spellings)}
        if len(held) == len(wanted):
            break
    return held


def _contents(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    if content.startswith(b"PAR1"):
        yield from _of_parquet(path)
    elif content.startswith(b"SQLite format 3"):
        yield from _of_sqlite(path)
    else:
        yield from _unpacked(content, DEEPEST)


def _unpacked(content: bytes, depth: int) -> Iterator[bytes]:
    if depth == 0:
        return
    try:
        if content.startswith(b"\x1f\x8b"):
            with gzip.open(BytesIO(content)) as file:
                yield file.read(MOST_BYTES_UNPACKED)
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                for name in archive.namelist():
                    with archive.open(name) as entry:
                        inner = entry.read(MOST_BYTES_UNPACKED)
                    yield name.encode()
                    yield inner
                    yield from _unpacked(inner, depth - 1)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
        return


def _of_parquet(path: Path) -> Iterator[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError):
        return
    yield "\n".join(table.column_names).encode()
    for column in table.columns:
        present = column.cast(pa.string()).drop_null() if not pa.types.is_nested(column.type) else column
        yield "\n".join(str(value) for value in present.unique().to_pylist()).encode()


def _of_sqlite(path: Path) -> Iterator[bytes]:
    """Rows as text: a long text lies in several pages of the file, apart from each other."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            yield "\n".join(connection.iterdump()).encode()
    except sqlite3.Error:
        return
    finally:
        connection.close()
