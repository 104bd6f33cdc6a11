"""Whatever the bytes or the header, reading goes on with usable text and names, or is refused."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.design.data.reading.column_names import column_names
from core.design.data.reading.decoding import decode
from core.design.data.reading.encodings import plausibility
from core.design.data.reading.literal import has_invisible, literal
from core.design.data.reading.questions import Asking
from core.errors import BadInput

NAMES = st.text(st.sampled_from("aAbé\u0301 \u200b_2"), max_size=4)


@given(st.lists(NAMES, min_size=1, max_size=12))
def test_names_are_present_different_and_told_when_changed(header: list[str]) -> None:
    asking = Asking()
    names, notes = column_names(header, "t.csv", asking)
    assert len(names) == len(header)
    assert all(names)
    assert len(set(names)) == len(names)
    changed = [name for name, text in zip(names, header, strict=True) if name != text.strip()]
    assert sum("it is called" in note for note in notes) == len(changed)
    assert bool(changed) <= bool(asking.open)
    codes = [question.code for question in asking.open]
    assert len(set(codes)) == len(codes)


@given(st.binary(max_size=60))
@settings(max_examples=150)
def test_bytes_become_text_or_are_refused(raw: bytes) -> None:
    asking = Asking()
    try:
        decoded = decode(raw, "t.csv", asking)
    except BadInput as error:
        assert error.remedy
        return
    text = decoded.content.decode("utf-8")
    for question in asking.open:
        assert question.proposed in [choice.value for choice in question.choices]
        assert not any(map(has_invisible, (question.text, *question.examples)))
    if not asking.open and raw.isascii() and b"\0" not in raw:
        assert text == raw.decode().rstrip("\x1a")


@settings(max_examples=40)
@given(st.text(max_size=40), st.sampled_from(["cp1252", "cp1251", "cp932"]))
def test_plausibility_is_a_share(text: str, encoding: str) -> None:
    assert 0 <= plausibility(text, encoding) <= 1


@given(st.text(st.characters(), max_size=60))
def test_a_literal_shows_everything(text: str) -> None:
    assert not has_invisible(literal(text))
    assert literal(text).startswith("".join(c for c in text[:1] if not has_invisible(c)))
