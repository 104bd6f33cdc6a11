"""The decision that ships with a model: whom to act on, or which class, from data in the manifest."""

from typing import Any

import numpy as np
import pandas as pd

Policy = dict[str, Any]


def decision_columns(policy: Policy | None) -> list[str]:
    """Return the amount columns that a decision needs of each row."""
    return list((policy or {}).get("typical", {}))


def expected_gain(policy: Policy, probability: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    """Return what acting on each row is expected to bring over not acting, in currency.

    P x gain if positive + (1 - P) x gain if negative; a missing amount counts with its typical value.
    Source: Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI.
    """
    positive, negative = (_gain(policy, rows, case) for case in ("if_positive", "if_negative"))
    return np.asarray(probability * positive + (1 - probability) * negative, dtype=float)


def acts_on(score: np.ndarray, threshold: float, policy: Policy | None, is_period: bool) -> np.ndarray:
    """Tell for each row whether it is acted on.

    Parameters
    ----------
    score : ndarray of shape (n_rows,)
        P(positive), or the expected gain where amounts differ by row.
    is_period : bool
        True where the rows are all rows of a period: the capacity then holds among them, the highest
        scores first. One row alone is decided by the threshold, which was chosen to keep the capacity.
    """
    acts = score >= threshold
    capacity = (policy or {}).get("capacity")
    if is_period and capacity and len(score):
        allowed = min(len(score), max(1, int(capacity["rows"] * len(score) / capacity["of"] + 1e-9)))
        acts[np.argsort(-score, kind="stable")[allowed:]] = False
    return np.asarray(acts)


def is_in_doubt(
    policy: Policy | None, threshold: float | None, within: float, probability: np.ndarray, rows: pd.DataFrame
) -> np.ndarray:
    """Tell for each row whether its probability is so near the threshold that a person decides.

    Where amounts differ by row each row has a threshold of its own: the probability at which acting is
    expected to bring `least_gain`.

    Parameters
    ----------
    within : float
        Largest distance that counts as near, 0 to 0.5, both ends included.
    """
    if not decision_columns(policy):
        return np.asarray(np.abs(probability - threshold) <= within)
    assert policy is not None
    positive, negative = (_gain(policy, rows, case) for case in ("if_positive", "if_negative"))
    gain = probability * positive + (1 - probability) * negative
    return np.asarray(np.abs(gain - policy["least_gain"]) <= within * np.abs(positive - negative))


def best_class(policy: Policy | None, probabilities: np.ndarray) -> np.ndarray:
    """Return the code of the class with the highest expected value, or the most likely one."""
    matrix = (policy or {}).get("matrix")
    worth = probabilities @ np.asarray(matrix) if matrix else probabilities
    return np.asarray(worth.argmax(axis=1))


def _gain(policy: Policy, rows: pd.DataFrame, case: str) -> np.ndarray:
    gain = np.full(len(rows), float(policy[case]["plus"]))
    for column, factor in policy[case]["factors"].items():
        amounts = pd.to_numeric(rows[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        gain += factor * np.where(np.isfinite(amounts), amounts, policy["typical"][column])
    return gain
