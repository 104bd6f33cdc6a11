"""Individual variables in the data report: what each column holds, in figures and a picture."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.charts.distributions import distribution_data, distribution_figure
from core.design.wording import figure
from core.documents.cutting import cut_table
from core.documents.document import Part, Section, Source, Text, facts
from core.documents.picture import picture

MOST_DRAWN = 30
MOST_CLASSES_DRAWN = 15
WIDTH = 520
TWO_VALUES = 2


def variables_section(columns: Sequence[dict[str, Any]], source: Source) -> Section:
    """Return a section for each of the first 30 columns; the dictionary has the others.

    Parameters
    ----------
    columns : sequence of dict
        Profiles of the columns.
    """
    left = len(columns) - MOST_DRAWN
    words = f"The first {MOST_DRAWN} of {len(columns):,} columns; the dictionary below has the others."
    return Section(
        "Individual variables",
        (Text(words, source),) if left > 0 else (),
        tuple(Section(column["name"], tuple(_variable(column, source))) for column in columns[:MOST_DRAWN]),
    )


def class_parts(balance: Sequence[dict[str, Any]], name: str, source: Source) -> Iterator[Part]:
    """Yield the classes of a target, drawn and as a table."""
    rows = [(one["label"], f"{one['count']:,}", f"{one['share']:.2%}") for one in balance]
    classes = [{"value": one["label"], "count": one["count"]} for one in balance[:MOST_CLASSES_DRAWN]]
    drawn = distribution_figure(distribution_data({"top": classes}), name)
    yield picture(drawn, f"Rows of the {len(classes)} most frequent classes of {name}.", source, width=WIDTH)
    yield from cut_table(
        ("Class", "Rows", "Share"), rows, source, numeric=("Rows", "Share"), most=MOST_CLASSES_DRAWN
    )


def distribution_parts(column: dict[str, Any], source: Source) -> Iterator[Part]:
    """Yield a column's distribution as a histogram or bars; nothing where it has no values."""
    is_drawn_as_bars = column["kind"] == "number" and column["distinct"] <= TWO_VALUES
    histogram = None if is_drawn_as_bars else column["typical_histogram"] or column["histogram"]
    data = distribution_data({"histogram": histogram, "top": column["top"]})
    if data.empty:
        return
    tails = " from the 1st to the 99th percentile" if column["typical_histogram"] and histogram else ""
    what = (
        f"Histogram of {column['name']}{tails}."
        if histogram
        else f"Most frequent values of {column['name']}."
    )
    yield picture(distribution_figure(data, column["name"]), what, source, width=WIDTH)


def _variable(column: dict[str, Any], source: Source) -> Iterator[Part]:
    relation, lengths, quartiles = column["relation"], column["lengths"], column["quantiles"] or {}
    yield facts(
        source,
        kind=column["kind"],
        without_a_value=f"{column['missing']:,} ({column['missing_share']:.2%})",
        different_values=f"{column['distinct']:,}",
        smallest_and_largest=_between(column["minimum"], column["maximum"]),
        middle_half=_between(quartiles.get("0.25"), quartiles.get("0.75")),
        median=_shown(column["median"]),
        mean_and_standard_deviation=_mean(column),
        length_in_characters=_between(lengths["minimum"], lengths["maximum"]) if lengths else None,
        goes_with_the_target=_relation(relation) if relation else None,
        note=", ".join(column["notes"]),
    )
    yield from distribution_parts(column, source)


def _relation(relation: dict[str, Any]) -> str:
    estimated = "estimated" if relation["is_estimated"] else "exact"
    return f"{figure(relation['value'])} of 1 ({relation['statistic']}, {estimated} on {relation['rows']:,} rows)"


def _mean(column: dict[str, Any]) -> str | None:
    if column["mean"] is None:
        return None
    deviation = column.get("deviation")
    return _shown(column["mean"]) + (f" ± {figure(deviation)}" if deviation is not None else "")


def _between(low: float | str | None, high: float | str | None) -> str | None:
    return None if low is None or high is None else f"{_shown(low)} to {_shown(high)}"


def _shown(value: float | str | None) -> str:
    if value is None:
        return ""
    return value.replace("T00:00:00", "") if isinstance(value, str) else figure(value)
