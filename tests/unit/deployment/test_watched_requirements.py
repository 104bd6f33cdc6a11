"""Requirements after release: a miss beyond chance calls to act, one within it is watched."""

import numpy as np
import pytest

from core.deployment.gates.evidence import Evidence
from core.deployment.gates.verdict import Finding
from core.deployment.monitoring.alerts import alerts
from core.deployment.monitoring.requirements import requirement_alerts, severity, watched_requirements
from core.deployment.monitoring.run_alarm import PERIODS
from core.design.business.requirements import Requirement, RequirementKind

KINDS = RequirementKind


def demand(kind: RequirementKind, number: int, **terms: object) -> Requirement:
    return Requirement.model_validate({"number": f"R{number}", "kind": kind, "asked_by": "Bo", **terms})


def window(**figures: object) -> Evidence:
    return Evidence(metric="roc_auc", greater_is_better=True, holdout_rows=300, **figures)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("margin", "interval", "expected"),
    [
        (0.1, (-0.1, 0.3), None),
        (-0.1, (-0.12, -0.08), "act"),
        (-0.1, (-0.3, 0.1), "watch"),
        (-0.1, (-0.19, -0.01), "watch"),
        (-0.1, None, "act"),
        (None, None, None),
    ],
)
def test_how_sure_a_miss_is_decides_how_loud_it_is(margin, interval, expected) -> None:
    assert severity(Finding("any", "", margin, interval)) == expected


def test_a_model_exactly_at_its_limit_calls_to_act_in_at_most_five_of_a_hundred_runs() -> None:
    margins = np.random.default_rng(0).normal(0, 1, (2_000, PERIODS))
    called = [
        any(severity(Finding("", "", m, (m - 1.6449, m + 1.6449))) == "act" for m in run) for run in margins
    ]
    assert np.mean(called) == pytest.approx(0.05, abs=0.012)


def test_only_what_a_window_can_show_is_watched() -> None:
    demands = (
        demand(KINDS.METRIC, 1, limit=0.8),
        demand(KINDS.MODEL_MB, 2, limit=1),
        demand(KINDS.VALUE_PER_ROW, 3, limit=1),
        demand(KINDS.MAX_AGE_DAYS, 4, limit=30),
    )
    evidence = window(score=0.6, score_interval=(0.58, 0.62), value_per_row=None, age_days=31.0)
    found = watched_requirements(demands, evidence, "EUR")
    said = [(each["number"], each["verdict"], each["severity"]) for each in found]
    assert said == [("R1", "fail", "act"), ("R3", "cannot tell", None), ("R4", "fail", "act")]


def test_an_alert_carries_the_number_the_figures_and_who_asked() -> None:
    evidence = window(score=0.78, score_interval=(0.7, 0.86))
    watched = watched_requirements((demand(KINDS.METRIC, 7, limit=0.8),), evidence, "EUR")
    (alert,) = requirement_alerts(watched)
    assert (alert["code"], alert["severity"], alert["send_back_to"]) == ("R7", "watch", "train")
    assert alert["why"].startswith("ROC AUC is 0.78")
    assert "Chance alone may explain" in alert["why"]
    assert alert["why"].endswith("Asked by Bo.")
    assert [each["code"] for each in alerts({"requirements": watched})] == ["R7"]
