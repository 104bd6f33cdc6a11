"""What decisions are worth or cost, in words that need no minus sign."""

from pages.ui.figures import money


def worth_or_cost(value: float | None, currency: str) -> str:
    """Return a verb and an amount: "is worth EUR 3.20", "costs EUR 145.67"."""
    if value is None or value >= 0:
        return f"is worth {money(value, currency)}"
    return f"costs {money(-value, currency)}"
