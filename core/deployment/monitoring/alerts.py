"""Alerts: what a monitoring window calls for, and which step to go back to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.deployment.monitoring.requirements import requirement_alerts
from core.design.wording import figure

Window = dict[str, Any]
ACT, WATCH = "act", "watch"
SHOWN = 3
MAYBE_CHANCE = "One such period in a hundred is chance: the next one will tell."


@dataclass(frozen=True)
class Alert:
    """A condition on a monitoring window.

    Attributes
    ----------
    severity : callable
        Takes the window; "act", "watch", or None when the alert does not apply.
    why : callable
        Takes the window; the sentence with the figures.
    send_back_to : str
        Code of the lifecycle step to go back to.
    with_truth : str
        What to do where the truth is known and has given its verdict; by default `what_to_do`.
    """

    code: str
    title: str
    send_back_to: str
    what_to_do: str
    severity: Callable[[Window], str | None]
    why: Callable[[Window], str]
    with_truth: str = ""


def alerts(window: Window) -> list[dict[str, str]]:
    """Return the alerts that a window raises, the most pressing first.

    A worse score or value calls to act when it is beyond what a run of 30 periods explains by chance
    (`run_alarm.is_alarm`), and is watched when only this period by itself is. Input or prediction drift
    alone calls to act only when the same column drifted in the window before
    too: over 30 quiet windows some column alarms once in two projects of three, the same one twice
    running in one of a hundred.

    Parameters
    ----------
    window : dict
        Any of: quality ({"errors": int, "summary": str}), drift and prediction_drift
        (`drift_report`), performance (`performance_report`), requirements (`watched_requirements`),
        previous_drifted and previous_predictions_drifted (names of the columns that drifted in the
        window before). Columns that drift lists as `calendar` raise no alert (`calendar_columns`).

    Returns
    -------
    list of dict
        code, title, severity ("act" or "watch"), send_back_to (step code), why, what_to_do.
    """
    raised = [(alert, alert.severity(window)) for alert in ALERTS]
    found = [_described(alert, severity, window) for alert, severity in raised if severity]
    found += requirement_alerts(window.get("requirements") or [])
    return sorted(found, key=lambda alert: alert["severity"] != ACT)


def _described(alert: Alert, severity: str, window: Window) -> dict[str, str]:
    return {
        "code": alert.code,
        "title": alert.title,
        "severity": severity,
        "send_back_to": alert.send_back_to,
        "why": alert.why(window),
        "what_to_do": (_has_verdict_on_truth(window) and alert.with_truth) or alert.what_to_do,
    }


def _contract_severity(window: Window) -> str | None:
    return ACT if (window.get("quality") or {}).get("errors") else None


def _contract_why(window: Window) -> str:
    return f"{window['quality']['errors']:,} errors. {window['quality'].get('summary', '')}".strip()


def _performance_severity(window: Window) -> str | None:
    return _lasting_severity(window, "alarm", "verdict")


def _value_severity(window: Window) -> str | None:
    return _lasting_severity(window, "value_alarm", "value_verdict")


def _lasting_severity(window: Window, alarm: str, verdict: str) -> str | None:
    if _performance(window).get(alarm):
        return ACT
    return WATCH if _performance(window).get(verdict) == "worse" else None


def _performance_why(alarm: str) -> Callable[[Window], str]:
    def why(window: Window) -> str:
        sentence = str(_performance(window).get("sentence", ""))
        return sentence if _performance(window).get(alarm) else f"{sentence} {MAYBE_CHANCE}".strip()

    return why


def _performance(window: Window) -> dict[str, Any]:
    return window.get("performance") or {}


def _drift_severity(now: str, before: str) -> Callable[[Window], str | None]:
    def severity(window: Window) -> str | None:
        drifted = set(_drifted(window, now))
        if not drifted:
            return None
        return ACT if drifted & set(window.get(before) or ()) else WATCH

    return severity


def _drift_why(part: str) -> Callable[[Window], str]:
    def why(window: Window) -> str:
        found = {feature["column"]: _change(feature) for feature in window[part]["features"]}
        names = _drifted(window, part)
        shown = "; ".join(f"{name}: {found[name]}" for name in names[:SHOWN])
        more = f"; and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        each = " each" if len(names) > 1 else ""
        return f"{shown}{more}. That is{each} enough to count, and more than chance explains."

    return why


def _change(feature: dict[str, Any]) -> str:
    return str(feature["effect_name"]).format(figure(feature["effect"], digits=2))


def _drifted(window: Window, part: str) -> list[str]:
    """Return the columns that drifted, without those that follow the calendar: they differ by nature."""
    found = window.get(part) or {}
    return [name for name in found.get("drifted") or () if name not in (found.get("calendar") or ())]


def _has_verdict_on_truth(window: Window) -> bool:
    return _performance(window).get("verdict") in ("stable", "worse")


def _input_severity(window: Window) -> str | None:
    """Drift of inputs is only watched while the truth says that the model still does well."""
    severity = _drift_severity("drift", "previous_drifted")(window)
    return WATCH if severity and _has_verdict_on_truth(window) else severity


def _prediction_severity(window: Window) -> str | None:
    severity = _drift_severity("prediction_drift", "previous_predictions_drifted")(window)
    return WATCH if severity and _has_verdict_on_truth(window) else severity


ALERTS: tuple[Alert, ...] = (
    Alert(
        "A1",
        "The rows break the data contract",
        "quality",
        "Find out what changed at the source; correct the rows, or the contract if the change is meant.",
        _contract_severity,
        _contract_why,
    ),
    Alert(
        "A2",
        "The model has become worse than at release",
        "train",
        "Train again with recent rows. The live model stays until another one passes every gate.",
        _performance_severity,
        _performance_why("alarm"),
    ),
    Alert(
        "A3",
        "The model is worth less than at release",
        "train",
        "Check that the payoff still holds; then train again, or choose another threshold in Compare.",
        _value_severity,
        _performance_why("value_alarm"),
    ),
    Alert(
        "A4",
        "Inputs no longer look as they did at release (the reference)",
        "data",
        "Ask what changed at the source, get the truth for a sample, then decide on new data.",
        _input_severity,
        _drift_why("drift"),
        with_truth="Ask what changed at the source. The truth is known here, and it says how well the model does.",
    ),
    Alert(
        "A5",
        "Predictions no longer look as they did at release (the reference)",
        "monitor",
        "Note it, compare with the inputs, and get the truth for a sample before changing the model.",
        _prediction_severity,
        _drift_why("prediction_drift"),
        with_truth="Note it, and compare with the inputs. The truth is known here, and it says how well the model "
        "does.",
    ),
)
