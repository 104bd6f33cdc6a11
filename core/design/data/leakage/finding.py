"""What a leak check is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.design.data.leakage.table import CheckedTable
from core.design.frozen import Frozen


class Severity(StrEnum):
    """How sure a finding is."""

    BLOCK = "block"
    REVIEW = "review"


class LeakScore(Frozen):
    """A cross-validated score of a quick model, to compare with another of the same finding only.

    Attributes
    ----------
    metric : str
        "ROC AUC" for classes (one against the rest, averaged, for several), "R2" for amounts.
    mean, spread : float
        Mean over the folds and its standard error.
    rows : int
        Rows used.
    is_sample : bool
        Whether these are fewer rows than the table has.
    """

    metric: str
    mean: float
    spread: float
    rows: int
    is_sample: bool


class Finding(Frozen):
    """One suspicion for a person to decide; nothing is dropped because of it.

    Attributes
    ----------
    check : str
        Code of the check.
    columns : tuple of str
        Columns under suspicion; empty when rows are.
    severity : Severity
        `block` where the evidence is certain, `review` where an honest column might look so.
    evidence : str
        One sentence with figures.
    score_with, score_without : LeakScore or None
        Scores with the table as it is and once the remedy is followed; None until
        `core.design.data.leakage.scores.add_scores` was asked, or where they cannot be told.
    """

    check: str
    title: str
    columns: tuple[str, ...]
    severity: Severity
    evidence: str
    remedy: str
    score_with: LeakScore | None = None
    score_without: LeakScore | None = None


@dataclass(frozen=True)
class Hit:
    """What one check saw."""

    columns: tuple[str, ...]
    severity: Severity
    evidence: str


@dataclass(frozen=True)
class Check:
    """A declared check.

    Attributes
    ----------
    look : callable
        Takes the checked table, and yields what it saw.
    """

    code: str
    title: str
    remedy: str
    look: Callable[[CheckedTable], Iterator[Hit]]

    def findings(self, table: CheckedTable) -> Iterator[Finding]:
        """Yield what the check finds, in words for a person."""
        for hit in self.look(table):
            yield Finding(
                check=self.code,
                title=self.title,
                columns=hit.columns,
                severity=hit.severity,
                evidence=hit.evidence,
                remedy=self.remedy,
            )
