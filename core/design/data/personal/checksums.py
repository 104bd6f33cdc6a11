"""Bank accounts and payment cards, told by their checksums."""

import re

IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
CARD = re.compile(r"\d{13,19}")


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
    return CARD.fullmatch(compact) is not None and len(set(compact)) > 1 and has_luhn_digit(compact)


def has_luhn_digit(digits: str) -> bool:
    """Tell whether the last of some digits is their Luhn check digit (ISO/IEC 7812-1, annex B)."""
    numbers = [int(digit) for digit in reversed(digits)]
    doubled = sum(sum(divmod(2 * number, 10)) for number in numbers[1::2])
    return (sum(numbers[::2]) + doubled) % 10 == 0


def weighted_sum(digits: str, weights: tuple[int, ...]) -> int:
    """Return the sum of digits times weights; digits after the last weight do not count."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
