"""The judgement of a model on a page, for each kind of task."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.development.judgement import error_words
from pages.ui.development.worth_or_cost import worth_or_cost


def amounts() -> None:
    """Page that judges predicted amounts."""
    import numpy as np

    from core.design.business.payoff_terms import RegressionPayoff
    from core.development.evaluation import evaluate
    from core.development.metrics import METRICS
    from pages.ui.development.judgement import show_curves

    rng = np.random.default_rng(0)
    y = rng.normal(100, 10, 200)
    found = evaluate(y, y + 3, "regression", METRICS["rmse"], RegressionPayoff(), None, None)
    show_curves(found, "price", "trial")


def few_labels() -> None:
    """Page that judges three labels, and many."""
    from pages.ui.development.judgement import show_confusion

    few = [{"actual": a, "predicted": p, "count": 5, "value": 1.0} for a in "abc" for p in "abc"]
    show_confusion(few, "few")
    names = [f"label {n}" for n in range(20)]
    many = [
        {"actual": a, "predicted": p, "count": 900 if a == p else i, "value": -1.0}
        for i, a in enumerate(names)
        for p in names
    ]
    show_confusion(many, "many")
    show_confusion([], "none")


def nothing_measured() -> None:
    """Page of a model whose columns nobody shuffled."""
    from pages.ui.development.judgement import show_importances

    show_importances([], "ROC AUC")


def test_errors_of_amounts_are_said_in_the_unit_of_the_target() -> None:
    app = AppTest.from_function(amounts).run()
    assert not app.exception
    said = app.caption[0].value
    assert "on average they are 3 too high" in said
    assert list(app.dataframe[-1].value["Metric"])[:2] == [
        "Root mean squared error",
        "Mean absolute error",
    ]


def test_errors_on_either_side_are_said_without_a_sign() -> None:
    said = error_words({"0.05": -184.4, "0.95": 52.11}, -36.92)
    assert said == (
        "Nine predictions of ten lie between 184.4 too low and 52.11 too high; "
        "on average they are 36.92 too low."
    )
    assert "on average they are just right" in error_words({"0.05": -1.0, "0.95": 1.0}, 0.0)


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.2, "is worth EUR 3.20"), (0.0, "is worth EUR 0.00"), (-145.67, "costs EUR 145.67")],
)
def test_a_loss_is_said_as_a_cost(value: float, words: str) -> None:
    assert worth_or_cost(value, "EUR") == words


def test_many_labels_are_listed_by_their_most_frequent_mistakes() -> None:
    app = AppTest.from_function(few_labels).run()
    assert not app.exception
    mistakes = next(table.value for table in app.dataframe if "Actual" in table.value)
    assert len(mistakes) == 20
    assert mistakes["Count"].max() == 19
    assert (mistakes["Actual"] != mistakes["Predicted"]).all()


def test_what_was_not_measured_is_said() -> None:
    app = AppTest.from_function(nothing_measured).run()
    assert "Not measured" in app.caption[0].value
