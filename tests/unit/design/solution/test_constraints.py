"""Requirements become constraints: the tighter limit counts, contradictions are named."""

import pytest

from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff, RegressionPayoff
from core.design.business.requirements import Gap, ModelClass, Requirement, RequirementKind
from core.design.solution.constraints import Constraints, check_requirements, constraints_of
from core.design.solution.design import SolutionDesign, SplitPlan, check_against_charter, constrained
from core.errors import BadInput

KINDS = RequirementKind
DESIGN = SolutionDesign(
    ml_task="binary", task_reason="", target="left", features=("age", "sex", "charge"), metric="roc_auc",
    split=SplitPlan(strategy="stratified"),
)  # fmt: skip


def demand(number: int, kind: RequirementKind, **terms: object) -> Requirement:
    return Requirement.model_validate({"number": f"R{number}", "kind": kind, **terms})


def charter(*demands: Requirement) -> Charter:
    return Charter(goal="g", decision="d", payoff=BinaryPayoff(), requirements=demands)


def test_a_charter_that_demands_only_figures_of_quality_forbids_nothing() -> None:
    assert constraints_of((demand(1, KINDS.METRIC, limit=0.8),)) == Constraints()


def test_each_kind_reaches_its_constraint_and_the_tighter_counts() -> None:
    found = constraints_of(
        (
            demand(1, KINDS.INTERPRETABLE, model="any"),
            demand(2, KINDS.INTERPRETABLE, model="small trees"),
            demand(3, KINDS.LATENCY_MS, limit=50),
            demand(4, KINDS.LATENCY_MS, limit=20),
            demand(5, KINDS.MODEL_MB, limit=5),
            demand(6, KINDS.MONOTONE, column="age", direction="falling"),
            demand(7, KINDS.ONLY_COLUMNS, columns=("age", "charge", "sex")),
            demand(8, KINDS.ONLY_COLUMNS, columns=("age", "sex")),
            demand(9, KINDS.FAIRNESS_GAP, column="sex", limit=0.1),
        )
    )
    assert found == Constraints(
        interpretable=ModelClass.SMALL_TREES, monotone={"age": -1}, latency_ms=20, size_mb=5,
        only_columns=("age", "sex"), without_columns=("sex",),
    )  # fmt: skip
    assert [name for name in DESIGN.features if found.allows(name)] == ["age"]


def test_contradicting_directions_name_both_requirements() -> None:
    both = (
        demand(1, KINDS.MONOTONE, column="age", direction="rising"),
        demand(2, KINDS.MONOTONE, column="age", direction="falling"),
    )
    with pytest.raises(BadInput, match="R1 and R2 contradict"):
        constraints_of(both)


def test_a_design_carries_the_constraints_and_old_ones_carry_none() -> None:
    held = constrained(DESIGN, charter(demand(1, KINDS.WITHOUT_COLUMNS, columns=("age",))))
    assert held.constraints.without_columns == ("age",)
    old = DESIGN.model_dump(mode="json")
    del old["constraints"]
    assert SolutionDesign.model_validate(old).constraints == Constraints()
    assert SolutionDesign.model_validate(held.model_dump(mode="json")) == held


def test_a_charter_that_leaves_no_column_is_refused() -> None:
    with pytest.raises(BadInput, match="no column to learn from"):
        constrained(DESIGN, charter(demand(1, KINDS.ONLY_COLUMNS, columns=("phone",))))


@pytest.mark.parametrize(
    ("requirement", "ml_task", "number"),
    [
        (demand(4, KINDS.MONOTONE, column="age", direction="rising"), "multiclass", "R4"),
        (demand(5, KINDS.FAIRNESS_GAP, column="sex", limit=0.1), "regression", "R5"),
    ],
)
def test_what_a_question_cannot_answer_is_refused_by_number(requirement, ml_task, number) -> None:
    with pytest.raises(BadInput, match=number):
        check_requirements((requirement,), ml_task, "left")
    check_requirements((requirement,), "binary", "left")


def test_a_gap_of_the_metric_fits_every_question() -> None:
    gap = demand(1, KINDS.FAIRNESS_GAP, column="sex", limit=2.0, gap=Gap.METRIC)
    amounts = Charter(goal="g", decision="d", payoff=RegressionPayoff(), requirements=(gap,))
    check_against_charter(DESIGN.model_copy(update={"ml_task": "regression"}), amounts)
