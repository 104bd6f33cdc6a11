"""Preparations: from a recipe's inputs to the numbers that a learner takes."""

from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

from core.design.solution.design import MlTask
from core.scoring.recipe import Recipe, category_inputs, input_columns, many_valued_inputs


def build_preparation(preparation: str, recipe: Recipe, ml_task: MlTask) -> ColumnTransformer:
    """Return the unfitted preparation, "scaled" or "coded", of a recipe's inputs.

    "coded" adds the target's means for the categories that the recipe gives many values; fit it with the
    target.
    """
    categories = category_inputs(recipe)
    numbers = [name for name in input_columns(recipe) if name not in set(categories)]
    prepared = prepare_columns(preparation, numbers, categories)
    many = many_valued_inputs(recipe)
    if preparation == "coded" and many:
        prepared.transformers.append(("means", target_means(ml_task), many))
    return prepared


def prepare_columns(preparation: str, numbers: list[str], categories: list[str]) -> ColumnTransformer:
    """Return the unfitted preparation, "scaled" or "coded", of number and category columns."""
    if preparation == "coded":
        codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        return ColumnTransformer([("numbers", "passthrough", numbers), ("categories", codes, categories)])
    impute = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    scaled = Pipeline([("impute", impute), ("scale", StandardScaler())])
    one_hot = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=10, max_categories=30, sparse_output=False
    )
    return ColumnTransformer([("numbers", scaled, numbers), ("categories", one_hot, categories)])


def target_means(ml_task: MlTask) -> TargetEncoder:
    """Return the unfitted encoder of a text as the target's mean for it, one for each of several labels.

    A mean is drawn towards that of all rows where a text is rare, and cross-fitted: that of a row to learn
    from does not know the row's own target.

    References
    ----------
    Micci-Barreca (2001), A preprocessing scheme for high-cardinality categorical attributes in
    classification and prediction problems, SIGKDD Explorations 3(1); scikit-learn 1.9, `TargetEncoder`.
    """
    folds = KFold(5, shuffle=True, random_state=0)
    return TargetEncoder(target_type="continuous" if ml_task == "regression" else "auto", cv=folds)
