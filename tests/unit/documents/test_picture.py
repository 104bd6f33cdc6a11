"""Charts in documents are drawings: no script, nothing from outside, labels as text."""

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
