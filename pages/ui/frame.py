"""The frame round every page: name, project picker and the steps with their states."""

import streamlit as st
from streamlit.navigation.page import Page

from core.lifecycle.staleness import State, StepState
from core.lifecycle.steps import STEPS, Stage, Step
from core.services.home import running_steps
from pages.ui.access import workspace
from pages.ui.logo import logo_svg
from pages.ui.palette import STAGE_COLOURS, STATE_COLOURS, STATE_MARKS
from pages.ui.state import is_dark, keep_project, open_project, page_file, project_query

OTHER_PAGES = {"documents": "Documents", "settings": "Settings"}
NEW_PROJECT = "New project…"
PICKER = "frame.project"
STYLE = """<style>
.stMainBlockContainer{max-width:1160px}
@media (min-width:768px){.stMainBlockContainer{padding-inline:3rem}}
[data-testid=stSidebarUserContent] [data-testid=stVerticalBlock]{gap:.3rem}
[data-testid=stSidebarUserContent] [data-testid=stSelectbox]{margin-bottom:.5rem}
[data-testid=stSidebarUserContent] [data-testid=stPageLink] a{padding-block:.3rem;margin-block:0}
[data-testid=stSidebarUserContent] [data-testid=stPageLink] a :is(span:first-child,div){width:100%}
[data-testid=stSidebarUserContent] [data-testid=stPageLink] p{display:flex;justify-content:space-between}
[data-testid=stSidebarUserContent] [data-testid=stPageLink] p span{width:auto!important}
[data-testid=stSidebarUserContent] .stMarkdown small{display:block;margin-top:.8rem;letter-spacing:.05em}
.stButtonGroup button[aria-checked=true]{color:inherit!important;font-weight:600}
</style>"""
# The frame's ear in the browser. On a narrow screen the sidebar lies over the page: close it once another
# page has been chosen. When the reader switches between light and dark, run again: map and logo are drawn.
WATCH = """
let page = null
let watch = null
export default function ({ data, setTriggerValue }) {
  if (page !== null && page !== data.page && window.innerWidth < 768) {
    document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click()
  }
  page = data.page
  const isDark = () => {
    const colour = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor
    return colour.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) < 384
  }
  clearInterval(watch)
  watch = setInterval(() => {
    if (isDark() === data.dark) return
    clearInterval(watch)
    setTriggerValue('theme', isDark())
  }, 400)
  return () => clearInterval(watch)
}
"""
_watcher = st.components.v2.component("trefoil_frame", js=WATCH)


def show_frame() -> Page:
    """Show the sidebar and return the chosen page, ready to run."""
    page = st.navigation(_pages(), position="hidden")
    st.logo(logo_svg(is_dark()), size="large", icon_image=logo_svg(is_dark(), with_name=False))
    names = [project.name for project in workspace().projects.all()]
    if st.session_state.get(PICKER) == NEW_PROJECT:
        open_project(None)
        st.session_state[PICKER] = None
        st.switch_page(page_file("home"))
    project = keep_project(names)
    with st.sidebar:
        st.html(STYLE)
        _picker(names, project)
        _link("home", "Lifecycle")
        if project:
            running = running_steps(workspace().jobs.active(project))
            _steps(workspace().history(project).shown_states(running))
            _heading("Project", "gray")
            for code, title in OTHER_PAGES.items():
                _link(code, title)
        else:
            _link("settings", OTHER_PAGES["settings"])
        _watcher(
            data={"page": page.url_path, "dark": is_dark()}, key="frame.watcher", on_theme_change=_nothing
        )
    return page


def _nothing() -> None:
    """Declare the trigger; that the page runs again is all that is wanted."""


def _pages() -> list[Page]:
    home = st.Page(page_file("home"), title="Trefoil", default=True)
    steps = [st.Page(step.page, title=f"{step.title} · Trefoil", url_path=step.code) for step in STEPS]
    others = [st.Page(page_file(code), title=f"{title} · Trefoil") for code, title in OTHER_PAGES.items()]
    return [home, *steps, *others]


def _picker(names: list[str], project: str | None) -> None:
    if not names:
        return
    st.session_state[PICKER] = project
    st.selectbox(
        "Project",
        [*names, NEW_PROJECT],
        index=0 if project else None,
        key=PICKER,
        placeholder="Choose a project",
        label_visibility="collapsed",
        on_change=_picked,
    )


def _picked() -> None:
    name = st.session_state[PICKER]
    if name != NEW_PROJECT:
        open_project(name)


def _steps(states: list[StepState]) -> None:
    for stage in Stage:
        _heading(stage.value, STAGE_COLOURS[stage])
        for state in states:
            if state.step.stage is stage:
                _step_link(state.step, state.state)


def _step_link(step: Step, state: State) -> None:
    mark = f" :{STATE_COLOURS[state]}[{STATE_MARKS[state]}]" if state in STATE_MARKS else ""
    st.page_link(
        step.page,
        label=f"{step.title}{mark}",
        width="stretch",
        query_params=project_query(),
    )


def _link(code: str, title: str) -> None:
    st.page_link(page_file(code), label=title, width="stretch", query_params=project_query())


def _heading(text: str, colour: str) -> None:
    st.markdown(f":small[:{colour}[**{text.upper()}**]]")
