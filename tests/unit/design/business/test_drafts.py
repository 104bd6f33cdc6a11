"""Drafted charters explain every amount that a person may state."""

import pytest

from core.design.business.background import QUESTIONS
from core.design.business.decision import theoretical_threshold
from core.design.business.drafts import DRAFTS, FIRST_OF_KIND, Draft
from core.design.business.payoff_terms import CELLS

AMOUNTS = {
    "binary": {*CELLS, "cost_of_acting"},
    "multiclass": {"correct", "wrong"},
    "regression": {"over", "under"},
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=list(DRAFTS))
def test_every_amount_is_explained(draft: Draft) -> None:
    assert set(draft.examples) == AMOUNTS[draft.charter.payoff.kind]


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=list(DRAFTS))
def test_the_background_of_each_case_is_its_own(draft: Draft) -> None:
    asked = {asked.field for asked in QUESTIONS}
    assert set(draft.background) == asked - {"resources", "communication"}
    others = {words for other in DRAFTS.values() if other is not draft for words in other.background.values()}
    assert not others & set(draft.background.values())


def test_each_kind_of_question_has_a_first_draft() -> None:
    assert {kind: draft.code for kind, draft in FIRST_OF_KIND.items()} == {
        "binary": "churn",
        "multiclass": "sorting",
        "regression": "demand",
    }


def test_interest_counts_once_in_the_loan_draft() -> None:
    payoff = DRAFTS["credit"].charter.payoff
    # A refusal costs the interest of a good loan, 100, and saves the 500 of a bad one: 100 / (100 + 500).
    assert theoretical_threshold(payoff) == pytest.approx(1 / 6)
    assert (payoff.false_positive, payoff.true_negative) == (0, 100)
