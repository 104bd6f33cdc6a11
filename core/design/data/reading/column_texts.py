"""The texts of one column, each distinct one looked at once."""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.distinct import count_distinct
from core.design.data.reading.text_bytes import first_bytes, has_plain_ends, text_bytes

MISSING_MARKS = ("NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "None", "?")
"""Texts that mean "missing" in columns of numbers or dates; in columns of text they may be values."""

SAMPLE_ROWS = 50_000
MOSTLY_DIFFERENT = 0.5


class ColumnTexts:
    """The texts of one column: the distinct ones, or all of them where most differ.

    Parameters
    ----------
    texts : Array of string, shape (n_rows,)
    missing : tuple of str, optional
        The only texts that mean "missing"; None for `MISSING_MARKS`.
    placeholders : tuple of str
        Further texts that are missing whatever the rest is.

    Attributes
    ----------
    raw : Array of string, shape (n,)
        As written. Rules look at these, and `spread` leads back to the rows.
    """

    def __init__(
        self, name: str, texts: pa.Array, missing: tuple[str, ...] | None, placeholders: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.all = texts
        self.missing = missing
        self.placeholders = placeholders
        self._codes: pa.Array | None = None
        self.raw = texts
        sample = texts.slice(0, SAMPLE_ROWS)
        encoded = sample.dictionary_encode()
        if len(encoded.dictionary) <= MOSTLY_DIFFERENT * len(sample):
            encoded = encoded if len(sample) == len(texts) else texts.dictionary_encode()
            self.raw, self._codes = encoded.dictionary, encoded.indices

    @cached_property
    def trimmed(self) -> pa.Array:
        """Without white space around."""
        return self.raw if has_plain_ends(self.raw) else pc.utf8_trim_whitespace(self.raw)

    @cached_property
    def counts(self) -> np.ndarray:
        """How many rows hold each text of `raw`."""
        if self._codes is None:
            return np.ones(len(self.raw), dtype=np.int64)
        return np.bincount(self._codes.to_numpy(zero_copy_only=False), minlength=len(self.raw))

    @cached_property
    def is_empty(self) -> np.ndarray:
        """Which texts are blank."""
        return flags(pc.equal(self.trimmed, ""))

    @cached_property
    def is_chosen(self) -> np.ndarray:
        """Which texts a person chose as missing."""
        return self._is_one_of((*(self.missing or ()), *self.placeholders))

    @cached_property
    def is_blank(self) -> np.ndarray:
        """Which texts are missing whatever the rest is."""
        return self.is_empty | self.is_chosen

    @cached_property
    def is_mark(self) -> np.ndarray:
        """Which texts are one of the usual marks."""
        return self._is_one_of(MISSING_MARKS if self.missing is None else ())

    @cached_property
    def is_rest(self) -> np.ndarray:
        """Which texts are certainly values."""
        return ~self.is_blank & ~self.is_mark

    @cached_property
    def rest(self) -> pa.Array:
        """The trimmed texts that are certainly values, null in place of the others; shape (n,)."""
        if self.is_rest.all():
            return self.trimmed
        return pc.if_else(pa.array(self.is_rest), self.trimmed, pa.scalar(None, pa.string()))

    def matching(self, pattern: str, starts: bytes) -> np.ndarray:
        """Return which texts are certainly values and match a pattern.

        Parameters
        ----------
        starts : bytes
            The signs, in ASCII, with one of which every text that matches begins; no other text is looked at.
        """
        found = np.zeros(len(self.rest), dtype=bool)
        positions = np.flatnonzero(np.isin(self._first_bytes, np.frombuffer(starts, dtype=np.uint8)))
        if len(positions):
            looked_at = self.rest if len(positions) == len(found) else self.rest.take(pa.array(positions))
            matches = pc.match_substring_regex(looked_at, pattern)
            found[positions] = flags(pc.fill_null(matches, False))
        return found

    @cached_property
    def _first_bytes(self) -> np.ndarray:
        return first_bytes(self.trimmed)

    def _is_one_of(self, marks: tuple[str, ...]) -> np.ndarray:
        found = np.zeros(len(self.raw), dtype=bool)
        longest = max((len(mark.encode()) for mark in marks), default=-1)
        positions = np.flatnonzero(np.diff(text_bytes(self.trimmed)[1]) <= longest)
        if len(positions):
            looked_at = self.trimmed.take(pa.array(positions))
            found[positions] = flags(pc.is_in(looked_at, value_set=pa.array(marks, type=pa.string())))
        return found

    def spread(self, values: pa.Array) -> pa.Array:
        """Return one value a row from one value for each text of `raw`."""
        return values if self._codes is None else values.take(self._codes)

    def spread_flags(self, flagged: np.ndarray) -> np.ndarray:
        """Return one flag a row from one flag for each text of `raw`."""
        return flagged if self._codes is None else flagged[self._codes.to_numpy(zero_copy_only=False)]

    def count(self, values: pa.Array) -> int | None:
        """Return how many values, one for each text of `raw`, differ; None where most texts do."""
        return None if self._codes is None else count_distinct(values)

    def count_texts(self, missing: np.ndarray) -> int | None:
        """Return how many texts of `raw` are not missing; None where they may be the same."""
        return None if self._codes is None else int(np.count_nonzero(~missing))

    def rows_of(self, flagged: np.ndarray) -> int:
        """Return the number of rows whose text is flagged."""
        if self._codes is None:
            return int(np.count_nonzero(flagged))
        return int(self.counts[flagged].sum())

    def first_row(self, flagged: np.ndarray) -> int:
        """Return the position of the first row whose text is flagged."""
        return int(np.argmax(self.spread_flags(flagged)))

    def counted(self, flagged: np.ndarray) -> dict[str, int]:
        """Return the different trimmed texts that are flagged, with their rows."""
        found: dict[str, int] = {}
        for i in np.flatnonzero(flagged):
            text = self.trimmed[int(i)].as_py()
            found[text] = found.get(text, 0) + int(self.counts[i])
        return found


def first_value(texts: pa.Array) -> str:
    """Return the first text that is not null, or an empty one."""
    for position in range(min(len(texts), 100)):
        if texts[position].is_valid:
            return str(texts[position].as_py())
    present = texts.drop_null()
    return str(present[0].as_py()) if len(present) else ""


def all_match(texts: pa.Array, pattern: str) -> bool:
    """Tell whether every text that is not null matches a pattern; the first thousand rule most out."""
    for part in (texts.slice(0, 1_000), texts.slice(1_000)):
        if not pc.all(pc.match_substring_regex(part, pattern), min_count=0).as_py():
            return False
    return True


def any_match(texts: pa.Array, pattern: str) -> bool:
    """Tell whether some text matches a pattern."""
    return bool(pc.any(pc.match_substring_regex(texts, pattern), min_count=0).as_py())


def flags(array: pa.Array) -> np.ndarray:
    """Return an Arrow array of truth values as NumPy's."""
    return array.to_numpy(zero_copy_only=False).astype(bool)
