"""One trial: fold after fold within its seconds, given up as soon as it is hopeless."""

import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
import optuna
from optuna.trial import FixedTrial

from core.development.automl.budget import Budget, SearchStopped
from core.development.automl.cross_validation import FoldFitter, FoldResult
from core.development.automl.fitting import FitLimits
from core.development.automl.fold_fits import FoldFits
from core.development.automl.learners import LEARNERS, Params
from core.development.automl.losses import losses_for
from core.development.automl.outcome import TrialOutcome, params_for_refit, refit_estimate, standard_error
from core.development.automl.portfolio import Setting
from core.development.automl.spaces import suggest
from core.development.automl.study import StudyLog
from core.development.metrics import scores_by_fold

OnProgress = Callable[[dict[str, Any]], None]
Verdict = Literal["complete", "pruned", "failed"]


class TrialRunner:
    """Runs one trial after another on the same folds."""

    def __init__(
        self,
        fitter: FoldFitter,
        log: StudyLog,
        budget: Budget,
        learners: list[str],
        fits: FoldFits,
        n_jobs: int,
        on_progress: OnProgress,
    ) -> None:
        self.fitter, self.log, self.budget, self.learners = fitter, log, budget, learners
        self.fits, self.n_jobs, self.on_progress = fits, n_jobs, on_progress
        self.losses = losses_for(fitter.table.y, fitter.table.ml_task, fitter.metric)
        self.phase = "portfolio"
        self.check = budget.check
        self.failures: list[str] = []

    def run(self, trial: optuna.Trial, seconds: float) -> TrialOutcome:
        """Return the outcome of a trial; a learner that raises makes a failed one.

        While no trial is complete, the end of the budget only shortens it, as far as its learner can be.

        Raises
        ------
        SearchStopped
            Where time is over or a person asked to stop; the trial is ended.
        """
        started = time.monotonic()
        table, is_first = self.fitter.table, not self.log.complete()
        self.check = self.budget.check_stop if is_first else self.budget.check
        learner = trial.suggest_categorical("learner", self.learners)
        params = suggest(trial, learner, len(table), table.ml_task, table.n_labels, self.losses)
        results: list[FoldResult] = []
        state: Verdict = "failed"
        try:
            with warnings.catch_warnings(record=True) as caught:
                state = self._fit_folds(trial, learner, params, seconds, results)
            note = _missed(results) or (str(caught[0].message).split("\n")[0] if caught else "")
            note = f"{self._sampled(results)} {note}".strip()
            if is_first and self.budget.remaining() <= 0:
                note = f"{self._over()} {note}".rstrip()
        except SearchStopped:
            self.log.give_up(trial)
            raise
        except Exception as error:  # a learner may fail in any way; the search goes on
            note = f"{LEARNERS[learner].title}: {type(error).__name__}: {error}"
            trial.set_user_attr("outcome", "raised")
            self.failures.append(note)
        return self._outcome(trial.number, learner, params, results, state, time.monotonic() - started, note)

    def expect(self, settings: list[Setting], seconds: float) -> None:
        """Let trials of these settings begin where there is room for more than one; each takes so long at most."""
        check = self.budget.check
        trials = (
            (each.learner, self._params_of(each), FitLimits(seconds, check, each.rows)) for each in settings
        )
        self.fits.expect(trials)

    def _params_of(self, setting: Setting) -> Params:
        table = self.fitter.table
        fixed = FixedTrial({f"{setting.learner}.{name}": value for name, value in setting.params.items()})
        return suggest(fixed, setting.learner, len(table), table.ml_task, table.n_labels, self.losses)

    def _fit_folds(
        self,
        trial: optuna.Trial,
        learner: str,
        params: Params,
        seconds: float,
        results: list[FoldResult],
    ) -> Verdict:
        """Fit fold after fold into `results`; pruned as soon as the trial is hopeless."""
        n_folds = len(self.fitter.folds)
        for result in self._fold_results(trial, learner, params, seconds):
            results.append(result)
            running = self.log.sign * float(np.mean([result.score for result in results]))
            trial.report(running, step=result.fold)
            if result.misses and self.log.complete():
                return "pruned"
            if len(results) < n_folds and self._is_hopeless(learner, results, trial.user_attrs.get("rows")):
                return "pruned"
        return "complete"

    def _fold_results(
        self, trial: optuna.Trial, learner: str, params: Params, seconds: float
    ) -> Iterator[FoldResult]:
        """Yield the results of folds in order, as many fitted at a time as there is room for."""
        n_folds, at_once = len(self.fitter.folds), self.fits.at_once
        deadline = time.monotonic() + seconds
        for first in range(0, n_folds, at_once):
            self.check()
            self._report_progress(trial, learner, first)
            batches_left = -(-(n_folds - first) // at_once)
            seconds_each = (deadline - time.monotonic()) / batches_left
            limits = FitLimits(seconds_each, self.check, trial.user_attrs.get("rows"))
            folds = range(first, min(first + at_once, n_folds))
            yield from self.fits.results(folds, learner, params, limits)

    def _sampled(self, results: list[FoldResult]) -> str:
        most = max((len(self.fitter.folds[result.fold][0]) for result in results), default=0)
        seen = max((result.rows for result in results), default=0)
        return f"Learnt from a sample of {seen:,} of {most:,} rows." if 0 < seen < most else ""

    def _over(self) -> str:
        return (
            f"The {self.budget.seconds:g} seconds were over before a first model was ready; "
            "the quickest was finished all the same."
        )

    def _is_hopeless(self, learner: str, results: list[FoldResult], rows: int | None) -> bool:
        """Worse than the best trial on every fold so far, and by more than its standard error.

        The first trial of each learner is always completed, so that learners can be compared. Trials that
        learnt from more rows are no measure.
        """
        if learner not in self.log.best_of_each():
            return False
        best = self.log.best_fold_scores(rows)
        behind = self.log.sign * (np.array(best[: len(results)]) - [result.score for result in results])
        return bool((behind > 0).all() and behind.mean() > standard_error(best))

    def _report_progress(self, trial: optuna.Trial, learner: str, fold: int) -> None:
        finished = [each for each in self.log.finished() if each.user_attrs.get("outcome") != "raised"]
        self.on_progress(
            {
                "phase": self.phase,
                "trial": trial.number,
                "learner": learner,
                "fold": fold + 1,
                "folds": len(self.fitter.folds),
                "finished": len(finished),
                "best": self.log.best_score(),
                "elapsed": self.budget.elapsed,
                "remaining": self.budget.remaining(),
            }
        )

    def _scores(self, results: list[FoldResult], state: Verdict) -> tuple[float, ...]:
        if state != "complete":
            return tuple(result.score for result in results)
        fitter = self.fitter
        truths = [fitter.table.y[fitter.folds[result.fold][1]] for result in results]
        return scores_by_fold(fitter.metric, truths, [result.prediction for result in results])

    def _outcome(
        self,
        number: int,
        learner: str,
        params: Params,
        results: list[FoldResult],
        state: Verdict,
        seconds: float,
        note: str,
    ) -> TrialOutcome:
        scores = self._scores(results, state)
        oof, rows = self.fitter.out_of_fold(results)
        return TrialOutcome(
            number=number,
            learner=learner,
            params=params_for_refit(learner, params, results),
            fold_scores=scores,
            score=float(np.mean(scores)) if scores else np.nan,
            spread=standard_error(scores),
            state=state,
            seconds=seconds,
            oof=oof,
            oof_rows=rows,
            note=note,
            misses=_missed(results),
            row_ms=results[0].footprint.row_ms if results else 0.0,
            size_mb=results[0].footprint.size_mb if results else 0.0,
            refit_seconds=refit_estimate(learner, results, len(self.fitter.table)),
            rows=max((result.rows for result in results), default=0),
            model=results[0].model if state == "complete" else None,
        )


def _missed(results: list[FoldResult]) -> str:
    return next((result.misses for result in results if result.misses), "")
