"""Columns of a dataset: their kind, their role, and the datasets that hold them."""

from enum import StrEnum

from pydantic import model_validator

from core.design.data.origin import Origin
from core.design.data.reading.notes import RecordedNote
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
        What reading the file set aside, changed or noticed, in sentences that know their kind.
    reading : dict
        How the file was read, by option; empty for a table that was not read from a file.
    answered : tuple of Answered
        What reading the file asked, and how it was answered.
    origin : Origin
        Where the rows came from.
    is_protected : bool
        Whether a privacy plan was applied; a table made from a protected one is protected too.
    """

    name: str
    fingerprint: str
    rows: int
    columns: tuple[Column, ...]
    source: str
    source_sha256: str
    notes: tuple[RecordedNote, ...] = ()
    reading: dict[str, ReadAs] = {}
    answered: tuple[Answered, ...] = ()
    origin: Origin = Origin()
    is_protected: bool = False


GIVES_AWAY = "Gives the target away"
"""How the reason begins with which a leaking column is proposed as ignored."""


class ColumnRole(Frozen):
    """The role of one column, why it was proposed or chosen, and what a model may rely on.

    Attributes
    ----------
    known_at_prediction : bool
        Whether the value is there at the moment of prediction; a column that is not enters no model.
    known_reason : str
        Why it is not.
    legal_minimum, legal_maximum : float or None
        Limits, both included, beyond which a number is wrong rather than unusual.
    """

    column: str
    role: Role
    reason: str = ""
    known_at_prediction: bool = True
    known_reason: str = ""
    legal_minimum: float | None = None
    legal_maximum: float | None = None

    @model_validator(mode="after")
    def _limits_in_order(self) -> "ColumnRole":
        low, high = self.legal_minimum, self.legal_maximum
        if low is not None and high is not None and low > high:
            raise ValueError(
                f"column {self.column}: the smallest legal value {low:g} is above the largest {high:g}"
            )
        return self


class Roles(Frozen):
    """Payload of a `roles` record: one role a column, exactly one target."""

    roles: tuple[ColumnRole, ...]

    @property
    def target(self) -> str | None:
        """Name of the target column, or None."""
        return next((r.column for r in self.roles if r.role is Role.TARGET), None)

    def columns(self, *wanted: Role) -> list[str]:
        """Return the columns in any of the roles, in file order.

        A feature that is not known at the moment of prediction is never among them.
        """
        return [r.column for r in self.roles if r.role in wanted and not _is_late_feature(r)]

    def late(self) -> dict[str, str]:
        """Return the columns that are not known at the moment of prediction, each with the reason."""
        return {r.column: r.known_reason for r in self.roles if not r.known_at_prediction}

    def legal_ranges(self) -> dict[str, tuple[float | None, float | None]]:
        """Return the smallest and largest legal value of the columns that have one."""
        return {
            r.column: (r.legal_minimum, r.legal_maximum)
            for r in self.roles
            if r.legal_minimum is not None or r.legal_maximum is not None
        }


def _is_late_feature(role: ColumnRole) -> bool:
    return role.role is Role.FEATURE and not role.known_at_prediction
