"""What is written to a charter file is read back equal."""

from hypothesis import given
from hypothesis import strategies as st

from core.design.business.charter import Charter
from core.design.business.charter_file import charter_from_yaml, charter_yaml
from core.design.business.design_choices import MAX_SEED, overrides_of
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.design.business.requirements import Gap, ModelClass, Requirement, RequirementKind
from core.design.solution.architecture import Architecture, Mode, Place, WhenUnsure
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.design.solution.gap import GapUnit
from core.design.solution.privacy.plan import (
    Drop,
    Generalise,
    Keep,
    LegalBasis,
    Mask,
    PrivacyPlan,
    Pseudonymise,
)

amount = st.floats(allow_nan=False, allow_infinity=False)
cost = st.floats(0, allow_infinity=False)
text = st.text(max_size=40) | st.sampled_from(["Yes", "null", "~", "1.0", "- a", "a: b", "#", "2024-01-01"])
name = text.filter(bool)
sentence = text.filter(str.strip)
currency = st.text(min_size=1, max_size=12)
payoffs = (
    st.builds(
        BinaryPayoff, currency=currency, true_positive=amount, false_positive=amount,
        false_negative=amount, true_negative=amount,
    )
    | st.builds(MulticlassPayoff, currency=currency, correct=amount, wrong=amount)
    | st.builds(RegressionPayoff, currency=currency, over=cost, under=cost)
)  # fmt: skip
KINDS = RequirementKind
FIGURES = [KINDS.VALUE_PER_ROW, KINDS.VALUE_OVER_BASELINE, KINDS.VALUE_OVER_TODAY, KINDS.LATENCY_MS,
           KINDS.MODEL_MB, KINDS.MAX_AGE_DAYS]  # fmt: skip
some_columns = st.lists(name, min_size=1, max_size=3).map(tuple)
terms = (
    st.fixed_dictionaries({"kind": st.sampled_from(FIGURES), "limit": amount})
    | st.fixed_dictionaries({"kind": st.just(KINDS.METRIC), "limit": amount, "metric": st.none() | name})
    | st.fixed_dictionaries(
        {"kind": st.just(KINDS.FAIRNESS_GAP), "limit": amount, "column": name,
         "gap": st.none() | st.sampled_from(Gap), "metric": st.none() | name}
    )
    | st.fixed_dictionaries({"kind": st.just(KINDS.INTERPRETABLE), "model": st.sampled_from(ModelClass)})
    | st.fixed_dictionaries(
        {"kind": st.just(KINDS.MONOTONE), "column": name, "direction": st.sampled_from(["rising", "falling"])}
    )
    | st.fixed_dictionaries(
        {"kind": st.sampled_from([KINDS.ONLY_COLUMNS, KINDS.WITHOUT_COLUMNS]), "columns": some_columns}
    )
)  # fmt: skip
requirements = st.lists(
    st.builds(
        lambda number, asked_by, note, terms: Requirement(
            number=f"R{number}", asked_by=asked_by, note=note, **terms
        ),
        st.integers(1, 99), text, text, terms,
    ),
    min_size=1, max_size=4, unique_by=lambda demand: demand.number,
)  # fmt: skip
charters = st.builds(
    Charter, goal=sentence, decision=sentence, stakeholder=text, payoff=payoffs,
    requirements=requirements.map(tuple), assumed=st.booleans(),
)  # fmt: skip
split_fields = {
    "column": st.none() | name, "holdout": st.floats(0.1, 0.4), "folds": st.integers(2, 10),
    "seed": st.integers(0, MAX_SEED),
}  # fmt: skip
splits = st.builds(SplitPlan, strategy=st.sampled_from(SplitStrategy), **split_fields) | st.builds(
    SplitPlan, strategy=st.just(SplitStrategy.TIME), gap=st.floats(0, 1e6), gap_unit=st.sampled_from(GapUnit),
    **split_fields,
)  # fmt: skip
architectures = st.builds(
    Architecture, mode=st.sampled_from(Mode), how_often=sentence, rows_each=st.integers(1, 10**9),
    latency_ms=st.floats(0.001, 60_000), place=st.sampled_from(Place), source=sentence, consumer=sentence,
    when_unsure=st.sampled_from(WhenUnsure), unsure_within=st.floats(0.001, 0.5), when_down=sentence,
)  # fmt: skip
coarser = (
    st.fixed_dictionaries({"to": st.sampled_from(["year", "month"])})
    | st.fixed_dictionaries({"to": st.just("bands"), "width": st.floats(1e-6, 1e6)})
    | st.fixed_dictionaries({"to": st.just("prefix"), "length": st.integers(1, 20)})
    | st.fixed_dictionaries({"to": st.just("groups"), "groups": st.dictionaries(name, name, min_size=1)})
)  # fmt: skip
actions = (
    st.builds(Keep, column=name, reason=name)
    | st.builds(Drop, column=name, reason=text)
    | st.builds(Mask, column=name, reason=text)
    | st.builds(Pseudonymise, column=name, reason=text)
    | st.builds(lambda column, how: Generalise(column=column, **how), name, coarser)
)
plans = st.builds(
    PrivacyPlan, purpose=name, legal_basis=st.sampled_from(LegalBasis), retention_until=st.dates(),
    actions=st.lists(actions, max_size=3, unique_by=lambda action: action.column).map(tuple),
)  # fmt: skip
designs = st.builds(
    SolutionDesign, ml_task=st.just("binary"), task_reason=text, target=name, positive=st.none() | name,
    features=st.just(("x",)), metric=name, split=splits, unit=text, horizon=text, target_definition=text,
    architecture=architectures,
)  # fmt: skip
columns = st.lists(name, max_size=3).map(tuple)


@given(charters, st.none() | designs, columns, st.none() | plans)
def test_a_charter_file_loses_nothing(charter, design, leave_out, plan) -> None:
    file = charter_from_yaml(charter_yaml(charter, design, leave_out, plan))
    assert file.charter == charter
    if design is not None:
        assert file.design_overrides == overrides_of(design, leave_out, plan)
