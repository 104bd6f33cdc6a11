"""Small model folders to test scoring, packages and gates on."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.development.automl.learners import build_pipeline
from core.scoring.model import save_model
from core.scoring.recipe import apply_recipe

RECIPE = {
    "features": [
        {"name": "tenure", "kind": "number"},
        {"name": "plan", "kind": "category"},
        {"name": "paperless", "kind": "boolean"},
        {"name": "joined", "kind": "date"},
    ]
}
CONTRACT = {
    "columns": [
        {"name": "tenure", "kind": "number", "minimum": 0.0, "maximum": 72.0, "nullable": True},
        {"name": "plan", "kind": "category", "categories": ["1", "2", "basic"], "nullable": True},
        {"name": "paperless", "kind": "boolean", "nullable": False},
        {"name": "joined", "kind": "date", "nullable": False},
    ]
}
CONTRACT["columns"] = [
    {"required": True, "minimum": None, "maximum": None, "categories": None, "unique": False} | column
    for column in CONTRACT["columns"]
]
LABELS = {"binary": ["No", "Yes"], "multiclass": ["blue", "green", "red"], "regression": None}
FAST = {
    "extra_trees": {"n_estimators": 15},
    "hist_gradient": {"max_iter": 15},
    "lightgbm": {"n_estimators": 15},
    "neural_network": {"tol": 1e9},
    "wide_network": {"learning_rate_init": 1e-9},
}


def raw_rows(n: int = 200, seed: int = 0) -> pd.DataFrame:
    """Customers with missing tenures and plans."""
    rng = np.random.default_rng(seed)
    tenure = np.where(rng.random(n) < 0.1, np.nan, np.round(rng.uniform(0, 72, n), 3))
    plan = pd.Series(rng.choice(["1", "2", "basic"], n), dtype="str").mask(rng.random(n) < 0.1)
    return pd.DataFrame(
        {
            "tenure": tenure,
            "plan": plan,
            "paperless": rng.random(n) < 0.5,
            "joined": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, n), unit="D"),
        }
    )


def truth(frame: pd.DataFrame, ml_task: str, seed: int = 1) -> np.ndarray:
    """Noisy targets in the common shape: codes, or amounts."""
    noise = np.random.default_rng(seed).normal(0, 10, len(frame))
    amount = frame["tenure"].fillna(30).to_numpy() + 15 * frame["paperless"].to_numpy() + noise
    if ml_task == "regression":
        return amount
    cuts = np.quantile(amount, [0.5] if ml_task == "binary" else [1 / 3, 2 / 3])
    return np.searchsorted(cuts, amount).astype(int)


def saved_model(folder: Path, ml_task: str = "binary", learner: str = "linear", **manifest: Any) -> Path:
    """Fit a small model on 200 rows, save it and return its folder."""
    frame = raw_rows()
    pipeline = build_pipeline(learner, FAST.get(learner, {}), RECIPE, ml_task, len(LABELS[ml_task] or ()), 7)
    pipeline.fit(apply_recipe(frame, RECIPE), truth(frame, ml_task))
    about = {
        "name": "churn",
        "version": 3,
        "ml_task": ml_task,
        "target": "left",
        "labels": LABELS[ml_task],
        "threshold": 0.3 if ml_task == "binary" else None,
        "metric": "rmse" if ml_task == "regression" else "accuracy",
        "features": [feature["name"] for feature in RECIPE["features"]],
    }
    save_model(pipeline, folder, about | manifest, RECIPE, CONTRACT)
    return folder
