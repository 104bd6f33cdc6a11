"""The data flow follows from the answers, and names what is shipped later."""

import pytest
from pydantic import ValidationError

from core.charts.data_flow import data_flow_data, data_flow_figure
from core.design.solution.architecture import (
    Architecture,
    Mode,
    Place,
    WhenUnsure,
    data_flow,
    shipped_parts,
)


def arrows(architecture: Architecture) -> set[tuple[str, str]]:
    return {(arrow.start, arrow.end) for arrow in data_flow(architecture, is_protected=False).arrows}


def test_every_arrow_joins_two_boxes() -> None:
    for mode in Mode:
        for unsure in WhenUnsure:
            flow = data_flow(Architecture(mode=mode, when_unsure=unsure), is_protected=True)
            codes = {box.code for box in flow.boxes}
            assert all(arrow.start in codes and arrow.end in codes for arrow in flow.arrows)
            assert len({(box.column, box.row) for box in flow.boxes}) == len(flow.boxes)


def test_a_person_appears_where_doubt_is_asked() -> None:
    assert ("model", "person") in arrows(Architecture(when_unsure=WhenUnsure.ASK))
    assert ("model", "person") not in arrows(Architecture())


def test_words_follow_the_answers() -> None:
    batch = data_flow(Architecture(rows_each=5_000), is_protected=False)
    live = data_flow(Architecture(mode=Mode.LIVE, source="the call system"), is_protected=True)
    assert "Source to Contract check: 5,000 rows." in batch.in_words()
    assert "Source to Contract check: one row." in live.in_words()
    details = {box.code: box.detail for box in live.boxes}
    assert details["source"].startswith("the call system")
    assert details["check"] == "personal data removed first"


def test_doubt_needs_a_band() -> None:
    with pytest.raises(ValidationError, match="band of doubt"):
        Architecture(when_unsure=WhenUnsure.ASK, unsure_within=0)


@pytest.mark.parametrize(
    ("architecture", "parts"),
    [
        (Architecture(), ("predict.py",)),
        (Architecture(mode=Mode.LIVE), ("serve.py",)),
        (Architecture(mode=Mode.LIVE, place=Place.CLOUD), ("serve.py", "Dockerfile")),
    ],
)
def test_what_is_shipped_follows_the_mode(architecture: Architecture, parts: tuple[str, ...]) -> None:
    assert shipped_parts(architecture) == parts


def test_boxes_do_not_overlap_and_arrows_end_at_them() -> None:
    flow = data_flow(Architecture(when_unsure=WhenUnsure.ASK), is_protected=False)
    data = data_flow_data(flow.boxes, flow.arrows)
    boxes = data["boxes"].sort_values(["y", "left"])
    for _, row in boxes.groupby("y"):
        assert (row["left"].to_numpy()[1:] > row["right"].to_numpy()[:-1]).all()
    assert len(data["arrows"]) == len(flow.arrows)
    across = data["arrows"].query("y == y2")
    assert (across["x"] != across["x2"]).all()
    figure = data_flow_figure(data, flow.in_words())
    assert figure.to_dict()["description"] == flow.in_words()
