"""Averages by group, each with its interval."""

import altair as alt

from core.charts.figure import NEUTRAL, bar_height, finish, label_axis, layered
from core.design.data.profile.groups import ByGroup


def group_figure(found: ByGroup, by: str, *, is_target: bool = False) -> alt.LayerChart:
    """Return the average of each group of `by` as a point in its 95% interval.

    Parameters
    ----------
    is_target : bool
        Draw the target's averages instead of the column's.
    """
    names = ("target", "target_low", "target_high") if is_target else ("value", "low", "high")
    of = found.target_of if is_target else found.of
    base = alt.Chart(found.data).encode(y=alt.Y("group:N", sort=None, title=by, axis=label_axis()))
    tooltip = [
        alt.Tooltip("group:N"),
        alt.Tooltip(f"{names[0]}:Q", title=of, format=",.4g"),
        alt.Tooltip(f"{names[1]}:Q", title="95% from", format=",.4g"),
        alt.Tooltip(f"{names[2]}:Q", title="to", format=",.4g"),
        alt.Tooltip("rows:Q", format=","),
        alt.Tooltip("missing_share:Q", title="without a value", format=".1%"),
    ]
    ends = base.mark_rule(strokeWidth=2, color=NEUTRAL).encode(
        x=_axis(names[1], of), x2=f"{names[2]}:Q", tooltip=tooltip
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x=_axis(names[0], of), tooltip=tooltip)
    title = f"{of} by {by}"
    description = f"{title}, {len(found.data)} groups with 95% intervals."
    return finish(layered(ends, points), title, description, bar_height(len(found.data)))


def _axis(field: str, title: str) -> alt.X:
    return alt.X(f"{field}:Q", title=title, scale=alt.Scale(zero=False))
