"""National numbers of persons: the form of each country's, and its checksum where there is one.

Sources: the issuers' published rules, as gathered in https://en.wikipedia.org/wiki/National_identification_number
and in the documentation of python-stdnum.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.design.data.personal.checksums import has_luhn_digit, weighted_sum

SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
FINNISH_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
ITALIAN_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
VERHOEFF_PRODUCT = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
VERHOEFF_PERMUTATION = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


@dataclass(frozen=True)
class NationalId:
    """The number of one country: its form with separators taken out, and its checksum.

    Attributes
    ----------
    separators : str
        Characters that may stand between its parts.
    """

    title: str
    form: re.Pattern[str]
    has_checksum: Callable[[str], bool]
    separators: str = " -"

    def shows(self, text: str) -> bool:
        """Tell whether a text is such a number."""
        compact = text.upper().translate({ord(mark): None for mark in self.separators})
        return self.form.fullmatch(compact) is not None and self.has_checksum(compact)


def _spanish(number: str) -> bool:
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return SPANISH_LETTERS[int(digits) % 23] == number[-1]


def _french(number: str) -> bool:
    body = number[:-2].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(number[-2:])


def _italian(number: str) -> bool:
    values = [int(c) if c.isdigit() else ord(c) - ord("A") for c in number[:-1]]
    total = sum(ITALIAN_ODD[v] if i % 2 == 0 else v for i, v in enumerate(values))
    return chr(ord("A") + total % 26) == number[-1]


def _german(number: str) -> bool:
    """ISO 7064, modulo 11, 10; one digit of the first ten stands two or three times."""
    product = 10
    for digit in number[:-1]:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    repeats = max(number[:10].count(digit) for digit in set(number[:10]))
    return (11 - product) % 10 == int(number[-1]) and repeats in (2, 3)


def _dutch(number: str) -> bool:
    return int(number) > 0 and weighted_sum(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _belgian(number: str) -> bool:
    check = int(number[-2:])
    return any(97 - int(century + number[:-2]) % 97 == check for century in ("", "2"))


def _polish(number: str) -> bool:
    return -weighted_sum(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10 == int(number[-1])


def _swedish(number: str) -> bool:
    return has_luhn_digit(number[-10:])


def _finnish(number: str) -> bool:
    return FINNISH_CHARACTERS[int(number[:6] + number[7:10]) % 31] == number[-1]


def _swiss(number: str) -> bool:
    return -weighted_sum(number, (1, 3) * 6) % 10 == int(number[-1])


def _brazilian(number: str) -> bool:
    first = 11 - weighted_sum(number, tuple(range(10, 1, -1))) % 11
    second = 11 - weighted_sum(number, tuple(range(11, 1, -1))) % 11
    digits = "".join(str(0 if check > 9 else check) for check in (first, second))
    return number[-2:] == digits and len(set(number)) > 1


def _canadian(number: str) -> bool:
    return has_luhn_digit(number) and len(set(number)) > 1


def _indian(number: str) -> bool:
    """Verhoeff's checksum (1969), by the multiplication of the dihedral group of ten."""
    state = 0
    for position, digit in enumerate(reversed(number)):
        state = int(VERHOEFF_PRODUCT[state][int(VERHOEFF_PERMUTATION[position % 8][int(digit)])])
    return state == 0


def _chinese(number: str) -> bool:
    weights = tuple(2**power % 11 for power in range(17, 0, -1))
    return "10X98765432"[weighted_sum(number, weights) % 11] == number[-1]


def _norwegian(number: str) -> bool:
    first = weighted_sum(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = weighted_sum(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return first % 11 == 0 and second % 11 == 0


def _turkish(number: str) -> bool:
    digits = [int(digit) for digit in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


def _always(number: str) -> bool:
    return True


DAY = r"(0[1-9]|[12]\d|3[01])"
MONTH = r"(0[1-9]|1[0-2])"


def _number(title: str, form: str, has_checksum: Callable[[str], bool], separators: str = " -") -> NationalId:
    return NationalId(title, re.compile(form), has_checksum, separators)


WITH_CHECKSUM: tuple[NationalId, ...] = (
    _number("Spanish DNI or NIE", r"(\d{8}|[XYZ]\d{7})[A-Z]", _spanish),
    _number("French social security number", r"[12]\d{2}\d{2}(\d{2}|2A|2B)\d{8}", _french),
    _number("Italian tax code", r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", _italian),
    _number("Finnish identity code", rf"{DAY}{MONTH}\d{{2}}[-+A]\d{{3}}[0-9A-Y]", _finnish, " "),
    _number("Swiss AHV number", r"756\d{10}", _swiss, " ."),
    _number("Chinese identity number", rf"[1-9]\d{{5}}(19|20)\d{{2}}{MONTH}{DAY}\d{{3}}[\dX]", _chinese, " "),
    _number("Swedish identity number", rf"(19|20)?\d{{2}}{MONTH}{DAY}\d{{4}}", _swedish, " -+"),
    _number("Norwegian identity number", rf"{DAY}{MONTH}\d{{7}}", _norwegian, " "),
    _number("Polish PESEL", r"\d{2}([02468][1-9]|[13579][0-2])" + DAY + r"\d{5}", _polish, ""),
    _number("Belgian national number", r"\d{11}", _belgian, " .-"),
    _number("Brazilian CPF", r"\d{11}", _brazilian, ".-"),
    _number("German tax number", r"[1-9]\d{10}", _german, " "),
    _number("Turkish identity number", r"[1-9]\d{10}", _turkish, ""),
    _number("Indian Aadhaar number", r"[2-9]\d{11}", _indian),
    _number("Dutch citizen number", r"\d{9}", _dutch, " ."),
    _number("Canadian social insurance number", r"[1-79]\d{8}", _canadian),
)
BY_FORM: tuple[NationalId, ...] = (
    _number("US social security number", r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}", _always, ""),
    _number(
        "UK national insurance number", r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D]", _always
    ),
    _number("Danish CPR number", rf"{DAY}{MONTH}\d{{2}}-\d{{4}}", _always, ""),
)
