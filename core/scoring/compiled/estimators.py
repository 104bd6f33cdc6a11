"""A fitted estimator, composed of others or not, as one that predicts from inputs without a frame."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from .boosters import booster_answer
from .preparation import compile_preparation, matrix_step
from .texts import NotCompilable
from .trees import boosted_trees

FEW_ROWS = 4
"""Up to here walking all trees at once is faster than scikit-learn's tree after tree."""

Step = Callable[[Any], np.ndarray]

ANSWERS = ("predict", "predict_proba", "decision_function")


class Prepared:
    """A fitted pipeline whose answers take inputs; anything else is asked of its last step."""

    def __init__(self, prepare: Step, model: Any) -> None:
        self._prepare = prepare
        self._model = model

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._model, name)
        return (lambda inputs: found(self._prepare(inputs))) if name in ANSWERS else found


def compile_estimator(estimator: Any, texts: frozenset[str], is_prepared: bool = False) -> Any:
    """Return a look-alike of a fitted estimator that takes `Inputs` where that took a frame.

    Ensembles, stacks, calibrations and transformed targets are shallow copies with compiled members: how
    members are put together stays scikit-learn's own code.

    Parameters
    ----------
    texts : frozenset of str
        Names of the inputs that hold texts.
    is_prepared : bool
        True where the estimator takes the matrix of a preparation already.

    Raises
    ------
    NotCompilable
        A part cannot be turned into lookups; the text names it.
    """
    kind = type(estimator).__name__
    if kind == "Pipeline":
        return _pipeline(estimator, texts, is_prepared)
    if kind == "FrozenEstimator":
        return compile_estimator(estimator.estimator, texts, is_prepared)
    if kind in _COMPOSED:
        return _COMPOSED[kind](estimator, lambda member: compile_estimator(member, texts, is_prepared))
    if not is_prepared:
        raise NotCompilable(f"{kind} takes the columns without a preparation")
    return _QUICK[kind](estimator) if kind in _QUICK else estimator


def _pipeline(pipeline: Any, texts: frozenset[str], is_prepared: bool) -> Prepared:
    *before, (_, model) = pipeline.steps
    steps = [step for _, step in before]
    chain: list[Step] = []
    if not is_prepared:
        if not steps or type(steps[0]).__name__ != "ColumnTransformer":
            raise NotCompilable("a pipeline does not start with a preparation of named columns")
        chain.append(compile_preparation(steps.pop(0), texts))
    chain += [matrix_step(step) for step in steps]
    return Prepared(_in_turn(chain), compile_estimator(model, texts, is_prepared=True))


def _in_turn(chain: list[Step]) -> Step:
    def prepare(found: Any) -> np.ndarray:
        for step in chain:
            found = step(found)
        return found

    return prepare


Member = Callable[[Any], Any]


def _voting(ensemble: Any, member: Member) -> Any:
    if getattr(ensemble, "voting", "soft") == "hard":
        raise NotCompilable("VotingClassifier counts votes and gives no probabilities")
    return _copy_with(ensemble, estimators_=[member(one) for one in ensemble.estimators_])


def _stacking(stack: Any, member: Member) -> Any:
    if stack.passthrough:
        raise NotCompilable(f"{type(stack).__name__} passes the columns through to its last model")
    final = compile_estimator(stack.final_estimator_, frozenset(), is_prepared=True)
    return _copy_with(stack, estimators_=[member(one) for one in stack.estimators_], final_estimator_=final)


def _calibrated(calibrated: Any, member: Member) -> Any:
    parts = calibrated.calibrated_classifiers_
    return _copy_with(
        calibrated,
        calibrated_classifiers_=[_copy_with(one, estimator=member(one.estimator)) for one in parts],
    )


def _transformed_target(regressor: Any, member: Member) -> Any:
    return _copy_with(regressor, regressor_=member(regressor.regressor_))


_COMPOSED: dict[str, Callable[[Any, Member], Any]] = {
    "VotingClassifier": _voting,
    "VotingRegressor": _voting,
    "StackingClassifier": _stacking,
    "StackingRegressor": _stacking,
    "CalibratedClassifierCV": _calibrated,
    "TransformedTargetRegressor": _transformed_target,
}


def _hist_gradient(estimator: Any) -> Any:
    trees, slow = boosted_trees(estimator), estimator._raw_predict
    if trees is None:
        return estimator
    return _copy_with(
        estimator,
        _raw_predict=lambda matrix: trees.raw_predict(matrix) if len(matrix) <= FEW_ROWS else slow(matrix),
    )


def _forest(answer: str) -> Callable[[Any], Any]:
    """One tree after the other without checking the rows for each; scikit-learn's sums in its order."""

    def quick(estimator: Any) -> Any:
        trees = [one.tree_ for one in estimator.estimators_]

        def predict(matrix: np.ndarray) -> np.ndarray:
            rows = np.ascontiguousarray(matrix, dtype=np.float32)
            mean = sum(tree.predict(rows) for tree in trees) / len(trees)
            return np.asarray(mean if answer == "predict_proba" else mean[:, 0])

        return _copy_with(estimator, **{answer: predict})

    return quick


def _network_classifier(network: Any) -> Any:
    raw = _layers(network)

    def predict_proba(matrix: np.ndarray) -> np.ndarray:
        found = raw(matrix)
        return np.hstack([1.0 - found, found]) if found.shape[1] == 1 else found

    return _copy_with(network, predict_proba=predict_proba)


def _network_regressor(network: Any) -> Any:
    raw = _layers(network)

    def predict(matrix: np.ndarray) -> np.ndarray:
        found = raw(matrix)
        return found[:, 0] if found.shape[1] == 1 else found

    return _copy_with(network, predict=predict)


def _layers(network: Any) -> Callable[[np.ndarray], np.ndarray]:
    """scikit-learn's own pass through the layers, without what it checks of the rows first."""
    return lambda matrix: np.asarray(network._forward_pass_fast(matrix, check_input=False))


def _lightgbm_classifier(estimator: Any) -> Any:
    raw = booster_answer(estimator)

    def predict_proba(matrix: np.ndarray) -> np.ndarray:
        found = raw(matrix)
        return np.stack([1.0 - found, found], axis=1) if found.ndim == 1 else found

    return _copy_with(estimator, predict_proba=predict_proba)


def _lightgbm_regressor(estimator: Any) -> Any:
    return _copy_with(estimator, predict=booster_answer(estimator))


def _copy_with(estimator: Any, /, **attributes: Any) -> Any:
    changed = copy.copy(estimator)
    for name, value in attributes.items():
        setattr(changed, name, value)
    return changed


_QUICK: dict[str, Callable[[Any], Any]] = {
    "HistGradientBoostingClassifier": _hist_gradient,
    "HistGradientBoostingRegressor": _hist_gradient,
    "ExtraTreesClassifier": _forest("predict_proba"),
    "ExtraTreesRegressor": _forest("predict"),
    "RandomForestClassifier": _forest("predict_proba"),
    "RandomForestRegressor": _forest("predict"),
    "MLPClassifier": _network_classifier,
    "MLPRegressor": _network_regressor,
    "LGBMClassifier": _lightgbm_classifier,
    "LGBMRegressor": _lightgbm_regressor,
}
