"""Words for the codes that results carry: what a metric and a learner are called on a page."""

from dataclasses import dataclass

from core.design.wording import figure

SHORT_TITLES = {
    "average_precision": "Avg. precision",
    "balanced_accuracy": "Balanced acc.",
    "rmse": "RMSE",
    "mae": "MAE",
}


@dataclass(frozen=True)
class MetricWords:
    """A metric as people read it."""

    code: str
    title: str
    is_greater_better: bool

    @property
    def short(self) -> str:
        """The title where there is little room."""
        return SHORT_TITLES.get(self.code, self.title)

    @property
    def direction(self) -> str:
        """Which way is better, in words."""
        return "higher is better" if self.is_greater_better else "lower is better"


def metric_words(code: str) -> MetricWords:
    """Return the words for a metric's code."""
    from core.development.metrics import METRICS

    metric = METRICS[code]
    return MetricWords(code, metric.title, metric.greater_is_better)


def learner_title(code: str) -> str:
    """Return what a learner is called; an unknown code is returned as it is."""
    from core.services.development.training import LEARNER_TITLES

    return LEARNER_TITLES.get(code, code)


def card_words(candidate: dict) -> dict[str, str]:
    """Return what the metric and the learner of a chosen model are called on its card."""
    return {
        "metric": metric_words(candidate["metric"]).title,
        "learner": learner_title(candidate["learner"]),
    }


def probability_words(candidate: dict) -> str:
    """Return how right a chosen model's probabilities are on the rows kept aside; empty where nobody measured it."""
    from core.documents.calibration_words import calibration_words

    return calibration_words(candidate.get("calibration"), candidate["holdout_rows"])


def trial_title(trial: dict) -> str:
    """Return what a trial is called: "LightGBM 12"."""
    return f"{learner_title(trial['learner'])} {trial['number']}"


def score_words(score: float | None, spread: float | None) -> str:
    """Return a score with its spread at two significant digits: "0.8453 ± 0.0016"."""
    return f"{figure(score)} ± {figure(spread, digits=2)}" if spread else figure(score)
