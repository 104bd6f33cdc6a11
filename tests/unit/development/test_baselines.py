"""The ladder: honest rungs, said in plain words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.design.business.payoff import reference_values, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.development.baselines import baseline_ladder, fit_baseline
from core.development.metrics import METRICS
from core.development.rule import fit_rule, rule_text
from core.development.splits import make_folds
from core.errors import BadInput
from tests.unit.development.learning_tables import table_for

PAYOFFS = {
    "binary": BinaryPayoff(true_positive=5, false_positive=-2),
    "multiclass": MulticlassPayoff(),
    "regression": RegressionPayoff(),
}
METRIC_OF = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}


def ladder(ml_task: str):
    table, design, _ = table_for(ml_task, n_rows=600)
    metric = METRICS[METRIC_OF[ml_task]]
    return table, baseline_ladder(table, make_folds(table, design.split), metric, PAYOFFS[ml_task])


@pytest.mark.parametrize("ml_task", PAYOFFS)
def test_each_rung_beats_the_guess_and_reports_what_it_did(ml_task: str) -> None:
    table, rungs = ladder(ml_task)
    sign = METRICS[METRIC_OF[ml_task]].sign
    assert [rung.code for rung in rungs] == ["dummy", "rule", "linear", "tree"]
    assert all(sign * rung.score > sign * rungs[0].score for rung in rungs[1:])
    for rung in rungs:
        assert rung.oof_rows.tolist() == list(range(len(table)))
        assert len(rung.fold_scores) == 3
        assert rung.score == pytest.approx(np.mean(rung.fold_scores))
        assert rung.description
        value = value_per_row(PAYOFFS[ml_task], table.y, rung.oof, rung.threshold).mean()
        assert rung.value_per_row == pytest.approx(value)
    assert all((rung.threshold is None) == (ml_task != "binary") for rung in rungs)


def test_the_guess_is_worth_what_the_best_simple_policy_is() -> None:
    table, rungs = ladder("binary")
    assert rungs[0].score == pytest.approx(0.5)
    assert rungs[0].value_per_row == pytest.approx(max(reference_values(PAYOFFS["binary"], table.y).values()))


def test_validation_rows_never_reach_the_fit() -> None:
    """On a coin toss each rung scores like one; rungs that had seen the rows would not."""
    table, design, _ = table_for("binary", n_rows=400)
    rng = np.random.default_rng(0)
    noise = pd.DataFrame(rng.normal(size=(400, 12))).add_prefix("x")
    coin = replace(table, X=noise, y=rng.integers(0, 2, 400))
    rungs = baseline_ladder(coin, make_folds(coin, design.split), METRICS["roc_auc"], PAYOFFS["binary"])
    assert all(rung.score < 0.57 for rung in rungs)


def test_a_payoff_of_another_task_is_refused() -> None:
    table, design, _ = table_for("regression")
    with pytest.raises(BadInput, match="binary decision"):
        baseline_ladder(table, make_folds(table, design.split), METRICS["rmse"], PAYOFFS["binary"])


@pytest.mark.parametrize("ml_task", PAYOFFS)
@pytest.mark.parametrize("code", ["dummy", "rule", "linear", "tree"])
def test_a_fitted_baseline_predicts_unknown_and_missing_values(code: str, ml_task: str) -> None:
    table, _, _ = table_for(ml_task)
    X = table.X.head(4).assign(colour=["red", "never seen", "(missing)", "blue"], size=np.nan)
    found = fit_baseline(code, table).predict(X)
    assert found.shape == ((4, 4) if ml_task == "multiclass" else (4,))
    assert np.isfinite(found).all()
    if ml_task == "multiclass":
        np.testing.assert_allclose(found.sum(axis=1), 1)


def test_noise_columns_do_not_win_by_having_many_values() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 2_000)
    X = pd.DataFrame(
        {
            "code": rng.integers(0, 400, 2_000).astype(str),
            "weak": np.where(rng.random(2_000) < 0.7, y, 1 - y).astype(str),
        }
    )
    assert fit_rule(X, np.eye(2)[y], 0).column == "weak"


def test_rules_are_said_in_plain_words() -> None:
    kind = np.resize(["a", "b", "c"], 300)
    yes = np.isin(kind, ["a"])
    by_kind = fit_rule(pd.DataFrame({"kind": kind}), np.eye(2)[yes.astype(int)], 0)
    assert rule_text(by_kind, ("No", "Yes"), 0.5) == "If kind = a then Yes"
    age = np.resize(np.arange(100.0), 300)
    middle = (age > 20) & (age <= 60)
    by_age = fit_rule(pd.DataFrame({"age": age}), np.eye(2)[middle.astype(int)], 0)
    assert rule_text(by_age, ("No", "Yes"), 0.5) == "If 20.5 < age <= 60.5 then Yes"
    never = rule_text(by_kind, ("No", "Yes"), 1.01)
    assert never.startswith("If kind = a then Yes is likelier than usual: up to")
    amounts = fit_rule(pd.DataFrame({"kind": kind}), np.where(yes, 10.0, 2.0)[:, None], 0)
    assert rule_text(amounts, None) == "By kind. kind = a: 9.515; kind = b: 2.242; kind = c: 2.242."


def test_a_column_that_says_nothing_never_says_yes() -> None:
    y = np.resize([0, 1], 100)
    rule = fit_rule(pd.DataFrame({"same": np.ones(100)}), np.eye(2)[y], 0)
    assert rule_text(rule, ("No", "Yes"), 0.9).startswith("Never Yes")
