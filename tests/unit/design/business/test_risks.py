"""Standing risks follow from the records, and what a person wrote about them stays."""

import pytest

from core.design.business.background import QUESTIONS, Background
from core.design.business.people import Part, People, Person
from core.design.business.risks import Risk, RiskRegister, Standing, with_proposals
from core.design.business.standing_risks import OnRecord, standing_risks
from core.lifecycle.steps import BY_CODE


def codes(known: OnRecord) -> set[str]:
    return {risk.code for risk in standing_risks(known)}


def test_an_empty_record_raises_no_risk() -> None:
    assert standing_risks(OnRecord()) == ()


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (OnRecord(rows=999), "small_data"),
        (OnRecord(rarest=49), "rare_class"),
        (OnRecord(leak_suspects=("refund_date",)), "leakage"),
        (OnRecord(personal_columns=("email",)), "personal_data"),
        (OnRecord(acts=True), "feedback"),
        (OnRecord(is_payoff_assumed=True), "assumed_payoff"),
        (OnRecord(is_use_known=False), "unused"),
        (OnRecord(is_use_known=False, has_end_user=False), "unused"),
        (OnRecord(has_time_column=True, is_split_by_time=False), "time_ignored"),
    ],
)
def test_each_fact_raises_its_risk(known: OnRecord, code: str) -> None:
    assert codes(known) == {code}


@pytest.mark.parametrize(
    "known",
    [
        OnRecord(rows=1_000),
        OnRecord(rarest=50),
        OnRecord(has_time_column=True, is_split_by_time=True),
        OnRecord(has_time_column=True),
    ],
)
def test_at_the_limit_there_is_no_risk(known: OnRecord) -> None:
    assert codes(known) == set()


@pytest.mark.parametrize(
    ("has_end_user", "evidence"),
    [
        (True, "Not on record: how the predictions will be used."),
        (False, "Not on record: how the predictions will be used and who will use them."),
    ],
)
def test_who_uses_the_predictions_is_asked_only_while_nobody_said(has_end_user: bool, evidence: str) -> None:
    (unused,) = standing_risks(OnRecord(is_use_known=False, has_end_user=has_end_user))
    assert unused.evidence == evidence
    assert standing_risks(OnRecord(is_use_known=True, has_end_user=has_end_user)) == ()


def test_every_risk_names_a_step_and_its_evidence() -> None:
    everything = OnRecord(
        rows=10,
        rarest=1,
        leak_suspects=("a",),
        personal_columns=("b",),
        acts=True,
        is_payoff_assumed=True,
        is_use_known=False,
        has_end_user=False,
        is_split_by_time=False,
        has_time_column=True,
    )
    found = standing_risks(everything)
    assert len({risk.code for risk in found}) == len(found) == 8
    assert all(risk.step in BY_CODE and risk.evidence for risk in found)


def test_a_serious_risk_presses_until_it_is_answered_or_accepted() -> None:
    risk = Risk(code="own-1", title="x", likelihood=2, impact=3, step="data")
    assert RiskRegister(risks=(risk,)).pressing() == (risk,)
    for standing in (Standing.ANSWERED, Standing.ACCEPTED):
        assert not risk.model_copy(update={"standing": standing}).is_pressing
    assert not Risk(code="own-1", title="x", likelihood=2, impact=2, step="data").is_pressing


def test_a_persons_words_survive_new_proposals() -> None:
    before = with_proposals(RiskRegister(), standing_risks(OnRecord(rows=500, acts=True)))
    written = before.risks[0].model_copy(update={"mitigation": "Collect more.", "impact": 3})
    own = Risk(code="own-1", title="Strike", likelihood=1, impact=3, step="business")
    edited = RiskRegister(risks=(written, *before.risks[1:], own))
    after = with_proposals(edited, standing_risks(OnRecord(rows=400, is_payoff_assumed=True)))
    by_code = {risk.code: risk for risk in after.risks}
    assert set(by_code) == {"small_data", "own-1", "assumed_payoff"}
    assert by_code["small_data"].mitigation == "Collect more."
    assert by_code["small_data"].impact == 3
    assert by_code["small_data"].evidence == "400 rows."


def test_a_risk_that_was_answered_stays_when_its_cause_is_gone() -> None:
    answered = standing_risks(OnRecord(rows=10))[0].model_copy(update={"standing": Standing.ACCEPTED})
    assert with_proposals(RiskRegister(risks=(answered,)), ()).risks == (answered,)


def test_every_question_of_the_background_has_its_field_and_step() -> None:
    assert {asked.field for asked in QUESTIONS} == set(Background.model_fields) - {"plan", "glossary"}
    assert all(asked.by in BY_CODE for asked in QUESTIONS)


def test_parts_that_nobody_plays_are_missing() -> None:
    people = People(people=(Person(name="Ana", part=Part.SPONSOR),))
    assert people.missing() == (Part.DOMAIN_EXPERT, Part.END_USER, Part.IT)
