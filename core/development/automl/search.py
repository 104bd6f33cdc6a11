"""The search: portfolio first, then Optuna's TPE, within a budget that is kept.

The study always maximises: a trial's value is the mean fold score, with its sign flipped for errors.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Literal

import numpy as np
import optuna
from threadpoolctl import threadpool_limits

from core.design.solution.constraints import Constraints
from core.design.solution.design import SplitPlan
from core.development.automl.budget import Budget, SearchStopped
from core.development.automl.cross_validation import FoldFitter
from core.development.automl.ensemble import SELECTION_SECONDS, Shortlist
from core.development.automl.learners import LEARNERS, UNCONSTRAINED, learners_for, may_vote
from core.development.automl.outcome import TrialOutcome
from core.development.automl.portfolio import Setting, portfolio
from core.development.automl.study import StudyLog
from core.development.automl.trial_run import OnProgress, TrialRunner
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

REFIT_SHARE = 0.8
"""Most of the time left that the refits of an ensemble may be expected to take: none can be cut short."""

SHORTEST_TRIAL = 0.3
"""Seconds below which no further trial is begun."""

MOST_TRIALS = 300
"""The best of many scores flatters itself: noise reached AUC 0.58 in 60 trials (FAULTS.md, M15)."""

MOST_LINEAR_TRIALS = 8
SECOND_BEST_CHANCES = (0.65, 0.25, 0.10)
"""Chance that tuning turns to the best, second and third best learner so far."""


OnTrial = Callable[[TrialOutcome], None]


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
    earlier: Iterable[TrialOutcome] = (),
) -> None:
    """Try learners and settings until the budget is over or a person asks to stop.

    Trials follow one another in the calling thread. A trial is told to the study only after `on_trial`
    has returned, so a trial that the study calls complete is on record; after a kill in between it is
    tried again. A learner that raises makes a failed trial. Call again with the same study to resume.

    There always is a model: the first trial is completed even where that takes longer than the budget,
    with a sentence in its note, unless a person stops the search.

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
        model to judge. A file has 20 MB at most where they say nothing. Columns and directions are already
        in the recipe.
    earlier : iterable of TrialOutcome
        Finished trials of a study that is resumed, for the ensemble at the end.

    Raises
    ------
    ValueError
        Where the study does not maximise.
    Cancelled
        Where a person stopped the search before any trial was complete.
    TrefoilError
        Where every learner failed.
    """
    if study.direction.name.lower() != STUDY_DIRECTION:
        raise ValueError("The search needs a study that maximises.")
    fitter = FoldFitter(table, folds, recipe, metric, seed, plan, constraints)
    learners = learners_for(table.n_labels, constraints)
    shortlist = Shortlist(metric, table.y, folds, constraints)
    for outcome in earlier:
        shortlist.add(outcome)
    log, news = StudyLog(study, metric.sign), on_progress or (lambda _: None)
    with threadpool_limits(limits=1), ThreadPoolExecutor(n_jobs, initializer=_one_thread) as pool:
        runner = TrialRunner(fitter, log, budget, learners, pool, n_jobs, news)
        search = _Search(runner, on_trial, seed, n_trials, shortlist)
        search.run()
    search.require_result()


class _Search:
    def __init__(
        self, runner: TrialRunner, on_trial: OnTrial, seed: int, n_trials: int | None, shortlist: Shortlist
    ) -> None:
        self.runner, self.log, self.budget = runner, runner.log, runner.budget
        self.on_trial, self.n_trials, self.shortlist = on_trial, n_trials, shortlist
        self.rng = np.random.default_rng(seed)

    def run(self) -> None:
        """Work through the portfolio, tune, and let the best trials vote."""
        self.log.fail_leftovers()
        with suppress(SearchStopped):
            self._try_until_first()
            for setting in self._pending():
                if not self._is_enough() and self._has_time(setting.learner):
                    self._try(self.log.ask_for(setting), setting.share)
            self.runner.phase = "tuning"
            while (learner := self._next_learner()) is not None:
                self._try(self.log.ask_learner(learner), TUNING_SHARE)
        if not self.budget.should_stop():
            self._combine()

    def require_result(self) -> None:
        """Raise unless some trial of the study is complete."""
        if self.log.complete():
            return
        if self.budget.should_stop():
            raise Cancelled("The search was stopped before a first model was ready.")
        reasons = " ".join(dict.fromkeys(self.runner.failures))
        raise TrefoilError(f"No learner could be fitted. {reasons}".strip(), "Leave out columns, or rows.")

    def _try_until_first(self) -> None:
        """Complete one trial, however little time there is: the cheapest setting whose learner can be fitted."""
        for setting in self._pending():
            if self.log.complete():
                return
            self.budget.check_stop()
            self._try(self.log.ask_for(setting), setting.share)

    def _try(self, trial: optuna.Trial, share: float) -> None:
        outcome = self.runner.run(trial, share * self._time_left())
        self.shortlist.add(outcome)
        self.on_trial(outcome)
        self.log.tell(trial, outcome)

    def _combine(self) -> None:
        """Let the best trials vote, where that is allowed, in time, and better than the best of them.

        A search that goes on lets them vote again: a new ensemble is kept where it beats the earlier ones.
        """
        room = REFIT_SHARE * self.budget.left_for_refit() - SELECTION_SECONDS
        if room <= 0 or not self.log.has_news_for_votes() or not may_vote(self.runner.fitter.constraints):
            return
        found = self.shortlist.ensemble(room)
        if found is None or self.log.sign * found.score <= self.log.best_ensemble():
            return
        trial = self.log.ask_ensemble()
        outcome = replace(found, number=trial.number)
        self.on_trial(outcome)
        self.log.tell(trial, outcome)

    def _is_enough(self) -> bool:
        return self.n_trials is not None and len(self.log.finished()) >= self.n_trials

    def _pending(self) -> list[Setting]:
        done = {trial.user_attrs.get("portfolio") for trial in self.log.finished()}
        table = self.runner.fitter.table
        settings = portfolio(
            table.ml_task, table.n_labels, len(table), self.runner.learners, self.runner.losses
        )
        return [setting for setting in settings if setting.name not in done]

    def _next_learner(self) -> str | None:
        """Mostly the learner with the best trial so far, among those that there is time for."""
        complete = self.log.complete()
        if len(complete) >= MOST_TRIALS or self._is_enough():
            return None
        linear = sum(trial.params["learner"] == "linear" for trial in complete)
        tuned_out = {"linear"} if linear >= MOST_LINEAR_TRIALS else set()
        wanted = [learner for learner in self.log.best_of_each() if learner not in tuned_out]
        ranked = [learner for learner in wanted if self._has_time(learner)][:3]
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
        share = 1.2 if LEARNERS[learner].rounds is None else 0.25
        return left >= max(SHORTEST_TRIAL, share * self.log.usual_seconds(learner))


def _one_thread() -> None:
    """Hold a new thread to one OpenMP thread: that setting is kept thread by thread."""
    threadpool_limits(limits=1)
