"""The model card as Markdown, with every text of a file or a person escaped."""

import re
from typing import Any

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#!|~&$]|:(?=//)|^[-+=])")
LIST_NUMBER = re.compile(r"^(\d+)\.(?=\s|$)")
NOT_ON_RECORD = "Not on record."


def model_card_text(card: dict[str, Any], manifest: dict[str, Any]) -> str:
    """Return the model card as Markdown.

    Parameters
    ----------
    card : dict
        Section title to a text, a list of texts, or {item: text}; kept in this order. Empty sections say
        that nothing is on record.
    manifest : dict
        The model's manifest; its name and version become the title.

    Source of the sections: Mitchell et al. (2019), Model Cards for Model Reporting.
    """
    lines = [f"# {escaped(manifest['name'])}, version {escaped(manifest['version'])}", ""]
    for title, content in card.items():
        lines += [f"## {escaped(title)}", "", *_section(content), ""]
    return "\n".join(lines)


def escaped(value: Any) -> str:
    """Return a text that Markdown shows literally, on one line."""
    text = NOT_ON_RECORD if value is None or value == "" else str(value)
    return LIST_NUMBER.sub(r"\1\\.", SPECIAL.sub(r"\\\1", " ".join(text.split())))


def _section(content: Any) -> list[str]:
    if isinstance(content, dict) and content:
        return [f"- {escaped(item)}: {_inline(text)}" for item, text in content.items()]
    if isinstance(content, (list, tuple)) and content:
        return [f"- {_inline(text)}" for text in content]
    return [escaped(content or None)]


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{escaped(item)} {_inline(text)}" for item, text in value.items()) or NOT_ON_RECORD
    if isinstance(value, (list, tuple)):
        return ", ".join(_inline(item) for item in value) or NOT_ON_RECORD
    return escaped(value)
