"""Whether a model is needed at all, and what it brings in a year, by hand."""

import numpy as np
import pandas as pd
import pytest

from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.design.business.row_facts import NO_FACTS
from core.design.business.today import Today
from core.development.table import LearningTable
from core.development.worth import values_without_model, worth

DEMAND = Requirement(number="R1", kind=RequirementKind.VALUE_OVER_BASELINE, limit=0)
CALLS = Charter(
    goal="g", decision="d", payoff=BinaryPayoff(true_positive=9, false_positive=-1), requirements=(DEMAND,)
)


def spread_around(mean: float) -> np.ndarray:
    """100 values, half one above the mean and half one below: standard error 1.005 / 10."""
    return mean + np.tile([-1.0, 1.0], 50)


def test_a_model_that_is_worth_more_beyond_chance_earns_its_place() -> None:
    found = worth(CALLS, spread_around(2.0), {"do nothing": np.zeros(100), "act on all": np.full(100, 1.5)})
    needed = found["needed"]
    # Standard deviation (n - 1) 1.00504, standard error 0.100504, 90 %: 1.644854 x 0.100504 = 0.16531.
    assert (needed["verdict"], needed["over"]) == ("needed", "act on all")
    assert needed["gain_per_row"] == pytest.approx(0.5)
    assert needed["interval"] == pytest.approx([0.5 - 0.16531, 0.5 + 0.16531], abs=1e-4)
    assert needed["sentence"] == (
        "The model is worth 0.5 EUR per row more than the best without it, act on all "
        "(90% interval 0.3347 to 0.6653): it earns its place."
    )


def test_the_baseline_is_named_in_words() -> None:
    needed = worth(CALLS, spread_around(2.0), {"do nothing": np.zeros(100), "baseline": np.ones(100)})[
        "needed"
    ]
    assert (needed["over"], "without it, the simple rule (90%" in needed["sentence"]) == ("baseline", True)


@pytest.mark.parametrize(
    ("mean", "verdict", "words"),
    [
        (1.4, "cannot tell", "0.1 EUR per row less than"),
        (1.6, "cannot tell", "cannot tell whether a model is needed"),
        (1.2, "not needed", "no model is needed for this decision"),
    ],
)
def test_a_model_that_is_not_clearly_worth_more_is_said_to_be_so(
    mean: float, verdict: str, words: str
) -> None:
    needed = worth(CALLS, spread_around(mean), {"act on all": np.full(100, 1.5)})["needed"]
    assert needed["verdict"] == verdict
    assert words in needed["sentence"]


def test_a_model_that_decides_as_a_simple_policy_does_is_not_needed() -> None:
    same = spread_around(1.0)
    assert worth(CALLS, same, {"act on all": same})["needed"]["verdict"] == "not needed"


def test_the_years_benefit_is_over_today_where_it_is_stated_else_over_the_best_without_a_model() -> None:
    charter = CALLS.model_copy(update={"rows_per_year": 1_000.0, "cost_once": 600.0})
    others = {"do nothing": np.zeros(100), "baseline": np.full(100, 1.9)}
    without = worth(charter, spread_around(2.0), others)["benefit"]
    assert (without["over"], without["cases"][1]["per_year"]) == ("baseline", pytest.approx(100))
    others["today's process"] = np.full(100, 1.0)
    today = worth(charter, spread_around(2.0), others)["benefit"]
    assert today["over"] == "today's process"
    assert [case["gain_per_row"] for case in today["cases"]] == pytest.approx([0.8347, 1.0, 1.1653], abs=1e-4)
    assert today["cases"][1]["payback_months"] == pytest.approx(600 / 1_000 * 12)


def test_without_the_rows_of_a_year_there_is_no_yearly_figure() -> None:
    assert worth(CALLS, spread_around(2.0), {"do nothing": np.zeros(100)})["benefit"] is None


def test_todays_process_stands_beside_the_simple_policies() -> None:
    y = np.array([1, 0, 0, 1])
    frame = pd.DataFrame({"called": ["yes", "yes", "no", "no"]})
    table = LearningTable(frame, y, ("no", "yes"), "binary", np.arange(4), frame)
    charter = CALLS.model_copy(update={"today": Today(column="called")})
    found = {name: values.sum() for name, values in values_without_model(charter, table, NO_FACTS).items()}
    assert found == {"do nothing": 0, "act on all": 9 + 9 - 1 - 1, "today's process": 9 - 1}
