"""What a search tries on a project: the kinds of models that suit its question and its charter."""

from core.design.data.columns import Dataset
from core.design.solution.design import SolutionDesign
from core.services.workspace import Workspace, load, need


def suited_learners(workspace: Workspace, project: str) -> list[str]:
    """Return the codes of the learners that a search tries, quickest first, then those that the newest one tried.

    A vote comes last, where the charter allows one.
    """
    from core.development.automl.learners import ENSEMBLE, learners_for, may_vote

    history = workspace.history(project)
    design = load(need(history, "solution"), SolutionDesign)
    found = learners_for(_labels(design, load(need(history, "dataset"), Dataset)), design.constraints)
    experiment = history.latest("experiment")
    if experiment is not None and not history.is_stale("experiment"):
        found += [trial["learner"] for trial in experiment.payload["trials"]]
    single = [code for code in dict.fromkeys(found) if code != ENSEMBLE]
    return [*single, *([ENSEMBLE] if may_vote(design.constraints) else [])]


def _labels(design: SolutionDesign, dataset: Dataset) -> int:
    if design.ml_task == "regression":
        return 0
    return next(column.distinct for column in dataset.columns if column.name == design.target)
