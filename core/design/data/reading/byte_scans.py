"""Looking at every byte of a large file, a piece at a time that fits the processor's cache."""

from collections.abc import Iterator

import numpy as np

PIECE_BYTES = 2**18
QUOTE, NEWLINE, RETURN = b'"\n\r'


def count_byte(content: bytes, byte: bytes) -> int:
    """Return how often one byte occurs."""
    every = np.frombuffer(content, dtype=np.uint8)
    pieces = (every[start : start + PIECE_BYTES] for start in range(0, len(every), PIECE_BYTES))
    return sum(int(np.count_nonzero(piece == byte[0])) for piece in pieces)


def count_line_breaks(content: bytes) -> int:
    r"""Return the number of line breaks: \n, \r, or both as one."""
    breaks = count_byte(content, b"\n")
    if b"\r" not in content:
        return breaks
    alone = sum(
        int(np.count_nonzero((piece[1:-1] == RETURN) & (piece[2:] != NEWLINE)))
        for piece in _overlapping_pieces(b"\n" + content + b"\0")
    )
    return breaks + alone


def has_quote_within_text(content: bytes, delimiter: str) -> bool:
    """Tell whether a quote stands with text before it and text behind it, as a sound one never does.

    Text is what is no delimiter and no line break; before the quote it may be another quote, behind it not.
    """
    for piece in _overlapping_pieces(content):
        is_quote = piece == QUOTE
        is_limit = (piece == ord(delimiter)) | (piece == NEWLINE) | (piece == RETURN)
        if (is_quote[1:-1] & ~is_limit[:-2] & ~(is_limit | is_quote)[2:]).any():
            return True
    return False


def _overlapping_pieces(content: bytes) -> Iterator[np.ndarray]:
    """Yield pieces that share two bytes with the next, so that each byte stands once between two others."""
    every = np.frombuffer(content, dtype=np.uint8)
    for start in range(0, max(len(every) - 2, 0), PIECE_BYTES):
        yield every[start : start + PIECE_BYTES + 2]
