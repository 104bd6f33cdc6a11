"""Numbers as bank portals, ledgers and shops of many countries write them, and what must become of each."""

from typing import Any

from tests.faults.cases import Accepted, Asked
from tests.faults.polluted_files import column, cycle

NARROW, THIN, APOSTROPHE, EN_DASH = "\u202f", "\u2009", "\u2019", "\u2013"


def semicolons(*texts: str) -> str:
    """Return a table of 60 rows whose columns are separated by semicolons."""
    return "v;n\n" + "".join(f"{texts[i % len(texts)]};{i}\n" for i in range(60))


def amounts(title: str, content: str, words: str, *values: Any, **answers: list[Any]) -> Asked:
    """Return the case of a column of numbers that carry more than digits."""
    given = {answer: column(*expected) for answer, expected in answers.items()}
    return Asked("amounts", title, content, "units:v", words, column(*values), given)


NUMBERS = [
    amounts("narrow spaces", semicolons(f"1{NARROW}234,50", "7,25"), "between thousands", 1234.5, 7.25),
    amounts("thin spaces", cycle(f"1{THIN}234", "12"), "between thousands", 1234, 12),
    amounts("Swiss apostrophes", cycle(f"1{APOSTROPHE}234.50", "7.25"), "between thousands", 1234.5, 7.25),
    amounts("lakhs", semicolons("12,34,567", "1,23,456.50", "99,999"), "thousands", 1234567, 123456.5, 99999),
    amounts("rupees in lakhs", semicolons("₹12,34,567.00", "₹99,999.00"), "in ₹", 1234567, 99999),
    amounts("Rs.", cycle("Rs. 500", "Rs. 1200.50"), "in Rs.", 500, 1200.5),
    amounts("reais", semicolons("R$ 1.234,50", "R$ 7,00"), "in R$", 1234.5, 7),
    amounts("lira", semicolons("₺1.234,50", "₺7,00"), "in ₺", 1234.5, 7),
    amounts("TL", semicolons("1.234,50 TL", "7,00 TL"), "in TL", 1234.5, 7),
    amounts("thousandths", cycle("12.5‰", "7.0‰"), "in ‰", 12.5, 7),
    amounts("German ledger", semicolons("(1.234,00)", "2.500,50"), "in brackets", -1234, 2500.5),
    amounts("dollars in brackets", semicolons("($1,234.00)", "$2,500.50"), "in $", -1234, 2500.5),
    amounts("minus behind a space", semicolons("1.234,00 -", "2.500,50"), "minus behind", -1234, 2500.5),
    amounts("minus as a dash", cycle(f"{EN_DASH}5", "7"), "longer sign", -5, 7),
    amounts("no cents, Swedish", cycle("1 234:-", "99:-"), "in place of cents", 1234, 99),
    amounts(
        "no cents, German",
        semicolons("1.234,-", "99,-"),
        "in place of cents",
        "1.234,-",
        "99,-",
        comma=[1234, 99],
    ),
    Asked(
        "C",
        "no numbers of C",
        cycle("1.#QNAN", "-1.#IND", "2.5", "3.5", "4.5"),
        "placeholders:v",
        "'1.#QNAN' 12 times",
        column(None, None, 2.5),
    ),
    Accepted("told", "thousands and millions", cycle("1.5k", "2.3M", "800"), "units or", column("1.5k")),
    Accepted("told", "two decimal marks", semicolons("1,5", "1.5"), "units or", column("1,5", "1.5")),
]
