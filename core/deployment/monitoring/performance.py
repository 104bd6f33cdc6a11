"""Performance: is the model still as good, and worth as much, as when it was released?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import norm

from core.deployment.monitoring.run_alarm import Reading, is_alarm, pool, together
from core.design.business.payoff import value_of_decisions, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, Payoff, RegressionPayoff
from core.design.business.row_facts import NO_FACTS, RowFacts
from core.design.wording import figure
from core.development.metrics import METRICS, MONEY, Metric, score, score_interval

STABLE, WORSE, CANNOT_TELL = "stable", "worse", "cannot tell"
MIN_LABELS = 50
MIN_OF_EACH_LABEL = 5
"""Of both labels of a binary task: below this an interval says nothing about the rarer one."""
INTERVAL_LEVEL = 0.9
HALF_WIDTH = float(norm.ppf(0.5 + INTERVAL_LEVEL / 2))
SCORE, VALUE = ("score", "interval"), ("value_per_row", "value_interval")


def performance_report(
    y: np.ndarray,
    prediction: np.ndarray,
    metric: str,
    reference_score: float,
    reference_interval: tuple[float, float],
    payoff: Payoff | None = None,
    threshold: float | None = None,
    reference_value: float | None = None,
    reference_value_interval: tuple[float, float] | None = None,
    rows: int | None = None,
    alpha: float = 0.01,
    decided: np.ndarray | None = None,
    facts: RowFacts = NO_FACTS,
    reference_rows: int = 0,
    earlier: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Compare the score and the value of labelled rows with those on the hold-out at release.

    "worse" when the drop divided by its standard error exceeds the normal quantile of 1 - alpha; the
    standard errors are read off both 90% intervals. That looks at one period alone, so that it happens
    by chance in 26 of 100 runs of 30 periods. An alarm has to be beyond what a whole run explains: see
    `run_alarm.is_alarm`.

    Parameters
    ----------
    y, prediction : ndarray
        Truth and raw predictions of the rows whose truth is known, in the shapes of `metrics.score`.
    reference_score, reference_interval
        Score at release and its 90% interval.
    reference_value, reference_value_interval
        Value per row at release in the payoff's currency and its 90% interval; without the interval
        the value at release counts as exact.
    rows : int, optional
        All rows of the window, to say for how many of them the truth has arrived.
    alpha : float
        Rate of false alarms per window, 0 to 1.
    decided : int ndarray of shape (n_rows,), optional
        Codes of the labels that were decided, for binary 1 where a row was acted on: these decisions are
        valued. Default: what follows from the predictions at `threshold`.
    facts : RowFacts
        The rows' amounts and the labels, where the payoff speaks of them.
    reference_rows : int
        Rows that the score and the value at release come from; 0 where that is not known.
    earlier : sequence of dict
        Reports of the periods before under the same model, oldest first, each of other rows.

    Returns
    -------
    dict
        JSON-ready: verdict, alarm (bool), sentence, metric, score, interval, reference_score,
        value_verdict, value_alarm (bool), value_per_row, value_interval, reference_value, labels,
        label_share.
    """
    labelled = len(y)
    report: dict[str, Any] = {
        "verdict": CANNOT_TELL,
        "alarm": False,
        "value_verdict": CANNOT_TELL,
        "value_alarm": False,
        "metric": metric,
        "score": None,
        "interval": None,
        "reference_score": reference_score,
        "value_per_row": None,
        "value_interval": None,
        "reference_value": reference_value,
        "currency": payoff.currency if payoff else None,
        "labels": labelled,
        "label_share": labelled / rows if rows else None,
    }
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=float)
    is_binary = isinstance(payoff, BinaryPayoff) or "binary" in METRICS[metric].tasks
    too_few = _too_few(y, is_binary and prediction.ndim == 1)
    if too_few:
        return report | {"sentence": too_few}
    sign = METRICS[metric].sign
    values = None if payoff is None else _values(payoff, y, prediction, threshold, decided, facts)
    if metric == MONEY and values is not None:
        worth = _valued(values)
        report |= {"score": worth["value_per_row"], "interval": worth["value_interval"]}
    elif metric != MONEY:
        report |= _scored(y, prediction, METRICS[metric])
    report["verdict"] = _verdict(
        report["score"], report["interval"], reference_score, reference_interval, sign, alpha
    )
    released = _at_release(reference_score, reference_interval, reference_rows)
    report["alarm"] = _is_alarm(report, earlier, SCORE, released, sign)
    if values is not None:
        report |= _valued(values)
        report["value_verdict"] = _verdict(
            report["value_per_row"],
            report["value_interval"],
            reference_value,
            reference_value_interval,
            1,
            alpha,
        )
        released = _at_release(reference_value, reference_value_interval, reference_rows)
        report["value_alarm"] = _is_alarm(report, earlier, VALUE, released, 1)
    return report | {"sentence": _sentence(report, earlier)}


def _too_few(y: np.ndarray, is_binary: bool) -> str:
    if len(y) < MIN_LABELS:
        return f"The truth is known for {len(y):,} rows; {MIN_LABELS} are needed."
    rarer = int(min((y == 0).sum(), (y == 1).sum())) if is_binary else MIN_OF_EACH_LABEL
    if rarer < MIN_OF_EACH_LABEL:
        return f"Only {rarer} known rows are of the rarer kind; {MIN_OF_EACH_LABEL} are needed."
    return ""


def _values(
    payoff: Payoff,
    y: np.ndarray,
    prediction: np.ndarray,
    threshold: float | None,
    decided: np.ndarray | None,
    facts: RowFacts,
) -> np.ndarray:
    if decided is None or isinstance(payoff, RegressionPayoff):
        return value_per_row(payoff, y, prediction, threshold, facts)
    return value_of_decisions(payoff, y, decided, facts)


def _scored(y: np.ndarray, prediction: np.ndarray, metric: Metric) -> dict[str, Any]:
    found = score(metric, y, prediction)
    interval = score_interval(metric, y, prediction, INTERVAL_LEVEL)
    if not np.isfinite([found, *interval]).all():
        return {}
    return {"score": float(found), "interval": [float(end) for end in interval]}


def _valued(values: np.ndarray) -> dict[str, Any]:
    mean = float(values.mean())
    half = HALF_WIDTH * float(values.std(ddof=1)) / np.sqrt(len(values))
    return {"value_per_row": mean, "value_interval": [mean - half, mean + half]}


def _verdict(
    now: float | None,
    interval: list[float] | None,
    before: float | None,
    before_interval: tuple[float, float] | None,
    sign: int,
    alpha: float,
) -> str:
    """Say whether `now` is worse than `before` by more than their joint uncertainty explains."""
    if now is None or interval is None or before is None:
        return CANNOT_TELL
    error = np.hypot(_standard_error(interval), _standard_error(before_interval or (before, before)))
    drop = sign * (before - now)
    return WORSE if drop > max(norm.ppf(1 - alpha) * error, 1e-12) else STABLE


def _is_alarm(
    report: dict[str, Any],
    earlier: Sequence[dict[str, Any]],
    fields: tuple[str, str],
    released: Reading | None,
    sign: int,
) -> bool:
    now = _reading(report, fields)
    if now is None or released is None:
        return False
    return is_alarm(now, _readings(earlier, fields), released, sign)


def _at_release(mean: float | None, interval: tuple[float, float] | None, rows: int) -> Reading | None:
    if mean is None:
        return None
    return Reading(mean, _standard_error(interval), rows) if interval else Reading(mean, 0.0, 0)


def _readings(reports: Sequence[dict[str, Any]], fields: tuple[str, str]) -> list[Reading]:
    return [reading for report in reports if (reading := _reading(report, fields))]


def _reading(report: dict[str, Any], fields: tuple[str, str]) -> Reading | None:
    mean, interval = (report[field] for field in fields)
    if mean is None or interval is None:
        return None
    return Reading(mean, _standard_error(interval), report["labels"])


def _standard_error(interval: list[float] | tuple[float, float]) -> float:
    return (interval[1] - interval[0]) / (2 * HALF_WIDTH)


def _sentence(report: dict[str, Any], earlier: Sequence[dict[str, Any]]) -> str:
    if report["score"] is None:
        return f"{METRICS[report['metric']].title} cannot be computed on these rows."
    low, high = map(figure, report["interval"])
    text = (
        f"{METRICS[report['metric']].title} {figure(report['score'])} (90% interval {low} to {high}) "
        f"on {report['labels']:,} rows, {figure(report['reference_score'])} at release"
    )
    if report["value_per_row"] is not None:
        text += f"; worth {figure(report['value_per_row'])} {report['currency']} per row"
        if report["reference_value"] is not None:
            text += f", {figure(report['reference_value'])} at release"
    if report["label_share"] is not None:
        text += f". The truth is known for {report['label_share']:.0%} of this period's rows"
    return f"{text}.{_pooled_sentence(report, earlier)}"


def _pooled_sentence(report: dict[str, Any], earlier: Sequence[dict[str, Any]]) -> str:
    """Say what the newest periods show together, where this one is too short to say much alone."""
    now = _reading(report, SCORE)
    readings = pool(now, _readings(earlier, SCORE)) if now else []
    if len(readings) < 2:
        return ""
    found = together(readings)
    low, high = (figure(found.mean + side * HALF_WIDTH * found.error) for side in (-1, 1))
    return (
        f" The newest {len(readings)} periods together: {figure(found.mean)} "
        f"(90% interval {low} to {high}) on {found.rows:,} rows."
    )
