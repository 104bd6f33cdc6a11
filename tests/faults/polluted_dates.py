"""Dates and times as programs of many countries write them, and what must become of each."""

from typing import Any

import pandas as pd

from tests.faults.cases import Accepted, Asked
from tests.faults.polluted_files import column, cycle


def day(text: str) -> pd.Timestamp:
    """Return a moment."""
    return pd.Timestamp(text)


def named(title: str, first: str, second: str) -> Accepted:
    """Return the case of 1 March and 15 October 2024 with the month as a name."""
    return Accepted(
        "read",
        title,
        cycle(first, second),
        "name of their month",
        column(day("2024-03-01"), day("2024-10-15")),
    )


def kept(title: str, words: str, *texts: str) -> Accepted:
    """Return the case of texts that stay as they are, with a note."""
    return Accepted("told", title, cycle(*texts), words, column(*texts))


def without_date(title: str, sign: str, *texts: str, values: list[Any]) -> Asked:
    """Return the case of a sign of "no date" among dates."""
    return Asked(
        "no date",
        title,
        cycle(sign, *texts),
        "placeholders:v",
        f"holds dates, and '{sign}' 20 times",
        column(None, *values),
        {"value": column(sign, *texts)},
    )


DATES = [
    named("months, German", "1. März 2024", "15. Okt. 2024"),
    named("months, French", "1 mars 2024", "15 octobre 2024"),
    named("months, Turkish", "1 Mart 2024", "15 Ekim 2024"),
    named("months, Spanish", "1 de marzo de 2024", "15 de octubre de 2024"),
    named("months of Oracle", "01-MAR-2024", "15-OCT-2024"),
    named("months, American", "Mar 1 2024", "October 15 2024"),
    kept("a word for no month", "", "1 Foo 2024", "2 Bar 2024"),
    without_date(
        "zero dates of SAP",
        "00.00.0000",
        "31.12.2024",
        "15.03.2023",
        values=[day("2024-12-31"), day("2023-03-15")],
    ),
    without_date(
        "zero dates of MySQL",
        "0000-00-00",
        "2024-12-31",
        "2023-03-15",
        values=[day("2024-12-31"), day("2023-03-15")],
    ),
    without_date(
        "a dash among dates", "-", "2024-12-31", "2023-03-15", values=[day("2024-12-31"), day("2023-03-15")]
    ),
    Accepted(
        "told",
        "no end",
        cycle("31.12.9999", "15.03.2023"),
        "year 9999",
        column(day("9999-12-31"), day("2023-03-15")),
    ),
    Accepted(
        "read",
        "zones of two digits",
        cycle("2024-03-01 10:00:00+01", "2024-03-02 10:00:00+01"),
        "UTC+01:00; the zone was taken off",
        column(day("2024-03-01 10:00")),
    ),
    Accepted(
        "read",
        "UTC behind a space",
        cycle("2024-03-01 10:00:00.123 UTC", "2024-03-02 10:00:00 UTC"),
        "times are UTC; the zone was taken off",
        column(day("2024-03-01 10:00:00.123")),
    ),
    Accepted(
        "read",
        "seven digits of a second",
        cycle("2024-03-01 10:00:00.5000000", "2024-03-02 10:00:00.0000000"),
        "",
        column(day("2024-03-01 10:00:00.5"), day("2024-03-02 10:00")),
    ),
    Asked(
        "zones",
        "mixed zones behind a space",
        cycle("2024-03-01 10:00 +01:00", "2024-03-01 10:00 -0500"),
        "time_zones:v",
        "different time zones",
        column(day("2024-03-01 09:00"), day("2024-03-01 15:00")),
        {"local": column(day("2024-03-01 10:00"), day("2024-03-01 10:00"))},
    ),
    kept("tenths of a microsecond", "looks like dates", "2024-03-01 10:00:00.1234567"),
    kept("months", "looks like months", "2024-03", "2024-11"),
    kept("weeks", "looks like months, quarters or weeks", "2024-W03", "2024-W51"),
    kept("quarters", "looks like months, quarters or weeks", "Q1 2024", "Q2 2024"),
    kept("durations", "times of day or durations", "12:30", "1:05", "100:45"),
    kept("digits of Arabic", "another script", "١٢٣", "٤٥٦"),
    kept("wide digits", "another script", "１２３", "４５６"),
    kept("a raised point", "unusual decimal mark", "1·5", "2·25"),
]
