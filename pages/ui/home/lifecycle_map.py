"""The lifecycle map on a page: clickable, reachable by keyboard, wide or tall as room allows."""

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from core.lifecycle.staleness import StepState
from core.lifecycle.steps import BY_CODE
from pages.ui.home.map_drawing import map_svg
from pages.ui.state import go_to, is_dark

__all__ = ["lifecycle_map", "map_svg"]

CSS = """
.frame{container-type:inline-size;width:100%}
.frame .wide{max-width:1000px;margin:0 auto}
.frame .tall{display:none;max-width:420px;margin:0 auto}
@container (max-width:640px){.frame .wide{display:none}.frame .tall{display:block}}
"""
JS = """
export default function ({ parentElement, data, setTriggerValue }) {
  const frame = parentElement.querySelector('.frame')
  if (frame.dataset.drawn !== data.drawing) {
    frame.dataset.drawn = data.drawing
    frame.innerHTML = data.drawing
  }
  const open = event => {
    const step = event.target.closest && event.target.closest('[data-step]')
    if (!step) return
    event.preventDefault()
    setTriggerValue('open', step.dataset.step)
  }
  frame.onclick = open
  frame.onkeydown = event => { if (event.key === 'Enter' || event.key === ' ') open(event) }
}
"""
_component = st.components.v2.component(
    "trefoil_lifecycle_map", html='<div class="frame"></div>\n', css=CSS, js=JS
)


def lifecycle_map(
    states: Sequence[StepState],
    current: str | None = None,
    *,
    iteration: int = 1,
    running: Collection[str] = (),
    on_open: Callable[[str], None] = go_to,
    key: str = "lifecycle_map",
) -> None:
    """Show the three interlocked circles; a click or Enter on a step calls `on_open` with its code.

    Parameters
    ----------
    states : sequence of StepState
        Every step's state, in lifecycle order.
    current : str, optional
        Code of the step that the project stands at.
    iteration : int
        Number of the current trip round the lifecycle, from 1.
    running : collection of str
        Codes of the steps whose work is being done right now.
    on_open : callable
        Receives the code of the chosen step; opens the step's page by default.
    """
    caption = f"what monitoring learns starts iteration {iteration + 1}"
    drawing = "".join(
        map_svg(states, current, is_dark(), tall=tall, caption=caption, running=running)
        for tall in (False, True)
    )
    chosen = _component(data={"drawing": drawing}, key=key, on_open_change=_nothing).open
    if chosen in BY_CODE:
        on_open(chosen)


def _nothing() -> None:
    """Declare the trigger, so that the component's result always has it."""
