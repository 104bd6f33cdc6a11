"""Encodings and ends of files of older and foreign programs, and what must become of each."""

from tests.faults.cases import Accepted, Asked
from tests.faults.polluted_files import column, cycle


def encoded(encoding: str, *words: str) -> Asked:
    """Return the case of words in an encoding, to be asked about and proposed right."""
    return Asked(
        "encoding",
        encoding,
        cycle(*words).encode(encoding),
        "encoding",
        "The file is not UTF-8",
        column(*words),
        stopped="is not UTF-8",
    )


TEXTS = [
    encoded("cp1250", "Łódź", "Kraków", "Gdańsk"),
    encoded("iso8859_2", "Łódź", "Kraków", "Śląsk"),
    encoded("cp1251", "Москва", "Казань"),
    encoded("koi8_r", "Москва", "Казань"),
    encoded("cp1253", "Αθήνα", "Πάτρα"),
    encoded("cp1254", "İstanbul", "Şanlıurfa", "Muğla"),
    encoded("cp1252", "Sigurður", "Þórir", "Akureyri á Íslandi"),
    Accepted(
        "wide",
        "UTF-16 of Cyrillic without a mark",
        cycle("Москва", "Казань").encode("utf-16-le"),
        "UTF-16",
        column("Москва"),
    ),
    Accepted(
        "wide",
        "big-endian UTF-16 without a mark",
        cycle("Köln", "Bonn").encode("utf-16-be"),
        "UTF-16",
        column("Köln"),
    ),
    Accepted("wide", "UTF-32", cycle("Köln", "Bonn").encode("utf-32"), "Read as UTF-32", column("Köln")),
    Accepted("end", "the end of DOS", cycle("x", "y").encode() + b"\x1a", "DOS ends a file", {"n": [0, 1]}),
    Accepted(
        "end", "padding with NUL", cycle("x").encode() + b"\0" * 512, "512 NUL bytes removed", column("x")
    ),
    Accepted("mark", "two marks", b"\xef\xbb\xbf" * 2 + cycle("x").encode(), "mark was removed", column("x")),
    Accepted(
        "name",
        "a name of two lines",
        'v,"in\nEUR"\n' + "x,1\n" * 60,
        "invisible characters",
        {"in\nEUR": [1, 1]},
    ),
]
