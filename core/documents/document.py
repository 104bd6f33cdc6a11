"""A document as data: sections of facts, tables, pictures and texts, each figure with its source."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.lifecycle.records import Record
from core.lifecycle.staleness import kind_title


@dataclass(frozen=True)
class Source:
    """Where a figure comes from.

    Attributes
    ----------
    name : str
        Kind and version of a record: "charter 2".
    fingerprint : str
        First characters of the record's content hash.
    """

    name: str
    fingerprint: str = ""


@dataclass(frozen=True)
class Text:
    """One paragraph of a person's or the app's words."""

    text: str
    source: Source | None = None


@dataclass(frozen=True)
class Gap:
    """What nobody has written yet, and the step that asks for it."""

    text: str
    step: str


@dataclass(frozen=True)
class Fact:
    """One line of a list of facts: what it is, what it says, and where that comes from."""

    label: str
    value: str
    source: Source


@dataclass(frozen=True)
class Facts:
    """A list of facts."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes
    ----------
    rows : tuple of tuple of str
        Each as long as `columns`.
    numeric : tuple of str
        Columns that are set right-aligned.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: Source
    numeric: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG without scripts, with the words that stand for it where it cannot be seen."""

    svg: str
    words: str
    source: Source


Part = Text | Gap | Facts | Table | Picture


@dataclass(frozen=True)
class Section:
    """A titled part of a document; an empty one is not shown."""

    title: str
    parts: tuple[Part, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.parts and all(section.is_empty for section in self.sections)

    def all_parts(self) -> Iterator[Part]:
        """Yield its parts and those of its sections, in order."""
        yield from self.parts
        for section in self.sections:
            yield from section.all_parts()


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes
    ----------
    about : str
        One line below the title: project, date, versions.
    """

    title: str
    about: str
    sections: tuple[Section, ...]

    def sources(self) -> tuple[Source, ...]:
        """Return the different sources of all parts, in order of appearance."""
        found: dict[Source, None] = {}
        for section in self.sections:
            for part in section.all_parts():
                found.update(dict.fromkeys(_sources(part)))
        return tuple(found)

    def gaps(self) -> tuple[Gap, ...]:
        """Return what nobody has written yet, in order of appearance."""
        parts = (part for section in self.sections for part in section.all_parts())
        return tuple(part for part in parts if isinstance(part, Gap))


def source_of(record: Record) -> Source:
    """Return a record as the source of a figure."""
    return Source(f"{kind_title(record.kind)} {record.version}", record.content_hash[:12])


def facts(source: Source, **values: object) -> Facts:
    """Return facts of one source from keywords; underscores become spaces, empty values are left out."""
    told = {name.replace("_", " ").capitalize(): value for name, value in values.items()}
    return Facts(
        tuple(Fact(name, str(value), source) for name, value in told.items() if value not in ("", None))
    )


def _sources(part: Part) -> Iterator[Source]:
    if isinstance(part, Facts):
        yield from (fact.source for fact in part.facts)
    elif not isinstance(part, Gap) and part.source is not None:
        yield part.source
