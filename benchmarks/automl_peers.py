"""The peers of `automl.py`: each learns one table in a process of its own.

    python benchmarks/automl_peers.py PEER FOLDER

FOLDER holds train.parquet and test.parquet (features, and the codes or amounts of the target in the column
`TARGET`; the test's are NaN) and job.json (ml_task, n_labels, metric, budget_s, seed, threads). The peer writes
prediction.npy and measures.json into it. Products with an environment of their own stand in `automl_products.py`;
nothing of a peer is imported outside its function.
"""

import json
import pickle
import resource
import sys
import time
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path = [str(ROOT), *(place for place in sys.path if Path(place) != Path(__file__).parent)]

from benchmarks.automl_job import TARGET, Fitted, Job

LATENCY_CALLS = 50
BATCH_ROWS = 20_000
STOPPING_SHARE = 0.15
MOST_ROUNDS = 2_000
PATIENCE = 50
MOST_CATEGORIES = 255


class Coded:
    """Texts as categories known from training, dates as days, truth values as numbers."""

    def __init__(self, X: pd.DataFrame) -> None:
        texts = [name for name in X if isinstance(X[name].dtype, pd.StringDtype)]
        self.categories = {name: pd.CategoricalDtype(X[name].dropna().unique()) for name in texts}

    def __call__(self, X: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({name: self._coded(X[name]) for name in X})

    def _coded(self, values: pd.Series) -> pd.Series:
        if values.name in self.categories:
            dtype = self.categories[values.name]
            known = values.where(values.isin(dtype.categories)).astype(dtype)
            return known if len(known.cat.categories) <= MOST_CATEGORIES else known.cat.codes.astype(float)
        if pd.api.types.is_datetime64_any_dtype(values):
            return (values - pd.Timestamp(0)) / pd.Timedelta(days=1)
        return values.astype("float64")


def trefoil(job: Job) -> Fitted:
    """Ours."""
    from core.development.automl.estimator import TrefoilClassifier, TrefoilRegressor

    started = time.perf_counter()
    first: list[float] = []

    def watch(news: dict[str, Any]) -> None:
        if news["finished"] and not first:
            first.append(time.perf_counter() - started)

    kind = TrefoilRegressor if job.ml_task == "regression" else TrefoilClassifier
    model = kind(
        budget_s=job.budget_s, metric=job.metric, random_state=job.seed, n_jobs=job.threads, on_progress=watch
    ).fit(job.X, job.y)
    model.set_params(on_progress=None)
    predict = model.predict if job.ml_task == "regression" else model.predict_proba
    return Fitted(model, predict, first[0] if first else time.perf_counter() - started)


def lightgbm(job: Job) -> Fitted:
    """LightGBM with a learning rate of 0.05 and early stopping."""
    started = time.perf_counter()
    coded = Coded(job.X)
    learn, stop = _inner_rows(job)
    model = _boosted(job, coded(job.X), learn, stop, {"learning_rate": 0.05})
    return _fitted(job, coded, model, time.perf_counter() - started)


def optuna_lightgbm(job: Job) -> Fitted:
    """The loop of many tutorials: Optuna over LightGBM on one split, then a fit on all rows."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    started = time.perf_counter()
    coded = Coded(job.X)
    matrix, (learn, stop) = coded(job.X), _inner_rows(job)

    def objective(trial: Any) -> float:
        model = _boosted(job, matrix, learn, stop, _suggested(trial))
        trial.set_user_attr("rounds", max(1, model.best_iteration_))
        trial.set_user_attr("at", time.perf_counter() - started)
        return float(next(iter(model.best_score_["valid_0"].values())))

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=job.seed))
    study.optimize(objective, timeout=0.75 * job.budget_s)
    settings = study.best_trial.params | {"n_estimators": study.best_trial.user_attrs["rounds"]}
    model = _new_lightgbm(job, settings).fit(matrix, job.y)
    return _fitted(job, coded, model, study.trials[0].user_attrs["at"])


def hist_gradient(job: Job) -> Fitted:
    """scikit-learn's histogram gradient boosting as it comes."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    started = time.perf_counter()
    coded = Coded(job.X)
    kind = HistGradientBoostingRegressor if job.ml_task == "regression" else HistGradientBoostingClassifier
    model = kind(random_state=job.seed).fit(coded(job.X), job.y)
    return _fitted(job, coded, model, time.perf_counter() - started)


PEERS: dict[str, Callable[[Job], Fitted]] = {
    "trefoil": trefoil,
    "lightgbm": lightgbm,
    "optuna_lightgbm": optuna_lightgbm,
    "hist_gradient": hist_gradient,
}


def measure(peer: str, job: Job, test: pd.DataFrame) -> tuple[np.ndarray, dict[str, float]]:
    """Return a peer's predictions of the test rows, and what it cost to get them.

    Returns
    -------
    prediction : ndarray
        (n_rows,) P(second label) or amounts, or (n_rows, n_labels) probabilities.
    measures : dict
        fit_s, first_model_s, size_mb (compressed pickle), one_row_ms (median), rows_per_s, peak_mb (of the
        process, libraries included).
    """
    _import_libraries()
    started = time.perf_counter()
    fitted = _learner(peer)(job)
    fit_s = time.perf_counter() - started
    prediction = fitted.predict(test)
    measures = {
        "fit_s": fit_s,
        "first_model_s": fitted.first_model_s,
        "size_mb": _size_mb(fitted),
        "one_row_ms": 1e3 * _seconds(fitted.predict, test.head(1), LATENCY_CALLS),
        "rows_per_s": BATCH_ROWS / _seconds(fitted.predict, _repeated(test, BATCH_ROWS), 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + fitted.elsewhere_mb(),
    }
    return prediction[:, 1] if job.ml_task == "binary" else prediction, measures


def _learner(peer: str) -> Callable[[Job], Fitted]:
    if peer in PEERS:
        return PEERS[peer]
    from benchmarks.automl_products import PRODUCTS

    return PRODUCTS[peer]


def _size_mb(fitted: Fitted) -> float:
    if fitted.size_mb is not None:
        return fitted.size_mb
    return len(zlib.compress(pickle.dumps(fitted.model))) / 1e6


def _import_libraries() -> None:
    """Load what every peer here needs before the clock starts."""
    for name in ("sklearn.ensemble", "lightgbm", "optuna", "autogluon.tabular", "flaml", "supervised.automl"):
        try:
            __import__(name)
        except ImportError:
            continue


def _seconds(predict: Callable[[pd.DataFrame], np.ndarray], rows: pd.DataFrame, times: int) -> float:
    """Return the median seconds of a prediction."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        predict(rows)
        taken.append(time.perf_counter() - started)
    return float(np.median(taken))


def _repeated(test: pd.DataFrame, n_rows: int) -> pd.DataFrame:
    return test.iloc[np.arange(n_rows) % len(test)].reset_index(drop=True)


def _inner_rows(job: Job) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.model_selection import train_test_split

    labels = None if job.ml_task == "regression" else job.y
    rows = np.arange(len(job.y))
    learn, stop = train_test_split(rows, test_size=STOPPING_SHARE, random_state=job.seed, stratify=labels)
    return learn, stop


def _new_lightgbm(job: Job, settings: dict[str, Any]) -> Any:
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMRegressor if job.ml_task == "regression" else LGBMClassifier
    fixed = {"n_jobs": job.threads, "verbosity": -1, "subsample_freq": 1, "random_state": job.seed}
    return kind(**{"n_estimators": MOST_ROUNDS, **fixed, **settings})


def _boosted(
    job: Job, matrix: pd.DataFrame, learn: np.ndarray, stop: np.ndarray, settings: dict[str, Any]
) -> Any:
    from lightgbm import early_stopping

    return _new_lightgbm(job, settings).fit(
        matrix.iloc[learn],
        job.y[learn],
        eval_X=matrix.iloc[stop],
        eval_y=job.y[stop],
        callbacks=[early_stopping(PATIENCE, verbose=False)],
    )


def _suggested(trial: Any) -> dict[str, Any]:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.2, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 4, 192, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 1, 120, log=True),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.4, 1.0),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "reg_alpha": trial.suggest_float("reg_alpha", 1e-3, 10.0, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 1e-3, 10.0, log=True),
    }


def _fitted(job: Job, coded: Coded, model: Any, first_model_s: float) -> Fitted:
    predict = model.predict if job.ml_task == "regression" else model.predict_proba
    return Fitted((coded, model), lambda rows: predict(coded(rows)), first_model_s)


def main(peer: str, folder: Path) -> None:
    """Learn the table of a folder, and write what was found into it."""
    warnings.simplefilter("ignore")
    train, test = (pd.read_parquet(folder / f"{part}.parquet") for part in ("train", "test"))
    job = Job(
        X=train.drop(columns=TARGET),
        y=train[TARGET].to_numpy(),
        **json.loads((folder / "job.json").read_text(encoding="utf-8")),
    )
    prediction, measures = measure(peer, job, test.drop(columns=TARGET))
    np.save(folder / "prediction.npy", prediction)
    (folder / "measures.json").write_text(json.dumps(measures), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
