"""Text from files and people is shown as it is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.ui.escape import plain

NASTY = [
    "<script>alert(1)</script>",
    "**bold** _it_ ~~gone~~ `code`",
    "[click](javascript:alert(1)) ![x](http://e.example/p.png)",
    ":smile: :material/delete: :streamlit:",
    ":red[warning] :green-badge[ok] :small[x]",
    "$E=mc^2$ $$x$$ \\(y\\)",
    "# heading",
    "1. list\n- item\n> quote",
    "a | b\n---|---",
    "https://evil.example www.evil.example",
    "&lt;b&gt; &amp; &#60;",
    "\\*",
    "<!-- x -->",
    "[[1]]: {2}",
]


def unescape(text: str) -> str:
    """Undo CommonMark's backslash escapes, as the browser's Markdown reader does."""
    out, index = "", 0
    while index < len(text):
        if text[index] == "\\" and index + 1 < len(text) and text[index + 1] in string.punctuation:
            index += 1
        out += text[index]
        index += 1
    return out


@pytest.mark.parametrize("text", NASTY)
def test_no_punctuation_keeps_its_meaning(text: str) -> None:
    escaped = plain(text)
    for index, character in enumerate(escaped):
        if character in string.punctuation and character != "\\":
            assert escaped[index - 1] == "\\"
    assert unescape(escaped) == " ".join(text.split("\n"))


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_what_is_shown_is_what_was_given(text: str) -> None:
    assert unescape(plain(text)) == text.strip(" ")


def test_hidden_and_turning_characters_are_dropped() -> None:
    assert plain("invoice\u202efdp\u202c.exe\x00\u200b") == "invoicefdp\\.exe"


def test_anything_can_be_shown() -> None:
    assert plain(None) == "None"
    assert plain(1.5) == "1\\.5"


def test_a_markdown_element_receives_the_escaped_text() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.escape import plain

        st.markdown(plain(":red[x] <b>"))

    shown = AppTest.from_function(page).run()
    assert shown.markdown[0].value == "\\:red\\[x\\] \\<b\\>"
