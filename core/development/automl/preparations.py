"""Preparations: from a recipe's inputs to the numbers that a learner takes."""

from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

from core.design.solution.design import MlTask
from core.scoring.recipe import (
    Recipe,
    category_inputs,
    many_valued_inputs,
    number_inputs,
    place_inputs,
    worded_inputs,
)

CENTRES = 20
"""Places that every row is measured from. With LightGBM alone on california (two settings, two seeds) 8 and 12 had
3.3 to 4.4% less RMSE than the coordinates as they are, 20 had 4.7 and 5.6%, for up to twice the time."""

WORD_PLACES = 32_768
THEME_PLACES = 4_096
"""Places that words are hashed to: for a weight each, and for themes, which keep a number for each place. No word is
kept in a model, so none can be read from its file."""

THEMES = 50
"""Numbers that the words of a text are drawn together to where a model cannot give each word a weight."""


def build_preparation(preparation: str, recipe: Recipe, ml_task: MlTask) -> ColumnTransformer:
    """Return the unfitted preparation, "scaled", "worded" or "coded", of a recipe's inputs.

    "coded" adds the target's means for the categories that the recipe gives many values; fit it with the
    target. All add distances of places. Of texts that tell something by their words "scaled" and "coded" add
    themes, "worded" each word, as a sparse matrix.
    """
    is_coded = preparation == "coded"
    prepared = prepare_columns(
        "coded" if is_coded else "scaled", number_inputs(recipe), category_inputs(recipe)
    )
    many = many_valued_inputs(recipe)
    if is_coded and many:
        prepared.transformers.append(("means", target_means(ml_task), many))
    for place in place_inputs(recipe):
        prepared.transformers.append((f"place of {place[0]}", distances(is_scaled=not is_coded), place))
    for name in worded_inputs(recipe):
        words = word_weights() if preparation == "worded" else word_themes(is_scaled=not is_coded)
        prepared.transformers.append((f"words of {name}", words, name))
    if preparation == "worded":
        prepared.sparse_threshold = 1.0
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


def distances(*, is_scaled: bool) -> Pipeline:
    """Return the unfitted map of a latitude and a longitude: distances to `CENTRES` places where rows are many.

    Trees split coordinates one at a time, along the map's edges; a distance tells what is near something in one
    question. Distances are straight lines in units of the coordinates' spread. Nothing is learnt from the target.
    """
    steps = [
        ("impute", SimpleImputer(strategy="median", keep_empty_features=True)),
        ("scale", StandardScaler()),
        ("distances", KMeans(n_clusters=CENTRES, n_init=1, max_iter=30, random_state=0)),
    ]
    return Pipeline([*steps, ("scale distances", StandardScaler())] if is_scaled else steps)


def word_weights(n_places: int = WORD_PLACES) -> Pipeline:
    """Return the unfitted reader of one column's words: from texts to a sparse matrix of `n_places` columns.

    A word counts less the more texts have it, and a row of words has length 1. It learns nothing from the target.

    References
    ----------
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval; scikit-learn 1.9.
    """
    count = HashingVectorizer(n_features=n_places, alternate_sign=False, norm=None)
    return Pipeline([("count", count), ("weigh", TfidfTransformer(sublinear_tf=True))])


def word_themes(*, is_scaled: bool) -> Pipeline:
    """Return the unfitted reader of one column's words: from texts to `THEMES` numbers each.

    The weights of words are drawn together to themes that stand for words which occur together.

    References
    ----------
    Deerwester and others (1990), Indexing by latent semantic analysis, JASIS 41(6); scikit-learn 1.9.
    """
    themes = TruncatedSVD(n_components=THEMES, random_state=0)
    steps = [*word_weights(THEME_PLACES).steps, ("themes", themes)]
    return Pipeline([*steps, ("scale", StandardScaler())] if is_scaled else steps)
