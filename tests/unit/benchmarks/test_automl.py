"""The comparison with peers: fair inputs, honest ranks, and peers that learn mixed tables."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.automl import markdown, overall, read_table, summary
from benchmarks.automl_peers import Job, measure


def frame(n_rows: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "size": rng.normal(size=n_rows),
            "colour": pd.Series(rng.choice(["red", "green"], n_rows)).where(rng.random(n_rows) > 0.1),
            "member": rng.random(n_rows) > 0.5,
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n_rows) % 40, unit="D"),
        }
    )


def job_for(ml_task: str) -> Job:
    X = frame()
    y = X["size"].to_numpy() + 0.1 if ml_task == "regression" else (X["size"] > 0).to_numpy().astype(int)
    metric = "rmse" if ml_task == "regression" else "roc_auc"
    return Job(X, y, ml_task, 0 if ml_task == "regression" else 2, metric, 1.0, 0, 1)


@pytest.mark.parametrize(
    ("peer", "ml_task"),
    [
        ("lightgbm", "regression"),
        ("optuna_lightgbm", "binary"),
        ("hist_gradient", "binary"),
        ("trefoil", "binary"),
    ],
)
def test_peers_learn_a_mixed_table_and_are_measured(peer: str, ml_task: str) -> None:
    job = job_for(ml_task)
    new = job.X.assign(colour="blue").head(30)
    prediction, measures = measure(peer, job, new)
    assert prediction.shape == (30,)
    assert np.corrcoef(prediction, job.y[:30])[0, 1] > 0.5
    assert set(measures) == {"fit_s", "first_model_s", "size_mb", "one_row_ms", "rows_per_s", "peak_mb"}
    assert all(value > 0 for value in measures.values())
    assert measures["first_model_s"] <= measures["fit_s"] + 0.01
    if peer == "trefoil":
        assert measures["fit_s"] < 1.05 * job.budget_s + 1


def test_a_peer_sees_categories_of_training_only() -> None:
    job = job_for("binary")
    unknown, missing = (
        measure("lightgbm", job, job.X.assign(colour=pd.Series([value] * len(job.X), dtype="str")))[0]
        for value in ("blue", None)
    )
    np.testing.assert_array_equal(unknown, missing)


def test_identifiers_are_left_out_for_all(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = frame().assign(customer_id=[f"c{i:04}" for i in range(120)])
    rows.assign(bought=np.where(rows["size"] > 0, "yes", "no")).to_csv(path, index=False)
    X, y, ml_task = read_table(path, "bought")
    assert ml_task == "binary"
    assert "customer_id" not in X
    assert "bought" not in X
    assert y.sum() == (rows["size"] > 0).sum()


def runs(quality: dict[str, tuple[float, ...]]) -> pd.DataFrame:
    measures = {
        "first_model_s": 0.5, "size_mb": 1.0, "one_row_ms": 2.0, "rows_per_s": 3e4, "peak_mb": 300.0,
    }  # fmt: skip
    return pd.DataFrame(
        [
            {"peer": peer, "seed": seed, "quality": value, "fit_s": 8.0 + seed, **measures}
            for peer, values in quality.items()
            for seed, value in enumerate(values)
        ]
    )


def test_the_summary_ranks_by_seed_and_gives_the_standard_error() -> None:
    found = summary(runs({"a": (0.8, 0.9), "b": (0.7, 0.8)}), greater_is_better=True, budget_s=10)
    assert found.index.tolist() == ["a", "b"]
    assert found.loc["a", "quality"] == "0.85 ± 0.05"
    assert found["rank"].tolist() == ["1.0", "2.0"]
    assert found.loc["a", "longest fit"] == "9.0 s (90%)"
    errors = summary(runs({"a": (0.8, 0.9), "b": (0.7, 0.8)}), greater_is_better=False, budget_s=10)
    assert errors.index.tolist() == ["b", "a"]
    assert markdown(found).splitlines()[2].startswith("| a | 0.85 ± 0.05 | 1.0 |")


def test_all_tables_together_say_who_leads_and_who_falls_behind_where() -> None:
    areas = runs({"a": (0.8, 0.9), "b": (0.7, 0.8)}).assign(table="areas", metric="roc_auc")
    errors = runs({"a": (4.0, 5.0), "b": (2.0, 4.0), "c": (1.0,)}).assign(table="errors", metric="rmse")
    found = overall([areas, errors])
    assert found["mean rank"].tolist() == ["1.50", "1.50"]
    assert found.loc["a", "furthest behind the best"] == "50.0% (errors)"
    assert found.loc["b", "furthest behind the best"] == "11.8% (areas)"
    assert found["tables"].tolist() == ["2", "2"], "a peer without all seeds is not ranked"
