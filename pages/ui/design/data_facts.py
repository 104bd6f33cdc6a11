"""What a column's profile says, in short facts and sentences."""

from core.design.wording import counted
from core.lifecycle.records import Payload
from pages.ui.figures import figure

Facts = list[tuple[str, str]]
SHAPE_BARS = 12
ORDER = {
    "ascending": "The rows are sorted by it, upwards.",
    "descending": "The rows are sorted by it, downwards.",
}


def shown(value: float | str | None) -> str:
    """Return a figure or a moment as people read it: "12.4", "2024-03-01"."""
    if value is None:
        return ""
    return value.removesuffix(" 00:00:00") if isinstance(value, str) else figure(value)


def typical(column: Payload) -> str:
    """Return the median of a number or date, else the most frequent value."""
    if column["median"] is not None:
        return shown(column["median"])[:10]
    return str(column["top"][0]["value"]) if column["top"] else ""


def shape(column: Payload) -> list[int]:
    """Return at most 12 counts that draw a column: its histogram without the tails, or its frequent values."""
    histogram = column["typical_histogram"] or column["histogram"]
    if not histogram or (column["kind"] == "number" and column["distinct"] <= 2):
        return [one["count"] for one in column["top"]][:SHAPE_BARS]
    counts = histogram["counts"]
    width = -(-len(counts) // SHAPE_BARS)
    return [sum(counts[start : start + width]) for start in range(0, len(counts), width)]


def facts(column: Payload) -> Facts:
    """Return names and figures that describe a column, the most telling first."""
    found: Facts = []
    if column["missing"]:
        found.append(("Missing", f"{column['missing']:,} ({column['missing_share']:.1%})"))
    found.append(("Different values", f"{column['distinct']:,}"))
    if column["top"]:
        usual = column["top"][0]
        found.append(("Most frequent", f"{shown(usual['value'])} ({usual['share']:.1%} of rows)"))
    if column["median"] is not None:
        found += [
            ("Smallest to largest", f"{shown(column['minimum'])} to {shown(column['maximum'])}"),
            ("Median", shown(column["median"])),
        ]
        quantiles = column["quantiles"]
        found.append(("Middle half", f"{shown(quantiles['0.25'])} to {shown(quantiles['0.75'])}"))
        found.append(("Middle 90%", f"{shown(quantiles['0.05'])} to {shown(quantiles['0.95'])}"))
    if column["kind"] == "number" and column["mean"] is not None:
        found.append(("Mean", shown(column["mean"])))
        if column["deviation"] is not None:
            found.append(("Standard deviation", shown(column["deviation"])))
    found += [(title, f"{column[key]:,}") for key, title in COUNTED.items() if column[key]]
    if column["lengths"] and column["kind"] == "text":
        lengths = column["lengths"]
        found.append(
            ("Characters", f"{lengths['minimum']} to {lengths['maximum']}, mostly {lengths['median']}")
        )
    return found


COUNTED = {"zeros": "Zeros", "negatives": "Below zero", "infinite": "Infinite"}


def remarks(column: Payload) -> list[str]:
    """Return sentences on outliers, gaps in time, hidden gaps and order; empty when there are none."""
    found = []
    outliers = column["outliers"]
    if outliers and outliers["count"]:
        lie = counted(outliers["count"], "unusual value lies", "unusual values lie")
        found.append(
            f"{lie} ({outliers['share']:.1%}) outside {shown(outliers['lower'])} to {shown(outliers['upper'])}, "
            f"{outliers['far']:,} of them far outside. In skewed columns that is normal."
        )
    calendar = column["calendar"]
    if calendar:
        found.append(
            f"Rows on {calendar['days_with_rows']:,} of {counted(calendar['days_spanned'], 'day')} "
            f"({calendar['share_of_days']:.0%}), {calendar['first']} to {calendar['last']}."
        )
        if calendar["gaps"]:
            gap = calendar["gaps"][0]
            found.append(f"Longest gap: {counted(gap['days'], 'day')} after {gap['after']}.")
    for hidden in column["disguised"]:
        value = hidden["value"] or "An empty text"
        found.append(f"{value} ({counted(hidden['count'], 'row')}) may mean missing: {hidden['evidence']}.")
    if column["order"]:
        found.append(ORDER[column["order"]])
    return found
