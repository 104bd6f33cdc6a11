"""The search: portfolio first, then Optuna's TPE, within a budget that is kept.

The study always maximises: a trial's value is the mean fold score, with its sign flipped for errors.
"""

import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np
import optuna
from threadpoolctl import threadpool_limits

from core.design.solution.constraints import Constraints
from core.design.solution.design import SplitPlan
from core.development.automl.budget import Budget, SearchStopped
from core.development.automl.cross_validation import FoldFitter
from core.development.automl.ensemble import SELECTION_SECONDS, Shortlist
from core.development.automl.fold_fits import fold_fits
from core.development.automl.learners import (
    LEARNERS,
    UNCONSTRAINED,
    learners_for,
    may_vote,
    native_learners,
)
from core.development.automl.outcome import REFIT_MARGIN, TrialOutcome
from core.development.automl.portfolio import Setting, portfolio
from core.development.automl.samples import samples
from core.development.automl.study import StudyLog
from core.development.automl.trial_run import OnProgress, TrialRunner
from core.development.automl.vote_fit import seconds_together, threads_worth
from core.development.metrics import Metric
from core.development.splits import Fold
from core.development.table import LearningTable
from core.errors import Cancelled, TrefoilError
from core.scoring.recipe import Recipe, worded_inputs

STUDY_DIRECTION: Literal["maximize"] = "maximize"

TUNING_SHARE = 0.5
"""Most of the time left that one tuned trial, or one that goes on to more rows, may take."""

GOING_ON = 3
"""Settings that go on from one sample to the next."""

CUT_SHARE = 0.25
"""Share of its expected seconds that has to be there for a trial: boosting and forests can be cut short."""

WHOLE_SHARE = 0.6
"""The same for a trial with more rows: cut short, it shows less."""

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
    cluster: str = "",
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
    cluster : str
        Address of a Dask scheduler, such as tcp://host:8786, on whose workers folds are fitted instead: those of
        a trial side by side, and with threads to spare those of the settings that follow it.
        Without a limit of time, it changes no result.

    Raises
    ------
    ValueError
        Where the study does not maximise.
    ClusterUnusable
        Where the cluster does not answer, has no workers, or runs something else than this machine.
    Cancelled
        Where a person stopped the search before any trial was complete.
    TrefoilError
        Where every learner failed.
    """
    if study.direction.name.lower() != STUDY_DIRECTION:
        raise ValueError("The search needs a study that maximises.")
    fitter = FoldFitter(table, folds, recipe, metric, seed, plan, constraints)
    learners = learners_for(table.n_labels, constraints, native_learners(table, recipe))
    shortlist = Shortlist(metric, table.y, fitter.folds, constraints)
    for outcome in earlier:
        shortlist.add(outcome)
    log, news = StudyLog(study, metric.sign), on_progress or (lambda _: None)
    with threadpool_limits(limits=1), fold_fits(fitter, n_jobs, cluster) as fits:
        runner = TrialRunner(fitter, log, budget, learners, fits, n_jobs, news)
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
        self.fold_rows = max(len(fit) for fit, _ in runner.fitter.folds)
        self.samples = samples(self.fold_rows)

    def run(self) -> None:
        """Work through the portfolio, go on to more rows, tune, and let the best trials vote.

        A vote whose refit is quicker than what was kept back for it leaves seconds to go on with.
        """
        self.log.take_up()
        with suppress(SearchStopped):
            self._try_portfolio()
        if self.n_trials is None:
            self._combine()
        while not self.budget.should_stop():
            before = len(self.log.finished())
            with suppress(SearchStopped):
                self._tune()
            if self.budget.should_stop():
                return
            is_news = self._combine() or len(self.log.finished()) > before
            if self.n_trials is not None or not is_news:
                return

    def _try_portfolio(self) -> None:
        self._try_until_first()
        self._try_each(self._pending())
        for fewer, rows in pairwise(self.samples):
            self._try_each(self._going_on(fewer, rows), WHOLE_SHARE)

    def _try_each(self, settings: list[Setting], least_share: float = CUT_SHARE) -> None:
        """Try settings for which there is time; those after the one that runs may begin ahead on a cluster."""
        for at, setting in enumerate(settings):
            if not self._is_enough() and self._has_time(setting.learner, setting.rows, least_share):
                self.runner.expect(
                    settings[at + 1 :][: self._most_ahead()], setting.share * self._time_left()
                )
                self._try(self.log.ask_for(setting), setting.share)

    def _most_ahead(self) -> int | None:
        """Trials that may follow the next one; None without a limit."""
        return None if self.n_trials is None else max(0, self.n_trials - len(self.log.finished()) - 1)

    def _tune(self) -> None:
        self.runner.phase = "tuning"
        while (chosen := self._next_learner()) is not None:
            self._try(self.log.ask_learner(*chosen), TUNING_SHARE)

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
        outcome = self.runner.run(trial, min(share * self._time_left(), self._time_before_refit()))
        self.shortlist.add(replace(outcome, model=None))
        self.on_trial(outcome)
        self.log.tell(trial, outcome)

    def _combine(self) -> bool:
        """Let the best trials vote, where that is allowed, in time, and better than the best of them.

        A search that goes on lets them vote again: a new ensemble is kept where it beats the earlier ones.
        Members are fitted side by side, so that together they may take longer than one of them.
        """
        room = REFIT_SHARE * self.budget.left_for_refit() - SELECTION_SECONDS
        if room <= 0 or not self.log.has_news_for_votes() or not may_vote(self.runner.fitter.constraints):
            return False
        fits = {each.number: each.refit_seconds for each in self.shortlist.outcomes}
        n_jobs = self.runner.n_jobs if max(fits.values(), default=0.0) <= room else 1
        found = self.shortlist.ensemble(room * threads_worth(n_jobs))
        if found is None or self.log.sign * found.score <= self.log.best_ensemble():
            return False
        seconds = seconds_together([fits[each["trial"]] for each in found.params["members"]], n_jobs)
        trial = self.log.ask_ensemble()
        outcome = replace(found, number=trial.number, refit_seconds=seconds)
        self.on_trial(outcome)
        self.log.tell(trial, outcome)
        return True

    def _is_enough(self) -> bool:
        return self.n_trials is not None and len(self.log.finished()) >= self.n_trials

    def _pending(self) -> list[Setting]:
        table = self.runner.fitter.table
        settings = portfolio(
            table.ml_task,
            table.n_labels,
            len(table),
            self.runner.learners,
            self.runner.losses,
            has_words=bool(worded_inputs(self.runner.fitter.recipe)),
        )
        return self._untried([replace(setting, rows=self.samples[0]) for setting in settings])

    def _going_on(self, fewer: int | None, rows: int | None) -> list[Setting]:
        """Return the best settings of a sample for the next one; what always sees a sample stays there."""
        return self._untried(
            [
                Setting(
                    f"trial {trial.number} with {'all' if rows is None else format(rows, ',')} rows",
                    trial.params["learner"],
                    {name.split(".", 1)[1]: value for name, value in trial.params.items() if "." in name},
                    TUNING_SHARE,
                    rows=rows,
                )
                for trial in self.log.best_within(fewer, GOING_ON)
                if LEARNERS[trial.params["learner"]].preparation != "scaled"
            ]
        )

    def _untried(self, settings: list[Setting]) -> list[Setting]:
        done = {trial.user_attrs.get("portfolio") for trial in self.log.finished()}
        return [setting for setting in settings if setting.name not in done]

    def _next_learner(self) -> tuple[str, int | None] | None:
        """Mostly the learner with the best trial so far, among those that there is time for.

        With as many rows as there is time for.
        """
        complete = self.log.complete()
        if len(complete) >= MOST_TRIALS or self._is_enough():
            return None
        linear = sum(trial.params["learner"] == "linear" for trial in complete)
        tuned_out = {"linear"} if linear >= MOST_LINEAR_TRIALS else set()
        wanted = [learner for learner in self.log.best_of_each() if learner not in tuned_out]
        for rows in reversed(self.samples):
            ranked = [learner for learner in wanted if self._has_time(learner, rows)][:3]
            if ranked:
                chances = np.array(SECOND_BEST_CHANCES[: len(ranked)])
                return str(self.rng.choice(ranked, p=chances / chances.sum())), rows
        return None

    def _time_left(self) -> float:
        if self.budget.is_unlimited:
            return self.budget.remaining()
        return self.budget.remaining() - RESERVE_SECONDS - RESERVE_SHARE * self.budget.seconds

    def _time_before_refit(self) -> float:
        """Most seconds of a trial after which there is time to fit it on all rows, on one thread."""
        n_folds, n_rows = len(self.runner.fitter.folds), len(self.runner.fitter.table)
        folds_in_turn = n_folds / min(n_folds, self.runner.fits.at_once)
        refit = REFIT_MARGIN * n_rows / self.fold_rows / folds_in_turn
        left = self.budget.left_for_refit() - RESERVE_SECONDS - RESERVE_SHARE * self.budget.seconds
        return left / (1 + refit) if math.isfinite(left) else math.inf

    def _has_time(self, learner: str, rows: int | None, least_share: float = CUT_SHARE) -> bool:
        """Boosting and forests can be cut short; a linear model has to be as quick as it was before."""
        self.budget.check()
        left = self._time_left()
        share = 1.2 if LEARNERS[learner].rounds is None else least_share
        expected = self.log.usual_seconds(learner, rows or self.fold_rows)
        return left >= max(SHORTEST_TRIAL, share * expected)
