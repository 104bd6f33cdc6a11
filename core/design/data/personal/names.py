"""Names of persons, told by the shape of a text and by names that are common somewhere."""

import re
import unicodedata

from core.design.data.personal.known_names import (
    ARABIC_FIRST,
    CHINESE_FAMILY,
    FAMILY_NAMES,
    FIRST_NAMES,
    JAPANESE_FAMILY,
    KOREAN_FAMILY,
)

TITLE_TEXT = (
    "mr mrs ms miss dr prof sir herr frau hr fr sr sra srta m mme mlle sig dott dipl ing jr phd md ii iii"
)
PARTICLE_TEXT = "de da do dos das del della di van von der den la le el al bin ibn y e ten ter zu af"
COMPANY_TEXT = (
    "ltd inc llc gmbh ag kg corp co company plc sa srl spa bv group sons bros partners holding bank "
    "school university hospital street road"
)
TITLES, PARTICLES = frozenset(TITLE_TEXT.split()), frozenset(PARTICLE_TEXT.split())
COMPANY_WORDS = frozenset(COMPANY_TEXT.split())
NOT_IN_A_NAME = re.compile(r"[\d@/\\:;#$%*+=<>{}\[\]|_!?&]")
CYRILLIC = re.compile(r"[А-ЯЁІЇЄ][а-яёіїє]+")
CYRILLIC_ENDINGS = (
    "ов", "ова", "ев", "ева", "ёв", "ин", "ина", "ын", "ский", "ская", "цкий", "цкая", "енко", "вич", "вна", "ук", "юк",
)  # fmt: skip
HAN, HANGUL = re.compile(r"[一-鿿々]{2,5}"), re.compile(r"[가-힣]{2,4}")
MOST_WORDS = 6


def is_full_name(text: str) -> bool:
    """Tell whether a text is the name of a person in two to six words, in any order, titles apart.

    One word must be a known first name, or the script and the form must speak for it.
    """
    words = _words(text)
    if words is None:
        return False
    if _is_asian_name("".join(words)) or _is_cyrillic_name(words):
        return True
    if any(word in ARABIC_FIRST for word in words):
        return len(words) >= 2
    plain = [_plain(word) for word in words]
    has_initial = any(len(word) == 1 for word in plain)
    known = sum(word in FIRST_NAMES for word in plain)
    family = sum(word in FAMILY_NAMES for word in plain)
    return len(plain) >= 2 and (known > 0 or (family > 0 and (has_initial or family > 1)))


def is_single_name(text: str) -> bool:
    """Tell whether a text is one known first or family name, alone or hyphened, as in Anne-Marie."""
    words = _words(text)
    if words is None or not 1 <= len(words) <= 2:
        return False
    parts = [part for word in words for part in _plain(word).split("-")]
    known = FIRST_NAMES | FAMILY_NAMES
    return all(part in known for part in parts) or any(word in ARABIC_FIRST for word in words)


def _words(text: str) -> list[str] | None:
    """Words of what may be a name, without titles and particles; None for what cannot be one."""
    if len(text) > 60 or NOT_IN_A_NAME.search(text):
        return None
    words = [word.strip(".'’") for word in re.split(r"[\s,.()]+", text) if word.strip(".'’")]
    if len(words) > MOST_WORDS or any(word.casefold() in COMPANY_WORDS for word in words):
        return None
    kept = [word for word in words if word.casefold() not in TITLES | PARTICLES]
    is_written_as_name = all(word[0].isupper() or not word[0].islower() for word in kept)
    return kept if kept and (is_written_as_name or text.islower()) else None


def _plain(word: str) -> str:
    """A word in lower case; accents stay only where the lists know them."""
    folded = word.casefold()
    if folded in FIRST_NAMES or folded in FAMILY_NAMES:
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ß", "ss").replace("ł", "l")


def _is_cyrillic_name(words: list[str]) -> bool:
    if not 2 <= len(words) <= 3 or not all(CYRILLIC.fullmatch(word) or len(word) == 1 for word in words):
        return False
    return any(word.casefold().endswith(CYRILLIC_ENDINGS) for word in words)


def _is_asian_name(text: str) -> bool:
    if HANGUL.fullmatch(text):
        return text[0] in KOREAN_FAMILY
    if not HAN.fullmatch(text):
        return False
    is_chinese = len(text) <= 3 and text[0] in CHINESE_FAMILY
    return is_chinese or any(
        text.startswith(family) and len(text) > len(family) for family in JAPANESE_FAMILY
    )
