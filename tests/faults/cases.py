"""What a bad file is, and what must become of it: refused, read with a note, or asked about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Content = bytes | str | Callable[[], bytes] | Callable[[Path], None]


@dataclass(frozen=True)
class BadFile:
    """A file that is made for one case.

    Attributes
    ----------
    content : bytes, str or callable
        What is in it; a callable that takes a path writes it itself.
    """

    id: str
    title: str
    content: Content
    file_name: str = field(default="table.csv", kw_only=True)

    def write(self, path: Path) -> None:
        """Write the file."""
        content = self.content
        if isinstance(content, SparseFile):
            content(path)
            return
        made = content() if callable(content) else content
        path.write_bytes(made.encode() if isinstance(made, str) else made)


@dataclass(frozen=True)
class SparseFile:
    """A file of a size, without its content taking room on the disk."""

    size: int

    def __call__(self, path: Path) -> None:
        """Write it."""
        with path.open("wb") as file:
            file.truncate(self.size)


@dataclass(frozen=True)
class Refused(BadFile):
    """A file that is refused; `words` are in the message."""

    words: str


@dataclass(frozen=True)
class Accepted(BadFile):
    """A file that is read without a question; `words` are in a note, the first values of columns are `values`."""

    words: str
    values: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked(BadFile):
    """A file that raises a question.

    Attributes
    ----------
    values : dict
        First values of columns as proposed.
    answers : dict
        Another answer, to the first values that follow from it.
    stopped : str
        Words of the refusal when the answer is to stop; empty where stopping is no choice.
    """

    code: str
    words: str
    values: dict[str, list[Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    stopped: str = ""

    @property
    def can_stop(self) -> bool:
        """Whether stopping is one of the choices."""
        return bool(self.stopped)


@dataclass(frozen=True)
class Target(BadFile):
    """A file whose target y is refused, or asked about under `code`."""

    words: str
    code: str = ""


def rows(line: str, count: int = 60) -> str:
    """Return a line many times; {i} counts."""
    return "".join(line.replace("{i}", str(i)) + "\n" for i in range(count))
