"""What was measured about a candidate, for every gate to judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.deployment.champion import LiveComparison
from core.design.business.requirements import ModelClass, RequirementKind
from core.design.business.risks import Risk
from core.development.direction import DirectionCheck
from core.development.fairness import GroupGap

if TYPE_CHECKING:
    from core.deployment.package.reproduction import Reproduction

Interval = tuple[float, float]
Scored = tuple[float, Interval]


@dataclass(frozen=True)
class Evidence:
    """What was measured about a candidate on the hold-out; None where it was not.

    Attributes
    ----------
    metric : str
        Code of the metric, a key of `METRICS`; scores are in its unit.
    score_interval, value_interval : (low, high) or None
        90% bootstrap intervals.
    value_per_row, baseline_value_per_row : float or None
        Payoff of one row, in the payoff's currency.
    gain, gain_interval : float, (low, high) or None
        How much better than the baseline on the same rows, in the metric's unit; positive is better
        whatever the metric's direction. The interval is the 90% interval of the paired difference.
    contract_errors : int or None
        Findings of severity "error" of the data contract; `contract_summary` is its sentence.
    latency_median_ms, latency_p95_ms, latency_interval : float or None
        One row, contract check included; 90% interval of the 95th percentile where it has one.
    row_limit_ms : float or None
        Longest time for one row, of the requirements and the design; 100 ms where neither says one.
    row_limit_by : str
        Who asks for that time, as it follows "by"; empty where nobody said.
    size_mb : float or None
        Size of the model file, in 10^6 bytes.
    reload_difference : float or None
        Largest difference between the predictions in memory and those of the saved and reloaded model.
    go_decision : str or None
        "go" or "no-go", from the proof of concept.
    today_value_per_row : float or None
        Payoff of one row under today's process, in the payoff's currency.
    over_baseline_interval, over_today_interval : (low, high) or None
        90% interval of the paired difference between the model's value and the other's on the same rows.
    unknown : mapping or None
        Kind of a requirement to the reason why it cannot be measured, as it follows "because".
    scores : mapping or None
        Number of a requirement to the score and 90% interval of the metric that it names.
    gaps : mapping or None
        Number of a requirement to the gap between the groups of its column.
    directions : mapping or None
        Number of a requirement to what moving its column showed.
    model_class : ModelClass or None
        How far a person can read the model.
    features : tuple of str or None
        Raw columns that a row must carry for a prediction.
    age_days : float or None
        Days since the model was fitted.
    live : LiveComparison or None
        The candidate against the live model; None where no other model is live.
    open_risks : tuple of Risk or None
        Serious risks of the saved register that nobody answered or accepted; empty without a register.
    reproduction : Reproduction or None
        What running the printed training script showed.
    is_register_saved : bool
        Whether a person saved a risk register; what the app merely proposes holds no release up.
    """

    metric: str
    greater_is_better: bool
    holdout_rows: int
    score: float | None = None
    score_interval: Interval | None = None
    value_per_row: float | None = None
    value_interval: Interval | None = None
    baseline_title: str = "baseline"
    baseline_score: float | None = None
    baseline_value_per_row: float | None = None
    gain: float | None = None
    gain_interval: Interval | None = None
    contract_errors: int | None = None
    contract_summary: str = ""
    latency_median_ms: float | None = None
    latency_p95_ms: float | None = None
    latency_interval: Interval | None = None
    row_limit_ms: float | None = None
    row_limit_by: str = ""
    size_mb: float | None = None
    reload_difference: float | None = None
    go_decision: str | None = None
    today_value_per_row: float | None = None
    over_baseline_interval: Interval | None = None
    over_today_interval: Interval | None = None
    unknown: Mapping[RequirementKind, str] | None = None
    scores: Mapping[str, Scored] | None = None
    gaps: Mapping[str, GroupGap] | None = None
    directions: Mapping[str, DirectionCheck] | None = None
    model_class: ModelClass | None = None
    features: tuple[str, ...] | None = None
    age_days: float | None = None
    live: LiveComparison | None = None
    open_risks: tuple[Risk, ...] | None = None
    reproduction: "Reproduction | None" = None
    is_register_saved: bool = False
