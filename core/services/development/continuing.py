"""Continuing an experiment: the same study goes on with more time, on the same data and the same design."""

from typing import TYPE_CHECKING

from core.errors import Missing
from core.lifecycle.records import Payload
from core.services.workspace import Workspace, need_fresh

if TYPE_CHECKING:
    import optuna


def state_to_continue(workspace: Workspace, project: str, more_s: float) -> Payload:
    """Return the progress that a search of `more_s` further seconds starts from: as if it had only paused.

    Scores of other data or another design could not stand in one list, so a stale experiment is refused.

    Returns
    -------
    dict
        study, seed, trials, spent_s and budget_s (seconds, of all parts together), continues (version).

    Raises
    ------
    NotReady
        Where there is no experiment, or something under it changed since.
    Missing
        Where the study of its trials is gone or incomplete.
    """
    from core.development.automl.search import STUDY_DIRECTION
    from core.development.automl.spaces import new_sampler

    record = need_fresh(workspace.history(project), "experiment")
    done = record.payload
    study = workspace.studies.open(done["study"], STUDY_DIRECTION, new_sampler(done["seed"]))
    trials = told_to(study, done["trials"])
    if not trials or len(trials) < len(done["trials"]) - 1:
        raise Missing(
            "The study of the earlier trials is not in the workspace, so the search cannot go on.",
            "Train again.",
        )
    return {
        "study": done["study"],
        "seed": done["seed"],
        "trials": [{"misses": "", **trial} for trial in trials],
        "spent_s": done["spent_s"],
        "budget_s": done["spent_s"] + more_s,
        "continues": record.version,
    }


def told_to(study: "optuna.Study", trials: list[Payload]) -> list[Payload]:
    """Return the trials on record that the study knows too: a kill in between leaves out the last one."""
    known = {trial.number for trial in study.get_trials(deepcopy=False)}
    return [trial for trial in trials if trial["number"] in known]
