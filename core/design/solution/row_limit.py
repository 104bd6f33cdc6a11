"""How long one row may take: the one limit that follows from the requirements and the architecture."""

from dataclasses import dataclass

from core.design.business.requirements import Requirement, RequirementKind
from core.design.solution.architecture import Architecture

UNTOUCHED_MS = Architecture().latency_ms
"""What stands in the architecture unless somebody changes it: people feel an answer within 0.1 s as
immediate, Nielsen (1993), Usability Engineering, ch. 5."""


@dataclass(frozen=True)
class RowLimit:
    """The longest time for one row, and who asks for it.

    Attributes
    ----------
    milliseconds : float
        Above 0.
    source : str
        Where the figure comes from, as it follows "by".
    is_asked : bool
        Whether somebody asked for it. A figure that nobody asked for is held against a finished model, but
        keeps none out of the search.
    """

    milliseconds: float
    source: str
    is_asked: bool


def row_limit(requirements: tuple[Requirement, ...], architecture: Architecture) -> RowLimit:
    """Return the tighter of the requirements' limits and that of the architecture.

    The architecture's untouched 100 ms stand only where no requirement names a time: a requirement of 500 ms
    is not undercut by a figure that nobody chose.
    """
    asked = [
        RowLimit(r.figure, f"requirement {r.number}", is_asked=True)
        for r in requirements
        if r.kind is RequirementKind.LATENCY_MS
    ]
    if architecture.latency_ms != UNTOUCHED_MS:
        asked.append(RowLimit(architecture.latency_ms, "the design", is_asked=True))
    unasked = RowLimit(UNTOUCHED_MS, "the app, as nobody named a time", is_asked=False)
    return min(asked, key=lambda limit: limit.milliseconds, default=unasked)
