"""Columns of a dataset: their kind, their role, and the datasets that hold them."""

from enum import StrEnum

from core.design.data.origin import Origin
from core.design.data.reading.options import ReadAs
from core.design.data.reading.questions import Answered
from core.design.frozen import Frozen


class ColumnKind(StrEnum):
    """What a column holds, as read from the file."""

    NUMBER = "number"
    CATEGORY = "category"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    EMPTY = "empty"


class Role(StrEnum):
    """What a column is used for."""

    TARGET = "target"
    FEATURE = "feature"
    IDENTIFIER = "identifier"
    TIME = "time"
    GROUP = "group"
    SENSITIVE = "sensitive"
    AMOUNT = "amount"
    IGNORED = "ignored"


class Column(Frozen):
    """One column of a dataset as read.

    Attributes
    ----------
    missing, distinct : int
        Rows without a value; number of different values.
    """

    name: str
    kind: ColumnKind
    missing: int
    distinct: int


class Dataset(Frozen):
    """Payload of a `dataset` record: an immutable table kept as Parquet.

    Attributes
    ----------
    fingerprint : str
        SHA-256 (hex) of the table's content; also the name of the Parquet file.
    notes : tuple of str
        What reading the file changed or noticed, in sentences.
    reading : dict
        How the file was read, by option; empty for a table that was not read from a file.
    answered : tuple of Answered
        What reading the file asked, and how it was answered.
    origin : Origin
        Where the rows came from.
    """

    name: str
    fingerprint: str
    rows: int
    columns: tuple[Column, ...]
    source: str
    source_sha256: str
    notes: tuple[str, ...] = ()
    reading: dict[str, ReadAs] = {}
    answered: tuple[Answered, ...] = ()
    origin: Origin = Origin()


class ColumnRole(Frozen):
    """The role of one column, and why it was proposed or chosen."""

    column: str
    role: Role
    reason: str = ""


class Roles(Frozen):
    """Payload of a `roles` record: one role a column, exactly one target."""

    roles: tuple[ColumnRole, ...]

    @property
    def target(self) -> str | None:
        """Name of the target column, or None."""
        return next((r.column for r in self.roles if r.role is Role.TARGET), None)

    def columns(self, *wanted: Role) -> list[str]:
        """Return the columns in any of the roles, in file order."""
        return [r.column for r in self.roles if r.role in wanted]
