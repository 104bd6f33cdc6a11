"""Rows of texts gathered into columns, a block at a time."""

from array import array
from collections.abc import Callable

import pyarrow as pa

from core.errors import BadInput

BLOCK_ROWS = 20_000


class TextRows:
    """A growing table of texts; rows may differ in width, what they lack is blank.

    Parameters
    ----------
    place : str
        What a row's number counts in the file: "line" or "row".
    """

    def __init__(self, name: str, place: str) -> None:
        self._name = name
        self._place = place
        self._numbers = array("L")
        self._rows: list[list[str]] = []
        self._blocks: list[list[pa.Array]] = []

    def add(self, number: int, row: list[str]) -> None:
        """Add a row, given its number in the file."""
        self._numbers.append(number)
        self._rows.append(row)
        if len(self._rows) >= BLOCK_ROWS:
            self._close_block()

    @property
    def where(self) -> Callable[[int], str]:
        """How to name a row, given its position."""
        numbers, place = self._numbers, self._place
        return lambda position: f"{place} {numbers[position]:,}"

    def columns(self, fewest: int = 0) -> list[pa.ChunkedArray]:
        """Return the columns, as many as the widest row has and at least `fewest`."""
        if self._rows:
            self._close_block()
        width = max([fewest, *(len(block) for block in self._blocks)])
        sizes = [len(block[0]) if block else 0 for block in self._blocks]
        for block, size in zip(self._blocks, sizes, strict=True):
            block += [pa.repeat(pa.scalar("", pa.string()), size)] * (width - len(block))
        return [pa.chunked_array([block[i] for block in self._blocks], pa.string()) for i in range(width)]

    def _close_block(self) -> None:
        width = max(1, *map(len, self._rows)) if len(self._rows) > 1 else max(1, len(self._rows[0]))
        padded = (row + [""] * (width - len(row)) for row in self._rows)
        try:
            block = [pa.array(values, type=pa.string()) for values in zip(*padded, strict=True)]
        except UnicodeEncodeError:
            raise BadInput(
                f"{self._name}: invalid text at {self._place} {self._first_invalid():,}.",
                "Write the file again as UTF-8.",
            ) from None
        self._blocks.append(block)
        self._rows = []

    def _first_invalid(self) -> int:
        first = len(self._numbers) - len(self._rows)
        for position, row in enumerate(self._rows):
            if any("\ud800" <= character <= "\udfff" for text in row for character in text):
                return self._numbers[first + position]
        return self._numbers[first]
