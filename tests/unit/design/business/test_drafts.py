"""Drafted charters explain every amount that a person may state."""

import pytest

from core.design.business.drafts import DRAFTS, Draft
from core.design.business.payoff_terms import CELLS

AMOUNTS = {
    "binary": {*CELLS, "cost_of_acting"},
    "multiclass": {"correct", "wrong"},
    "regression": {"over", "under"},
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=list(DRAFTS))
def test_every_amount_is_explained(draft: Draft) -> None:
    assert set(draft.examples) == AMOUNTS[draft.charter.payoff.kind]
