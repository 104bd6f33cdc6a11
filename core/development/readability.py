"""Readability: how far a person can read a fitted model, told from the model itself."""

from typing import Any

from core.design.business.requirements import ModelClass

SMALL_DEPTH = 2
FORMULAS = ("LogisticRegression", "Ridge", "LinearRegression")
BOOSTED_TREES = ("LGBMClassifier", "LGBMRegressor")


def model_class(pipeline: Any) -> ModelClass:
    """Return the most readable class that a fitted pipeline of preparation and model belongs to.

    Told from the last step alone and, for boosting, from the trees that it grew. What is not known to
    be readable, such as an ensemble, is "any".
    """
    steps = getattr(pipeline, "steps", None)
    model = steps[-1][1] if steps else pipeline
    name = type(model).__name__
    if name in FORMULAS:
        return ModelClass.FORMULA
    if name in BOOSTED_TREES and deepest_tree(model) <= SMALL_DEPTH:
        return ModelClass.SMALL_TREES
    return ModelClass.ANY


def deepest_tree(model: Any) -> int:
    """Return the most questions that a tree of a fitted LightGBM model asks of a row."""
    trees = model.booster_.dump_model()["tree_info"]
    return max((_depth(tree["tree_structure"]) for tree in trees), default=0)


def _depth(node: dict[str, Any]) -> int:
    children = [node[side] for side in ("left_child", "right_child") if side in node]
    return 1 + max(map(_depth, children)) if children else 0
