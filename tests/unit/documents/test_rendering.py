"""Documents: every figure has its source, and nothing that a person or a file wrote becomes markup."""

import pytest

from core.documents.document import Document, Fact, Facts, Gap, Picture, Section, Source, Table, Text, facts
from core.documents.html import document_html
from core.documents.markdown import document_markdown

CHARTER, DATA = Source("charter 2", "3fa41b"), Source("dataset 1", "9bc000")
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example/p.png) $y$ | a_b"


def document(text: str = "Keep customers.") -> Document:
    return Document(
        title=text,
        about="Telco, 1 May 2026",
        sections=(
            Section("Goal", (Text(text, CHARTER), facts(CHARTER, asked_by=text, left_out=""))),
            Section(
                "Data",
                (Facts((Fact("Rows", "7,043", DATA),)), Gap("No owner is named.", "Data")),
                (Section("Columns", (Table((text, "missing"), ((text, "3"),), DATA, ("missing",)),)),),
            ),
            Section("Nothing here", (), (Section("Nor here"),)),
            Section("Drawn", (Picture("<svg><rect/></svg>", text, DATA),)),
        ),
    )


def test_sources_are_numbered_in_order_of_appearance() -> None:
    assert document().sources() == (CHARTER, DATA)
    page = document_html(document())
    assert '<li id="source-1">charter 2 <code>3fa41b</code></li>' in page
    assert '7,043<sup><a href="#source-2">2</a></sup>' in page
    assert "**Rows:** 7,043 \\[2\\]" in document_markdown(document())


def test_empty_sections_and_facts_are_left_out() -> None:
    for written in (document_html(document()), document_markdown(document())):
        assert "Nothing here" not in written
        assert "Nor here" not in written
        assert "Left out" not in written


def test_a_gap_names_the_step_that_asks() -> None:
    assert "No owner is named. <span>Asked on Data.</span>" in document_html(document())
    assert "> No owner is named. Asked on Data." in document_markdown(document())


def test_html_escapes_and_loads_nothing() -> None:
    page = document_html(document(HOSTILE))
    assert "<img" not in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<svg><rect/></svg>" in page


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. buy", "1\\. buy"),
        ("# x", "\\# x"),
        ("- x", "\\- x"),
        ("0.85 - 0.9", "0.85 - 0.9"),
        ("http://a", "http\\://a"),
    ],
)
def test_markdown_escapes_what_would_start_a_block(text: str, written: str) -> None:
    assert document_markdown(Document(text, "", ())) == f"# {written}\n"


def test_markdown_escapes() -> None:
    written = document_markdown(document(HOSTILE))
    assert "<img" not in written.replace("\\<img", "")
    assert "![x]" not in written
    assert "\\| a\\_b" in written


@pytest.mark.parametrize("render", [document_html, document_markdown])
def test_rendering_twice_is_equal(render) -> None:  # type: ignore[no-untyped-def]
    assert render(document()) == render(document())
