"""The search: portfolio first, then Optuna's TPE, within a budget that is kept.

The study always maximises: a trial's value is the mean fold score, with its sign flipped for errors.
"""

import json
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, Literal

import numpy as np
import optuna
from optuna.trial import FrozenTrial, TrialState
from threadpoolctl import threadpool_limits

from core.design.solution.constraints import Constraints
from core.design.solution.design import SplitPlan
from core.development.automl.budget import Budget, SearchStopped
from core.development.automl.cross_validation import FoldFitter, FoldResult
from core.development.automl.fitting import FitLimits
from core.development.automl.learners import LEARNERS, UNCONSTRAINED, Params, learners_for
from core.development.automl.outcome import TrialOutcome, params_for_refit, standard_error
from core.development.automl.portfolio import Setting, portfolio
from core.development.automl.spaces import suggest
from core.development.metrics import Metric
from core.development.splits import Fold
from core.development.table import LearningTable
from core.errors import Cancelled, TrefoilError
from core.scoring.recipe import Recipe

STUDY_DIRECTION: Literal["maximize"] = "maximize"

TUNING_SHARE = 0.5
"""Most of the time left that one tuned trial may take."""

RESERVE_SHARE = 0.02
RESERVE_SECONDS = 0.2
"""Kept back from the budget for the last prediction and the book-keeping of the last trial."""

SHORTEST_TRIAL = 0.3
"""Seconds below which no further trial is begun."""

MOST_TRIALS = 300
"""The best of many scores flatters itself: noise reached AUC 0.58 in 60 trials (FAULTS.md, M15)."""

MOST_LINEAR_TRIALS = 8
SECOND_BEST_CHANCES = (0.65, 0.25, 0.10)
"""Chance that tuning turns to the best, second and third best learner so far."""


OnTrial = Callable[[TrialOutcome], None]
OnProgress = Callable[[dict[str, Any]], None]


def run_search(
    table: LearningTable,
    folds: list[Fold],
    recipe: Recipe,
    metric: Metric,
    study: optuna.Study,
    budget: Budget,
    on_trial: OnTrial,
    on_progress: OnProgress | None = None,
    seed: int = 0,
    plan: SplitPlan | None = None,
    n_trials: int | None = None,
    n_jobs: int = 1,
    constraints: Constraints = UNCONSTRAINED,
) -> None:
    """Try learners and settings until the budget is over or a person asks to stop.

    Trials follow one another in the calling thread. A trial is told to the study only after `on_trial`
    has returned, so a trial that the study calls complete is on record; after a kill in between it is
    tried again. A learner that raises makes a failed trial. Call again with the same study to resume.

    Parameters
    ----------
    table : LearningTable
        Training rows only; the hold-out never comes here.
    folds : list of (fit, validation) positions
        From `make_folds`.
    study : optuna.Study
        Direction "maximize". Trials left running by a killed process are told to have failed.
    on_progress : callable, optional
        Gets {"phase", "trial", "learner", "fold", "folds", "finished", "best", "elapsed",
        "remaining"} before each fold; `best` is None at first. What it raises ends the search.
    plan : SplitPlan, optional
        How inner rows for early stopping are drawn, so that groups and time stay apart there too.
    n_trials : int, optional
        End after this many finished trials of the study. With a budget of infinite seconds nothing
        depends on the clock: the same seed, table and new study give the same trials, bit for bit.
    n_jobs : int
        Folds of a trial that are fitted at the same time, each on one thread. Without a limit of time,
        it changes no result.
    constraints : Constraints
        Learners that are not readable enough, or cannot follow a direction, are never tried. A trial
        whose formula, time a row or size misses a limit is pruned, with the reason in its note. While
        no trial is complete it is kept instead, with the reason in `misses`, so that there always is a
        model to judge. Columns and directions are already in the recipe.

    Raises
    ------
    ValueError
        Where the study does not maximise.
    Cancelled
        Where a person stopped the search before any trial was complete.
    TrefoilError
        Where time ran out, or every learner failed, before any trial was complete.
    """
    if study.direction.name.lower() != STUDY_DIRECTION:
        raise ValueError("The search needs a study that maximises.")
    fitter = FoldFitter(table, folds, recipe, metric, seed, plan, constraints)
    with threadpool_limits(limits=1), ThreadPoolExecutor(n_jobs, initializer=_one_thread) as pool:
        news = on_progress or (lambda _: None)
        search = _Search(fitter, study, budget, on_trial, news, seed, n_trials, pool, n_jobs)
        search.run()
    search.require_result()


class _Search:
    def __init__(
        self,
        fitter: FoldFitter,
        study: optuna.Study,
        budget: Budget,
        on_trial: OnTrial,
        on_progress: OnProgress,
        seed: int,
        n_trials: int | None,
        pool: ThreadPoolExecutor,
        n_jobs: int,
    ) -> None:
        self.fitter, self.study, self.budget = fitter, study, budget
        self.on_trial, self.on_progress = on_trial, on_progress
        self.n_trials, self.pool, self.n_jobs = n_trials, pool, n_jobs
        self.sign = fitter.metric.sign
        self.rng = np.random.default_rng(seed)
        self.learners = learners_for(fitter.table.n_labels, fitter.constraints)
        self.phase = "portfolio"
        self.failures: list[str] = []

    def run(self) -> None:
        """Work through the portfolio, then tune."""
        self._fail_leftovers()
        try:
            for setting in self._pending():
                if self._is_enough():
                    return
                if not self._has_time(setting.learner):
                    continue
                self._run_trial(self._ask_for(setting), setting.share)
            self.phase = "tuning"
            while (learner := self._next_learner()) is not None:
                self.study.enqueue_trial({"learner": learner})
                self._run_trial(self.study.ask(), TUNING_SHARE)
        except SearchStopped:
            return

    def require_result(self) -> None:
        """Raise unless some trial of the study is complete."""
        if self._trials(TrialState.COMPLETE):
            return
        if self.budget.should_stop():
            raise Cancelled("The search was stopped before a first model was ready.")
        reasons = " ".join(dict.fromkeys(self.failures))
        limit = f"{self.n_trials} trials" if self.budget.is_unlimited else f"{self.budget.seconds:g} seconds"
        raise TrefoilError(
            f"No model was ready within {limit}. {reasons}".strip(),
            "Give it more time, or leave out columns.",
        )

    def _trials(self, *states: TrialState) -> list[FrozenTrial]:
        return self.study.get_trials(deepcopy=False, states=states)

    def _finished(self) -> list[FrozenTrial]:
        """Trials that ran to a verdict: complete, pruned, or with a learner that raised."""
        ended = self._trials(TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)
        return [
            trial
            for trial in ended
            if trial.state is not TrialState.FAIL or trial.user_attrs.get("outcome") == "raised"
        ]

    def _is_enough(self) -> bool:
        return self.n_trials is not None and len(self._finished()) >= self.n_trials

    def _fail_leftovers(self) -> None:
        """End trials of a killed process; one that was only queued is drawn now and ended too."""
        while self._trials(TrialState.WAITING):
            self.study.ask()
        for trial in self._trials(TrialState.RUNNING):
            self.study.tell(trial.number, state=TrialState.FAIL)

    def _pending(self) -> list[Setting]:
        done = {trial.user_attrs.get("portfolio") for trial in self._finished()}
        table = self.fitter.table
        settings = portfolio(table.ml_task, table.n_labels, len(table), self.learners)
        return [setting for setting in settings if setting.name not in done]

    def _ask_for(self, setting: Setting) -> optuna.Trial:
        fixed = {f"{setting.learner}.{name}": value for name, value in setting.params.items()}
        self.study.enqueue_trial(
            {"learner": setting.learner, **fixed}, user_attrs={"portfolio": setting.name}
        )
        return self.study.ask()

    def _next_learner(self) -> str | None:
        """Mostly the learner with the best trial so far, among those that there is time for."""
        finished = self._trials(TrialState.COMPLETE)
        if len(finished) >= MOST_TRIALS or self._is_enough():
            return None
        best: dict[str, float] = {}
        for trial in finished:
            learner = trial.params["learner"]
            best[learner] = max(best.get(learner, -np.inf), trial.value or 0.0)
        linear = sum(trial.params["learner"] == "linear" for trial in finished)
        tuned_out = {"linear"} if linear >= MOST_LINEAR_TRIALS else set()
        ranked = sorted(best, key=lambda learner: -best[learner])
        ranked = [learner for learner in ranked if learner not in tuned_out and self._has_time(learner)][:3]
        if not ranked:
            return None
        chances = np.array(SECOND_BEST_CHANCES[: len(ranked)])
        return str(self.rng.choice(ranked, p=chances / chances.sum()))

    def _time_left(self) -> float:
        if self.budget.is_unlimited:
            return self.budget.remaining()
        return self.budget.remaining() - RESERVE_SECONDS - RESERVE_SHARE * self.budget.seconds

    def _has_time(self, learner: str) -> bool:
        """Boosting and forests can be cut short; a linear model has to be as quick as it was before."""
        self.budget.check()
        left = self._time_left()
        if LEARNERS[learner].rounds is None:
            return left >= max(SHORTEST_TRIAL, 1.2 * self._usual_seconds(learner))
        return left >= max(SHORTEST_TRIAL, 0.25 * self._usual_seconds(learner))

    def _usual_seconds(self, learner: str) -> float:
        seconds = [
            trial.user_attrs["seconds"]
            for trial in self._trials(TrialState.COMPLETE)
            if trial.params["learner"] == learner
        ]
        return float(np.median(seconds)) if seconds else 0.0

    def _run_trial(self, trial: optuna.Trial, share: float) -> None:
        started = time.monotonic()
        table = self.fitter.table
        learner = trial.suggest_categorical("learner", self.learners)
        params = suggest(trial, learner, len(table), table.ml_task, table.n_labels)
        results: list[FoldResult] = []
        note, state = "", TrialState.FAIL
        try:
            with warnings.catch_warnings(record=True) as caught:
                state = self._fit_folds(trial, learner, params, share * self._time_left(), results)
            missed = next((result.misses for result in results if result.misses), "")
            note = missed or (str(caught[0].message).split("\n")[0] if caught else "")
        except SearchStopped:
            trial.set_user_attr("outcome", "stopped")
            self.study.tell(trial, state=TrialState.FAIL)
            raise
        except Exception as error:  # a learner may fail in any way; the search goes on
            note = f"{LEARNERS[learner].title}: {type(error).__name__}: {error}"
            trial.set_user_attr("outcome", "raised")
            self.failures.append(note)
        self._finish(trial, learner, params, results, state, time.monotonic() - started, note)

    def _fit_folds(
        self,
        trial: optuna.Trial,
        learner: str,
        params: Params,
        seconds: float,
        results: list[FoldResult],
    ) -> TrialState:
        """Fit fold after fold into `results`; PRUNED as soon as the trial is hopeless."""
        n_folds = len(self.fitter.folds)
        for result in self._fold_results(trial, learner, params, seconds):
            results.append(result)
            running = self.sign * float(np.mean([result.score for result in results]))
            trial.report(running, step=result.fold)
            if result.misses and self._trials(TrialState.COMPLETE):
                return TrialState.PRUNED
            if len(results) < n_folds and self._is_hopeless(learner, results):
                return TrialState.PRUNED
        return TrialState.COMPLETE

    def _fold_results(
        self, trial: optuna.Trial, learner: str, params: Params, seconds: float
    ) -> Iterator[FoldResult]:
        """Yield the results of folds in order, `n_jobs` of them fitted at a time."""
        n_folds = len(self.fitter.folds)
        deadline = time.monotonic() + seconds
        for first in range(0, n_folds, self.n_jobs):
            self.budget.check()
            self._report_progress(trial, learner, first)
            batches_left = -(-(n_folds - first) // self.n_jobs)
            limits = FitLimits((deadline - time.monotonic()) / batches_left, self.budget.check)
            folds = range(first, min(first + self.n_jobs, n_folds))
            if len(folds) == 1:
                yield self.fitter.fit_fold(first, learner, params, limits)
                continue
            fits = [self.pool.submit(self.fitter.fit_fold, fold, learner, params, limits) for fold in folds]
            wait(fits)
            yield from (fit.result() for fit in fits)

    def _is_hopeless(self, learner: str, results: list[FoldResult]) -> bool:
        """Worse than the best trial on every fold so far, and by more than its standard error.

        The first trial of each learner is always completed, so that learners can be compared.
        """
        finished = self._trials(TrialState.COMPLETE)
        if all(trial.params["learner"] != learner for trial in finished):
            return False
        keeping = [trial for trial in finished if not trial.user_attrs.get("misses")] or finished
        best = max(keeping, key=lambda trial: trial.value or 0.0).user_attrs["fold_scores"]
        behind = self.sign * (np.array(best[: len(results)]) - [result.score for result in results])
        return bool((behind > 0).all() and behind.mean() > standard_error(best))

    def _report_progress(self, trial: optuna.Trial, learner: str, fold: int) -> None:
        finished = self._trials(TrialState.COMPLETE)
        best = max((t.value for t in finished if t.value is not None), default=None)
        self.on_progress(
            {
                "phase": self.phase,
                "trial": trial.number,
                "learner": learner,
                "fold": fold + 1,
                "folds": len(self.fitter.folds),
                "finished": len(finished) + len(self._trials(TrialState.PRUNED)),
                "best": None if best is None else self.sign * best,
                "elapsed": self.budget.elapsed,
                "remaining": self.budget.remaining(),
            }
        )

    def _finish(
        self,
        trial: optuna.Trial,
        learner: str,
        params: Params,
        results: list[FoldResult],
        state: TrialState,
        seconds: float,
        note: str,
    ) -> None:
        scores = tuple(result.score for result in results)
        oof, rows = self.fitter.out_of_fold(results)
        outcome = TrialOutcome(
            number=trial.number,
            learner=learner,
            params=params_for_refit(learner, params, results),
            fold_scores=scores,
            score=float(np.mean(scores)) if scores else np.nan,
            spread=standard_error(scores),
            state="failed" if state is TrialState.FAIL else state.name.lower(),  # type: ignore[arg-type]
            seconds=seconds,
            oof=oof,
            oof_rows=rows,
            note=note,
            misses=next((result.misses for result in results if result.misses), ""),
        )
        trial.set_user_attr("learner", learner)
        trial.set_user_attr("params", json.dumps(outcome.params))
        trial.set_user_attr("fold_scores", list(scores))
        trial.set_user_attr("seconds", seconds)
        trial.set_user_attr("note", note)
        trial.set_user_attr("misses", outcome.misses)
        self.on_trial(outcome)
        value = self.sign * outcome.score if state is TrialState.COMPLETE else None
        self.study.tell(trial, value, state=state)


def _one_thread() -> None:
    """Hold a new thread to one OpenMP thread: that setting is kept thread by thread."""
    threadpool_limits(limits=1)
