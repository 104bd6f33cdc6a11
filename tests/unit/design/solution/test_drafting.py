"""First words for what one row stands for."""

import pytest

from core.design.data.columns import Column, ColumnKind, ColumnRole, Dataset, Role, Roles
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.design.solution.drafting import with_first_words

NUMBER, TEXT = ColumnKind.NUMBER, ColumnKind.TEXT


def unit(kind: ColumnKind, distinct: int, *, has_key: bool = True, has_time: bool = True) -> str:
    keys = [ColumnRole(column="key", role=Role.IDENTIFIER)] if has_key else []
    times = [ColumnRole(column="day", role=Role.TIME)] if has_time else []
    column = Column(name="key", kind=kind, missing=0, distinct=distinct)
    dataset = Dataset(
        name="bikes.csv", fingerprint="f", rows=100, columns=(column,), source="bikes.csv", source_sha256="s"
    )
    roles = Roles(roles=(*keys, *times, ColumnRole(column="y", role=Role.TARGET)))
    split = SplitPlan(strategy=SplitStrategy.RANDOM)
    design = SolutionDesign(
        ml_task="regression", task_reason="", target="y", features=("x",), metric="rmse", split=split
    )
    return with_first_words(design, dataset, roles, None).unit


@pytest.mark.parametrize(
    ("kind", "distinct", "words"),
    [
        (NUMBER, 100, "one row of bikes.csv"),
        (TEXT, 100, "one key"),
        (TEXT, 20, "one key at one time (day)"),
        (NUMBER, 20, "one key at one time (day)"),
    ],
)
def test_a_row_is_named_by_what_tells_rows_apart(kind: ColumnKind, distinct: int, words: str) -> None:
    assert unit(kind, distinct) == words


def test_without_a_key_a_row_is_a_row_and_without_a_time_it_has_none() -> None:
    assert unit(TEXT, 20, has_key=False) == "one row of bikes.csv"
    assert unit(TEXT, 20, has_time=False) == "one key"
