"""Restating: what held at release, at the payoff of today, so that periods are compared in one currency."""

from core.design.business.charter import Charter
from core.design.business.payoff_terms import Payoff
from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.lineage import released_candidate
from core.services.deployment.period import Period
from core.services.workspace import load

SAID = " The payoff was changed since the release: what held then is valued anew at the present one."
BY_VALUE = "value_per_row", "value_interval", "reference_value"
BY_SCORE = "score", "interval", "reference_score"


def payoff_at_release(history: History, release: Record) -> Payoff | None:
    """Return the payoff that the released model was judged at; None where its record is gone."""
    try:
        candidate = released_candidate(history, release)
    except TrefoilError:
        return None
    used = {used.record_id for used in candidate.inputs if used.kind == "charter"}
    charters = [record for record in history.records if record.id in used]
    return load(charters[-1], Charter).payoff if charters else None


def judged_at(judged: Payload, metric: str, period: Period | None) -> Payload:
    """Return what a model was judged at when released: as recorded, or restated on the same rows.

    Parameters
    ----------
    judged : dict
        score, interval, value_per_row, value_interval, as of the release.
    period : Period or None
        The rows that the model was judged on, at the present payoff; None where the payoff is the same.
    """
    from core.development.evaluation import mean_interval
    from core.development.metrics import MONEY

    if period is None:
        return judged
    values = period.model_values()
    mean, interval = float(values.mean()), mean_interval(values)
    is_scored_by_it = metric == MONEY
    return {
        "score": mean if is_scored_by_it else judged["score"],
        "interval": interval if is_scored_by_it else judged["interval"],
        "value_per_row": mean,
        "value_interval": interval,
    }


def comparable(report: Payload, payoff: Payload, at_release: Payload | None) -> Payload:
    """Return an earlier period's report without the money that another payoff gave it.

    Reports that do not say their payoff count as made at that of the release.
    """
    from core.development.metrics import MONEY

    if report.get("payoff", at_release) == payoff:
        return report
    gone = (*BY_VALUE, *BY_SCORE) if report["metric"] == MONEY else BY_VALUE
    return report | dict.fromkeys(gone)
