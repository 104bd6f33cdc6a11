"""The decision that follows from a prediction: whom to act on, or which class, for the most value."""

from typing import Any

import numpy as np

from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    MulticlassPayoff,
    Payoff,
    RegressionPayoff,
    Worth,
    amount_columns,
)
from core.design.business.row_facts import NO_FACTS, RowFacts
from core.errors import BadInput

NEVER_ACT = 1.01
"""Threshold above every probability: no row is acted on."""

NEVER_GAINS = 1e12
"""Threshold above every expected gain, in currency: no row is acted on."""

Number = float | np.ndarray


def depends_on_row(payoff: Payoff) -> bool:
    """Tell whether what acting is worth differs by row, so that no single probability decides."""
    return bool(amount_columns(payoff))


def worth_of(worth: Worth, facts: RowFacts) -> Number:
    """Return an outcome's worth in currency: a number, or one number a row."""
    if isinstance(worth, Amount):
        return worth.plus + worth.factor * facts.amounts[worth.column]
    return worth


def gains_of_acting(payoff: BinaryPayoff, facts: RowFacts = NO_FACTS) -> tuple[Number, Number]:
    """Return what acting changes on a positive and on a negative row, its cost included, in currency."""
    cells = (payoff.true_positive, payoff.false_negative, payoff.false_positive, payoff.true_negative)
    tp, fn, fp, tn = (worth_of(cell, facts) for cell in cells)
    return tp - fn - payoff.cost_of_acting, fp - tn - payoff.cost_of_acting


def decision_score(payoff: BinaryPayoff, probability: np.ndarray, facts: RowFacts = NO_FACTS) -> np.ndarray:
    """Return what rows are ranked by: P(positive), or where amounts differ by row the expected gain.

    The expected gain of acting is P x gain on a positive row + (1 - P) x gain on a negative one, in
    currency: acting pays where it is above 0.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, section 1.
    """
    if not depends_on_row(payoff):
        return probability
    positive, negative = gains_of_acting(payoff, facts)
    return np.asarray(probability * positive + (1 - probability) * negative, dtype=float)


def decides_to_act(
    payoff: BinaryPayoff, probability: np.ndarray, threshold: float, facts: RowFacts = NO_FACTS
) -> np.ndarray:
    """Tell for each row whether it is acted on: a score from the threshold on, and within the capacity.

    The rows count as all rows of a period: where more reach the threshold than the capacity allows, those
    with the highest scores are kept, and of equal ones the first.
    """
    score = decision_score(payoff, probability, facts)
    acts = score >= threshold
    if payoff.capacity is not None:
        acts[ranked(score)[payoff.capacity.allowed(len(score)) :]] = False
    return np.asarray(acts)


def decided_labels(
    payoff: Payoff, prediction: np.ndarray, threshold: float | None, facts: RowFacts = NO_FACTS
) -> np.ndarray:
    """Return the code of the decided label of each row; for binary 1 where it is acted on.

    Classes are decided for the highest expected value when the payoff has a matrix, else for the most
    likely class.
    """
    if isinstance(payoff, BinaryPayoff):
        return decides_to_act(payoff, prediction, threshold_or_default(payoff, threshold), facts).astype(int)
    if isinstance(payoff, MulticlassPayoff) and payoff.matrix:
        prediction = prediction @ payoff_matrix(payoff, facts.labels)
    return np.asarray(prediction.argmax(axis=1))


def payoff_matrix(payoff: MulticlassPayoff, labels: tuple[str, ...]) -> np.ndarray:
    """Return worth by true label (row) and decided label (column), in the order of the labels.

    Raises
    ------
    BadInput
        Where the payoff names a label that the target does not have.
    """
    named = {*payoff.matrix, *(label for row in payoff.matrix.values() for label in row)}
    unknown = sorted(named - set(labels))
    if unknown:
        raise BadInput(
            f"The payoff names the class {unknown[0]}, which the target does not have.",
            f"Use one of {', '.join(labels)}.",
        )
    matrix = np.full((len(labels), len(labels)), payoff.wrong)
    np.fill_diagonal(matrix, payoff.correct)
    for truth, row in payoff.matrix.items():
        for decided, worth in row.items():
            matrix[labels.index(truth), labels.index(decided)] = worth
    return matrix


def theoretical_threshold(payoff: BinaryPayoff) -> float | None:
    """Return the score from which acting pays, given calibrated probabilities.

    For constant amounts the probability H / (H + G), where H is the harm of acting on a negative row and G
    its gain on a positive one, clipped to 0 (always act) and `NEVER_ACT`; None where no threshold
    follows: acting pays as much, or more, on improbable rows. Where amounts differ by row an expected
    gain of 0.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, equation 2.
    """
    if depends_on_row(payoff):
        return 0.0
    gain, loss = gains_of_acting(payoff)
    total = float(gain - loss)
    if total <= 0:
        return None
    threshold = float((0.0 - loss) / total)
    return NEVER_ACT if threshold > 1 else max(threshold, 0.0)


def threshold_or_default(payoff: BinaryPayoff, threshold: float | None) -> float:
    """Return the threshold given, else the theoretical one, else 0.5."""
    if threshold is not None:
        return threshold
    theoretical = theoretical_threshold(payoff)
    return 0.5 if theoretical is None else theoretical


def ranked(score: np.ndarray) -> np.ndarray:
    """Return row positions from the highest score to the lowest; equal ones stay in order."""
    return np.argsort(-score, kind="stable")


def decision_policy(
    payoff: Payoff, threshold: float | None, labels: tuple[str, ...] | None, typical: dict[str, float]
) -> dict[str, Any] | None:
    """Return as data what a shipped model needs to decide as the functions here do.

    None where the threshold (binary) or the most likely class says all. Read by `core.scoring.decision`.

    Returns
    -------
    dict
        Binary: capacity {rows, of} or None and, where amounts differ by row, least_gain and the gains
        if_positive and if_negative, {plus, factors {column: factor}}, and typical {column: median}.
        Multiclass: matrix.
    """
    if isinstance(payoff, MulticlassPayoff) and payoff.matrix:
        return {"matrix": payoff_matrix(payoff, labels or ()).tolist()}
    if isinstance(payoff, (MulticlassPayoff, RegressionPayoff)):
        return None
    policy: dict[str, Any] = {"capacity": payoff.capacity.model_dump() if payoff.capacity else None}
    if depends_on_row(payoff):
        policy |= {
            "least_gain": threshold_or_default(payoff, threshold),
            "if_positive": _difference(payoff.true_positive, payoff.false_negative, payoff.cost_of_acting),
            "if_negative": _difference(payoff.false_positive, payoff.true_negative, payoff.cost_of_acting),
            "typical": typical,
        }
    return policy if depends_on_row(payoff) or payoff.capacity else None


def _difference(acting: Worth, not_acting: Worth, cost: float) -> dict[str, Any]:
    """Acting less not acting less its cost, as a fixed part and a factor a column."""
    plus, factors = -cost, dict[str, float]()
    for worth, sign in ((acting, 1.0), (not_acting, -1.0)):
        if isinstance(worth, Amount):
            plus += sign * worth.plus
            factors[worth.column] = factors.get(worth.column, 0.0) + sign * worth.factor
        else:
            plus += sign * worth
    return {"plus": plus, "factors": factors}
