"""Looking at the values and the name of each column for what belongs to a person."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.personal import national_ids, network, places
from core.design.data.personal.checksums import is_card, is_iban
from core.design.data.personal.column_names import MANY_VALUES, kind_by_name
from core.design.data.personal.names import is_full_name, is_single_name
from core.design.frozen import Frozen

SAMPLE = 2_000
FEWEST_VALUES = 5
SHORTEST_NUMBER = 9
BIRTH_SPAN_YEARS = 35, 110
BIRTH_MIDDLE_YEARS = 1930, 2010


@dataclass(frozen=True)
class Detector:
    """One kind of personal data: how a text shows it, and the share of different texts that must.

    Attributes
    ----------
    fewest : int
        Different texts needed; a loose form proves nothing on a few.
    reads_numbers : bool
        Whether whole numbers are looked at too, not text alone.
    """

    kind: str
    shows: Callable[[str], bool]
    share: float
    fewest: int = 1
    reads_numbers: bool = False


class PersonalData(Frozen):
    """A column that seems to hold personal data, with masked evidence."""

    column: str
    kind: str
    evidence: str


def find_personal_data(frame: pd.DataFrame, columns: tuple[Column, ...]) -> tuple[PersonalData, ...]:
    """Return the columns that seem to hold personal data, each with masked evidence; it may miss some.

    At most 2,000 different values of a column are looked at. Numbers with a checksum (IBAN, payment card,
    national numbers of 16 countries), e-mail, devices, telephone, streets, postcodes, names and dates of
    birth are found by content, the rest by the column's name.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
    """
    found = (_of_column(frame[column.name], column) for column in columns)
    return tuple(personal for personal in found if personal is not None)


def masked(text: str) -> str:
    """Return a text of which only the first character of each part is readable."""
    return re.sub(r"(\w)\w*", r"\1***", text[:60])


def _of_column(values: pd.Series, column: Column) -> PersonalData | None:
    texts = _sample(values, column)
    for detector in DETECTORS:
        if len(texts) < detector.fewest or (column.kind is ColumnKind.NUMBER and not detector.reads_numbers):
            continue
        hits = [text for text in texts if detector.shows(text)]
        if hits and len(hits) >= detector.share * len(texts):
            evidence = f"{len(hits) / len(texts):.0%} of the values looked at, such as {masked(hits[0])}"
            return PersonalData(column=column.name, kind=detector.kind, evidence=evidence)
    kind = kind_by_name(column)
    if kind:
        return PersonalData(column=column.name, kind=kind, evidence="by its name")
    if column.kind is ColumnKind.DATE and _spread_like_births(values, column):
        evidence = "its days spread over a lifetime, as dates of birth do"
        return PersonalData(column=column.name, kind="date of birth", evidence=evidence)
    return None


def _sample(values: pd.Series, column: Column) -> list[str]:
    is_number = column.kind is ColumnKind.NUMBER and pd.api.types.is_integer_dtype(values)
    if column.kind not in (ColumnKind.TEXT, ColumnKind.CATEGORY) and not is_number:
        return []
    present = values.dropna()
    distinct = present.iloc[:: max(1, len(present) // (5 * SAMPLE))].drop_duplicates().head(SAMPLE)
    texts = [str(value).strip() for value in distinct]
    if is_number:
        are_long = len(texts) >= MANY_VALUES and all(len(text) >= SHORTEST_NUMBER for text in texts)
        return texts if are_long else []
    return texts


def _spread_like_births(values: pd.Series, column: Column) -> bool:
    """Whole days whose middle 90% span 35 to 110 years around the last century, mostly different."""
    present = values.dropna()
    days = pd.DatetimeIndex(present)
    if column.distinct <= MANY_VALUES or not (days == days.normalize()).all():
        return False
    low, middle, high = days.year.to_series().quantile([0.05, 0.5, 0.95])
    is_lifetime = BIRTH_SPAN_YEARS[0] <= high - low <= BIRTH_SPAN_YEARS[1]
    has_many_days = days.day_of_year.nunique() >= min(100, 0.5 * len(days))
    return is_lifetime and BIRTH_MIDDLE_YEARS[0] <= middle <= BIRTH_MIDDLE_YEARS[1] and has_many_days


def _national_detectors() -> tuple[Detector, ...]:
    """A checksum is met by chance once in ten or more, so nearly all of many numbers must meet it."""
    with_checksum = tuple(
        Detector("official number", known.shows, 0.9, MANY_VALUES, reads_numbers=True)
        for known in national_ids.WITH_CHECKSUM
    )
    by_form = tuple(
        Detector("official number", known.shows, 0.9, FEWEST_VALUES) for known in national_ids.BY_FORM
    )
    return with_checksum + by_form


DETECTORS: tuple[Detector, ...] = (
    Detector("e-mail address", network.is_email, 0.01),
    Detector("bank account", is_iban, 0.3),
    Detector("card number", is_card, 0.8, reads_numbers=True),
    Detector("device address", network.is_device, 0.5),
    *_national_detectors(),
    Detector("postcode", places.is_postcode, 0.9, FEWEST_VALUES),
    Detector("phone number", network.is_phone, 0.6),
    Detector("address", places.is_address, 0.5, FEWEST_VALUES),
    Detector("person's name", is_full_name, 0.2, FEWEST_VALUES),
    Detector("person's name", is_single_name, 0.35, FEWEST_VALUES),
)
