"""The payoff in a document: what each outcome is worth, in words and tables."""

from collections.abc import Iterator

from core.design.business.charter import Charter
from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    MulticlassPayoff,
    Payoff,
    RegressionPayoff,
    Worth,
)
from core.design.business.today import Today
from core.design.wording import figure
from core.documents.cutting import cut_table
from core.documents.document import Fact, Facts, Gap, Part, Section, Source, Table, Text

ASSUMED = "Nobody stated this payoff: the app assumed it, so that right and wrong weigh the same."
STEP = "Business"


def worth_section(charter: Charter, source: Source, benefit: tuple[Part, ...]) -> Section:
    """Return what decisions are worth, today's process, the costs, and the yearly benefit."""
    notes: tuple[Part, ...] = (Text(ASSUMED, source),) if charter.assumed else ()
    return Section(
        "What it is worth",
        (*notes, *payoff_parts(charter.payoff, source), *_around(charter, source)),
        (Section("Benefit of a year", benefit),),
    )


def payoff_parts(payoff: Payoff, source: Source) -> tuple[Part, ...]:
    """Return a payoff as a table of outcomes and a list of conditions."""
    match payoff:
        case BinaryPayoff():
            return (_outcomes(payoff, source), *_conditions(payoff, source))
        case MulticlassPayoff():
            return (Facts(tuple(_general(payoff, source))), *_pairs(payoff, source))
        case RegressionPayoff():
            return (Facts(tuple(_errors(payoff, source))),)


def payoff_line(payoff: Payoff) -> str:
    """Return a payoff in one line: "a real case acted on 60 EUR, another row acted on -12 EUR"."""
    match payoff:
        case BinaryPayoff():
            worths: dict[str, Worth] = {
                "a real case acted on": payoff.true_positive,
                "another row acted on": payoff.false_positive,
                "a real case left alone": payoff.false_negative,
                "another row left alone": payoff.true_negative,
                "acting itself costs": payoff.cost_of_acting,
            }
        case MulticlassPayoff():
            worths = {"a right class": payoff.correct, "a wrong class": payoff.wrong}
            for truth, line in payoff.matrix.items():
                worths |= {f"{truth} decided as {decided}": worth for decided, worth in line.items()}
        case RegressionPayoff():
            worths = {"a unit too high costs": payoff.over, "a unit too low costs": payoff.under}
    told = [f"{what} {worth_words(worth, payoff.currency)}" for what, worth in worths.items()]
    return ", ".join([*told, *_at_most(payoff)])


def _at_most(payoff: Payoff) -> Iterator[str]:
    if isinstance(payoff, BinaryPayoff) and payoff.capacity:
        rows, of = figure(payoff.capacity.rows), figure(payoff.capacity.of)
        yield f"at most {rows} rows acted on among every {of}"


def worth_words(worth: Worth, currency: str) -> str:
    """Return what an outcome is worth: "60 EUR", or "5 EUR + 0.3 × charge"."""
    if not isinstance(worth, Amount):
        return f"{figure(worth)} {currency}"
    share = worth.column if worth.factor == 1 else f"{figure(worth.factor)} × {worth.column}"
    return f"{figure(worth.plus)} {currency} + {share}" if worth.plus else f"{share} ({currency})"


def benefit_table(benefit: dict, source: Source) -> tuple[Part, ...]:
    """Return the low, likely and high case of a year's benefit, as of `core.development.worth.worth`."""
    currency = benefit["currency"]
    columns = ("Case", f"Gain per row ({currency})", f"A year ({currency})", f"Net ({currency})", "Pays back")
    rows = [
        (
            case["case"],
            figure(case["gain_per_row"]),
            figure(case["per_year"]),
            figure(case["net_per_year"]),
            "never" if case["payback_months"] is None else f"after {figure(case['payback_months'])} months",
        )
        for case in benefit["cases"]
    ]
    words = (
        f"Over {benefit['over']}. Low and high are the ends of the 90% interval of the gain on rows that the model "
        "has never seen; they do not cover changes of the business itself."
    )
    return (*cut_table(columns, rows, source, numeric=columns[1:4]), Text(words, source))


def _outcomes(payoff: BinaryPayoff, source: Source) -> Table:
    def words(worth: Worth) -> str:
        return worth_words(worth, payoff.currency)

    rows = (
        ("Acted on", words(payoff.true_positive), words(payoff.false_positive)),
        ("Not acted on", words(payoff.false_negative), words(payoff.true_negative)),
    )
    return Table(("One row", "a real case", "another row"), rows, source)


def _conditions(payoff: BinaryPayoff, source: Source) -> Iterator[Part]:
    told = []
    if payoff.cost_of_acting:
        words = f"{figure(payoff.cost_of_acting)} {payoff.currency} on every row acted on, on top"
        told.append(Fact("Cost of acting", words, source))
    told += [Fact("Capacity", words, source) for words in _at_most(payoff)]
    if told:
        yield Facts(tuple(told))


def _general(payoff: MulticlassPayoff, source: Source) -> Iterator[Fact]:
    yield Fact("A right class", worth_words(payoff.correct, payoff.currency), source)
    yield Fact("A wrong class", worth_words(payoff.wrong, payoff.currency), source)


def _pairs(payoff: MulticlassPayoff, source: Source) -> tuple[Part, ...]:
    rows = [
        (truth, decided, worth_words(worth, payoff.currency))
        for truth, line in payoff.matrix.items()
        for decided, worth in line.items()
    ]
    return cut_table(("In truth", "Decided", "Worth"), rows, source, numeric=("Worth",))


def _errors(payoff: RegressionPayoff, source: Source) -> Iterator[Fact]:
    yield Fact("Each unit predicted too high costs", worth_words(payoff.over, payoff.currency), source)
    yield Fact("Each unit predicted too low costs", worth_words(payoff.under, payoff.currency), source)


def _around(charter: Charter, source: Source) -> Iterator[Part]:
    currency = charter.payoff.currency
    amounts = {
        "Rows decided on in a year": (charter.rows_per_year, ""),
        "Building it costs": (charter.cost_once, f" {currency}"),
        "Running it costs a year": (charter.cost_per_year, f" {currency}"),
    }
    told = [
        Fact(label, f"{figure(amount)}{unit}", source)
        for label, (amount, unit) in amounts.items()
        if amount is not None
    ]
    if charter.today is not None:
        told.insert(0, Fact("Today's process", today_words(charter.today), source))
    if told:
        yield Facts(tuple(told))
    if charter.today is None:
        yield Gap("How the decision is taken today, without the model, is not stated.", STEP)
    missing = [label.lower() for label, (amount, _) in amounts.items() if amount is None]
    if missing:
        yield Gap(f"Not stated: {'; '.join(missing)}.", STEP)


def today_words(today: Today) -> str:
    """Return how the decision is taken today."""
    if today.column:
        return f"the decision in column {today.column}"
    return f"acts on {today.acted or 0:.1%} of the rows, and is right in {today.right or 0:.1%} of them"
