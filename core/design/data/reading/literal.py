"""Texts from a file as they can be shown: what cannot be seen is written out."""

import unicodedata

INVISIBLE = ("Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp")
LONGEST = 80


def literal(text: str, longest: int = LONGEST) -> str:
    r"""Return a text with invisible and direction-changing characters as escapes, such as \\u200b.

    Parameters
    ----------
    longest : int
        Characters of the text that are kept; what follows is cut off with an ellipsis.
    """
    shown = "".join(map(_visible, text[:longest]))
    return shown if len(text) <= longest else f"{shown}…"


def has_invisible(text: str) -> bool:
    """Tell whether a text holds characters that cannot be seen."""
    return any(unicodedata.category(character) in INVISIBLE for character in text)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in INVISIBLE:
        return character
    return character.encode("unicode_escape", errors="surrogatepass").decode()
