"""What the study knows: its trials by verdict, and how a trial is asked for and told."""

import json
import math

import numpy as np
import optuna
from optuna.trial import FrozenTrial, TrialState

from core.development.automl.learners import ENSEMBLE
from core.development.automl.outcome import TrialOutcome
from core.development.automl.portfolio import Setting

VERDICTS = {
    "complete": TrialState.COMPLETE,
    "pruned": TrialState.PRUNED,
    "failed": TrialState.FAIL,
}


def rows_of(trial: FrozenTrial) -> float:
    """Return the most rows of a fold that a trial learnt from; infinite for all."""
    return float(trial.user_attrs.get("rows") or math.inf)


class StudyLog:
    """Reads and writes an Optuna study; values are scores whose sign makes greater better.

    A trial runs in memory and is stored as a whole once it has ended: in a database each parameter, score
    and attribute of a running one is a transaction of its own, 80 ms of processor a trial instead of 17.
    """

    def __init__(self, stored: optuna.Study, sign: int) -> None:
        self.stored, self.sign = stored, sign
        self.study = optuna.create_study(direction=stored.direction, sampler=stored.sampler)

    def complete(self) -> list[FrozenTrial]:
        """Return the complete trials, each of one learner."""
        return [trial for trial in self._trials(TrialState.COMPLETE) if "learner" in trial.params]

    def finished(self) -> list[FrozenTrial]:
        """Return trials that ran to a verdict: complete, pruned, or with a learner that raised."""
        ended = self._trials(*VERDICTS.values())
        return [
            trial
            for trial in ended
            if "learner" in trial.params
            and (trial.state is not TrialState.FAIL or trial.user_attrs.get("outcome") == "raised")
        ]

    def take_up(self) -> None:
        """Begin with the stored trials; those that another process left running or queued have failed."""
        while self.stored.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
            self.stored.ask()
        for trial in self.stored.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            self.stored.tell(trial.number, state=TrialState.FAIL)
        self.study.add_trials(self.stored.get_trials())

    def ask_for(self, setting: Setting) -> optuna.Trial:
        """Return a new trial of a setting of the portfolio."""
        fixed = {f"{setting.learner}.{name}": value for name, value in setting.params.items()}
        self.study.enqueue_trial(
            {"learner": setting.learner, **fixed},
            user_attrs={"portfolio": setting.name, "rows": setting.rows},
        )
        return self.study.ask()

    def ask_learner(self, learner: str, rows: int | None = None) -> optuna.Trial:
        """Return a new trial of a learner whose settings the sampler draws; `rows` as of a `Setting`."""
        self.study.enqueue_trial({"learner": learner}, user_attrs={"rows": rows})
        return self.study.ask()

    def ask_ensemble(self) -> optuna.Trial:
        """Return a new trial without parameters of its own, for what other trials make together."""
        return self.study.ask()

    def ensembles(self) -> list[FrozenTrial]:
        """Return the ensembles that are on record, in their order."""
        complete = self._trials(TrialState.COMPLETE)
        return [trial for trial in complete if trial.user_attrs.get("learner") == ENSEMBLE]

    def has_news_for_votes(self) -> bool:
        """Tell whether trials were completed since the last ensemble was made, or none was made."""
        made = max((trial.number for trial in self.ensembles()), default=-1)
        return any(trial.number > made for trial in self.complete())

    def best_ensemble(self) -> float:
        """Return the value of the best ensemble on record; minus infinity where there is none."""
        return max((trial.value or 0.0 for trial in self.ensembles()), default=-np.inf)

    def tell(self, trial: optuna.Trial, outcome: TrialOutcome) -> None:
        """End a trial with its outcome."""
        trial.set_user_attr("learner", outcome.learner)
        trial.set_user_attr("params", json.dumps(outcome.params))
        trial.set_user_attr("fold_scores", list(outcome.fold_scores))
        trial.set_user_attr("seconds", outcome.seconds)
        trial.set_user_attr("learnt", outcome.rows)
        for name, words in (("note", outcome.note), ("misses", outcome.misses)):
            if words:
                trial.set_user_attr(name, words)
        value = self.sign * outcome.score if outcome.state == "complete" else None
        self._end(trial, VERDICTS[outcome.state], value)

    def give_up(self, trial: optuna.Trial) -> None:
        """End a trial that there was no time for."""
        trial.set_user_attr("outcome", "stopped")
        self._end(trial, TrialState.FAIL)

    def _end(self, trial: optuna.Trial, state: TrialState, value: float | None = None) -> None:
        self.study.tell(trial, value, state=state)
        self.stored.add_trial(self.study.get_trials(deepcopy=False)[trial.number])

    def best_of_each(self) -> dict[str, float]:
        """Return the best value of each learner, the best learner first."""
        best: dict[str, float] = {}
        for trial in self.complete():
            learner = trial.params["learner"]
            best[learner] = max(best.get(learner, -np.inf), trial.value or 0.0)
        return dict(sorted(best.items(), key=lambda item: -item[1]))

    def best_score(self) -> float | None:
        """Return the best score in the metric's own unit; None while there is none."""
        values = [trial.value for trial in self.complete() if trial.value is not None]
        return self.sign * max(values) if values else None

    def best_fold_scores(self, rows: int | None = None) -> list[float]:
        """Return the fold scores of the best complete trial, of one that misses nothing where there is one.

        Of those that learnt from at most `rows` where there are any; None for all.
        """
        everything = self.complete()
        finished = [trial for trial in everything if rows_of(trial) <= (rows or math.inf)] or everything
        keeping = [trial for trial in finished if not trial.user_attrs.get("misses")] or finished
        best: list[float] = max(keeping, key=lambda trial: trial.value or 0.0).user_attrs["fold_scores"]
        return best

    def usual_seconds(self, learner: str, rows: int) -> float:
        """Return the median seconds of a learner's complete trials that learnt from `rows` rows of a fold.

        Else those of the trials with the nearest number below, a row as long; 0 where there are none.
        """
        known: dict[int, list[float]] = {}
        for trial in self.complete():
            if trial.params["learner"] == learner:
                known.setdefault(trial.user_attrs.get("learnt", rows), []).append(trial.user_attrs["seconds"])
        if not known:
            return 0.0
        nearest = max((seen for seen in known if seen <= rows), default=min(known))
        return float(np.median(known[nearest])) * rows / nearest

    def best_within(self, rows: int | None, most: int) -> list[FrozenTrial]:
        """Return up to `most` of the complete trials that learnt from just as many rows, best first."""
        alike = [trial for trial in self.complete() if trial.user_attrs.get("rows") == rows]
        return sorted(alike, key=lambda trial: -(trial.value or 0.0))[:most]

    def _trials(self, *states: TrialState) -> list[FrozenTrial]:
        return self.study.get_trials(deepcopy=False, states=states)
