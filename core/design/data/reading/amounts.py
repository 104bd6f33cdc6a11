"""Numbers written for people: with a unit, a currency or marks between thousands."""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import all_match, any_match, first_value

CODES = "EUR|USD|GBP|CHF|JPY|PLN|CZK|SEK|NOK|DKK|HUF|CNY|INR|AUD|CAD|TRY|BRL|ZAR|MXN|RUB"
SIGNS = r"[€$£¥₹₺₽₩₪]|R\$|Rs\.?"
UNITS = rf"%|‰|{SIGNS}|{CODES}|TL|zł|kr|Kč|Ft|DM|kg|g|km|m|cm|mm|l|h|min|s"
SPACE = " \u00a0\u202f\u2009"
BETWEEN = f"'\u2019{SPACE}"
"""What stands between thousands beside points and commas."""
AMOUNT = (
    rf"^(?P<before>[+-])?(?P<currency>{SIGNS}|(?:{CODES})[{SPACE}])?[{SPACE}]?(?P<sign>[+-])?"
    rf"(?P<number>(?:\d{{1,3}}(?:[,.{BETWEEN}]?\d{{3}})*|\d{{1,2}}(?:,\d{{2}})+,\d{{3}})(?:[.,]\d+)?)[{SPACE}]?"
    rf"(?P<unit>{UNITS}|\p{{L}}{{1,4}})?$"
)
SPACED = rf"^\d{{1,3}}(?:[{BETWEEN}]\d{{3}})+(?:[.,]\d+)?$"
WITH_POINT = r"^(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d+)?$"
WITH_COMMA = r"^(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$"
SIGNED = r"^\(.*\)$|\d[^.,:]*[-\x{2212}]$|^[\x{2212}\x{2013}]"
WITHOUT_CENTS = r"\d[.,:](?:--?|\x{2013}|\x{2014})$"
LONG = r"\d{16}"
MARKS = {"point": ".", "comma": ","}
FIRST_TEXTS = 1_000
GROUPED = rf"[{BETWEEN}]|[.,]\d{{3}}[.,]|,\d{{2}},\d{{3}}"


@dataclass(frozen=True)
class Amounts:
    """Texts as numbers of one unit.

    Attributes
    ----------
    values : Array of float64, shape (n,)
        Null where the text is; "12%" is 12.
    unit : str
        What every text carries; empty when it is only marks between thousands.
    is_certain : bool
        Whether no other reading is likely: "1.234 kg" may be one or a thousand, "1,5" two numbers.
    mark : str
        The decimal mark that was used: "point", "comma", or "number" where the texts have no mark at all.
    """

    values: pa.Array
    unit: str
    is_certain: bool
    mark: str


def parse_amounts(
    texts: pa.Array, decimal: str, is_decimal_certain: bool = False, choice: str | None = None
) -> Amounts | None:
    """Return numbers where every text is one, with the same unit and the same marks; else None.

    Parameters
    ----------
    texts : Array of string, shape (n,)
        Trimmed; null where missing, not everywhere.
    decimal : str
        The decimal mark of the file, "." or ",", used where the texts could have either.
    is_decimal_certain : bool
        Whether texts that need the other mark are no numbers.
    choice : {"point", "comma"}, optional
        The decimal mark that was chosen, which then is certain.
    """
    if choice in MARKS:
        decimal, is_decimal_certain = MARKS[choice], True
    if not all_match(_with_plain_signs(texts.slice(0, FIRST_TEXTS)), AMOUNT):
        return None
    plain_signs = _with_plain_signs(texts)
    has_signs = plain_signs is not texts
    texts = plain_signs
    if not all_match(texts, AMOUNT):
        return None
    parts = pc.extract_regex(texts, AMOUNT)
    units = pc.unique(_joined(parts, "currency", "unit").drop_null())
    if len(units) != 1:
        return None
    numbers = _without_spaces(pc.struct_field(parts, "number"))
    has_point, has_comma = all_match(numbers, WITH_POINT), all_match(numbers, WITH_COMMA)
    if not (has_point or has_comma) or any_match(numbers, LONG):
        return None
    if is_decimal_certain and not (has_point if decimal == "." else has_comma):
        return None
    unit = units[0].as_py().strip(SPACE)
    is_known = not unit or re.fullmatch(UNITS, unit) is not None
    is_telling = bool(unit) or has_signs or any_match(pc.struct_field(parts, "number"), GROUPED)
    has_mark = any_match(numbers, r"[.,]")
    is_certain = is_known and is_telling and (has_point != has_comma or not has_mark)
    mark = decimal if has_point and has_comma else "." if has_point else ","
    plain = pc.replace_substring(numbers, "," if mark == "." else ".", "")
    signs = pc.utf8_ltrim(_joined(parts, "before", "sign"), characters="+")
    if any_match(signs, "[+-]{2}"):
        return None
    signed = pc.binary_join_element_wise(signs, pc.replace_substring(plain, ",", "."), "")
    used = ("point" if mark == "." else "comma") if has_mark else "number"
    return Amounts(signed.cast(pa.float64()), unit, is_certain, used)


def _with_plain_signs(texts: pa.Array) -> pa.Array:
    """Return texts with a minus in front where it stands behind, is a longer sign, or is written as brackets.

    A dash in place of cents, as in 99,- is taken off.
    """
    if any_match(texts, WITHOUT_CENTS):
        texts = pc.replace_substring_regex(texts, r"[.,:](?:--?|\x{2013}|\x{2014})$", "")
    if not any_match(texts, SIGNED):
        return texts
    before = pc.replace_substring_regex(texts, r"^\((.*)\)$", r"-\1")
    before = pc.replace_substring_regex(before, rf"^(.*\d.*?)[{SPACE}]?[-\x{{2212}}]$", r"-\1")
    return pc.replace_substring_regex(before, r"^[\x{2212}\x{2013}]", "-")


def amount_example(texts: pa.Array) -> str:
    """Return the first text with more to it than digits."""
    return first_value(texts.filter(pc.match_substring_regex(texts, r"[^\d]")))


def _joined(parts: pa.Array, first: str, second: str) -> pa.Array:
    return pc.binary_join_element_wise(pc.struct_field(parts, first), pc.struct_field(parts, second), "")


def _without_spaces(numbers: pa.Array) -> pa.Array:
    if not any_match(numbers, rf"[{BETWEEN}]"):
        return numbers
    spaced = pc.match_substring_regex(numbers, SPACED)
    return pc.if_else(spaced, pc.replace_substring_regex(numbers, rf"[{BETWEEN}]", ""), numbers)
