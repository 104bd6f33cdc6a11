"""The gate against the live model: passed only when better beyond chance, never silent, never a block."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.deployment.champion import LiveComparison, is_unseen, too_few
from core.deployment.gates import overall, run_gates
from core.development.metrics import METRICS, paired_gain
from tests.unit.deployment.test_gates import GOOD, LIMITS, charter

BETTER = LiveComparison(
    version=3,
    rows=400,
    score=0.84,
    live_score=0.80,
    gain=0.04,
    gain_interval=(0.01, 0.07),
    value_gain=0.5,
    value_interval=(-0.1, 1.1),
    currency="EUR",
)


def said(live: LiveComparison) -> dict:
    verdicts = run_gates(replace(GOOD, live=live), charter(LIMITS))
    assert overall(verdicts) == "pass"
    return next(gate for gate in verdicts if gate["code"] == "G7")


def test_without_another_live_model_nothing_is_asked() -> None:
    assert "G7" not in [gate["code"] for gate in run_gates(GOOD, charter(LIMITS))]


def test_better_beyond_chance_passes_with_both_figures_and_their_spread() -> None:
    gate = said(BETTER)
    assert gate["verdict"] == "pass"
    assert gate["evidence"] == (
        "ROC AUC 0.84 against 0.8 of live version 3 on 400 rows kept back that neither was trained on: better by "
        "0.04 (gain, 90% interval 0.01 to 0.07). In money better by 0.5 EUR per row "
        "(gain, 90% interval -0.1 to 1.1). It is better beyond chance."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gain_interval": (-0.01, 0.07)}, "Chance alone may explain the difference."),
        ({"gain": -0.04, "gain_interval": (-0.07, -0.01)}, "worse by 0.04"),
        ({"gain": -0.04, "gain_interval": (-0.07, -0.01)}, "It is worse than what is live."),
        ({"value_gain": -0.5, "value_interval": (-0.9, -0.1)}, "In money worse by 0.5 EUR per row"),
        ({"reason": "it answers another question"}, "Not comparable with live version 3: it answers another"),
    ],
)
def test_anything_else_warns_and_blocks_nothing(change: dict, words: str) -> None:
    gate = said(replace(BETTER, **change))
    assert gate["verdict"] == "warn"
    assert words in gate["evidence"]
    assert gate["send_back_to"] == "train"


@pytest.mark.parametrize(("loss", "most"), [(0.02, 0.05), (0.0, 0.10)])
def test_a_worse_challenger_hardly_ever_passes_and_an_equal_one_seldom(loss: float, most: float) -> None:
    rng = np.random.default_rng(0)
    passed = []
    for _ in range(60):
        y = rng.integers(0, 2, 1_000)
        old, new = (np.where(rng.random(1_000) < right, y, 1 - y) for right in (0.85, 0.85 - loss))
        gain, low, high = paired_gain(
            METRICS["accuracy"], y, new.astype(float), old.astype(float), n_boot=100
        )
        found = replace(BETTER, gain=gain, gain_interval=(low, high))
        passed.append(said(found)["verdict"] == "pass")
    assert np.mean(passed) <= most


def test_a_model_that_answers_alike_in_every_row_passes_without_a_warning() -> None:
    gate = said(replace(BETTER, is_same=True, gain=0.0, gain_interval=(0.0, 0.0)))
    assert gate["verdict"] == "pass"
    assert "the same answers as live version 3 on 400 rows" in gate["evidence"]


def test_a_row_is_known_by_its_values_however_they_are_stored() -> None:
    trained = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None], "c": [True, False, True]})
    rows = pd.DataFrame(
        {"a": [1.0, 2.0, 3.0, 3.0], "b": ["x", "z", None, "y"], "c": [True, False, True, True]}
    )
    assert is_unseen(rows, trained, ["a", "b", "c"]).tolist() == [False, True, False, True]
    assert is_unseen(rows.astype({"b": "string"}), trained, ["a"]).tolist() == [False] * 4


@pytest.mark.parametrize(
    ("y", "few"), [([0, 1] * 25, False), ([0, 1] * 24, True), ([0] * 60 + [1] * 4, True)]
)
def test_too_few_rows_say_nothing(y: list[int], few: bool) -> None:
    assert too_few(np.array(y), is_binary=True) == few
