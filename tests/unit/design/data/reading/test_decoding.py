"""Bytes that are not UTF-8: what is proposed, what is asked, and what each answer does."""

import pytest

from core.design.data.reading.decoding import decode
from core.design.data.reading.encodings import candidates
from core.design.data.reading.questions import Asking
from core.errors import BadInput

NAMES = "name,b\nanna,1\nMüller,2\n".encode("cp1252")


def likely(text: str, encoding: str) -> str:
    raw = text.encode(encoding)
    return candidates(raw, raw.splitlines())[0].encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café Müller, Straße, naïve, ÅSA", "cp1252"),
        ("price 5 € – “x” 20 °C don’t", "cp1252"),
        ("é", "cp1252"),
        ("Łódź Kraków Dvořák příští", "cp1250"),
        ("Пётр Иван Москва ОАО", "cp1251"),
        ("Café Müller señor Zürich", "mac_roman"),
        ("Café Müller señor Zürich", "cp850"),
        ("東京 大阪 カタカナ", "cp932"),
        ("北京 上海 你好", "gb18030"),
        ("서울 부산", "euc_kr"),
    ],
)
def test_the_most_plausible_encoding_comes_first(text: str, encoding: str) -> None:
    assert likely(text, encoding) == encoding


def test_encodings_that_read_alike_are_offered_once() -> None:
    raw = "é".encode("cp1252")
    texts = [raw.decode(candidate.encoding) for candidate in candidates(raw, [raw])]
    assert 2 <= len(texts) <= 4
    assert len(set(texts)) == len(texts)


def test_c09_asks_for_the_encoding_with_lines_to_look_at() -> None:
    asking = Asking()
    decoded = decode(NAMES, "t.csv", asking)
    (question,) = asking.open
    assert question.code == "encoding"
    assert "line 3" in question.text
    assert question.proposed == decoded.encoding == "cp1252"
    assert "cp1252: Müller,2" in question.examples
    assert {choice.value for choice in question.choices} >= {"cp1252", "stop"}
    assert decoded.content.decode() == "name,b\nanna,1\nMüller,2\n"


def test_c09_an_answer_decides() -> None:
    asking = Asking({"encoding": "mac_roman"})
    decoded = decode(NAMES, "t.csv", asking)
    assert decoded.content.decode().splitlines()[2] == "M¸ller,2"
    assert (decoded.encoding, asking.open) == ("mac_roman", [])
    assert asking.answered[0].value == "mac_roman"


def test_c09_stop_refuses_with_the_line() -> None:
    with pytest.raises(BadInput, match="line 3 is not UTF-8"):
        decode(NAMES, "t.csv", Asking({"encoding": "stop"}))


def test_a_chosen_encoding_is_not_asked_for() -> None:
    asking = Asking()
    decode(NAMES, "t.csv", asking, "cp1252")
    assert not asking.open


def test_lines_to_look_at_show_what_cannot_be_seen() -> None:
    asking = Asking()
    decode("a,b\n\x85é\x1a,1\n".encode("latin-1"), "t.csv", asking)
    assert any("\\x1a" in example for example in asking.open[0].examples)
    assert not any("\x1a" in example for example in asking.open[0].examples)


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r"])
def test_c10_only_the_changed_lines_are_read_in_the_other_encoding(separator: str) -> None:
    lines = [b"city", "Köln".encode(), b"x", "Bär".encode("cp1252"), "Łódź".encode(), "Süd".encode("cp1252")]
    asking = Asking()
    decoded = decode(separator.encode().join(lines), "t.csv", asking)
    (question,) = asking.open
    assert (question.code, question.proposed) == ("encoding_change", "cp1252")
    assert "line 4: 2 lines" in question.text
    assert decoded.content.decode().split(separator) == ["city", "Köln", "x", "Bär", "Łódź", "Süd"]
    assert decoded.evidence == "most lines are valid UTF-8; the others cp1252"


def test_c10_also_below_a_byte_order_mark() -> None:
    asking = Asking()
    decoded = decode(b"\xef\xbb\xbfa\nx\n" + "ü\n".encode("cp1252"), "t.csv", asking)
    assert asking.open[0].code == "encoding_change"
    assert decoded.content.decode() == "a\nx\nü\n"
    assert len(decoded.notes) == 2


def test_c10_stop_refuses_with_the_line() -> None:
    content = "ö\n".encode() + "ü\n".encode("cp1252")
    with pytest.raises(BadInput, match="encoding changes at line 2"):
        decode(content, "t.csv", Asking({"encoding_change": "stop"}))


@pytest.mark.parametrize("content", [b"a,b\n\xed\xa0\x80,1\n", b"\xef\xbb\xbfa\n\xed\xa0\x80\n"])
def test_c11_lone_surrogates_are_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="invalid text at line 2"):
        decode(content, "t.csv", Asking(accept=True))


def test_bytes_full_of_control_characters_are_no_text() -> None:
    with pytest.raises(BadInput, match="invalid text at line 1"):
        decode(bytes(range(1, 10)) * 3 + b"\xff", "t.csv", Asking(accept=True))
