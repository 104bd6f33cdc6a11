"""From the bytes of a file to UTF-8, with a note for everything that was not UTF-8 already."""

import re
from dataclasses import dataclass, replace

from core.design.data.reading.checks import count_lines
from core.design.data.reading.encodings import ENCODINGS, SAMPLE_LINES, Candidate, candidates
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import changed, noticed
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.errors import BadInput

SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")
SPECIAL = re.compile(rb"[\x80-\xff]")
BREAK = re.compile(rb"[\r\n]")
DOS_END = b"\x1a"
WIDE_HEAD = 2_000
MOST_HIGH_BYTES = 4
PREVIEW_LINES = 2
SAVE_AS_UTF8 = "Save the file as UTF-8 and upload it again."


@dataclass(frozen=True)
class Decoded:
    """The content as UTF-8 bytes, the encoding found and why, and notes in sentences."""

    content: bytes
    encoding: str
    notes: tuple[str, ...] = ()
    evidence: str = ""

    def __post_init__(self) -> None:
        """Fill in the evidence that follows from the encoding."""
        object.__setattr__(self, "evidence", self.evidence or encoding_evidence(self.encoding))


def decode(raw: bytes, name: str, asking: Asking, encoding: str | None = None) -> Decoded:
    """Return the content as UTF-8.

    Parameters
    ----------
    asking : Asking
        Asked for the encoding of bytes that are not UTF-8, be it all lines or some.
    encoding : str, optional
        The encoding that a person chose, which settles both; inferred when None.

    Raises
    ------
    BadInput
        When the bytes are no text, or an answer is to stop.
    """
    decoded = _decoded(raw, name, asking, encoding)
    if not decoded.content.endswith(DOS_END):
        return decoded
    note = noticed("The sign with which DOS ends a file was left out.")
    return replace(decoded, content=decoded.content.rstrip(DOS_END), notes=(*decoded.notes, note))


def _decoded(raw: bytes, name: str, asking: Asking, encoding: str | None) -> Decoded:
    if encoding is not None:
        return _decode_as(raw, encoding, name)
    if raw.startswith(b"\xef\xbb\xbf"):
        return _without_mark(raw[3:], name, asking)
    wide = _wide_encoding(raw)
    if wide:
        return _decode_wide(raw, wide, name)
    if raw.isascii():
        return Decoded(raw, "utf-8")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _ask_encoding(raw, error.start, name, asking)
    return Decoded(raw, "utf-8")


def encoding_evidence(encoding: str) -> str:
    """Say why an inferred encoding was inferred, in half a sentence."""
    return {
        "utf-8": "every byte is valid UTF-8",
        "utf-8-sig": "the file begins with the byte-order mark of UTF-8",
        "utf-32": "the file begins with the byte-order mark of UTF-32",
        "utf-16": "the file begins with the byte-order mark of UTF-16",
        "utf-16-le": "every other byte is zero, or one of few",
        "utf-16-be": "every other byte is zero, or one of few",
    }.get(encoding, "not valid UTF-8; its special characters make words in it")


def _without_mark(content: bytes, name: str, asking: Asking) -> Decoded:
    """Return text that a byte-order mark declares as UTF-8."""
    note = changed("The byte-order mark was removed.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + count_lines(content[: error.start])
        if SURROGATE.match(content, error.start):
            raise BadInput(f"{name}: invalid text at line {line:,}.", SAVE_AS_UTF8) from None
        decoded = _ask_change(content, line, name, asking)
        return replace(decoded, notes=(note, *decoded.notes))
    return Decoded(content, "utf-8-sig", (note,))


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
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = raw[:WIDE_HEAD]
    if len(head) < 4 or b"\0" not in head:
        return None
    if _is_high_half(head[1::2], head[::2]):
        return "utf-16-le"
    return "utf-16-be" if _is_high_half(head[::2], head[1::2]) else None


def _is_high_half(half: bytes, other: bytes) -> bool:
    """Tell whether every other byte is zero, or one of the few that name an alphabet, as in UTF-16."""
    if half.count(0) > 0.7 * len(half):
        return True
    return half.count(0) > 0.1 * len(half) and 0 not in other and len(set(half)) <= MOST_HIGH_BYTES


def _decode_wide(raw: bytes, encoding: str, name: str) -> Decoded:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = 1 + count_lines(raw[: error.start].replace(b"\0", b""))
        raise BadInput(f"{name}: invalid {encoding[:6].upper()} text at line {line}.", SAVE_AS_UTF8) from None
    return Decoded(
        text.removeprefix("\ufeff").encode(), encoding, (changed(f"Read as {encoding[:6].upper()}."),)
    )


def _ask_encoding(raw: bytes, start: int, name: str, asking: Asking) -> Decoded:
    """Return text that is not UTF-8 from a byte on, in the encoding that is proposed or answered."""
    line = 1 + count_lines(raw[:start])
    if SURROGATE.match(raw, start):
        raise BadInput(f"{name}: invalid text at line {line:,}.", SAVE_AS_UTF8)
    if not raw[:start].isascii():
        return _ask_change(raw, line, name, asking)
    lines = _special_lines(raw)
    found = _candidates(raw, lines, line, name)
    question = Question(
        code="encoding",
        text=f"The file is not UTF-8: line {line:,} holds the first special characters. "
        "In which encoding do its lines read right?",
        choices=_choices(found),
        proposed=found[0].encoding,
        examples=tuple(
            f"{candidate.encoding}: {literal(special.decode(candidate.encoding))}"
            for candidate in found
            for special in lines[:PREVIEW_LINES]
        ),
    )
    answer = _refuse_stop(asking.ask(question), f"{name}: the text at line {line:,} is not UTF-8.")
    what = f"Not UTF-8: read as {ENCODINGS[answer]} ({answer}); first special character at line {line:,}."
    return Decoded(raw.decode(answer).encode(), answer, (changed(f"{what} Check that names look right."),))


def _ask_change(raw: bytes, line: int, name: str, asking: Asking) -> Decoded:
    """Return text of which some lines are not UTF-8, these in the encoding that is proposed or answered."""
    separator = b"\n" if b"\n" in raw else b"\r"
    lines = raw.split(separator)
    foreign = [position for position, content in enumerate(lines) if not _is_utf8(content)]
    others = [lines[position] for position in foreign]
    found = _candidates(b"\n".join(others), others, line, name)
    count = "1 line from there on is" if len(foreign) == 1 else f"{len(foreign):,} lines from there on are"
    question = Question(
        code="encoding_change",
        text=f"The encoding changes at line {line:,}: {count} not UTF-8. Read only these in another encoding?",
        choices=_choices(found),
        proposed=found[0].encoding,
        examples=tuple(
            f"{candidate.encoding}: {literal(special.decode(candidate.encoding))}"
            for candidate in found
            for special in others[:PREVIEW_LINES]
        ),
    )
    answer = _refuse_stop(asking.ask(question), f"{name}: the encoding changes at line {line:,}.")
    for position in foreign:
        lines[position] = lines[position].decode(answer).encode()
    note = changed(
        f"The encoding changes at line {line:,}: {count} not UTF-8; read as {ENCODINGS[answer]} ({answer})."
    )
    return Decoded(
        separator.join(lines), "utf-8", (note,), f"most lines are valid UTF-8; the others {answer}"
    )


def _candidates(raw: bytes, lines: list[bytes], line: int, name: str) -> list[Candidate]:
    found = candidates(raw, lines) if len(CONTROL.findall(b"".join(lines))) <= len(lines) else []
    if not found:
        raise BadInput(f"{name}: invalid text at line {line:,}.", SAVE_AS_UTF8)
    return found


def _choices(found: list[Candidate]) -> tuple[Choice, ...]:
    return (*(Choice(value=candidate.encoding, title=candidate.title) for candidate in found), STOP)


def _refuse_stop(answer: str, message: str) -> str:
    if answer == STOP.value:
        raise BadInput(message, SAVE_AS_UTF8)
    return answer


def _special_lines(raw: bytes) -> list[bytes]:
    """Return the first lines that are not ASCII."""
    lines: list[bytes] = []
    position = 0
    while len(lines) < SAMPLE_LINES and (special := SPECIAL.search(raw, position)):
        start = max(raw.rfind(b"\n", 0, special.start()), raw.rfind(b"\r", 0, special.start())) + 1
        line_break = BREAK.search(raw, special.end())
        position = line_break.start() if line_break else len(raw)
        lines.append(raw[start:position])
    return lines


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
