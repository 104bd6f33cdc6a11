"""Among tied models the simplest is advised, not the quickest."""

from core.services.development.compare import _complexity


def test_a_formula_is_simpler_than_trees_however_long_it_took() -> None:
    slow_formula = {"learner": "linear", "seconds": 9.0}
    quick_trees = {"learner": "lightgbm", "seconds": 0.1}
    assert min([quick_trees, slow_formula], key=_complexity) is slow_formula


def test_of_one_class_the_quicker_is_simpler() -> None:
    small, large = {"learner": "lightgbm", "seconds": 0.1}, {"learner": "extra_trees", "seconds": 2.0}
    assert min([large, small], key=_complexity) is small
