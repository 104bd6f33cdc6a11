"""Charts in documents are drawings: no script, nothing from outside, labels as text."""

import re

import altair as alt
import pandas as pd

from core.documents.document import Source
from core.documents.picture import picture

HOSTILE = '<script>alert(1)</script><image href="http://evil.example/x.png"/>'


def test_a_chart_becomes_a_drawing_with_its_labels_as_text() -> None:
    rows = pd.DataFrame({"value": [HOSTILE, "b"], "count": [3, 1]})
    drawn = picture(
        alt.Chart(rows).mark_bar().encode(y="value:N", x="count:Q"), "Two bars.", Source("dataset 1")
    )
    assert drawn.svg.startswith("<svg")
    assert "<script" not in drawn.svg
    assert "<image" not in drawn.svg
    assert "&lt;script&gt;" in drawn.svg
    assert drawn.words == "Two bars."


def drawn(values: list[int]) -> str:
    rows = pd.DataFrame({"value": ["a", "b"], "count": values})
    chart = alt.Chart(rows).mark_rect(clip=True).encode(y="value:N", x="count:Q", color="count:Q")
    return picture(chart, "Two bars.", Source("dataset 1")).svg


def test_equal_charts_are_drawn_equal_and_others_share_no_name() -> None:
    first, other = drawn([3, 1]), drawn([3, 2])
    assert first == drawn([3, 1])
    named, used = (set(re.findall(pattern, first)) for pattern in (r'id="([^"]+)"', r"url\(#([^)]+)\)"))
    assert used
    assert used <= named
    assert not named & set(re.findall(r'id="([^"]+)"', other))
