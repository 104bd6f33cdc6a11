"""Finding columns that seem to hold personal data, by content and by name; it may miss some."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.roles import name_words
from core.design.frozen import Frozen

SAMPLE = 2_000
MANY_VALUES = 20

EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}\b")
PHONE = re.compile(r"(\+\d{1,3}[ ./-]?)?(\(\d{1,5}\)[ ./-]?)?\d{2,5}([ ./-]?\d{2,5}){1,5}")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
CARD = re.compile(r"\d{13,19}")
IPV4 = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
FULL_NAME = re.compile(r"[A-Z][\w'-]+,?( [A-Z]\.?)?( [A-Z][\w'-]+){1,2}")
DATE_LIKE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")

NAME_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("e-mail address", frozenset({"email", "mail"})),
    ("phone number", frozenset({"phone", "telephone", "mobile", "fax", "tel"})),
    ("bank account", frozenset({"iban", "bic"})),
    ("card number", frozenset({"creditcard", "cardnumber", "pan"})),
    ("address", frozenset({"address", "street", "addr"})),
    ("postcode", frozenset({"zip", "zipcode", "postcode", "postal", "plz"})),
    ("date of birth", frozenset({"birth", "birthday", "birthdate", "dob"})),
    ("official number", frozenset({"ssn", "passport", "taxid", "nino", "insee"})),
    ("person's name", frozenset({"firstname", "lastname", "surname", "forename", "fullname"})),
    ("device address", frozenset({"ip", "ipaddress", "mac"})),
)
NAME_PHRASES: tuple[tuple[str, str], ...] = (
    ("e-mail address", "e mail"),
    ("person's name", "first name"),
    ("person's name", "last name"),
    ("person's name", "full name"),
    ("person's name", "family name"),
    ("person's name", "customer name"),
    ("person's name", "patient name"),
    ("person's name", "user name"),
    ("card number", "card number"),
    ("official number", "social security"),
    ("official number", "tax id"),
)
PERSON_WORDS = frozenset({"customer", "client", "patient", "user", "person", "employee", "student", "member"})
ID_WORDS = frozenset({"id", "number", "no", "nr", "key", "code"})
COMMON_FIRST_NAMES = """
    anna anne maria marie laura sarah sara emma julia lisa mary patricia jennifer linda elizabeth susan
    jessica karen nancy margaret sandra ashley emily michelle amanda melissa deborah stephanie rebecca
    james john robert michael william david richard joseph thomas charles christopher daniel matthew
    anthony mark donald steven paul andrew joshua kenneth kevin brian george edward peter martin hans
    klaus jan lukas felix max jonas leon paula sofia olivia mia hannah lena jose juan carlos luis miguel
    antonio francisco pedro ana carmen lucia elena pierre jean louis camille chloe ahmed mohammed ali
    fatima omar wei li ming yuki hiroshi ivan olga natalia dmitri giulia marco luca alice grace ada alan
"""
FIRST_NAMES = frozenset(COMMON_FIRST_NAMES.split())


@dataclass(frozen=True)
class _Detector:
    """One kind of personal data: how a text shows it, and the share of texts that must."""

    kind: str
    shows: Callable[[str], bool]
    share: float


class PersonalData(Frozen):
    """A column that seems to hold personal data, with masked evidence."""

    column: str
    kind: str
    evidence: str


def find_personal_data(frame: pd.DataFrame, columns: tuple[Column, ...]) -> tuple[PersonalData, ...]:
    """Return the columns that seem to hold personal data, each with masked evidence.

    At most 2,000 different values of a column are looked at. E-mail, IBAN (ISO 13616, remainder 97), card
    (Luhn) and IP addresses are found by content, phones and names more loosely, the rest by name.
    """
    found = (_of_column(frame[column.name], column) for column in columns)
    return tuple(personal for personal in found if personal is not None)


def is_iban(text: str) -> bool:
    """Tell whether a text is an IBAN with a right checksum (ISO 13616: remainder 1 modulo 97)."""
    compact = text.replace(" ", "").upper()
    if not IBAN.fullmatch(compact):
        return False
    digits = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return int(digits) % 97 == 1


def is_card(text: str) -> bool:
    """Tell whether a text is a card number: 13 to 19 digits, Luhn checksum (ISO/IEC 7812)."""
    compact = re.sub(r"[ -]", "", text)
    if not CARD.fullmatch(compact) or len(set(compact)) == 1:
        return False
    digits = [int(digit) for digit in reversed(compact)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def masked(text: str) -> str:
    """Return a text of which only the first character of each part is readable."""
    return re.sub(r"(\w)\w*", r"\1***", text[:60])


def _of_column(values: pd.Series, column: Column) -> PersonalData | None:
    texts = _sample(values, column)
    for detector in DETECTORS:
        hits = [text for text in texts if detector.shows(text)]
        if hits and len(hits) >= detector.share * len(texts):
            evidence = f"for example {masked(hits[0])}"
            return PersonalData(column=column.name, kind=detector.kind, evidence=evidence)
    kind = _kind_by_name(column)
    return PersonalData(column=column.name, kind=kind, evidence="by its name") if kind else None


def _sample(values: pd.Series, column: Column) -> list[str]:
    is_card_like = column.kind is ColumnKind.NUMBER and pd.api.types.is_integer_dtype(values)
    if column.kind not in (ColumnKind.TEXT, ColumnKind.CATEGORY) and not is_card_like:
        return []
    present = values.dropna()
    distinct = present.iloc[:: max(1, len(present) // (5 * SAMPLE))].drop_duplicates().head(SAMPLE)
    texts = [str(value).strip() for value in distinct]
    if is_card_like:
        return texts if len(texts) >= MANY_VALUES and all(len(text) >= 13 for text in texts) else []
    return texts


def _kind_by_name(column: Column) -> str | None:
    """A name alone counts only where values are many: a yes / no column named "telephone" is no phone."""
    if column.kind in (ColumnKind.BOOLEAN, ColumnKind.EMPTY) or column.distinct <= MANY_VALUES:
        return None
    words = name_words(column.name)
    text = " ".join(words)
    for kind, phrase in NAME_PHRASES:
        if phrase in text:
            return kind
    if text == "name" and column.kind is ColumnKind.TEXT:
        return "person's name"
    for kind, wanted in NAME_KINDS:
        if wanted & set(words) or text.replace(" ", "") in wanted:
            return kind
    return "person's number" if PERSON_WORDS & set(words) and ID_WORDS & set(words) else None


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    has_form = text.startswith(("+", "0", "(")) or re.search(r"\d[ ./-]\d", text) is not None
    if not 7 <= digits <= 15 or not has_form or DATE_LIKE.fullmatch(text) or _is_ip(text):
        return False
    return PHONE.fullmatch(text) is not None and re.fullmatch(r"\d+[.]\d+", text) is None


def _is_ip(text: str) -> bool:
    if not IPV4.fullmatch(text) and text.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_person(text: str) -> bool:
    if not FULL_NAME.fullmatch(text):
        return False
    return any(word in FIRST_NAMES for word in re.findall(r"\w+", text.casefold()))


DETECTORS: tuple[_Detector, ...] = (
    _Detector("e-mail address", lambda text: "@" in text and EMAIL.search(text) is not None, 0.01),
    _Detector("bank account", is_iban, 0.3),
    _Detector("card number", is_card, 0.8),
    _Detector("device address", _is_ip, 0.5),
    _Detector("phone number", _is_phone, 0.6),
    _Detector("person's name", _is_person, 0.2),
)
