"""Which encodings bytes that are not UTF-8 may have, the most plausible first."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

ENCODINGS = {
    "cp1252": "Western European, Windows",
    "cp1250": "Central European, Windows",
    "cp1251": "Cyrillic, Windows",
    "mac_roman": "Western European, older Macs",
    "cp850": "Western European, DOS",
    "cp1254": "Turkish, Windows",
    "cp1253": "Greek, Windows",
    "iso8859_2": "Central European, ISO",
    "koi8_r": "Cyrillic, older Unix",
    "cp932": "Japanese",
    "euc_kr": "Korean",
    "gb18030": "Chinese",
}
ASCII = bytes(range(128))
MOST_OFFERED = 4
SAMPLE_LINES = 200
WIDE = {
    "cp932": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"),
    "gb18030": re.compile(r"[\u4e00-\u9fff]"),
    "euc_kr": re.compile(r"[\uac00-\ud7a3]"),
}
WORD = re.compile(r"[^\W\d_]+")
LONGEST_RUN = 3
ALPHABETS = re.compile(r"[\u0370-\u03ff]|[\u0400-\u04ff]")
OF_ICELAND = "ðÐþÞýÝ"
ICELANDIC = re.compile("[áíóúæÁÍÓÚÆ]")
LESS_USUAL = 0.9
BEFORE_NUMBERS = "€£§½¼"
USUAL_SYMBOLS = "€£§©®°«»–—‘’“”…•²³½¼"


@dataclass(frozen=True)
class Candidate:
    """An encoding in which all bytes are text, and how plausible that text is, from 0 to 1."""

    encoding: str
    plausibility: float

    @property
    def title(self) -> str:
        """The encoding in words."""
        return f"{self.encoding} ({ENCODINGS[self.encoding]})"


def candidates(raw: bytes, lines: list[bytes]) -> list[Candidate]:
    """Return up to four encodings in which all bytes can be read, the most plausible first.

    Encodings that read the sample alike are offered once. Plausible are the special characters that
    stand where their alphabet would put them: no capital inside a word, no two alphabets in one word,
    no symbol between letters.

    Parameters
    ----------
    lines : list of bytes
        The lines that are not ASCII; the first 200 are judged.
    """
    sample = b"\n".join(lines[:SAMPLE_LINES])
    found: dict[str, Candidate] = {}
    for encoding in ENCODINGS:
        text = _decoded(sample, encoding)
        if text is not None and text not in found:
            found[text] = Candidate(encoding, plausibility(text, encoding))
    ranked = sorted(found.values(), key=lambda candidate: -candidate.plausibility)
    special = raw.translate(None, delete=ASCII)
    able = (
        one for one in ranked if _decoded(raw if one.encoding in WIDE else special, one.encoding) is not None
    )
    return list(islice(able, MOST_OFFERED))


def plausibility(text: str, encoding: str) -> float:
    """Return the share of special characters that stand where they may, from 0 to 1; 1 when there is none."""
    special = [i for i, character in enumerate(text) if not character.isascii()]
    if not special:
        return 1.0
    is_icelandic = ICELANDIC.search(text) is not None
    in_words = {i: word for word in WORD.finditer(text) for i in range(*word.span())}
    fits = _fits_wide if encoding in WIDE else _fits
    total = sum(fits(text, i, in_words.get(i), encoding) for i in special)
    odd = 0 if is_icelandic else sum(text[i] in OF_ICELAND for i in special)
    return max(0.0, total - (1 - LESS_USUAL) * odd) / len(special)


def _fits_wide(text: str, position: int, word: re.Match[str] | None, encoding: str) -> float:
    if WIDE[encoding].match(text[position]) is None or word is None:
        return 0.0
    letters = word.group()
    if any(letter.isascii() for letter in letters):
        return 0.0
    return 1.0 if len(letters) > 1 else 0.5


def _fits(text: str, position: int, word: re.Match[str] | None, encoding: str) -> float:
    character = text[position]
    if word is None and character in USUAL_SYMBOLS:
        return 0.0 if character in BEFORE_NUMBERS and text[position + 1 : position + 2].isalpha() else 1.0
    if word is None:
        beside = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
        return 0.0 if character < "\xa0" or (beside.isalpha() and len(beside) == 2) else 0.5
    letters = word.group()
    if len(letters) == 1:
        return 0.5
    if not _is_one_case(letters):
        return 0.0
    if ALPHABETS.search(letters):
        return 1.0 if len({_alphabet(letter) for letter in letters}) == 1 else 0.0
    return 0.0 if _longest_special_run(letters) > LONGEST_RUN else 1.0


def _is_one_case(letters: str) -> bool:
    return letters.islower() or letters.isupper() or letters[1:].islower()


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _longest_special_run(letters: str) -> int:
    return max(len(run) for run in re.split(r"[\x00-\x7f]+", letters))


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
