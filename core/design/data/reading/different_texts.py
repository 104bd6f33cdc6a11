"""Whether all texts of a column differ, as identifiers do, told from one number a text."""

import numpy as np
import pyarrow as pa

from core.design.data.reading.text_bytes import text_bytes

LONGEST_BYTES = 64
PIECE_ROWS = 2**14
WORD_BYTES = 8
MASKS = np.array([2 ** (8 * left) - 1 for left in range(WORD_BYTES + 1)], dtype=np.uint64)
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, as in Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4)."""
FOLD = np.uint64(29)


def surely_all_differ(texts: pa.Array) -> bool:
    """Tell whether all texts certainly differ; False also where it could not be told, as with long texts.

    Equal texts have equal numbers, so where all numbers differ, all texts do. Sorting numbers is several times
    quicker than keeping every text seen.

    Parameters
    ----------
    texts : Array of string, shape (n,)
        Without null.
    """
    content, limits = text_bytes(texts)
    words = -(-int(np.diff(limits).max(initial=0)) // WORD_BYTES)
    if words * WORD_BYTES > LONGEST_BYTES:
        return False
    pieces = (limits[row : row + PIECE_ROWS + 1] for row in range(0, len(texts), PIECE_ROWS))
    numbers = [_numbers(content[piece[0] : piece[-1]], piece - piece[0], words) for piece in pieces]
    ordered = np.sort(np.concatenate(numbers)) if numbers else np.zeros(0, dtype=np.uint64)
    return bool((ordered[1:] != ordered[:-1]).all())


def _numbers(content: np.ndarray, limits: np.ndarray, words: int) -> np.ndarray:
    """Return one number for each text, from its length and its bytes, eight at a time; shape (n,), uint64."""
    starts, lengths = limits[:-1], np.diff(limits)
    padded = np.zeros((len(content) // WORD_BYTES + words + 2) * WORD_BYTES, dtype=np.uint8)
    padded[: len(content)] = content
    aligned = padded.view("<u8")
    at, shift = starts >> 3, ((starts & 7) << 3).astype(np.uint64)
    rest = np.uint64(63) - shift
    numbers = lengths.astype(np.uint64) * MULTIPLIER
    low = aligned[at]
    for word in range(words):
        high = aligned[at + word + 1]
        eight = (low >> shift) | (high << rest << np.uint64(1))
        eight &= MASKS[np.clip(lengths - word * WORD_BYTES, 0, WORD_BYTES)]
        numbers = (numbers ^ eight) * MULTIPLIER
        numbers ^= numbers >> FOLD
        low = high
    return numbers
