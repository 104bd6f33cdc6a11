"""Settings of a search: which of them a learner's score depended on, estimated from its trials."""

from typing import TYPE_CHECKING, Any

from core.lifecycle.records import Payload
from core.services.workspace import Workspace, need

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

FEWEST_TRIALS = 8
"""Below this a forest of trees, on which the estimate rests, has next to nothing to split on."""

TREES = 32
REDRAWS = 10
"""Forests that tell how far a share may be off; with the estimate itself about a second of work."""


def settings_importance(workspace: Workspace, project: str, learner: str) -> list[Payload]:
    """Return how much of the variation of a learner's score each of its settings explains.

    An estimate from few trials that were not drawn at random: the search looks where it is good already.

    Returns
    -------
    list of dict
        setting (its name), share (0 to 1, all together 1), lower and upper (of the middle 80% of `REDRAWS` shares,
        each from as many trials drawn again with replacement) and trials (how many it rests on), largest
        first; empty below `FEWEST_TRIALS` finished trials of the learner, or where all of them scored alike.

    References
    ----------
    Hutter, Hoos and Leyton-Brown (2014), An efficient approach for assessing hyperparameter importance
    (functional analysis of variance), ICML.
    """
    experiment = need(workspace.history(project), "experiment").payload
    trials = _trials(workspace, experiment, learner)
    if len(trials) < FEWEST_TRIALS or len({trial.value for trial in trials}) == 1:
        return []
    found = _shares(trials, 0)
    low, high = _spread(trials, list(found))
    return [
        {"setting": name, "share": share, "lower": low[name], "upper": high[name], "trials": len(trials)}
        for name, share in found.items()
    ]


def _shares(trials: "list[FrozenTrial]", seed: int) -> dict[str, float]:
    import optuna

    study = optuna.create_study(direction="maximize")
    study.add_trials(trials)
    evaluator = optuna.importance.FanovaImportanceEvaluator(n_trees=TREES, seed=seed)
    found = optuna.importance.get_param_importances(study, evaluator=evaluator)
    return {name: float(share) for name, share in found.items()}


def _spread(trials: "list[FrozenTrial]", names: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the 10% and 90% quantile of each setting's share over trials that are drawn again."""
    import numpy as np

    random = np.random.default_rng(0)
    redrawn = [[trials[at] for at in random.integers(0, len(trials), len(trials))] for _ in range(REDRAWS)]
    telling = [each for each in redrawn if len({trial.value for trial in each}) > 1]
    shares = [_shares(each, seed) for seed, each in enumerate(telling, start=1)]
    drawn = {name: [share.get(name, 0.0) for share in shares] for name in names}
    low, high = (
        {name: float(np.quantile(values, at)) for name, values in drawn.items()} for at in (0.1, 0.9)
    )
    return low, high


def _trials(workspace: Workspace, experiment: Payload, learner: str) -> "list[FrozenTrial]":
    """The learner's complete trials that are on record, with its own settings alone."""
    from optuna.trial import TrialState

    from core.development.automl.search import STUDY_DIRECTION
    from core.development.automl.spaces import new_sampler

    study = workspace.studies.open(experiment["study"], STUDY_DIRECTION, new_sampler(experiment["seed"]))
    on_record = {trial["number"] for trial in experiment["trials"] if trial["learner"] == learner}
    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return [_own(trial, f"{learner}.") for trial in complete if trial.number in on_record]


def _own(trial: Any, prefix: str) -> "FrozenTrial":
    import optuna

    names = [name for name in trial.params if name.startswith(prefix)]
    return optuna.trial.create_trial(
        params={name.removeprefix(prefix): trial.params[name] for name in names},
        distributions={name.removeprefix(prefix): trial.distributions[name] for name in names},
        value=trial.value,
    )
