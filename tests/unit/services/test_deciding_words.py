"""How a prediction becomes a decision, said for each kind of payoff."""

import pytest

from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    MulticlassPayoff,
    Payoff,
    RegressionPayoff,
)
from core.services.development.wording import deciding_words


@pytest.mark.parametrize(
    ("payoff", "words"),
    [
        (BinaryPayoff(), "acting from the probability that is worth most"),
        (
            BinaryPayoff(true_positive=Amount(column="sum")),
            "acting from the expected gain that is worth most",
        ),
        (MulticlassPayoff(), "giving each row the class that is most likely"),
        (
            MulticlassPayoff(matrix={"a": {"b": -9.0}}),
            "giving each row the class that is worth most on average",
        ),
        (RegressionPayoff(), "going by the predicted amount"),
    ],
)
def test_only_a_yes_or_no_question_is_decided_by_a_probability(payoff: Payoff, words: str) -> None:
    assert deciding_words(payoff) == words
