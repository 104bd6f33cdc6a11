"""Dates whose month is a name, in the languages in which it means one month only."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import all_match, first_value

MONTHS = (
    "jan january januar jänner janvier enero ene gennaio gen janeiro januari ocak oca",
    "feb february februar février fevrier févr fév febrero febbraio fevereiro fev februari şubat şub",
    "mar march märz mär mrz mars marzo março marco maart mrt mart",
    "apr april avril avr abril abr aprile nisan nis",
    "may mai mayo maggio mag maio mei maj mayıs mayis",
    "jun june juni juin junio giugno giu junho haziran haz",
    "jul july juli juillet juil julio luglio lug julho temmuz tem",
    "aug august août aout agosto ago augustus ağustos ağu",
    "sep sept september septembre septiembre settembre set setembro eylül eyl",
    "oct october okt oktober octobre octubre ottobre ott outubro out ekim eki",
    "nov november novembre noviembre novembro kasım kasim kas",
    "dec december dez dezember décembre decembre déc diciembre dic dicembre dezembro aralık aralik ara",
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names.split()}
CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
DAY_FIRST = (
    r"^(?P<day>\d{1,2})\.?[ -]?(?:de )?(?P<month>\p{L}{3,10})\.?[ -]?(?:de )?(?P<year>\d{4})"
    rf"(?P<clock>{CLOCK})$"
)
MONTH_FIRST = (
    rf"^(?P<month>\p{{L}}{{3,10}})\.?[ -](?P<day>\d{{1,2}}),?[ -](?P<year>\d{{4}})(?P<clock>{CLOCK})$"
)
NAME_BESIDE_DAY = re.compile(r"\d{1,2}\W*[^\W\d_]{2,}|[^\W\d_]{3,10}\W+\d{1,2}\D")
"""What every such date begins with: a first look without Arrow's long work of compiling letters of all scripts."""


def with_month_numbers(texts: pa.Array) -> pa.Array | None:
    """Return dates such as "1. März 2024" or "Oct 15, 2024" as 2024-3-1, or None where a text is none.

    Parameters
    ----------
    texts : Array of string, shape (n,)
        Trimmed; null where missing.
    """
    if not NAME_BESIDE_DAY.match(first_value(texts)):
        return None
    pattern = next((one for one in (DAY_FIRST, MONTH_FIRST) if all_match(texts, one)), None)
    if pattern is None:
        return None
    parts = pc.extract_regex(texts, pattern)
    names = pc.utf8_lower(pc.struct_field(parts, "month")).dictionary_encode()
    known = names.dictionary.to_pylist()
    if any(name not in NUMBERS for name in known):
        return None
    months = pa.array([str(NUMBERS[name]) for name in known], pa.string()).take(names.indices)
    date = pc.binary_join_element_wise(
        pc.struct_field(parts, "year"), months, pc.struct_field(parts, "day"), "-"
    )
    return pc.binary_join_element_wise(date, pc.struct_field(parts, "clock"), "")
