"""The truth of new rows, in the codes that a trained model uses."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.design.solution.design import MlTask
from core.scoring.recipe import column_text


def encode_truth(
    target: pd.Series, ml_task: MlTask, labels: Sequence[str] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the truth of the rows that have a usable one, and which rows those are.

    Returns
    -------
    y : ndarray of shape (n_known,)
        int64 codes into `labels`, or float64 amounts for regression.
    known : bool ndarray of shape (n_rows,)
        False where the target is missing, not a number (regression) or a label never trained on.
    """
    if ml_task == "regression":
        amounts = pd.to_numeric(target, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        known = np.isfinite(amounts)
        return amounts[known], known
    codes = (
        pd.Index(list(labels or ()), dtype=object)
        .get_indexer(pd.Index(column_text(target), dtype=object))
        .astype(np.int64)
    )
    known = codes >= 0
    return codes[known], known
