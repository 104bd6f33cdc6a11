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
        demand(KINDS.WITHOUT_COLUMNS, 2, columns=["phone"]),
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


def test_a_value_over_another_is_judged_with_the_spread_of_the_difference() -> None:
    asked = demand(KINDS.VALUE_OVER_TODAY, 1, limit=1)
    figures = {"value_per_row": 2.5, "today_value_per_row": 2.0}
    sure = window(**figures, over_today_interval=(0.3, 0.7))
    (said,) = watched_requirements((asked,), sure, "EUR")
    assert said["evidence"] == (
        "Worth 0.5 EUR per row more than today's process (90% interval 0.3 to 0.7): 2.5 against 2; "
        "required is at least 1 EUR per row."
    )
    assert said["severity"] == "act"
    (said,) = watched_requirements((asked,), window(**figures, over_today_interval=(-0.5, 1.5)), "EUR")
    assert said["severity"] == "watch"
    less = window(value_per_row=1.5, today_value_per_row=2.0, over_today_interval=(-0.7, -0.3))
    (said,) = watched_requirements((asked,), less, "EUR")
    assert "Worth 0.5 EUR per row less than today's process (90% interval 0.3 to 0.7)" in said["evidence"]


def test_a_figure_that_cannot_be_measured_says_why() -> None:
    asked = demand(KINDS.LATENCY_MS, 3, limit=5)
    (said,) = watched_requirements((asked,), window(unknown={KINDS.LATENCY_MS: "two rows are few."}), "EUR")
    assert (said["verdict"], said["severity"]) == ("cannot tell", None)
    assert said["evidence"] == "Not measurable because two rows are few."


def test_slow_answers_and_a_model_that_grew_raise_an_alert() -> None:
    demands = (demand(KINDS.LATENCY_MS, 1, limit=5), demand(KINDS.MODEL_MB, 2, limit=1))
    slow = window(latency_p95_ms=9.0, latency_median_ms=4.0, latency_interval=(7.5, 12.0), size_mb=1.5)
    watched = watched_requirements(demands, slow, "EUR")
    assert (
        "9 ms at the 95th percentile, 4 ms at the median (90% interval of the former 7.5 to 12)"
        in (watched[0]["evidence"])
    )
    assert [(each["code"], each["severity"]) for each in requirement_alerts(watched)] == [
        ("R1", "act"),
        ("R2", "act"),
    ]
    unsure = window(latency_p95_ms=9.0, latency_median_ms=4.0, latency_interval=(2.0, 12.0), size_mb=0.5)
    assert [each["severity"] for each in watched_requirements(demands, unsure, "EUR")] == ["watch", None]
