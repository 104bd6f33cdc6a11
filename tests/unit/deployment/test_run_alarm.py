"""The run alarm: at most five of a hundred good models alarm in 30 periods, and a real loss is found."""

import numpy as np
import pytest

from core.deployment.monitoring.alerts import alerts
from core.deployment.monitoring.performance import performance_report
from core.deployment.monitoring.run_alarm import (
    FALSE_ALARMS,
    PERIODS,
    POOLED_ROWS,
    Reading,
    drop_limit,
    is_alarm,
    pool,
    together,
)

RUNS = 1_000
HOLDOUT_ROWS = 10_000


def reading(accuracy: float, rows: int, rng: np.random.Generator) -> Reading:
    found = rng.binomial(rows, accuracy) / rows
    return Reading(found, float(np.sqrt(found * (1 - found) / rows)), rows)


def alarms(rng: np.random.Generator, rows: int, accuracies: list[float]) -> list[bool]:
    """Which periods of one run raise an alarm, for a model with the first accuracy at release."""
    reference = reading(accuracies[0], HOLDOUT_ROWS, rng)
    seen: list[Reading] = []
    raised = []
    for accuracy in accuracies:
        now = reading(accuracy, rows, rng)
        raised.append(is_alarm(now, seen, reference))
        seen.append(now)
    return raised


@pytest.mark.parametrize("rows", [100, 250, 1_000])
def test_thirty_periods_as_good_as_at_release_alarm_in_at_most_five_runs_of_a_hundred(rows: int) -> None:
    rng = np.random.default_rng(0)
    raised = [any(alarms(rng, rows, [0.9] * PERIODS)) for _ in range(RUNS)]
    spread = np.sqrt(FALSE_ALARMS * (1 - FALSE_ALARMS) / RUNS)
    assert 0.005 < np.mean(raised) < FALSE_ALARMS + 2.33 * spread


@pytest.mark.parametrize("rows", [100, 250, 500, 1_000])
def test_five_points_lost_are_found_within_a_thousand_known_rows(rows: int) -> None:
    rng = np.random.default_rng(1)
    lost = [0.9] * 6 + [0.85] * (POOLED_ROWS // rows)
    assert np.mean([any(alarms(rng, rows, lost)[6:]) for _ in range(RUNS)]) >= 0.9


def test_a_sudden_fall_shows_in_its_own_period() -> None:
    rng = np.random.default_rng(2)
    fallen = [0.9] * 6 + [0.7]
    assert np.mean([alarms(rng, 200, fallen)[-1] for _ in range(100)]) >= 0.95


def test_the_limit_is_the_normal_quantile_for_one_look_and_rises_with_the_looks() -> None:
    assert drop_limit(1, 0.0, 0.05) == pytest.approx(2.93, abs=0.03)
    assert drop_limit(10, 0.0, 0.05) < drop_limit(1, 0.0, 0.05)
    assert drop_limit(1, 1.0, 0.05) < drop_limit(1, 0.0, 0.05) < drop_limit(1, 0.0, 0.01)


def test_readings_are_put_together_by_rows_until_there_are_a_thousand() -> None:
    readings = [Reading(0.5, 0.04, 900), Reading(0.8, 0.02, 600), Reading(0.9, 0.03, 500)]
    now = Reading(0.6, 0.05, 100)
    assert pool(now, readings) == [now, readings[2], readings[1]]
    found = together(readings[1:])
    assert found.mean == pytest.approx((0.8 * 600 + 0.9 * 500) / 1100)
    assert found.error == pytest.approx(np.hypot(0.02 * 600, 0.03 * 500) / 1100)


def test_an_exact_reference_and_a_constant_period_alarm_only_on_a_real_difference() -> None:
    exact = Reading(1.0, 0.0, 0)
    assert not is_alarm(Reading(1.0, 0.0, 80), [], exact)
    assert is_alarm(Reading(0.9, 0.0, 80), [], exact)
    assert not is_alarm(Reading(1.1, 0.0, 80), [], exact)
    assert is_alarm(Reading(1.1, 0.0, 80), [], exact, sign=-1)


def report(share_right: float, earlier: list[dict]) -> dict:
    """A period of 250 known rows of which a given share is right, after a release at 0.85."""
    y = np.arange(250) % 2
    right = np.arange(250) < 250 * share_right
    prediction = np.where(right == (y == 1), 0.9, 0.1)
    return performance_report(y, prediction, "accuracy", 0.85, (0.843, 0.857), earlier=earlier)


def test_a_loss_that_no_period_shows_alone_is_found_from_several_together() -> None:
    seen: list[dict] = []
    for _ in range(4):
        seen.append(report(0.80, list(seen)))
    assert [each["verdict"] for each in seen] == ["stable"] * 4
    assert [each["alarm"] for each in seen] == [False, False, True, True]
    assert "The newest 3 periods together: 0.8 (90% interval" in seen[2]["sentence"]
    assert "on 750 rows." in seen[2]["sentence"]
    assert "periods together" not in seen[0]["sentence"]
    (found,) = alerts({"performance": seen[3]})
    assert (found["code"], found["severity"]) == ("A2", "act")


def test_one_bad_period_is_watched_before_it_calls_to_act() -> None:
    bad = report(0.78, [])
    assert (bad["verdict"], bad["alarm"]) == ("worse", False)
    (found,) = alerts({"performance": bad})
    assert (found["code"], found["severity"]) == ("A2", "watch")
    assert found["why"].endswith("One such period in a hundred is chance: the next one will tell.")
