"""Notes of a reading: sentences that know whether something was set aside, changed or only noticed."""

from typing import Annotated, Literal

from pydantic import PlainSerializer, PlainValidator

NoteKind = Literal["", "set_aside", "changed", "noticed"]
KINDS: tuple[NoteKind, ...] = ("set_aside", "changed", "noticed")


class Note(str):
    """A sentence on what reading did, and of which kind it is.

    Attributes
    ----------
    kind : {"set_aside", "changed", "noticed", ""}
        Rows or columns are not in the data; values are not as they were written; nothing of the two; not known.
    """

    __slots__ = ("kind",)

    kind: NoteKind

    def __new__(cls, text: str, kind: NoteKind = "") -> "Note":
        """Return a note of a kind."""
        note = super().__new__(cls, text)
        note.kind = kind
        return note


def set_aside(text: str) -> Note:
    """Return a note on rows or columns of the source that are not in the data."""
    return Note(text, "set_aside")


def changed(text: str) -> Note:
    """Return a note on values that are not as they were written, or might have been read otherwise."""
    return Note(text, "changed")


def noticed(text: str) -> Note:
    """Return a note on what was seen and left as it is."""
    return Note(text, "noticed")


def kind_of(note: str) -> NoteKind:
    """Return the kind of a note; "" where only its text is known."""
    return note.kind if isinstance(note, Note) else ""


def _from_record(value: object) -> str:
    """Return a note as recorded: its text and kind, or the text alone as before kinds were kept."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and value.keys() == {"kind", "text"} and value["kind"] in KINDS:
        return Note(str(value["text"]), value["kind"])
    raise ValueError("a note is a sentence, or its text and kind")


def _for_record(note: str) -> str | dict[str, str]:
    kind = kind_of(note)
    return {"kind": kind, "text": str(note)} if kind else str(note)


RecordedNote = Annotated[str, PlainValidator(_from_record), PlainSerializer(_for_record)]
"""A note whose kind a record keeps beside its text."""
