"""Text that came from a file or a person, made safe for widgets that understand Markdown."""

import re
import string

_SPECIAL = re.compile(f"[{re.escape(string.punctuation)}]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plain(text: object) -> str:
    """Return `text` so that Streamlit shows exactly these characters.

    A backslash before every ASCII punctuation mark switches off Markdown (CommonMark 0.31, section
    2.4), HTML, links, images, emoji and icon short codes, LaTeX and colour directives. Line breaks become spaces;
    control and text-direction characters, which could make a text look like another, are dropped.
    """
    one_line = re.sub(r"\s*[\r\n]+\s*", " ", str(text)).replace("\t", " ")
    return _SPECIAL.sub(r"\\\g<0>", _INVISIBLE.sub("", one_line)).strip(" ")
