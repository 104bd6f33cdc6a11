"""From the bytes of a file to UTF-8, with a note for everything that was not UTF-8 already."""

import re
from dataclasses import dataclass

from core.design.data.reading.checks import count_lines
from core.design.data.reading.questions import Asking
from core.errors import BadInput

SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
SAVE_AS_UTF8 = "Save the file as UTF-8 and upload it again."


@dataclass(frozen=True)
class Decoded:
    """The content as UTF-8 bytes, the encoding found, and notes in sentences."""

    content: bytes
    encoding: str
    notes: tuple[str, ...] = ()

    @property
    def evidence(self) -> str:
        """Why the encoding was inferred, in half a sentence."""
        return encoding_evidence(self.encoding)


def decode(raw: bytes, name: str, asking: Asking, encoding: str | None = None) -> Decoded:
    """Return the content as UTF-8.

    Parameters
    ----------
    encoding : str, optional
        The encoding that a person chose; inferred when None.

    Raises
    ------
    BadInput
        When the bytes are no text, or change their encoding half-way.
    """
    if encoding is not None:
        return _decode_as(raw, encoding, name)
    if raw.startswith(b"\xef\xbb\xbf"):
        return Decoded(_checked_utf8(raw[3:], name), "utf-8-sig", ("The byte-order mark was removed.",))
    wide = _wide_encoding(raw)
    if wide:
        return _decode_wide(raw, wide, name)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_latin(raw, error.start, name)
    return Decoded(raw, "utf-8")


def encoding_evidence(encoding: str) -> str:
    """Say why an inferred encoding was inferred, in half a sentence."""
    return {
        "utf-8": "every byte is valid UTF-8",
        "utf-8-sig": "the file begins with the byte-order mark of UTF-8",
        "cp1252": "not valid UTF-8; cp1252 is usual for files of older Windows programs",
    }.get(encoding, "every other byte is zero, or a byte-order mark says so")


def _decode_as(raw: bytes, encoding: str, name: str) -> Decoded:
    try:
        text = raw.decode(encoding)
    except UnicodeError as error:
        line = 1 + count_lines(raw[: getattr(error, "start", 0)].replace(b"\0", b""))
        raise BadInput(
            f"{name}: the text at line {line:,} is not {encoding}.", "Choose another encoding."
        ) from None
    return Decoded(text.removeprefix("\ufeff").encode(errors="replace"), encoding)


def _wide_encoding(raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = raw[:2000]
    if len(head) >= 4 and head[1::2].count(0) > 0.7 * len(head[1::2]):
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > 0.7 * len(head[::2]):
        return "utf-16-be"
    return None


def _decode_wide(raw: bytes, encoding: str, name: str) -> Decoded:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = 1 + count_lines(raw[: error.start].replace(b"\0", b""))
        raise BadInput(f"{name}: invalid UTF-16 text at line {line}.", SAVE_AS_UTF8) from None
    return Decoded(text.removeprefix("\ufeff").encode(), encoding, ("Read as UTF-16.",))


def _checked_utf8(content: bytes, name: str) -> bytes:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + count_lines(content[: error.start])
        raise BadInput(f"{name}: invalid text at line {line}.", SAVE_AS_UTF8) from None
    return content


def _decode_latin(raw: bytes, start: int, name: str) -> Decoded:
    line = 1 + count_lines(raw[:start])
    if SURROGATE.match(raw, start):
        raise BadInput(f"{name}: invalid text at line {line}.", SAVE_AS_UTF8)
    if not raw[:start].isascii():
        raise BadInput(f"{name}: the encoding changes at line {line}.", SAVE_AS_UTF8)
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise BadInput(f"{name}: invalid text at line {line}.", SAVE_AS_UTF8) from None
    note = f"Not UTF-8: read as Western European (cp1252); first special character at line {line}."
    return Decoded(text.encode(), "cp1252", (f"{note} Check that names look right.",))
