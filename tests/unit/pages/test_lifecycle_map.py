"""The map shows every step with its state, escaped, clickable and reachable by keyboard."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from math import dist

import pytest
from streamlit.testing.v1 import AppTest

from core.lifecycle.staleness import State, StepState
from core.lifecycle.steps import STEPS, Stage
from pages.ui.home.map_drawing import map_svg
from pages.ui.home.map_layout import TALL, WIDE, Layout
from pages.ui.palette import DARK, LIGHT, Palette

SVG = "{http://www.w3.org/2000/svg}"


def states(**given: State) -> list[StepState]:
    return [StepState(step, given.get(step.code, State.NOT_STARTED), "Nothing yet.") for step in STEPS]


def steps_of(svg: str) -> dict[str, ElementTree.Element]:
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return {group.attrib["data-step"]: group for group in groups if "data-step" in group.attrib}


@pytest.mark.parametrize("tall", [False, True])
def test_every_step_is_a_link_that_says_its_state(tall: bool) -> None:
    drawn = steps_of(map_svg(states(data=State.DONE, quality=State.STALE), tall=tall))
    assert list(drawn) == [step.code for step in STEPS]
    assert drawn["data"].attrib["aria-label"] == "Data: done"
    assert drawn["quality"].attrib["aria-label"] == "Data quality: stale"
    assert {group.attrib["role"] for group in drawn.values()} == {"link"}
    assert {group.attrib["tabindex"] for group in drawn.values()} == {"0"}


def test_states_differ_by_more_than_colour() -> None:
    shapes = set()
    for state in State:
        group = steps_of(map_svg(states(data=state)))["data"]
        shapes.add(tuple(child.attrib.get("d", child.text) for child in group if child.tag != f"{SVG}title"))
    assert len(shapes) == len(State)


def test_a_step_whose_job_runs_says_so_whatever_it_was() -> None:
    for state in State:
        drawn = steps_of(map_svg(states(data=state), running={"data"}))
        assert drawn["data"].attrib["aria-label"] == "Data: running"
        assert "running" in "".join(drawn["data"].itertext())
        assert drawn["business"].attrib["aria-label"] == "Business: not started"


def test_only_the_current_step_is_pointed_out() -> None:
    drawn = steps_of(map_svg(states(), current="train"))
    marked = [code for code, group in drawn.items() if group.attrib.get("aria-current") == "step"]
    assert marked == ["train"]
    assert "you are here" in "".join(drawn["train"].itertext())


def test_nothing_from_outside_becomes_markup() -> None:
    nasty = '<img src=x onerror="alert(1)">&'
    hostile = [replace(state, because=nasty) for state in states()]
    svg = map_svg(hostile, caption=nasty)
    assert "<img" not in svg
    assert nasty in "".join(ElementTree.fromstring(svg).itertext())


@pytest.mark.parametrize("layout", [WIDE, TALL])
def test_steps_do_not_touch_and_lie_inside_the_drawing(layout: Layout) -> None:
    rings = {step.code: list(Stage).index(step.stage) for step in STEPS}
    points = {code: layout.point(ring, layout.places[code].angle) for code, ring in rings.items()}
    codes = list(points)
    for index, first in enumerate(codes):
        x, y = points[first]
        assert layout.node < x < layout.width - layout.node
        assert layout.node < y < layout.height - layout.node
        for second in codes[index + 1 :]:
            assert dist(points[first], points[second]) > 2 * layout.node


@pytest.mark.parametrize("layout", [WIDE, TALL])
def test_rings_interlock_over_one_crossing_and_under_the_other(layout: Layout) -> None:
    svg = ElementTree.fromstring(map_svg(states(), tall=layout is TALL))
    masks = {mask.attrib["id"]: mask for mask in svg.iter(f"{SVG}mask")}
    cuts = {name: len(list(mask.iter(f"{SVG}path"))) for name, mask in masks.items()}
    assert cuts == {f"{layout.name}-0": 1, f"{layout.name}-1": 2, f"{layout.name}-2": 1}
    assert layout.spacing < 2 * layout.radius


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted([luminance(first), luminance(second)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_colours_reach_aa(palette: Palette) -> None:
    for colour in (palette.text, palette.muted, palette.stale, palette.blocked, *palette.stages.values()):
        assert contrast(colour, palette.page) >= 4.5


def map_page() -> None:
    from core.lifecycle.staleness import History
    from pages.ui.home.lifecycle_map import lifecycle_map

    lifecycle_map(History([]).states(), "business", iteration=2)


def test_the_map_runs_on_a_page() -> None:
    assert not AppTest.from_function(map_page).run().exception
