"""One limit for a row: the tighter figure counts, and one that nobody chose undercuts nothing."""

import pytest

from core.design.business.requirements import Requirement
from core.design.solution.architecture import Architecture
from core.design.solution.constraints import constraints_of
from core.design.solution.row_limit import row_limit


def within(number: int, limit: float) -> Requirement:
    return Requirement.model_validate({"number": f"R{number}", "kind": "latency_ms", "limit": limit})


@pytest.mark.parametrize(
    ("required", "designed", "milliseconds", "source", "searched"),
    [
        ((), 100, 100, "the app, as nobody named a time", None),
        ((), 40, 40, "the design", 40),
        ((500,), 100, 500, "requirement R1", 500),
        ((500, 20), 40, 20, "requirement R2", 20),
        ((500,), 200, 200, "the design", 200),
        ((40,), 40, 40, "requirement R1", 40),
    ],
)
def test_the_tighter_time_counts_and_says_who_asked(
    required: tuple[float, ...], designed: float, milliseconds: float, source: str, searched: float | None
) -> None:
    demands = tuple(within(number, limit) for number, limit in enumerate(required, start=1))
    architecture = Architecture(latency_ms=designed)
    found = row_limit(demands, architecture)
    assert (found.milliseconds, found.source) == (milliseconds, source)
    assert constraints_of(demands, architecture).latency_ms == searched
