"""Built-in examples lead from one click to a drafted solution."""

import pytest

from core.design.data.columns import Dataset
from core.design.data.examples import EXAMPLES, read_example, write_example
from core.design.data.reading.table import read_csv_table
from core.design.data.roles import propose_roles
from core.design.solution.task import design_solution
from core.errors import Missing


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_reads_back_and_gives_a_solution_that_fits_its_payoff(code, tmp_path):
    example = EXAMPLES[code]
    path = tmp_path / f"{code}.csv"
    write_example(code, path)
    reading = read_csv_table(path, path.name)
    assert reading.notes == ()
    roles = propose_roles(reading.frame, reading.columns)
    assert roles.target == example.target
    dataset = Dataset(
        name=code,
        fingerprint="f",
        rows=len(reading.frame),
        columns=reading.columns,
        source="",
        source_sha256="",
    )
    design = design_solution(reading.frame, dataset, roles)
    assert design.ml_task == example.charter.payoff.kind
    assert len(design.features) >= 9


def test_the_three_tasks_are_there():
    assert {example.charter.payoff.kind for example in EXAMPLES.values()} == {
        "binary", "multiclass", "regression",
    }  # fmt: skip


def test_an_unknown_example_is_named():
    with pytest.raises(Missing, match="nope"):
        read_example("nope")
