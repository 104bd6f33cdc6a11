"""The gate against the live model: a newer model is not better because it is newer."""

from core.deployment.champion import LiveComparison
from core.deployment.gates.evidence import Evidence
from core.deployment.gates.verdict import CANNOT_TELL, PASS, WARN, Finding, Gate, shown, shown_interval
from core.development.metrics import METRICS


def _beats_live(evidence: Evidence) -> Finding:
    """Pass where the gain is beyond chance and money does not speak against it, warn in every other case."""
    found = evidence.live
    if found is None:
        return Finding(CANNOT_TELL, "The model was not held against the live one.")
    if found.reason:
        return Finding(WARN, f"Not comparable with live version {found.version}: {found.reason.rstrip('.')}.")
    if found.is_same:
        said = f"It gives the same answers as live version {found.version} on {found.rows:,} rows kept back."
        return Finding(PASS, said)
    is_better = found.gain_interval[0] > 0 and found.value_interval[1] >= 0
    return Finding(PASS if is_better else WARN, f"{_figures(evidence, found)} {_conclusion(found)}")


def _figures(evidence: Evidence, found: LiveComparison) -> str:
    side, money = (["worse", "better"][gain >= 0] for gain in (found.gain, found.value_gain))
    return (
        f"{METRICS[evidence.metric].title} {shown(found.score)} against {shown(found.live_score)} of live version "
        f"{found.version} on {found.rows:,} rows kept back that neither was trained on: {side} by "
        f"{shown(abs(found.gain))} (gain, {shown_interval(found.gain_interval)[2:]}. In money {money} by "
        f"{shown(abs(found.value_gain))} {found.currency} per row (gain, {shown_interval(found.value_interval)[2:]}."
    )


def _conclusion(found: LiveComparison) -> str:
    if found.gain_interval[1] < 0 or found.value_interval[1] < 0:
        return "It is worse than what is live."
    if found.gain_interval[0] > 0:
        return "It is better beyond chance."
    return "Chance alone may explain the difference."


AGAINST_LIVE = Gate(
    "G7",
    "Better than the live model (champion) on rows that neither was trained on, beyond chance",
    "A person decides: releasing it is allowed, keeping the live model is safer. Or go back to Train and tune "
    "with more time, data or features.",
    _beats_live,
    "train",
)
"""Asked where another model is live. It warns and does not forbid: an equal model may be younger or simpler."""
