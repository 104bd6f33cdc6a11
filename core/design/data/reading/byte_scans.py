"""Looking at every byte of a large file, by several threads, a piece at a time that fits the processor's cache."""

from collections.abc import Iterator

import numpy as np

from core.design.data.reading.threads import in_parallel

SPAN_BYTES = 2**24
"""What one thread looks at before it takes more."""
PIECE_BYTES = 2**17
QUOTE, NEWLINE, RETURN = b'"\n\r'


def count_byte(content: bytes, byte: bytes) -> int:
    """Return how often one byte occurs."""

    def within(span: np.ndarray) -> int:
        return sum(int(np.count_nonzero(piece == byte[0])) for piece in _cut(span, PIECE_BYTES))

    return sum(in_parallel(within, _spans(content)))


def count_line_breaks(content: bytes) -> int:
    r"""Return the number of line breaks: \n, \r, or both as one."""
    breaks = count_byte(content, b"\n")
    if b"\r" not in content:
        return breaks

    def alone(span: np.ndarray) -> int:
        return sum(
            int(np.count_nonzero((piece[1:-1] == RETURN) & (piece[2:] != NEWLINE)))
            for piece in _cut(span, PIECE_BYTES, shared=2)
        )

    return breaks + sum(in_parallel(alone, _spans(b"\n" + content + b"\0", shared=2)))


def has_quote_within_text(content: bytes, delimiter: str) -> bool:
    """Tell whether a quote stands with text before it and text behind it, as a sound one never does.

    Text is what is no delimiter and no line break; before the quote it may be another quote, behind it not.
    """
    limits = [ord(delimiter), NEWLINE, *([RETURN] if b"\r" in content else [])]

    def within(span: np.ndarray) -> bool:
        return any(_has_unsound_quote(piece, limits) for piece in _cut(span, PIECE_BYTES, shared=2))

    return any(in_parallel(within, _spans(content, shared=2)))


def _has_unsound_quote(piece: np.ndarray, limits: list[int]) -> bool:
    is_limit = piece == limits[0]
    for limit in limits[1:]:
        is_limit |= piece == limit
    is_quote = piece == QUOTE
    is_sound = is_limit[:-2] | (is_limit | is_quote)[2:]
    return bool((is_quote[1:-1] > is_sound).any())


def _spans(content: bytes, shared: int = 0) -> list[np.ndarray]:
    return list(_cut(np.frombuffer(content, dtype=np.uint8), SPAN_BYTES, shared))


def _cut(every: np.ndarray, size: int, shared: int = 0) -> Iterator[np.ndarray]:
    """Yield parts that share some bytes with the next: with two, each byte stands once between two others."""
    for start in range(0, max(len(every) - shared, 0), size):
        yield every[start : start + size + shared]
