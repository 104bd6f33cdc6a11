"""A charter file: read as written, refused in words, documented to the last field."""

import re
from pathlib import Path

import pytest

from core.design.business.background import Background, Milestone, Term
from core.design.business.charter import Charter
from core.design.business.charter_file import CharterDocument, charter_from_yaml, charter_yaml
from core.design.business.design_choices import ACTIONS, DesignOverrides, SplitOverrides
from core.design.business.drafts import DRAFTS
from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    Capacity,
    MulticlassPayoff,
    RegressionPayoff,
)
from core.design.business.people import People, Person
from core.design.business.requirements import Gap, ModelClass, Requirement, RequirementKind, needed_fields
from core.design.business.risks import Risk, RiskRegister
from core.design.business.surroundings import AROUND_MODELS, Surroundings
from core.design.business.today import Today
from core.design.solution.architecture import Architecture, Mode, Place, WhenUnsure
from core.design.solution.design import SplitStrategy
from core.design.solution.privacy.plan import GENERALISED_KINDS, LegalBasis, PrivacyPlan
from core.development.metrics import METRICS
from core.errors import BadInput

DOCUMENT = Path(__file__).parents[4] / "docs" / "charter.md"
MODELS = (
    CharterDocument, BinaryPayoff, MulticlassPayoff, RegressionPayoff, Amount, Capacity, Today,
    Requirement, DesignOverrides, SplitOverrides, Architecture, PrivacyPlan, *ACTIONS.values(),
    *AROUND_MODELS,
)  # fmt: skip
PLAIN = """
goal: Keep them
decision: Call or not
payoff: {kind: binary, true_positive: 60, false_positive: -10}
requirements:
  - {kind: value_per_row, limit: 0.5}
  - {kind: model_mb, limit: 1e1}
"""


def plan(actions: str) -> str:
    """Return the block of a privacy plan."""
    return (
        "{privacy: {purpose: calls, legal_basis: consent, retention_until: 2030-01-01, actions: "
        f"{actions}}}}}"
    )


def test_values_mean_what_is_written() -> None:
    file = charter_from_yaml(PLAIN + "design: {target: 2024, positive: yes, leave_out: [no, 1_0]}")
    assert file.charter.payoff == BinaryPayoff(true_positive=60, false_positive=-10)
    assert [(r.number, r.kind, r.limit) for r in file.charter.requirements] == [
        ("R1", "value_per_row", 0.5),
        ("R2", "model_mb", 10.0),
    ]
    assert file.charter.assumed is False
    design = file.design_overrides
    assert (design.target, design.positive, design.leave_out) == ("2024", "yes", ("no", "1_0"))


def test_without_a_design_everything_is_left_to_the_data() -> None:
    assert charter_from_yaml(PLAIN).design_overrides == DesignOverrides()
    assert (
        charter_from_yaml(PLAIN + "stakeholder:\ndesign:\n  target:\n").design_overrides == DesignOverrides()
    )


@pytest.mark.parametrize("code", list(DRAFTS))
def test_a_file_reads_well(code: str) -> None:
    text = charter_yaml(DRAFTS[code].charter, None)
    assert text.startswith("goal: ")
    assert "assumed" not in text
    assert ".0\n" not in text
    assert charter_from_yaml(text).charter == DRAFTS[code].charter


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("true_positive: 60", "true_positive: sixty"), "payoff.true_positive: must be a number."),
        (("true_positive: 60", "true_positive: .nan"), "payoff.true_positive: must be a number."),
        (("true_positive: 60", "true_positive: [1]"), "payoff.true_positive: must be a number."),
        (("true_positive", "true_positiv"), "payoff.true_positiv: is no field of a charter file. Did you mean true_"),
        (("goal", "gaol"), "gaol: is no field of a charter file. Did you mean goal?"),
        (("goal", "zzzz"), "Known here: goal, decision, stakeholder, payoff, today, rows_per_year, "),
        (("true_positive: 60", "true_positive: {column: bill, factor: x}"), "payoff.true_positive.factor: must be"),
        (("true_positive: 60", "true_positive: {colum: bill}"), "payoff.true_positive.colum: is no field of a ch"),
        (("true_positive: 60", "capacity: {rows: 0, of: 9}"), "payoff.capacity.rows: must be above 0."),
        (("true_positive: 60", "capacity: {row: 1, of: 9}"), "payoff.capacity.row: is no field of a charter file."),
        (("goal: Keep", "today: {acted: 0.1}\ngoal: Keep"), "today: must name a column, or state both acted and"),
        (("goal: Keep", "rows_per_year: 0\ngoal: Keep"), "rows_per_year: must be above 0."),
        (("limit: 0.5", "limits: 0.5"), "requirements 1.limits: is no field of a charter file. Did you mean limit?"),
        (("limit: 1e1", "limit: few"), "requirements 2.limit: must be a number."),
        (("limit: 1e1", "note: few"), "requirements 2.limit: is missing."),
        (("value_per_row", "value"), "requirements 1.kind: must be one of metric, value_per_row"),
        (("kind: value_per_row, ", ""), "requirements 1.kind: is missing; it is one of metric"),
        (("kind: binary, ", ""), "payoff: needs a kind: one of binary, multiclass, regression."),
        (("binary", "trinary"), "payoff: needs a kind: one of binary, multiclass, regression."),
        (("goal: Keep them", "goal: ' '"), "goal: is empty."),
        (("goal: Keep them", "goal:"), "goal: is missing."),
        (("goal: Keep them", "goal: [a, b]"), "goal: must be text."),
        (("goal: Keep them", "goal: a\ngoal: b"), "goal: is written twice"),
        (("kind: binary", "kind: binary, currency: thousands of euros"), "payoff.currency: must have at most 12"),
        (("kind: model_mb", "kind: model_mb, number: R1"), "requirements: R1 is used twice."),
        (("kind: model_mb", "kind: model_mb, number: 2"), "requirements 2.number: must be R1, R2, R3"),
        (("goal: Keep them", "goal: {"), "not valid YAML, line "),
        (("goal: Keep them", "goal: !!python/object:os.system {}"), "not valid YAML, line 2"),
        (("goal: Keep them", "goal: \x00"), "not valid YAML"),
        (("goal: Keep them", "assumed: perhaps\ngoal: x"), "assumed: must be true or false."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_in_words(change: tuple[str, str], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        charter_from_yaml(PLAIN.replace(*change))
    assert words in str(refused.value)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("{metrics: f1}", "design.metrics: is no field of a charter file. Did you mean metric?"),
        ("{leave_out: phone}", "design.leave_out: must be a list."),
        ("{split: time}", "design.split: must be a block of fields."),
        (
            "{split: {strategy: times}}",
            "design.split.strategy: must be one of random, stratified, grouped, time.",
        ),
        ("{split: {holdout: 0.5}}", "design.split.holdout: must be 0.4 or less."),
        ("{split: {folds: 1}}", "design.split.folds: must be 2 or more."),
        ("{split: {folds: 2.5}}", "design.split.folds: must be a whole number."),
        ("{split: {seed: -1}}", "design.split.seed: must be 0 or more."),
        ("[a]", "design: must be a block of fields."),
        ("{architecture: {mode: lively}}", "design.architecture.mode: must be one of batch, live."),
        ("{architecture: {latency: 5}}", "design.architecture.latency: is no field of a charter file."),
        (
            "{architecture: {when_unsure: ask a person, unsure_within: 0}}",
            "design.architecture: must have a band of doubt (unsure_within) above 0 where a person is asked.",
        ),
        ("{privacy: {purpose: calls}}", "design.privacy.legal_basis: is missing"),
        (plan("[{action: hide, column: a}]"), "needs an action: one of keep, drop, mask, pseudonymise"),
        (plan("[{action: keep, column: a}]"), "reason: is missing"),
        (plan("[{action: generalise, column: a, to: weeks}]"), "to: must be one of year, month, bands"),
        (plan("[{action: drop, colum: a}]"), "colum: is no field of a charter file. Did you mean column?"),
        (plan("[]").replace("2030-01-01", "soon"), "retention_until: must be a day such as 2027-12-31"),
    ],
)
def test_a_wrong_choice_for_the_design_is_named(design: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        charter_from_yaml(f"{PLAIN}design: {design}")
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b", "[" * 90_000, "goal: " + "x" * 100_001])
def test_what_is_no_charter_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        charter_from_yaml(text)


def test_aliases_do_not_swell() -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{chr(b)}: &{chr(b)} [*{chr(b - 1)},*{chr(b - 1)}]\n" for b in range(98, 120)
    )
    with pytest.raises(BadInput, match=r"Line 2 holds an alias, \*a\."):
        charter_from_yaml(bomb)


def test_amounts_capacity_today_and_costs_come_back_as_written() -> None:
    text = PLAIN.replace(
        "true_positive: 60", "true_positive: {column: bill, factor: 3.6}, capacity: {rows: 500, of: 10000}"
    )
    text += "today: {column: called}\nrows_per_year: 120000\ncost_once: 50000\n"
    charter = charter_from_yaml(text).charter
    assert charter.payoff.true_positive == Amount(column="bill", factor=3.6)
    assert charter.payoff.capacity == Capacity(rows=500, of=10_000)
    assert charter.today == Today(column="called")
    assert (charter.rows_per_year, charter.cost_once, charter.cost_per_year) == (120_000, 50_000, None)
    assert charter_from_yaml(charter_yaml(charter, None)).charter == charter


AROUND = Surroundings(
    background=Background(
        situation="Calls go out\nby the alphabet: yes, no.",
        plan=(Milestone(what="Pilot", when="2027-03"),),
        glossary=(Term(term="leave", meaning="no bill for 90 days"),),
    ),
    people=People(people=(Person(name="Ruth", part="end user", contribution="Calls."),)),
    risks=RiskRegister(
        risks=(
            Risk(code="leakage", title="A leak", likelihood=2, impact=3, step="data", evidence="Suspected: x."),
            Risk(
                code="own-1", title="The law changes", likelihood=1, impact=3, step="solution",
                mitigation="Counsel reads along.", standing="answered",
            ),
        )
    ),
)  # fmt: skip


def test_what_surrounds_a_charter_comes_back_as_written() -> None:
    charter = DRAFTS["churn"].charter
    assert charter_from_yaml(charter_yaml(charter, None, around=AROUND)).around == AROUND
    assert charter_from_yaml(charter_yaml(charter, None)).around == Surroundings()


def test_a_risk_without_a_code_gets_one_by_its_place() -> None:
    risk = "{title: Late, likelihood: 1, impact: 1, step: data}"
    found = charter_from_yaml(PLAIN + f"risks: [{risk}, {risk}]").around.risks
    assert [risk.code for risk in found.risks] == ["own-1", "own-2"]


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("people: [{name: Ruth, part: boss}]", "people 1.part: must be one of sponsor, domain expert"),
        ("people: [{part: IT}]", "people 1.name: is missing"),
        (
            "risks: [{title: x, likelihood: 4, impact: 1, step: data}]",
            "risks 1.likelihood: must be 3 or less",
        ),
        ("risks: [{title: x, likelihood: 1, impact: 1, step: tomorrow}]", "there is no step tomorrow"),
        (
            "risks: [{title: x, likelihood: 1, impact: 1, step: data, standing: gone}]",
            "risks 1.standing: must be one of open, answered, accepted",
        ),
        (
            "risks: [{code: a, title: x, likelihood: 1, impact: 1, step: data},"
            " {code: a, title: y, likelihood: 1, impact: 1, step: data}]",
            "a is used twice",
        ),
        ("background: {situatoin: bad}", "Did you mean situation?"),
    ],
)
def test_what_is_wrong_around_a_charter_is_named(block: str, words: str) -> None:
    with pytest.raises(BadInput, match=re.escape(words)):
        charter_from_yaml(PLAIN + block)


def test_a_matrix_comes_back_as_written() -> None:
    block = "payoff: {kind: multiclass, matrix: {yes: {1: -500.5}}}"
    text = PLAIN.replace("payoff: {kind: binary, true_positive: 60, false_positive: -10}", block)
    charter = charter_from_yaml(text).charter
    assert charter.payoff == MulticlassPayoff(matrix={"yes": {"1": -500.5}})
    assert charter_from_yaml(charter_yaml(charter, None)).charter == charter


def test_a_charter_on_record_without_the_new_fields_still_loads() -> None:
    charter = charter_from_yaml(PLAIN).charter
    new = ("today", "rows_per_year", "cost_once", "cost_per_year")
    old = {name: value for name, value in charter.model_dump(mode="json").items() if name not in new}
    for field in ("cost_of_acting", "capacity"):
        del old["payoff"][field]
    assert Charter.model_validate(old) == charter


def test_every_field_and_choice_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    fields = [name for model in MODELS for name in model.model_fields]
    choices = [*RequirementKind, *Gap, *ModelClass, *SplitStrategy, *METRICS]
    choices += [*Mode, *Place, *WhenUnsure, *LegalBasis, *ACTIONS, *GENERALISED_KINDS]
    choices += ["binary", "multiclass", "regression", "rising", "falling"]
    assert [name for name in (*fields, *choices) if f"`{name}`" not in text] == []


def test_the_documented_example_is_a_charter_file() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    file = charter_from_yaml(example)
    assert file.charter.payoff == BinaryPayoff(true_positive=60, false_positive=-10)
    assert file.design_overrides.positive == "Yes"
    assert file.design_overrides.split.strategy is SplitStrategy.TIME


def test_several_problems_are_said_together_up_to_three() -> None:
    with pytest.raises(BadInput) as refused:
        charter_from_yaml("payoff: {kind: binary, true_positive: a, false_positive: b}")
    said = refused.value.message
    assert said.startswith("goal: is missing; decision: is missing; payoff.true_positive: must be a number.")
    assert "2 more come after it." in said


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        ("{kind: monotone, direction: rising}", "column: is missing. monotone needs column and direction"),
        ("{kind: fairness_gap, column: sex}", "limit: is missing. fairness_gap needs limit and column"),
        ("{kind: only_columns, columns: []}", "columns: is missing"),
        ("{kind: latency_ms, limit: 5, column: x}", "column: does not belong to latency_ms"),
        ("{kind: interpretable, model: magic}", "model: must be one of formula, small trees, any"),
        ("{kind: monotone, column: x, direction: up}", "direction: must be rising or falling"),
        ("{kind: fairness_gap, column: x, limit: 0, gap: luck}", "gap: must be one of selection_rate"),
    ],
)
def test_a_requirement_has_the_fields_of_its_kind(demand: str, words: str) -> None:
    text = f"goal: g\ndecision: d\npayoff: {{kind: binary}}\nrequirements:\n  - {demand}\n"
    with pytest.raises(BadInput) as refused:
        charter_from_yaml(text)
    assert f"requirements 1.{words}" in refused.value.message


def test_the_table_of_kinds_names_what_each_needs() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for kind in RequirementKind:
        (row,) = re.findall(rf"^\| `{kind}` \| ([^|]*) \|.*\| (?:yes|no) \|$", text, re.MULTILINE)
        assert set(re.findall(r"`(\w+)`", row)) == set(needed_fields(kind))
