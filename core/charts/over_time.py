"""One column over time: its average with its interval, and the rows and gaps behind it."""

import altair as alt

from core.charts.figure import LIMIT, finish, layered
from core.design.data.profile.over_time import OverTime

FORMATS = {"day": "%d %b %Y", "week": "%d %b %Y", "month": "%b %Y", "quarter": "%b %Y", "year": "%Y"}


def over_time_figure(found: OverTime) -> alt.LayerChart:
    """Return the average of each period as a line, in its 95% interval."""
    base = alt.Chart(found.data).encode(x=alt.X("period:T", title=None))
    tooltip = [
        alt.Tooltip("period:T", title=found.every, format=FORMATS[found.every]),
        alt.Tooltip("value:Q", title=found.of, format=",.4g"),
        alt.Tooltip("low:Q", title="95% from", format=",.4g"),
        alt.Tooltip("high:Q", title="to", format=",.4g"),
        alt.Tooltip("rows:Q", format=","),
    ]
    band = base.mark_area(opacity=0.25).encode(y=_axis("low", found.of), y2="high:Q")
    line = base.mark_line(point=len(found.data) <= 60).encode(y=_axis("value", found.of), tooltip=tooltip)
    title = f"{found.of} each {found.every}"
    return finish(layered(band, line), title, f"{title}, {len(found.data)} periods, with its 95% interval.")


def rows_over_time_figure(found: OverTime) -> alt.LayerChart:
    """Return the rows of each period as bars, those without a value in orange."""
    data = found.data.assign(lacking=found.data["rows"] * found.data["missing_share"].fillna(0))
    base = alt.Chart(data).encode(x=alt.X("period:T", title=None))
    tooltip = [
        alt.Tooltip("period:T", title=found.every, format=FORMATS[found.every]),
        alt.Tooltip("rows:Q", format=","),
        alt.Tooltip("missing_share:Q", title="without a value", format=".1%"),
    ]
    rows = base.mark_area(interpolate="step-after", opacity=0.5).encode(
        y=alt.Y("rows:Q", title="rows"), tooltip=tooltip
    )
    lacking = base.mark_area(interpolate="step-after", color=LIMIT).encode(
        y=alt.Y("lacking:Q", title="rows"), tooltip=tooltip
    )
    title = f"Rows each {found.every}, without a value in orange"
    return finish(layered(rows, lacking), title, f"{title}, {len(data)} periods.", 200)


def _axis(field: str, title: str) -> alt.Y:
    return alt.Y(f"{field}:Q", title=title, scale=alt.Scale(zero=False))
