"""The products beside which the engine is measured, each as its own manual starts it."""

import re
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.automl_job import TARGET, Fitted, Job

METRIC_OF = {
    "autogluon": {"roc_auc": "roc_auc", "log_loss": "log_loss", "rmse": "root_mean_squared_error"},
    "flaml": {"roc_auc": "roc_auc", "log_loss": "log_loss", "rmse": "rmse"},
    "mljar": {"roc_auc": "auc", "log_loss": "logloss", "rmse": "rmse"},
    "h2o": {"roc_auc": "AUC", "log_loss": "logloss", "rmse": "RMSE"},
}
H2O_MEMORY = "4G"


def autogluon(job: Job) -> Fitted:
    """AutoGluon with the preset that a call without one takes."""
    return _autogluon(job, "medium_quality")


def autogluon_best(job: Job) -> Fitted:
    """AutoGluon with its preset for quality, which bags and stacks."""
    return _autogluon(job, "best_quality")


def _autogluon(job: Job, preset: str) -> Fitted:
    from autogluon.tabular import TabularPredictor

    folder = tempfile.mkdtemp()
    model = TabularPredictor(
        label=TARGET, problem_type=job.ml_task, path=folder, verbosity=0,
        eval_metric=METRIC_OF["autogluon"][job.metric],
    )  # fmt: skip
    model.fit(job.labelled, time_limit=job.budget_s, presets=preset, num_cpus=job.threads)
    board = model.leaderboard()
    first = board.sort_values("fit_order").iloc[0]
    kept = Path(model.clone_for_deployment(str(Path(tempfile.mkdtemp()) / "kept")))
    return Fitted(
        model,
        lambda rows: (
            model.predict(rows) if job.ml_task == "regression" else model.predict_proba(rows)
        ).to_numpy(),
        float(first["fit_time"] + first["pred_time_val"]),
        size_mb=_megabytes(kept),
    )


def flaml(job: Job) -> Fitted:
    """FLAML."""
    from flaml import AutoML

    model = AutoML()
    model.fit(
        X_train=job.X, y_train=job.y, metric=METRIC_OF["flaml"][job.metric], time_budget=job.budget_s,
        task="regression" if job.ml_task == "regression" else "classification",
        n_jobs=job.threads, seed=job.seed, verbose=0,
    )  # fmt: skip
    history = model.config_history
    first = min((seconds for *_, seconds in history.values()), default=job.budget_s)
    return Fitted(model, model.predict if job.ml_task == "regression" else model.predict_proba, float(first))


def mljar(job: Job) -> Fitted:
    """mljar-supervised in the mode meant for use, not for show."""
    from supervised.automl import AutoML

    folder = Path(tempfile.mkdtemp()) / "results"
    model = AutoML(
        results_path=str(folder), total_time_limit=int(job.budget_s), mode="Perform",
        ml_task={"binary": "binary_classification", "multiclass": "multiclass_classification"}.get(
            job.ml_task, "regression"
        ),
        eval_metric=METRIC_OF["mljar"][job.metric], n_jobs=job.threads, random_state=job.seed, verbose=0,
    )  # fmt: skip
    started = time.time()
    model.fit(job.X, job.y)
    ends = [path.stat().st_mtime for path in folder.glob("*/framework.json")]
    return Fitted(
        model,
        model.predict if job.ml_task == "regression" else model.predict_proba,
        min(ends, default=time.time()) - started,
        size_mb=_megabytes(folder),
    )


def h2o(job: Job) -> Fitted:
    """H2O AutoML with the server that its client starts."""
    import h2o as server
    from h2o.automl import H2OAutoML

    warnings.simplefilter("ignore")
    server.init(nthreads=job.threads, max_mem_size=H2O_MEMORY, verbose=False)
    server.no_progress()
    frame = server.H2OFrame(_plain(job.labelled))
    if job.ml_task != "regression":
        frame[TARGET] = frame[TARGET].asfactor()
    metric = METRIC_OF["h2o"][job.metric]
    search = H2OAutoML(
        max_runtime_secs=int(job.budget_s), seed=job.seed + 1, sort_metric=metric, stopping_metric=metric
    )
    started = time.time()
    search.train(y=TARGET, training_frame=frame)
    ends = [
        _ended(server.get_model(row[0]))
        for row in search.leaderboard.as_data_frame()[["model_id"]].to_numpy()
    ]
    kept = Path(server.save_model(search.leader, path=tempfile.mkdtemp()))

    def predict(rows: pd.DataFrame) -> np.ndarray:
        found = search.leader.predict(server.H2OFrame(_plain(rows))).as_data_frame()
        if job.ml_task == "regression":
            return found["predict"].to_numpy()
        return found[[f"p{label}" for label in range(job.n_labels)]].to_numpy()

    return Fitted(
        search.leader, predict, min(ends) - started, size_mb=kept.stat().st_size / 1e6, elsewhere_mb=_java_mb
    )


def _ended(model: Any) -> float:
    return float(model.end_time) / 1e3


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return dates as texts, as H2O reads them."""
    dates = frame.select_dtypes("datetime").columns
    return frame.assign(**{name: frame[name].astype(str) for name in dates})


def _java_mb() -> float:
    """Return the largest memory of a Java process of this machine, in MB."""
    found = [0.0]
    for status in Path("/proc").glob("[0-9]*/status"):
        text = status.read_text(encoding="utf-8")
        peak = re.search(r"VmHWM:\s+(\d+) kB", text)
        if peak and text.startswith("Name:\tjava\n"):
            found.append(int(peak[1]) / 1024)
    return max(found)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


PRODUCTS = {
    "autogluon": autogluon,
    "autogluon_best": autogluon_best,
    "flaml": flaml,
    "mljar": mljar,
    "h2o": h2o,
}
