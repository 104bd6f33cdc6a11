"""JSON Lines, one object a line: from its bytes to a table of texts."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from core.design.data.reading import checks
from core.design.data.reading.column_names import column_names
from core.design.data.reading.decoding import decode
from core.design.data.reading.options import ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking
from core.design.data.reading.text_rows import TextRows
from core.design.data.reading.texts import TextTable
from core.errors import BadInput

ONE_OBJECT = "Write one object with plain values a line (JSON Lines), or a CSV."
OBJECT = re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*("|\})')
ARRAY = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*\{")
POINT = ReadAs(value=".", evidence="as JSON writes numbers")


def is_json(head: bytes) -> bool:
    """Tell whether a file begins as JSON does: with an object, or an array of objects."""
    plain = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return OBJECT.match(plain) is not None or ARRAY.match(plain) is not None


def json_texts(raw: bytes, name: str, options: ReadingOptions, asking: Asking) -> TextTable:
    """Return the values of JSON Lines as texts; numbers keep all their digits.

    Columns are the keys in the order of their first appearance; a key that an object lacks is missing. Where
    there are more keys than columns are read, it is asked whether the first ones are enough.

    Raises
    ------
    BadInput
        With its line, when a line is no object or a value is a list or an object.
    """
    options.refuse_unused(name, "JSON Lines", "encoding", "dates", "missing", "as_text")
    if ARRAY.match(raw):
        raise BadInput(f"{name}: this is a JSON array, not JSON Lines.", ONE_OBJECT)
    decoded = decode(raw, name, asking, options.encoding)
    rows = TextRows(name, "line")
    positions: dict[str, int] = {}
    for number, found in _objects(decoded.content, name):
        rows.add(number, _row(found, positions, number, name))
    if not positions:
        raise BadInput(f"{name}: no object has a key.", ONE_OBJECT)
    kept = checks.columns_within_limit(len(positions), name, asking)
    names, notes = column_names(list(positions)[:kept], name, asking)
    body = pa.table(rows.columns(fewest=kept), names=names)
    encoding = ReadAs(value=decoded.encoding, evidence=decoded.evidence)
    read_as = {
        "format": ReadAs(value="JSON Lines", evidence="it begins with a JSON object"),
        "encoding": encoding if options.encoding is None else chosen(decoded.encoding),
    }
    return TextTable(body, rows.where, read_as, (*decoded.notes, *notes), decimal=POINT)


def _objects(content: bytes, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(io.BytesIO(content), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(
                line, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object
            )
        except _RepeatedKey as error:
            raise BadInput(f"{name}: line {number:,} has the key {error} twice.", ONE_OBJECT) from None
        except (ValueError, RecursionError):
            raise BadInput(f"{name}: line {number:,} is not one complete JSON object.", ONE_OBJECT) from None
        if not isinstance(found, dict):
            raise BadInput(f"{name}: line {number:,} is not a JSON object.", ONE_OBJECT)
        yield number, found


class _RepeatedKey(Exception):
    """A key that stands twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise _RepeatedKey(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _row(found: dict[str, Any], positions: dict[str, int], number: int, name: str) -> list[str]:
    """Return the values of the keys that are read, in the order of `positions`, which grows with new keys."""
    row = [""] * min(len(positions), checks.MAX_COLUMNS)
    for key, value in found.items():
        position = positions.setdefault(key, len(positions))
        if position >= checks.MAX_COLUMNS:
            checks.refuse_many_columns(len(positions), name)
            continue
        if position == len(row):
            row.append("")
        row[position] = _text(value, key, number, name)
    return row


def _text(value: Any, key: str, number: int, name: str) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    what = "a list" if isinstance(value, list) else "an object"
    raise BadInput(
        f"{name}: column {key} holds {what} at line {number:,}.", "Flatten it, or leave the column out."
    )
