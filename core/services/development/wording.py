"""Words for Development: what a search tries and what binds it, and how a prediction becomes a decision."""

from core.design.business.decision import depends_on_row
from core.design.business.payoff_terms import MulticlassPayoff, Payoff, RegressionPayoff
from core.design.solution.constraints import Constraints
from core.services.words import learner_title

LEARNER_WORDS = {
    "linear": "adds up the columns, each with a weight of its own; a person can read it",
    "small_trees": "adds up many trees of two questions each",
    "extra_trees": "averages many deep trees that are drawn at random",
    "hist_gradient": "adds up trees, each of which corrects those before it, on columns sorted into bins",
    "lightgbm": "adds up trees, each of which corrects those before it, growing where it helps most",
    "lightgbm_native": "the same, with the texts of a category in any two groups, not only in their order",
    "neural_network": "layers of weighted sums, fitted pass by pass",
    "wide_network": "the same with more sums, in steps that shrink once they stop helping",
    "ensemble": "a weighted vote of the best of the others",
}
SETTING_WORDS = {
    "learning_rate": "step of each tree",
    "learning_rate_init": "step of each pass",
    "num_leaves": "leaves of a tree",
    "max_leaf_nodes": "leaves of a tree",
    "min_child_samples": "fewest rows in a leaf",
    "min_samples_leaf": "fewest rows in a leaf",
    "colsample_bytree": "share of columns a tree",
    "max_features": "share of columns a split",
    "subsample": "share of rows a tree",
    "reg_alpha": "penalty on many leaves",
    "reg_lambda": "penalty on large leaves",
    "l2_regularization": "penalty on large leaves",
    "alpha": "penalty on large weights",
    "C": "freedom of the weights",
    "max_iter": "number of rounds",
    "n_estimators": "number of trees",
    "loss": "what counts as an error",
}
READABLE = {
    "formula": "Only formulas that a person can read are tried.",
    "small trees": "Only formulas and small trees, which a person can read, are tried.",
}


def learner_words(code: str) -> str:
    """Return a kind of model with what it does: "LightGBM: adds up trees, ..."."""
    words = LEARNER_WORDS.get(code)
    return f"{learner_title(code)}: {words}" if words else learner_title(code)


def setting_title(name: str) -> str:
    """Return what a setting is called, with the library's name: "leaves of a tree (num_leaves)"."""
    words = SETTING_WORDS.get(name)
    return f"{words} ({name})" if words else name


def deciding_words(payoff: Payoff) -> str:
    """Return how a prediction becomes a decision, as a half-sentence: "acting from the probability ..."."""
    if isinstance(payoff, RegressionPayoff):
        return "going by the predicted amount"
    if isinstance(payoff, MulticlassPayoff):
        return (
            f"giving each row the class that is {'worth most on average' if payoff.matrix else 'most likely'}"
        )
    unit = "expected gain" if depends_on_row(payoff) else "probability"
    return f"acting from the {unit} that is worth most"


def constraint_words(constraints: Constraints) -> list[str]:
    """Return one sentence for each thing that the charter forbids the search; none where it forbids nothing."""
    readable = READABLE.get(str(constraints.interpretable))
    found = [readable] if readable else []
    for column, sign in constraints.monotone.items():
        found.append(f"The prediction never {'falls' if sign > 0 else 'rises'} as {column} rises.")
    if constraints.latency_ms is not None:
        found.append(f"A row is answered within {constraints.latency_ms:,.10g} ms.")
    if constraints.size_mb is not None:
        found.append(f"The model file has at most {constraints.size_mb:,.10g} MB.")
    if constraints.only_columns is not None:
        found.append(f"Only these columns are used: {', '.join(constraints.only_columns)}.")
    if constraints.without_columns:
        found.append(f"These columns are not used: {', '.join(constraints.without_columns)}.")
    return found
