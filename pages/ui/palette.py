"""Colours of the stages and states, and their icons: AA contrast on the page in light and dark.

Names such as "green" are Streamlit's; .streamlit/config.toml gives them the same hex values.
"""

from dataclasses import dataclass

from core.lifecycle.staleness import State
from core.lifecycle.steps import Stage


@dataclass(frozen=True)
class Palette:
    """Hex colours of one appearance."""

    page: str
    text: str
    muted: str
    line: str
    stages: dict[Stage, str]
    stale: str
    blocked: str


LIGHT = Palette(
    page="#ffffff",
    text="#0f172a",
    muted="#526077",
    line="#94a3b8",
    stages={Stage.DESIGN: "#0f766e", Stage.DEVELOPMENT: "#4338ca", Stage.DEPLOYMENT: "#c2410c"},
    stale="#a84a06",
    blocked="#b91c1c",
)
DARK = Palette(
    page="#0f172a",
    text="#e8edf5",
    muted="#a3b1c6",
    line="#64748b",
    stages={Stage.DESIGN: "#2dd4bf", Stage.DEVELOPMENT: "#8b95fb", Stage.DEPLOYMENT: "#fb923c"},
    stale="#fbbf24",
    blocked="#fca5a5",
)

STAGE_COLOURS = {Stage.DESIGN: "green", Stage.DEVELOPMENT: "violet", Stage.DEPLOYMENT: "orange"}
STATE_ICONS: dict[State, str] = {
    State.NOT_STARTED: ":material/radio_button_unchecked:",
    State.RUNNING: ":material/pending:",
    State.IN_PROGRESS: ":material/radio_button_checked:",
    State.DONE: ":material/check_circle:",
    State.STALE: ":material/sync:",
    State.BLOCKED: ":material/error:",
}
STATE_MARKS: dict[State, str] = {
    State.RUNNING: "…",
    State.IN_PROGRESS: "●",
    State.DONE: "✓",
    State.STALE: "↻",
    State.BLOCKED: "!",
}
STATE_COLOURS: dict[State, str] = {
    State.NOT_STARTED: "gray",
    State.RUNNING: "violet",
    State.IN_PROGRESS: "violet",
    State.DONE: "green",
    State.STALE: "yellow",
    State.BLOCKED: "red",
}


def palette(dark: bool) -> Palette:
    """Return the colours of an appearance."""
    return DARK if dark else LIGHT
