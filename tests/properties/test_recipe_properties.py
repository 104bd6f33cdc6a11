"""A row gets the same model inputs alone and inside any table."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.scoring.recipe import apply_recipe

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(cells, min_size=1, max_size=8), st.sampled_from(["number", "category", "boolean", "date"]))
def test_a_row_alone_equals_the_row_in_its_table(values, kind) -> None:
    recipe = {"features": [{"name": "a", "kind": kind}]}
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object)})
    together = apply_recipe(frame, recipe)
    assert len(together) == len(values)
    for position in range(len(values)):
        alone = apply_recipe(frame.iloc[[position]], recipe)
        assert alone.iloc[0].tolist() == together.iloc[position].tolist() or (
            alone.isna().all(axis=None) and together.iloc[[position]].isna().all(axis=None)
        )
