"""Rows that are equal to an earlier row, counted column by column without holding the table."""

import numpy as np
import pyarrow as pa

from core.design.data.profile.source import codes_of

ODD = np.uint64(0x9E3779B97F4A7C15)
MISSING = np.uint64(0xD6E8FEB86659FD93)
METHOD = "rows compared by a 64-bit hash of all their values"
CERTAIN = "a column differs in every row"


class RowHashes:
    """One 64-bit hash a row, to which columns are added one at a time.

    Two different rows get the same hash with probability 2**-64: among 10,000,000 rows one false duplicate is
    expected in 370,000 tables.
    """

    def __init__(self, rows: int) -> None:
        self._hashes = np.zeros(rows, dtype=np.uint64)

    def add(self, values: pa.ChunkedArray, coded: np.ndarray | None = None) -> None:
        """Mix in a column; `coded` are its codes where they are known already."""
        mixed = self._hashes
        mixed ^= _bits(values) if coded is None else coded.astype(np.int64).view(np.uint64)
        with np.errstate(over="ignore"):
            for shift in (np.uint64(32), np.uint64(29)):
                mixed *= ODD
                mixed ^= mixed >> shift
            mixed += ODD

    def duplicates(self) -> int:
        """Return the number of rows that are equal to an earlier one."""
        ordered = np.sort(self._hashes)
        return int((ordered[1:] == ordered[:-1]).sum())


def _bits(values: pa.ChunkedArray) -> np.ndarray:
    if not (pa.types.is_floating(values.type) or pa.types.is_integer(values.type)):
        return codes_of(values)[0].astype(np.int64).view(np.uint64)
    is_whole = pa.types.is_integer(values.type)
    gaps = values.is_null(nan_is_null=not is_whole).to_numpy() if _has_gaps(values, is_whole) else None
    filled = values.fill_null(0).to_numpy()
    if not is_whole:
        bits = (filled.astype(float) + 0.0).view(np.uint64)
    else:
        bits = filled.astype(np.uint64 if filled.dtype.kind == "u" else np.int64).view(np.uint64)
    return bits if gaps is None else np.where(gaps, MISSING, bits)


def _has_gaps(values: pa.ChunkedArray, is_whole: bool) -> bool:
    return values.null_count > 0 or not is_whole
