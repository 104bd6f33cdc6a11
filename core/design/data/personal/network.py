"""E-mail addresses, telephone numbers and the addresses of devices, told by their form."""

import ipaddress
import re

EMAIL = re.compile(r"\b[\w.+%'-]+@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}\b")
PHONE = re.compile(
    r"(\+\d{1,3}[ ./-]?)?(\(\d{1,5}\)[ ./-]{0,3})?\d{1,5}([ ./-]{1,3}\d{1,5}|\d){1,12}( ?(x|ext\.?) ?\d{1,5})?"
)
IPV4 = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
MAC = re.compile(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(\.[0-9A-Fa-f]{4}){2}")
DATE_LIKE = re.compile(r"(\d{4}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2})[./-](\d{4}|\d{1,2})([ T].*)?")
ONE_POINT = re.compile(r"\d+[.]\d+")
RANGE = re.compile(r"\d+ ?- ?\d+")
PHONE_DIGITS = 7, 15


def is_email(text: str) -> bool:
    """Tell whether a text holds an e-mail address."""
    return "@" in text and EMAIL.search(text) is not None


def is_phone(text: str) -> bool:
    """Tell whether a text is a telephone number: 7 to 15 digits (ITU-T E.164), grouped or with a prefix."""
    digits = sum(character.isdigit() for character in text.split("x")[0])
    has_form = text.startswith(("+", "0", "(")) or re.search(r"\d[ ./-]\d", text) is not None
    if not PHONE_DIGITS[0] <= digits <= PHONE_DIGITS[1] or not has_form or PHONE.fullmatch(text) is None:
        return False
    return not any(other.fullmatch(text) for other in (DATE_LIKE, IPV4, ONE_POINT)) and not _is_range(text)


def is_device(text: str) -> bool:
    """Tell whether a text is an IP address (version 4 or 6) or the hardware address of a device."""
    if MAC.fullmatch(text):
        return True
    if not IPV4.fullmatch(text) and text.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_range(text: str) -> bool:
    """From and to, as in 1000-2500: no telephone number groups its digits so and begins without 0."""
    return RANGE.fullmatch(text) is not None and len({len(part) for part in text.split("-")}) == 1
