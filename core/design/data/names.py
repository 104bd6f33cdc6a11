"""The words of a column's name."""

import re


def name_words(name: str) -> tuple[str, ...]:
    """Return the lower-case words of a column name: "customerID" gives customer, id."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3 \2\4", name)
    return tuple(re.findall(r"[^\W_]+", spaced.casefold()))
