"""Challenge: the chosen model beside the live one, or why the two cannot be compared."""

from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.errors import TrefoilError
from core.lifecycle.staleness import History
from core.services.deployment.lineage import past_learning, released_candidate
from core.services.deployment.period import open_period
from core.services.deployment.release import live_release, live_version
from core.services.development.learning import Learning
from core.services.development.models import load_stored_model
from core.services.workspace import Workspace, need

if TYPE_CHECKING:
    import numpy as np

    from core.deployment.champion import LiveComparison

SAME_ANSWER = 1e-9
SAME_QUESTION = ("target", "ml_task", "labels")


def against_live(
    workspace: Workspace, history: History, charter: Charter, model: Any, learning: Learning
) -> "LiveComparison | None":
    """Return how the chosen model does against the live one; None where no other model is live.

    The rows are those kept back from the chosen model, without any that the live one was trained on.
    """
    from core.deployment.champion import LiveComparison

    if live_version(history) is None:
        return None
    release = live_release(history)
    if release.payload["model"] == need(history, "candidate").payload["model"]:
        return None
    version = int(release.payload["version"])
    try:
        live = load_stored_model(workspace, release.payload["model"])
        reason = _other_question(model, live, learning)
        past = None if reason else past_learning(workspace, history, released_candidate(history, release))
    except TrefoilError as error:
        return LiveComparison(version, error.message)
    if past is None:
        return LiveComparison(version, reason)
    return _compared(charter, model, live, learning, past, version)


def _other_question(model: Any, live: Any, learning: Learning) -> str:
    for key in SAME_QUESTION:
        if model.manifest[key] != live.manifest[key]:
            return f"it answers another question: its {key} is {live.manifest[key]}"
    lacking = [name for name in live.inputs if name not in learning.holdout.frame]
    return f"it needs {', '.join(lacking)}, which the present data lacks" if lacking else ""


def _compared(
    charter: Charter, model: Any, live: Any, learning: Learning, past: Learning, version: int
) -> "LiveComparison":
    import numpy as np

    from core.deployment.champion import LiveComparison, is_unseen, too_few
    from core.development.evaluation import mean_interval
    from core.development.metrics import METRICS, MONEY, paired_gain, score

    kept_back, columns = learning.holdout, [f["name"] for f in live.recipe["features"]]
    unseen = is_unseen(kept_back.frame, past.train.frame, [*columns, live.manifest["target"]])
    frame, y = kept_back.frame[unseen].reset_index(drop=True), kept_back.y[unseen]
    if too_few(y, learning.design.ml_task == "binary"):
        said = f"it was trained on {int((~unseen).sum()):,} of the {len(unseen):,} rows kept back"
        return LiveComparison(version, f"{said}, and those that are left are too few to judge both")
    metric, ours, theirs = METRICS[learning.design.metric], model.scores(frame), live.scores(frame)
    worth, live_worth = (_values(charter, each, learning, frame) for each in (model, live))
    more = worth - live_worth
    money_low, money_high = mean_interval(more)
    is_money = metric.code == MONEY
    gain, low, high = (
        (float(more.mean()), money_low, money_high) if is_money else paired_gain(metric, y, ours, theirs)
    )
    return LiveComparison(
        version=version,
        rows=len(y),
        is_same=bool(np.allclose(ours, theirs, rtol=0, atol=SAME_ANSWER)),
        score=float(worth.mean()) if is_money else score(metric, y, ours),
        live_score=float(live_worth.mean()) if is_money else score(metric, y, theirs),
        gain=gain,
        gain_interval=(low, high),
        value_gain=float(more.mean()),
        value_interval=(money_low, money_high),
        currency=charter.payoff.currency,
    )


def _values(charter: Charter, model: Any, learning: Learning, frame: Any) -> "np.ndarray":
    period = open_period(charter, model, learning.train.frame, frame)
    assert period is not None
    return period.model_values()
