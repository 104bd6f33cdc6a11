"""A document as one self-contained HTML page: nothing is loaded, no script runs, all text is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from core.documents.document import Document, Facts, Gap, Picture, Section, Table, Text

TEMPLATES = Path(__file__).parent / "templates"


def document_html(document: Document) -> str:
    """Return the page as a text; it opens without a network and prints on paper."""
    return render("document.html", document)


def render(template: str, document: Document, **more: Any) -> str:
    """Return a document in one of the templates; `more` is what that template needs beside it."""
    numbers = {source: number for number, source in enumerate(document.sources(), start=1)}
    page = _environment().get_template(template)
    return str(page.render(document=document, numbers=numbers, kind=_kind, level=_level, **more))


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _kind(part: object) -> str:
    kinds = {Text: "text", Gap: "gap", Facts: "facts", Table: "table", Picture: "picture"}
    return kinds[type(part)]


def _level(section: Section, depth: int) -> int:
    return min(depth + 1, 4)
