"""The portfolio: settings known to be good before anything is tuned, cheapest first."""

from dataclasses import dataclass, replace

from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from core.design.solution.design import MlTask
from core.development.automl.learners import MOST_LABELS_OF_LIGHTGBM, Params, learners_for
from core.development.automl.losses import SQUARES, Losses
from core.development.automl.spaces import space_of

SMALL_TABLE = 3_000
MEDIUM_TABLE = 20_000
"""From here there are rows enough for interactions, and too many for rounds by the thousand."""

LONG_STEPS_ROWS = 10_000
"""From here a wide network starts with long steps."""


@dataclass(frozen=True)
class Setting:
    """A learner with values for everything that its search space varies.

    Attributes
    ----------
    share : float
        Most of the time left that it may take: 30-45% paid in ENGINE.md, section 6.
    loss : str
        Name of the loss that it is for; empty for the first of those that suit the table.
    rows : int or None
        Most rows of a fold that it learns from; None for all.
    """

    name: str
    learner: str
    params: Params
    share: float = 0.35
    loss: str = ""
    rows: int | None = None


# Under a second on most tables: the first usable model, and the one to beat.
LINEAR = Setting("linear", "linear", {"C": 1.0, "alpha": 1.0})
# A weight for each word needs less holding back: log loss 1.08 to 0.70 with 15 labels, ROC AUC .950 to .960 with two
# (12,000 short texts, cross-validated).
LINEAR_OF_WORDS = Setting("linear, for words", "linear", {"C": 20.0, "alpha": 0.3})
# Nearly all of the quality in a third of the time (ENGINE.md, section 1, "LGB plain").
QUICK = Setting(
    "quick boosting", "lightgbm",
    {"learning_rate": 0.1, "num_leaves": 31, "min_child_samples": 20, "colsample_bytree": 0.9,
     "subsample": 0.9, "reg_alpha": 1e-3, "reg_lambda": 1e-3},
)  # fmt: skip
# AutoGluon's r63 (portfolio of 2025-12-18): small trees, strong subsampling; best on small tables.
R63 = Setting(
    "r63", "lightgbm",
    {"learning_rate": 0.0309, "num_leaves": 24, "min_child_samples": 1, "colsample_bytree": 0.49,
     "subsample": 0.78, "reg_alpha": 0.64, "reg_lambda": 0.58},
)  # fmt: skip
# Trees of three questions add up effects with few interactions: the best single setting on telco_churn, by
# .003 ROC AUC over r63, and .004 over quick boosting's best on german_credit; poor where columns interact.
SHALLOW = Setting(
    "shallow trees", "lightgbm",
    {"learning_rate": 0.05, "num_leaves": 4, "min_child_samples": 10, "colsample_bytree": 0.6,
     "subsample": 0.8, "reg_alpha": 1e-3, "reg_lambda": 1.0},
)  # fmt: skip
# AutoGluon's LightGBMLarge: deep trees at three times the time; pays on large regression tables.
LARGE = Setting(
    "large trees", "lightgbm",
    {"learning_rate": 0.03, "num_leaves": 128, "min_child_samples": 3, "colsample_bytree": 0.9,
     "subsample": 1.0, "reg_alpha": 1e-3, "reg_lambda": 1e-3},
)  # fmt: skip
# AutoGluon's r163: the best single setting on adult and california, at the price of very slow learning.
R163 = Setting(
    "r163", "lightgbm",
    {"learning_rate": 0.0114, "num_leaves": 84, "min_child_samples": 3, "colsample_bytree": 0.528,
     "subsample": 0.978, "reg_alpha": 0.027, "reg_lambda": 0.84},
)  # fmt: skip
# Errors that may grow with the amount: 1.6 to 3.4% less cross-validated RMSE than squares on bike.
LARGE_COUNTS = replace(LARGE, name="large trees for counts", loss="counts")
R63_COUNTS = replace(R63, name="r63 for counts", loss="counts")
# Wider bins and whole-tree histograms: errs elsewhere than LightGBM, which is what a vote needs.
HISTOGRAMS = Setting(
    "histogram boosting", "hist_gradient",
    {"learning_rate": 0.08, "max_iter": 300, "max_leaf_nodes": 31, "min_samples_leaf": 20,
     "l2_regularization": 0.1, "max_features": 0.6},
)  # fmt: skip
# Any two groups of a category instead of the order of its codes: 2 to 7% less RMSE where texts tell much.
QUICK_NATIVE = replace(QUICK, name="quick boosting, native categories", learner="lightgbm_native")
HISTOGRAMS_COUNTS = replace(HISTOGRAMS, name="histogram boosting for counts", loss="counts")
# Strong without tuning on small and on noise-free tables, weak on large ones; models are big.
EXTRA_TREES = Setting("extra trees", "extra_trees", {"min_samples_leaf": 1, "max_features": 0.5})
# For few labels, leaves of three rows or more: leaves of one are sure of everything (log loss 0.94 to 0.32 on
# adult, 0.80 to 0.46 on telco_churn, 0.53 to 0.49 on german_credit, ROC AUC no lower on any; 3 seeds).
EXTRA_TREES_OF_LABELS = replace(EXTRA_TREES, params={**EXTRA_TREES.params, "min_samples_leaf": 3})
# Two layers of smooth units: with many labels a third to half of the votes, a fifth less log loss (letter).
NEURAL_NETWORK = Setting("neural network", "neural_network", {"alpha": 1e-3, "learning_rate_init": 3e-3})
# For many labels: alone 0.066 to 0.072 log loss on letter, where boosting has 0.13 and the smaller network 0.19.
# Shorter steps on fewer rows: there the long ones stop helping before the network has learnt much.
WIDE_NETWORK = Setting("wide network", "wide_network", {"alpha": 1e-2, "learning_rate_init": 0.2}, share=0.75)
WIDE_NETWORK_SHORT_STEPS = replace(WIDE_NETWORK, params={**WIDE_NETWORK.params, "learning_rate_init": 0.05})
# For many labels, where LightGBM predicts too slowly: one long fit beats several short ones.
# Learning rates of 0.25 and more diverged on the 26 labels of letter (log loss 28).
MANY_LABEL_BOOSTING = Setting(
    "boosting for many labels", "hist_gradient",
    {"learning_rate": 0.15, "max_iter": 120, "max_leaf_nodes": 31, "min_samples_leaf": 20,
     "l2_regularization": 0.1, "max_features": 0.6},
    share=0.6,
)  # fmt: skip


# Small trees need many rounds; the first learns fast, the second slowly and on fewer columns at a time.
SMALL_TREES = (
    Setting(
        "small trees", "small_trees",
        {"learning_rate": 0.1, "min_child_samples": 20, "colsample_bytree": 0.9, "subsample": 0.9,
         "reg_lambda": 1e-3},
    ),
    Setting(
        "slow small trees", "small_trees",
        {"learning_rate": 0.04, "min_child_samples": 10, "colsample_bytree": 0.6, "subsample": 0.8,
         "reg_lambda": 1.0},
    ),
)  # fmt: skip


def portfolio(
    ml_task: MlTask,
    n_labels: int,
    n_rows: int,
    allowed: list[str] | None = None,
    losses: Losses = SQUARES,
    has_words: bool = False,
) -> list[Setting]:
    """Return the settings to try first on a table of `n_rows` training rows, in order.

    Parameters that a task does not have are left out; values are clipped to the search space.

    Parameters
    ----------
    allowed : list of str, optional
        Learners that may be tried, as `learners_for` gives them. Default: all that suit the labels,
        without those of native categories.
    losses : dict
        Losses that suit the table, as `losses_for` gives them.
    has_words : bool
        Whether some texts tell something by their words.
    """
    codes = learners_for(n_labels) if allowed is None else allowed
    order: tuple[Setting, ...]
    extra_trees = EXTRA_TREES if ml_task == "regression" else EXTRA_TREES_OF_LABELS
    wide = WIDE_NETWORK_SHORT_STEPS if n_rows < LONG_STEPS_ROWS else WIDE_NETWORK
    if n_labels > MOST_LABELS_OF_LIGHTGBM:
        order = (LINEAR, EXTRA_TREES, wide, NEURAL_NETWORK, MANY_LABEL_BOOSTING)
    elif n_rows < SMALL_TABLE:
        order = (
            LINEAR,
            QUICK,
            QUICK_NATIVE,
            R63,
            NEURAL_NETWORK,
            wide,
            R63_COUNTS,
            HISTOGRAMS_COUNTS,
            extra_trees,
            R163,
        )
    elif ml_task == "regression":
        order = (
            LINEAR,
            QUICK,
            QUICK_NATIVE,
            LARGE_COUNTS,
            LARGE,
            HISTOGRAMS_COUNTS,
            HISTOGRAMS,
            R63,
            R63_COUNTS,
            R163,
            EXTRA_TREES,
        )
    else:
        order = (
            LINEAR,
            QUICK,
            QUICK_NATIVE,
            R63,
            NEURAL_NETWORK,
            wide,
            R163,
            LARGE,
            extra_trees,
        )
    if has_words:
        order = (LINEAR, LINEAR_OF_WORDS, *order[1:])
    offered = [setting for setting in (*order, *SMALL_TREES) if setting.learner in codes]
    suited = [setting for setting in offered if setting.loss in ("", *losses)]
    return [_fitting(setting, n_rows, ml_task, losses) for setting in suited]


def _fitting(setting: Setting, n_rows: int, ml_task: MlTask, losses: Losses) -> Setting:
    params: Params = {}
    for name, spread in space_of(setting.learner, n_rows, ml_task, losses).items():
        if isinstance(spread, CategoricalDistribution):
            params[name] = setting.loss or spread.choices[0]
            continue
        assert isinstance(spread, (FloatDistribution, IntDistribution))
        params[name] = min(max(setting.params[name], spread.low), spread.high)
    return replace(setting, params=params)
