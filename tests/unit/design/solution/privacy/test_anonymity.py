"""k-anonymity and l-diversity, against counting by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.design.solution.privacy.anonymity import assess_anonymity
from core.errors import BadInput

PEOPLE = pd.DataFrame(
    {
        "age": [30] * 6 + [40] * 6,
        "sex": ["f", "m"] * 6,
        "post": ["10"] * 11 + ["80"],
        "illness": ["flu"] * 6 + ["flu", "flu", "cold"] * 2,
    }
)


def test_the_smallest_group_and_the_rows_in_small_groups():
    found = assess_anonymity(PEOPLE, ["age", "sex", "post"], "illness", enough=3)
    assert (found.together.groups, found.together.smallest) == (5, 1)
    assert (found.together.rows_alone, found.together.rows_below) == (1, 3)
    assert found.riskiest is not None
    assert found.riskiest.columns == ("post",)


def test_diversity_names_groups_in_which_one_value_is_certain():
    found = assess_anonymity(PEOPLE, ["age"], "illness")
    assert (found.diversity, found.rows_told) == (1, 6)
    assert assess_anonymity(PEOPLE, ["sex"], "illness").diversity == 2


def test_nothing_is_risky_where_every_group_is_large():
    assert assess_anonymity(PEOPLE, ["age"]).riskiest is None


def test_the_result_holds_no_value_of_the_table():
    said = assess_anonymity(PEOPLE, ["age", "post"], "illness").model_dump_json()
    assert not any(value in said for value in ("flu", "cold", '"80"'))


@pytest.mark.parametrize("columns", [[], ["shoe size"], [f"c{i}" for i in range(13)]])
def test_columns_that_cannot_be_judged_are_refused(columns):
    with pytest.raises(BadInput):
        assess_anonymity(PEOPLE.assign(**{f"c{i}": 0 for i in range(13)}), columns)


CELLS = st.one_of(st.none(), st.integers(0, 3))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=40), st.integers(2, 6))
def test_it_counts_what_counting_counts(rows, enough):
    table = pd.DataFrame(rows, columns=list("abcs"), dtype="float64")
    found = assess_anonymity(table, ["a", "b", "c"], "s", enough)
    for combination in (found.together, *found.combinations):
        sizes = table.groupby(list(combination.columns), dropna=False).size().to_numpy()
        assert combination.groups == len(sizes)
        assert combination.smallest == sizes.min()
        assert combination.rows_alone == (sizes == 1).sum()
        assert combination.rows_below == sizes[sizes < enough].sum()
    different = table.groupby(list("abc"), dropna=False)["s"].nunique(dropna=False).to_numpy()
    sizes = table.groupby(list("abc"), dropna=False).size().to_numpy()
    assert found.diversity == different.min()
    assert found.rows_told == sizes[different == 1].sum()
    assert np.all(
        [
            c.rows_below >= d.rows_below
            for c, d in zip(found.combinations, found.combinations[1:], strict=False)
        ]
    )
