"""Every kind of payoff reads in a document as a person would say it."""

from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    Capacity,
    MulticlassPayoff,
    RegressionPayoff,
)
from core.design.business.today import Today
from core.documents.document import Document, Section, Source
from core.documents.markdown import document_markdown
from core.documents.payoff_words import benefit_table, payoff_line, payoff_parts, today_words, worth_words

CHARTER = Source("charter 1", "abc")


def written(*parts) -> str:  # type: ignore[no-untyped-def]
    return document_markdown(Document("t", "", (Section("s", tuple(parts)),))).replace("\\", "")


def test_an_amount_of_a_column_is_told_as_a_sum() -> None:
    assert worth_words(60.0, "EUR") == "60 EUR"
    assert worth_words(Amount(column="charge"), "EUR") == "charge (EUR)"
    assert worth_words(Amount(column="charge", factor=0.3, plus=5), "EUR") == "5 EUR + 0.3 × charge"


def test_a_yes_no_payoff_tells_cost_and_capacity() -> None:
    payoff = BinaryPayoff(true_positive=60, cost_of_acting=2, capacity=Capacity(rows=500, of=10_000))
    text = written(*payoff_parts(payoff, CHARTER))
    assert "| Acted on | 60 EUR | 0 EUR |" in text
    assert "2 EUR on every row acted on" in text
    assert "at most 500 rows acted on among every 10,000" in text


def test_a_payoff_in_one_line_tells_each_worth() -> None:
    payoff = BinaryPayoff(
        currency="GBP", true_positive=2_000_000, false_positive=Amount(column="charge"), cost_of_acting=2
    )
    assert payoff_line(payoff.model_copy(update={"capacity": Capacity(rows=500, of=10_000)})) == (
        "a real case acted on 2,000,000 GBP, another row acted on charge (GBP), a real case left alone 0 GBP, "
        "another row left alone 0 GBP, acting itself costs 2 GBP, at most 500 rows acted on among every 10,000"
    )
    classes = MulticlassPayoff(matrix={"fraud": {"fine": -500}})
    assert payoff_line(classes) == "a right class 1 EUR, a wrong class -1 EUR, fraud decided as fine -500 EUR"
    assert (
        payoff_line(RegressionPayoff(over=1, under=4))
        == "a unit too high costs 1 EUR, a unit too low costs 4 EUR"
    )


def test_classes_tell_their_exceptions_and_amounts_both_costs() -> None:
    text = written(*payoff_parts(MulticlassPayoff(matrix={"fraud": {"fine": -500}}), CHARTER))
    assert "| fraud | fine | -500 EUR |" in text
    text = written(*payoff_parts(RegressionPayoff(over=1, under=4), CHARTER))
    assert "**Each unit predicted too low costs:** 4 EUR" in text


def test_today_is_told_as_stated() -> None:
    assert today_words(Today(column="called")) == "the decision in column called"
    words = "acts on 20.0% of the rows, and is right in 35.0% of them"
    assert today_words(Today(acted=0.2, right=0.35)) == words


def test_the_benefit_has_three_cases_and_says_what_it_is_over() -> None:
    case = {"gain_per_row": 2.0, "per_year": 2_000.0, "net_per_year": 1_500.0, "payback_months": 8.0}
    lost = {"gain_per_row": -1.0, "per_year": -1_000.0, "net_per_year": -1_500.0, "payback_months": None}
    cases = [{"case": "low", **lost}, {"case": "likely", **case}]
    text = written(*benefit_table({"over": "act on all", "currency": "EUR", "cases": cases}, CHARTER))
    assert "| low | -1 | -1,000 | -1,500 | never |" in text
    assert "| likely | 2 | 2,000 | 1,500 | after 8 months |" in text
    assert "Over act on all." in text
