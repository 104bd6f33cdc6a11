"""The ensemble: a vote of a few finished trials, kept only where it beats the best of them on unseen rows."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from core.design.solution.constraints import Constraints
from core.development.automl.learners import ENSEMBLE, LEARNERS, UNCONSTRAINED, Params
from core.development.automl.limits import size_limit
from core.development.automl.outcome import TrialOutcome, standard_error
from core.development.automl.steps import QUICK_STEPS, steps_a_row
from core.development.metrics import Metric, score, scores_by_fold
from core.development.splits import Fold

MOST_MEMBERS = 4
"""Two or three members take nearly all of the gain, four on small tables; more steps added nothing."""

STEPS = 6
"""Votes that are given one after another, so weights are sixths at the finest."""

SELECTION_ROWS = 10_000
"""Votes are given on a sample of this many rows at most."""

MOST_ALIKE = 3
"""Trials of one learner that are kept: tuning ends with many that are nearly the same."""

FROM_SEVERAL_STARTS = ("neural_network", "wide_network")
"""Learners that end elsewhere from each random start: a mean of starts is better than one. On letter three wide
networks had 0.077, 0.082 and 0.080 log loss, two together 0.072, all 0.071; other settings helped less (0.076)."""

SHORTLIST_CELLS = 40_000_000
"""Predictions of the best trials are kept up to this many float32 values (160 MB) in all."""

NOTICEABLE = 0.1
"""Standard errors of a vote's score by which a slow vote has to be better than one that is quick."""

SELECTION_SECONDS = 0.6
"""Time to find the votes and check them; 0.1 to 0.5 s on tables of 750 to 36,000 rows."""


@dataclass
class Shortlist:
    """The complete trials that may vote, with their out-of-fold predictions, best first."""

    metric: Metric
    y: np.ndarray
    folds: list[Fold]
    constraints: Constraints = UNCONSTRAINED
    outcomes: list[TrialOutcome] = field(default_factory=list)

    def add(self, outcome: TrialOutcome) -> None:
        """Keep a trial where it is among the best few of its learner."""
        if outcome.state != "complete" or outcome.misses or outcome.learner == ENSEMBLE:
            return
        ranked = sorted([*self.outcomes, outcome], key=lambda each: -self.metric.sign * each.score)
        room = max(2, SHORTLIST_CELLS // max(1, outcome.oof.size))
        alike: Counter[str] = Counter()
        self.outcomes = []
        for each in ranked:
            alike[each.learner] += 1
            if alike[each.learner] <= MOST_ALIKE and len(self.outcomes) < room:
                self.outcomes.append(each)

    def ensemble(self, most_seconds: float) -> TrialOutcome | None:
        """Return the better of two votes, where it is better than the best trial, or None.

        One gives votes greedily, the other one vote each to the best trial of each learner: on small tables
        chosen weights fit chance. The predictions and scores of a vote are those of rows that decided nothing
        about it: in each fold, greedy votes are those given on the other folds. The best trial has no such
        handicap, as it was chosen by the scores that it is compared by. The members together keep to the limits
        of time a row and of size. What neural networks gain by several starts is in no score: it was not tried.
        A vote that answers tables quickly is preferred where the other is not noticeably better.

        Parameters
        ----------
        most_seconds : float
            Seconds that the refit of all members together may take.
        """
        if len(self.outcomes) < 2:
            return None
        best = self._better_than_alone(self._most(most_seconds, np.inf))
        if best is None or self._steps(best) <= QUICK_STEPS:
            return best
        quick = self._better_than_alone(self._most(most_seconds, QUICK_STEPS))
        is_missed = quick is None or self.metric.sign * (best.score - quick.score) > NOTICEABLE * best.spread
        return best if is_missed else quick

    def _better_than_alone(self, most: np.ndarray) -> TrialOutcome | None:
        rows = self.outcomes[0].oof_rows
        y, predictions = self.y[rows], np.stack([each.oof for each in self.outcomes])
        costs = self._costs()
        fold_of = self._fold_of_row()[rows]
        greedy = greedy_weights(self.metric, y, predictions, costs, most)
        equal = equal_weights([each.learner for each in self.outcomes], costs, most)
        votes = [
            (greedy, nested_votes(self.metric, y, predictions, fold_of, costs, most)),
            (equal, np.tensordot(equal, predictions, axes=1).astype(np.float32)),
        ]
        found = [
            self._outcome(weights, unseen, self._fold_scores(y, unseen, fold_of), most)
            for weights, unseen in votes
            if np.count_nonzero(weights) > 1
        ]
        sign = self.metric.sign
        best = max(found, key=lambda each: sign * each.score, default=None)
        return best if best is not None and sign * (best.score - self.outcomes[0].score) > 0 else None

    def _fold_scores(self, y: np.ndarray, prediction: np.ndarray, fold_of: np.ndarray) -> tuple[float, ...]:
        parts = [fold_of == fold for fold in np.unique(fold_of)]
        return scores_by_fold(self.metric, [y[part] for part in parts], [prediction[part] for part in parts])

    def _costs(self) -> np.ndarray:
        """Seconds of a refit, milliseconds a row, megabytes and steps a row of each trial: shape (4, n_trials)."""
        return np.array(
            [
                [each.refit_seconds, each.row_ms, each.size_mb, self._steps_alone(each.learner, each.params)]
                for each in self.outcomes
            ]
        ).T

    def _most(self, most_seconds: float, most_steps: float) -> np.ndarray:
        latency_ms = self.constraints.latency_ms
        most_ms = np.inf if latency_ms is None else latency_ms
        return np.array([most_seconds, most_ms, size_limit(self.constraints), most_steps])

    def _steps(self, vote: TrialOutcome) -> float:
        return sum(self._steps_alone(each["learner"], each["params"]) for each in vote.params["members"])

    def _steps_alone(self, learner: str, params: Params) -> float:
        width = self.outcomes[0].oof[:1].size
        return steps_a_row(learner, params, len(self.y), width)

    def _fold_of_row(self) -> np.ndarray:
        fold_of = np.zeros(len(self.y), dtype=int)
        for fold, (_, valid) in enumerate(self.folds):
            fold_of[valid] = fold
        return fold_of

    def _outcome(
        self, weights: np.ndarray, nested: np.ndarray, scores: tuple[float, ...], most: np.ndarray
    ) -> TrialOutcome:
        times = starts([each.learner for each in self.outcomes], weights, self._costs(), most)
        chosen = [
            (each, float(weight), int(count))
            for each, weight, count in zip(self.outcomes, weights, times, strict=True)
            if weight
        ]
        members = [
            {"trial": each.number, "learner": each.learner, "weight": weight / count, "params": each.params}
            | ({"start": start} if start else {})
            for each, weight, count in chosen
            for start in range(count)
        ]
        return TrialOutcome(
            number=-1,
            learner=ENSEMBLE,
            params={"members": members},
            fold_scores=scores,
            score=float(np.mean(scores)),
            spread=standard_error(scores),
            state="complete",
            seconds=sum(each.seconds for each, _, _ in chosen),
            refit_seconds=sum(count * each.refit_seconds for each, _, count in chosen),
            oof=nested,
            oof_rows=self.outcomes[0].oof_rows,
            row_ms=sum(count * each.row_ms for each, _, count in chosen),
            size_mb=sum(count * each.size_mb for each, _, count in chosen),
            note=" + ".join(
                f"{weight:.0%} {LEARNERS[each.learner].title} {each.number}"
                + (f" from {count} starts" if count > 1 else "")
                for each, weight, count in chosen
            ),
        )


def greedy_weights(
    metric: Metric, y: np.ndarray, predictions: np.ndarray, costs: np.ndarray, most: np.ndarray | float
) -> np.ndarray:
    """Return the weight of each member's vote: at most `MOST_MEMBERS` differ from 0, and they sum to 1.

    Votes are given one after another, each to the member that improves the mean most; a member may get
    several. What was best after any number of votes is returned.

    Parameters
    ----------
    predictions : ndarray of shape (n_members, n_rows) or (n_members, n_rows, n_labels)
        Out-of-fold predictions, the best member first.
    costs : ndarray of shape (n_members,) or (n_costs, n_members)
        What each member takes: seconds of its refit, milliseconds a row, megabytes.
    most : float or ndarray of shape (n_costs,)
        Members that take more than this together are not combined.

    References
    ----------
    Caruana, Niculescu-Mizil, Crew and Ksikes (2004), Ensemble selection from libraries of models, ICML.
    """
    if len(y) > SELECTION_ROWS:
        rows = np.random.default_rng(0).permutation(len(y))[:SELECTION_ROWS]
        y, predictions = y[rows], predictions[:, rows]
    votes = np.zeros(len(predictions))
    votes[0] = 1
    best, best_score = votes / votes.sum(), metric.sign * score(metric, y, predictions[0])
    total = predictions[0].astype(np.float64)
    for step in range(2, STEPS + 1):
        open_to = [at for at in range(len(votes)) if _may_join(votes, at, costs, most)]
        found = [metric.sign * score(metric, y, (total + predictions[at]) / step) for at in open_to]
        if not found or np.isnan(found).all():
            break
        winner = open_to[int(np.nanargmax(found))]
        votes[winner] += 1
        total += predictions[winner]
        if np.nanmax(found) > best_score:
            best, best_score = votes / votes.sum(), np.nanmax(found)
    return best


def equal_weights(learners: list[str], costs: np.ndarray, most: np.ndarray | float) -> np.ndarray:
    """Return one vote for the best trial of each learner, as many as may join, the best first; they sum to 1.

    Parameters
    ----------
    learners : list of str
        The learner of each trial, the best trial first.
    costs, most :
        As for `greedy_weights`.
    """
    votes = np.zeros(len(learners))
    for at, learner in enumerate(learners):
        is_first = learner not in learners[:at]
        if is_first and (at == 0 or _may_join(votes, at, costs, most)):
            votes[at] = 1
    return votes / votes.sum()


def starts(
    learners: list[str], weights: np.ndarray, costs: np.ndarray, most: np.ndarray | float
) -> np.ndarray:
    """Return from how many random starts each member of a vote is fitted: shape (n_members,), 0 without a vote.

    The neural network with most votes shares them among as many starts as costs and `MOST_MEMBERS` allow.

    Parameters
    ----------
    costs, most :
        As for `greedy_weights`.
    """
    times = (weights > 0).astype(int)
    networks = [at for at, learner in enumerate(learners) if times[at] and learner in FROM_SEVERAL_STARTS]
    if not networks:
        return times
    more = np.zeros_like(times)
    more[max(networks, key=lambda at: weights[at])] = 1
    while times.sum() < MOST_MEMBERS and np.all((costs * (times + more)).sum(axis=-1) <= most):
        times += more
    return times


def nested_votes(
    metric: Metric,
    y: np.ndarray,
    predictions: np.ndarray,
    fold_of: np.ndarray,
    costs: np.ndarray,
    most: np.ndarray | float,
) -> np.ndarray:
    """Return the members' weighted mean, in each fold with the weights that the other folds gave.

    Parameters
    ----------
    fold_of : int ndarray of shape (n_rows,)
        The fold that each row was held out in.

    Returns
    -------
    float32 ndarray of shape (n_rows,) or (n_rows, n_labels)
    """
    nested = np.zeros_like(predictions[0])
    for fold in np.unique(fold_of):
        inside, outside = fold_of == fold, fold_of != fold
        weights = greedy_weights(metric, y[outside], predictions[:, outside], costs, most)
        nested[inside] = np.tensordot(weights, predictions[:, inside], axes=1)
    return nested


def _may_join(votes: np.ndarray, at: int, costs: np.ndarray, most: np.ndarray | float) -> bool:
    joined = votes > 0
    joined[at] = True
    is_within = costs[..., joined].sum(axis=-1) <= most
    return bool(joined.sum() <= MOST_MEMBERS and np.all(is_within))
