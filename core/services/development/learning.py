"""What every training use case starts from: the table, the locked hold-out and the folds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.design.data.columns import Dataset, Roles
from core.design.solution.design import SolutionDesign
from core.services.workspace import Workspace, load, need, need_fresh

if TYPE_CHECKING:
    from core.development.table import LearningTable


@dataclass(frozen=True)
class Learning:
    """The rows to learn from and the rows that stay locked.

    Attributes
    ----------
    folds : list of (fit, valid) position arrays
        Positions within `train`.
    """

    dataset: Dataset
    design: SolutionDesign
    recipe: dict[str, Any]
    train: "LearningTable"
    holdout: "LearningTable"
    folds: list


def open_learning(workspace: Workspace, project: str) -> Learning:
    """Return the training rows, the hold-out and the folds that the solution design fixes.

    Raises BadInput for a feature that is not known at the moment of prediction.
    """
    from core.design.data.roles import check_known
    from core.development.splits import make_folds, split_holdout
    from core.development.table import learning_table, take

    history = workspace.history(project)
    design = load(need_fresh(history, "solution"), SolutionDesign)
    check_known(design.features, load(need(history, "roles"), Roles))
    recipe = need_fresh(history, "recipe").payload["recipe"]
    dataset = load(need(history, "dataset"), Dataset)
    table = learning_table(workspace.datasets.get(dataset.fingerprint), design, recipe)
    train_rows, holdout_rows = split_holdout(table, design.split)
    train, holdout = take(table, train_rows), take(table, holdout_rows)
    return Learning(dataset, design, recipe, train, holdout, make_folds(train, design.split))
