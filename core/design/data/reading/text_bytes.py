"""The bytes of many texts at once, to rule out in one pass what a pattern would look for text by text."""

import numpy as np
import pyarrow as pa

FIRST_VISIBLE, VISIBLE = 0x21, 94
"""The signs of ASCII from ! to ~."""


def text_bytes(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the bytes of texts and where each begins, without a copy.

    Returns
    -------
    content : uint8, shape (n_bytes,)
    limits : int32, shape (n + 1,)
        Text i is content[limits[i]:limits[i + 1]]; empty where it is null.
    """
    _, offsets, content = texts.buffers()
    limits = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    if content is None or not len(texts):
        return np.zeros(0, dtype=np.uint8), np.zeros(len(texts) + 1, dtype=np.int32)
    return np.frombuffer(content, dtype=np.uint8), limits


def first_bytes(texts: pa.Array) -> np.ndarray:
    """Return the first byte of each text, 0 where there is none; shape (n,)."""
    content, limits = text_bytes(texts)
    found = np.zeros(len(texts), dtype=np.uint8)
    present = np.flatnonzero(limits[1:] > limits[:-1])
    found[present] = content[limits[present]]
    return found


def has_plain_ends(texts: pa.Array) -> bool:
    """Tell whether each text is blank or begins and ends with a visible ASCII sign: there is nothing to trim."""
    content, limits = text_bytes(texts)
    present = limits[1:] > limits[:-1]
    starts, ends = limits[:-1], limits[1:]
    if not present.all():
        starts, ends = starts[present], ends[present]
    return all(
        bool(((signs - FIRST_VISIBLE) < VISIBLE).all()) for signs in (content[starts], content[ends - 1])
    )


def has_byte(texts: pa.Array, signs: bytes, *, is_special: bool = False) -> bool:
    """Tell whether some text holds one of a few ASCII signs, or, where asked for, one that is not ASCII."""
    content, limits = text_bytes(texts)
    within = content[limits[0] : limits[-1]]
    return any(bool((within == sign).any()) for sign in signs) or (is_special and bool((within >= 128).any()))
