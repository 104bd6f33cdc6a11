"""The lifecycle map as SVG text: three interlocked rings, their steps coloured by state."""

from collections.abc import Collection, Sequence
from html import escape

from core.lifecycle.staleness import State, StepState
from core.lifecycle.steps import Stage
from pages.ui.home.map_layout import TALL, WIDE, Layout, Place
from pages.ui.palette import Palette, palette

RING = 13
GAP = 5
STAGES = tuple(Stage)
TICK = '<path class="mark" d="M-7 .5 -2 5.5 7-5"/>'
TURN = '<path class="mark" d="M6.2-3.6A7.2 7.2 0 1 0 7.2 1M7.4-8.2V-3H2.2"/>'
DOT = '<circle r="6" class="dot"/>'
STOP = '<path class="mark" d="M0-7.5V1.5M0 6.7V6.9"/>'
DOTS = '<path class="mark" d="M-6 0V.1M0 0V.1M6 0V.1"/>'
MARKS = {
    State.RUNNING: DOTS,
    State.DONE: TICK,
    State.STALE: TURN,
    State.IN_PROGRESS: DOT,
    State.BLOCKED: STOP,
}
SUBTITLES = {State.STALE: "stale", State.IN_PROGRESS: "in progress", State.BLOCKED: "blocked"}


def map_svg(
    states: Sequence[StepState],
    current: str | None = None,
    dark: bool = False,
    *,
    tall: bool = False,
    caption: str = "what monitoring learns starts the next iteration",
    running: Collection[str] = (),
) -> str:
    """Draw the lifecycle.

    Parameters
    ----------
    states : sequence of StepState
        Every step's state, in lifecycle order.
    current : str, optional
        Code of the step to point out with "you are here".
    dark : bool
        Draw for a dark page.
    tall : bool
        Draw the rings below each other, for narrow screens.
    caption : str
        What stands at the arrow from Monitor back to Design.
    running : collection of str
        Codes of the steps whose work is being done right now.

    Returns
    -------
    str
        One `<svg>` element. All text is escaped; steps carry `data-step`, `role` and `aria-label`.
    """
    layout, colours = (TALL if tall else WIDE), palette(dark)
    parts = [
        _masks(layout),
        *(_disc(layout, ring, colours) for ring in range(3)),
        *(_ring(layout, ring, colours) for ring in range(3)),
        _feedback(layout, caption),
        *(
            _step(layout, number, state, current, colours, is_running=state.step.code in running)
            for number, state in enumerate(states, 1)
        ),
    ]
    return (
        f'<svg class="map {layout.name}" viewBox="0 0 {layout.width} {layout.height}" role="group" '
        f'aria-label="The lifecycle: Design, Development and Deployment" '
        f'xmlns="http://www.w3.org/2000/svg" style="{_variables(colours)}">'
        f"<style>{STYLE}</style>{''.join(parts)}</svg>"
    )


def _variables(colours: Palette) -> str:
    names = ("page", "text", "muted", "line")
    return ";".join(f"--{name}:{getattr(colours, name)}" for name in names)


def _masks(layout: Layout) -> str:
    """Cut each ring where it passes under a neighbour: before the axis of one, after that of the other."""
    over: dict[tuple[int, int], list[str]] = {(0, 1): [], (1, 0): [], (1, 2): [], (2, 1): []}
    reach = 24.0
    for first, second in ((0, 1), (1, 2)):
        leaves = layout.axis - layout.crossing
        arrives = layout.axis + 180 - layout.crossing
        over[second, first].append(layout.arc(first, leaves - reach, leaves + reach))
        over[first, second].append(layout.arc(second, arrives - reach, arrives + reach))
    cuts = [
        "".join(f'<path d="{arc}"/>' for (under, _), arcs in over.items() if under == ring for arc in arcs)
        for ring in range(3)
    ]
    return "<defs>" + "".join(_mask(layout, ring, cut) for ring, cut in enumerate(cuts)) + "</defs>"


def _mask(layout: Layout, ring: int, cuts: str) -> str:
    return (
        f'<mask id="{layout.name}-{ring}" maskUnits="userSpaceOnUse" x="0" y="0" '
        f'width="{layout.width}" height="{layout.height}">'
        f'<rect width="{layout.width}" height="{layout.height}" fill="#fff"/>'
        f'<g fill="none" stroke="#000" stroke-width="{RING + 2 * GAP}">{cuts}</g></mask>'
    )


def _disc(layout: Layout, ring: int, colours: Palette) -> str:
    x, y = layout.centres[ring]
    return f'<circle cx="{x}" cy="{y}" r="{layout.radius:g}" fill="{colours.stages[STAGES[ring]]}" opacity=".07"/>'


def _ring(layout: Layout, ring: int, colours: Palette) -> str:
    x, y = layout.centres[ring]
    colour = colours.stages[STAGES[ring]]
    return (
        f'<circle cx="{x}" cy="{y}" r="{layout.radius:g}" fill="none" stroke="{colour}" '
        f'stroke-width="{RING}" mask="url(#{layout.name}-{ring})"/>'
        f'<text class="stage" x="{x}" y="{y + 7}" fill="{colour}" '
        f'font-size="{layout.stage_size}">{STAGES[ring].value}</text>'
    )


def _feedback(layout: Layout, caption: str) -> str:
    lines = _wrap(caption, len(layout.captions))
    text = "".join(
        f'<text class="note" x="{x}" y="{y}">{escape(line)}</text>'
        for (x, y), line in zip(layout.captions, lines, strict=True)
    )
    return (
        f'<defs><marker id="{layout.name}-tip" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="12" '
        f'markerHeight="12" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10 2.5 5z" '
        f'class="tip"/></marker></defs><path class="feedback" d="{layout.feedback}" '
        f'marker-end="url(#{layout.name}-tip)"/>{text}'
    )


def _wrap(text: str, lines: int) -> list[str]:
    words = text.split()
    size = -(-len(words) // lines) if words else 1
    chunks = [" ".join(words[start : start + size]) for start in range(0, len(words), size)]
    return chunks + [""] * (lines - len(chunks))


def _step(
    layout: Layout, number: int, state: StepState, current: str | None, colours: Palette, *, is_running: bool
) -> str:
    step, place = state.step, layout.places[state.step.code]
    x, y = layout.point(STAGES.index(step.stage), place.angle)
    colour = _colour(state, colours)
    is_current = step.code == current
    shown = State.RUNNING if is_running else state.state
    kind = shown.name.lower().replace("_", "-")
    halo = f'<circle r="{layout.node + 9}" class="halo"/>' if is_current else ""
    mark = MARKS.get(shown, f'<text class="number" y="4.5">{number}</text>')
    here = ' aria-current="step"' if is_current else ""
    return (
        f'<g class="step {kind}{" current" if is_current else ""}" role="link" tabindex="0" '
        f'data-step="{escape(step.code)}" aria-label="{escape(step.title)}: {escape(shown.value)}"'
        f"{here} "
        f'style="--own:{colour};--stage:{colours.stages[step.stage]}" transform="translate({x:.1f} {y:.1f})">'
        f"<title>{escape(step.question)} {escape(state.because)}</title>{halo}"
        f'<circle r="{layout.node + 8}" class="reach"/><circle r="{layout.node}" class="node"/>{mark}'
        f"{_label(state, place, is_current, is_running)}</g>"
    )


def _colour(state: StepState, colours: Palette) -> str:
    own = {State.STALE: colours.stale, State.BLOCKED: colours.blocked, State.NOT_STARTED: colours.line}
    return own.get(state.state, colours.stages[state.step.stage])


def _label(state: StepState, place: Place, is_current: bool, is_running: bool) -> str:
    dx, dy, anchor = place.dx, place.dy, place.anchor
    standing = State.RUNNING.value if is_running else SUBTITLES.get(state.state, "")
    notes = [word for word in ("you are here" if is_current else "", standing) if word]
    if is_current and not is_running and state.state is State.IN_PROGRESS:
        notes = notes[:1]
    lift = -14 if notes and dy < -20 else (-5 if notes and abs(dy) < 14 else 0)
    sub = f'<tspan class="sub" x="{dx}" dy="16">{escape(" · ".join(notes))}</tspan>' if notes else ""
    return (
        f'<text class="title" x="{dx}" y="{dy + lift}" text-anchor="{anchor}">'
        f'<tspan x="{dx}">{escape(state.step.title)}</tspan>{sub}</text>'
    )


STYLE = """
.map{display:block;width:100%;height:auto;font-family:var(--st-font,system-ui,sans-serif)}
.map text{user-select:none}
.stage{font-weight:700;text-anchor:middle;letter-spacing:-.01em}
.note{font-size:14px;fill:var(--muted);text-anchor:middle}
.feedback{fill:none;stroke:var(--muted);stroke-width:2;stroke-dasharray:2 6;stroke-linecap:round}
.tip{fill:var(--muted)}
.step{cursor:pointer;outline:none}
.title{font-size:16px;fill:var(--text)}
.sub{font-size:13.5px;font-weight:400;fill:var(--own)}
.number{font-size:13px;font-weight:600;fill:var(--muted);text-anchor:middle}
.reach{fill:transparent;stroke:transparent;stroke-width:2}
.halo{fill:var(--stage);opacity:.2}
.node{fill:var(--page);stroke:var(--own);stroke-width:3}
.mark{fill:none;stroke:var(--own);stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}
.dot{fill:var(--own)}
.done .node{fill:var(--own)}
.done .mark{stroke:var(--page)}
.stale .node{stroke-dasharray:3.5 3}
.not-started .title{fill:var(--muted)}
.current .title{font-weight:700;fill:var(--text)}
.current .sub{fill:var(--stage)}
.current.stale .sub,.current.blocked .sub{fill:var(--own)}
.step:hover .title{text-decoration:underline;text-underline-offset:3px}
.step:hover .reach{stroke:var(--stage);opacity:.5}
.step:focus-visible .reach{stroke:var(--text);stroke-width:2.5}
"""
