"""Learners as plain scikit-learn compositions that can be printed, audited and stored with skops."""

import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.base import BaseEstimator
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline

from core.design.business.requirements import ModelClass
from core.design.solution.constraints import Constraints
from core.design.solution.design import MlTask
from core.development.automl.preparations import CENTRES, THEMES, build_preparation
from core.development.automl.vote_fit import fit_vote
from core.development.table import LearningTable
from core.scoring.recipe import (
    Recipe,
    category_inputs,
    many_valued_inputs,
    number_inputs,
    place_inputs,
    worded_inputs,
)

Params = dict[str, Any]

UNCONSTRAINED = Constraints()

ENSEMBLE = "ensemble"
"""Stands for a learner where several vote; its parameters name the members."""

MANY_LABELS = 8
"""Above this, a wide neural network is tried."""

MOST_LABELS_OF_LIGHTGBM = 15
"""Above this, LightGBM predicts too slowly: 19 s for 5,000 rows of 26 labels (ENGINE.md, section 5)."""

SMALL_TREES_LEAVES = 4

FEWEST_TEXTS = 3
NATIVE_ROWS = 1_000
"""Rows from which LightGBM splits categories as such: with 750 it lost 0.01 ± 0.01 ROC AUC (docs/measurements.md)."""

LOGISTIC_SOLVER: Params = {"max_iter": 1_000, "tol": 1e-3}
"""A third of the iterations of the default tolerance, same ROC AUC to 0.0002 (adult, 96 inputs)."""


@dataclass(frozen=True)
class Learner:
    """A family of models.

    Attributes
    ----------
    preparation : "scaled" or "coded"
        Imputed, scaled and one-hot; or numbers as they are, categories as integers, and the target's mean
        for each text of a category of many values.
    rounds : str or None
        Name of the parameter that counts trees or boosting rounds.
    fixed : dict
        Parameters that are never searched.
    model_class : ModelClass
        How far a person can read its models.
    monotone : str or None
        Parameter that binds predictions to rise or fall with an input; "" where a linear formula shows
        by its signs whether they do, None where nothing can be promised.
    categories : str or None
        Parameter that names the prepared columns that are categories, None where codes count as numbers.
    weighs_words : bool
        Whether it gives each word of a text a weight of its own, which takes a sparse matrix.
    """

    code: str
    title: str
    preparation: Literal["scaled", "coded"]
    classifier: Callable[..., BaseEstimator]
    regressor: Callable[..., BaseEstimator]
    rounds: str | None
    fixed: Params
    model_class: ModelClass = ModelClass.ANY
    monotone: str | None = None
    categories: str | None = None
    weighs_words: bool = False

    @property
    def stops_early(self) -> bool:
        """Tell whether inner rows say when its boosting ends."""
        return self.classifier is LGBMClassifier

    @property
    def learns_in_passes(self) -> bool:
        """Tell whether inner rows say when its passes over the rows end."""
        return self.classifier is MLPClassifier

    def estimator(self, params: Params, ml_task: MlTask, seed: int) -> BaseEstimator:
        """Return the unfitted estimator with all its parameters."""
        make = self.regressor if ml_task == "regression" else self.classifier
        solver = LOGISTIC_SOLVER if make is LogisticRegression else {}
        return make(**solver, **self.fixed, **params, random_state=seed)


LIGHTGBM_FIXED: Params = {
    "n_jobs": 1, "verbosity": -1, "subsample_freq": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip

SHRINKING_STEPS: Params = {
    "solver": "sgd", "learning_rate": "adaptive", "tol": 5e-3, "n_iter_no_change": 7,
}  # fmt: skip
"""Steps are long until eight passes bring next to nothing, then a fifth as long, and so on: on letter a third
less log loss than steps that stay as they are. With five passes chance shrank them too early: log loss 0.0842
and 0.0705 for two seeds, with eight 0.0661 to 0.0715 for four."""

NATIVE_SPLITS: Params = {"min_data_per_group": 20, "cat_smooth": 3.0}
"""Groups of fewer rows and less smoothing than LightGBM's own: 3% less RMSE with 800 texts, else as good."""

LEARNERS: dict[str, Learner] = {
    learner.code: learner
    for learner in (
        Learner(
            "linear", "Linear model", "scaled", LogisticRegression, Ridge, None, {},
            ModelClass.FORMULA, monotone="", weighs_words=True,
        ),
        Learner(
            "small_trees", "Small trees", "coded", LGBMClassifier, LGBMRegressor, "n_estimators",
            {**LIGHTGBM_FIXED, "max_depth": 2, "num_leaves": SMALL_TREES_LEAVES}, ModelClass.SMALL_TREES,
            "monotone_constraints",
        ),
        Learner(
            "lightgbm", "LightGBM", "coded", LGBMClassifier, LGBMRegressor, "n_estimators",
            LIGHTGBM_FIXED, monotone="monotone_constraints",
        ),
        Learner(
            "hist_gradient", "Histogram gradient boosting", "coded",
            HistGradientBoostingClassifier, HistGradientBoostingRegressor, "max_iter",
            {"early_stopping": False}, monotone="monotonic_cst",
        ),
        Learner(
            "lightgbm_native", "LightGBM with native categories", "coded", LGBMClassifier, LGBMRegressor,
            "n_estimators", LIGHTGBM_FIXED | NATIVE_SPLITS, monotone="monotone_constraints",
            categories="categorical_column",
        ),
        Learner(
            "extra_trees", "Extra trees", "coded",
            ExtraTreesClassifier, ExtraTreesRegressor, "n_estimators", {"n_jobs": 1},
        ),
        Learner(
            "neural_network", "Neural network", "scaled", MLPClassifier, MLPRegressor, "max_iter",
            {"hidden_layer_sizes": (128, 64)},
        ),
        Learner(
            "wide_network", "Wide neural network", "scaled", MLPClassifier, MLPRegressor, "max_iter",
            SHRINKING_STEPS | {"hidden_layer_sizes": (256, 256), "batch_size": 64},
        ),
    )
}  # fmt: skip
"""Fastest first."""


def learners_for(
    n_labels: int, constraints: Constraints = UNCONSTRAINED, native: Collection[str] = ()
) -> list[str]:
    """Return the codes of the learners that suit a number of labels (0 for regression), fastest first.

    Only those that keep to the constraints: readable enough, and able to follow a direction where one
    is required. Small trees are tried where they are asked for: otherwise larger ones do better. A
    neural network is tried for three labels or more, a wide one for many: with 26 its log loss was
    two fifths of the smaller one's, with 3 and 6 of made tables up to a sixth more.

    Parameters
    ----------
    native : collection of str
        Learners that split categories as such and suit the table, as `native_learners` gives them.
    """
    allowed = []
    for code, learner in LEARNERS.items():
        is_too_slow = learner.stops_early and n_labels > MOST_LABELS_OF_LIGHTGBM
        is_readable = learner.model_class.rank <= constraints.interpretable.rank
        is_bound = not constraints.monotone or learner.monotone is not None
        is_wanted = code in native if learner.categories else _is_wanted(code, n_labels, constraints)
        if not is_too_slow and is_readable and is_bound and is_wanted:
            allowed.append(code)
    return allowed


def _is_wanted(learner: str, n_labels: int, constraints: Constraints) -> bool:
    if learner == "neural_network":
        return n_labels > 2
    if learner == "wide_network":
        return n_labels > MANY_LABELS
    return learner != "small_trees" or constraints.interpretable is ModelClass.SMALL_TREES


def native_learners(table: LearningTable, recipe: Recipe) -> list[str]:
    """Return the codes of the learners that split categories as such, where the table suits them.

    It does from `NATIVE_ROWS` rows, where a category has three texts or more: of two, a code tells as much.
    """
    names = [feature["name"] for feature in recipe["features"] if feature["kind"] == "category"]
    suits = len(table) >= NATIVE_ROWS and any(table.X[name].nunique() >= FEWEST_TEXTS for name in names)
    return [code for code, learner in LEARNERS.items() if learner.categories and suits]


def may_vote(constraints: Constraints) -> bool:
    """Tell whether models may be combined: nobody reads a vote."""
    return constraints.interpretable is ModelClass.ANY


def model_class_of(learner: str) -> ModelClass:
    """Return how far a person can read the models of a learner, or an ensemble."""
    return ModelClass.ANY if learner == ENSEMBLE else LEARNERS[learner].model_class


def direction_params(learner: str, recipe: Recipe) -> Params:
    """Return the parameter that binds a learner to the directions that a recipe's features carry.

    One entry a column of the "coded" preparation, in its order: 1 where predictions never fall as it
    rises, -1 where they never rise, 0 where they are free. Empty where nothing is bound. Several labels
    have no direction, so a category of many values has one mean.
    """
    parameter = LEARNERS[learner].monotone
    bound = {f["name"]: int(f["monotone"]) for f in recipe["features"] if f.get("monotone")}
    if not parameter or not bound:
        return {}
    columns = (*number_inputs(recipe), *category_inputs(recipe), *many_valued_inputs(recipe))
    n_others = CENTRES * len(place_inputs(recipe)) + THEMES * len(worded_inputs(recipe))
    return {parameter: [*(bound.get(name, 0) for name in columns), *[0] * n_others]}


def preparation_of(learner: str, recipe: Recipe) -> str:
    """Return how a learner takes a recipe's inputs: "scaled" or "coded", or "worded" where it weighs words."""
    family = LEARNERS[learner]
    return "worded" if family.weighs_words and worded_inputs(recipe) else family.preparation


def recipe_params(learner: str, recipe: Recipe) -> Params:
    """Return the parameters that follow from a recipe: directions, and which prepared columns are categories."""
    params, parameter = direction_params(learner, recipe), LEARNERS[learner].categories
    n_categories = len(category_inputs(recipe))
    if parameter and n_categories:
        first = len(number_inputs(recipe))
        params[parameter] = list(range(first, first + n_categories))
    return params


def build_pipeline(
    learner: str, params: Params, recipe: Recipe, ml_task: MlTask, n_labels: int, seed: int
) -> BaseEstimator:
    """Return the unfitted pipeline of preparation and model, or the vote of several.

    Parameters
    ----------
    learner : str
        A key of `LEARNERS`, or `ENSEMBLE`.
    params : dict
        Parameters of the estimator, as `suggest` or a finished trial gives them. Directions that the
        recipe's features carry are added. For an ensemble: {"members": list of {"trial", "learner",
        "weight", "params"}}, with "start" added to the seed where a member votes from several starts.
    n_labels : int
        Number of labels, 0 for regression; LightGBM is refused above
        `MOST_LABELS_OF_LIGHTGBM`.

    Raises
    ------
    ValueError
        Where the learner does not suit the number of labels.
    """
    if learner == ENSEMBLE:
        return _vote(params["members"], recipe, ml_task, n_labels, seed)
    family = LEARNERS[learner]
    if family.stops_early and n_labels > MOST_LABELS_OF_LIGHTGBM:
        raise ValueError(f"{learner} does not suit {n_labels} labels.")
    preparation = build_preparation(preparation_of(learner, recipe), recipe, ml_task)
    bound = params | recipe_params(learner, recipe)
    return Pipeline([("prepare", preparation), ("model", family.estimator(bound, ml_task, seed))])


def _vote(
    members: list[Params], recipe: Recipe, ml_task: MlTask, n_labels: int, seed: int
) -> VotingClassifier | VotingRegressor:
    """Return the unfitted weighted mean of several pipelines."""
    pipelines = [
        (
            "_".join(["trial", str(member["trial"]), *([f"start_{start}"] if start else [])]),
            build_pipeline(member["learner"], member["params"], recipe, ml_task, n_labels, seed + start),
        )
        for member in members
        for start in [member.get("start", 0)]
    ]
    weights = [member["weight"] for member in members]
    if ml_task == "regression":
        return VotingRegressor(pipelines, weights=weights)
    return VotingClassifier(pipelines, voting="soft", weights=weights)


def refit(
    learner: str, params: Params, table: LearningTable, recipe: Recipe, seed: int, n_jobs: int = 1
) -> BaseEstimator:
    """Return the pipeline or ensemble fitted on all rows of a table, with the parameters of a finished trial.

    Parameters
    ----------
    n_jobs : int
        Members of an ensemble that are fitted at the same time; changes no result.
    """
    from threadpoolctl import threadpool_limits

    pipeline = build_pipeline(learner, params, recipe, table.ml_task, table.n_labels, seed)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # rounds are those that the folds ended with
        if learner == ENSEMBLE and n_jobs > 1:
            return fit_vote(pipeline, table.X, table.y, n_jobs)
        return pipeline.fit(table.X, table.y)


def predict_with(
    pipeline: BaseEstimator, X: pd.DataFrame, ml_task: MlTask, n_labels: int | None = None
) -> np.ndarray:
    """Return predictions in the common shape.

    Parameters
    ----------
    n_labels : int, optional
        Number of labels of the whole table; needed where the pipeline may have seen fewer. Default: the
        labels that it has seen, and at least two.

    Returns
    -------
    float64 ndarray
        P(positive) of shape (n_rows,), probabilities of shape (n_rows, n_labels), or amounts.
    """
    return aligned_prediction(pipeline, X, ml_task, n_labels)


def aligned_prediction(
    estimator: Any, X: pd.DataFrame | np.ndarray, ml_task: MlTask, n_labels: int | None = None
) -> np.ndarray:
    """Return an estimator's predictions, with zero probability for labels that it has never seen."""
    if ml_task == "regression":
        return np.asarray(estimator.predict(X), dtype=np.float64)
    return with_all_labels(estimator.predict_proba(X), estimator.classes_, ml_task, n_labels)


def with_all_labels(
    probability: np.ndarray, seen: np.ndarray, ml_task: MlTask, n_labels: int | None = None
) -> np.ndarray:
    """Return probabilities of the labels that were seen in the common shape, zero for all others."""
    columns = np.asarray(seen, dtype=int)
    found = np.zeros((len(probability), max(n_labels or 0, int(columns.max()) + 1, 2)))
    found[:, columns] = probability
    return found[:, 1] if ml_task == "binary" else found
