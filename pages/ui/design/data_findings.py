"""What to look at first: each point with its evidence, what to do, and a button that does it."""

import streamlit as st

from core.design.data.leakage.finding import LeakScore
from core.design.wording import counted
from core.errors import TrefoilError
from core.lifecycle.records import Record
from core.services.design import first_look, intake, leaks, looks
from core.services.design.data import DataView
from core.services.design.points import Place, Point, Remedy
from core.services.design.version_comparison import new_file_comparison
from pages.ui.access import workspace
from pages.ui.concurrency import saw_version
from pages.ui.design.data_strip import open_new_version
from pages.ui.design.data_tabs import CHANGES, ORIGIN, ROLES, open_tab
from pages.ui.design.intake import read_in_background
from pages.ui.design.roles_editor import to_confirm
from pages.ui.escape import plain
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import show_error
from pages.ui.person import name_on_record
from pages.ui.state import go_to

SHOWN = 4
CELLS_AT_ONCE = 500_000
"""Larger tables are searched for leaks in the background."""
MOST_NAMED = 5
LONGEST = 500
CERTAIN = ":red[:material/error:]"
TO_REVIEW = ":yellow[:material/visibility:]"
TABS = {Place.ROLES: ROLES, Place.ORIGIN: ORIGIN, Place.CHANGES: CHANGES}
OF_ROWS = (Remedy.KEEP_ONE, Remedy.MERGE)
NEEDS_ROLES = (Remedy.FOLLOW, Remedy.LEAVE_OUT)


def show_findings(project: str, view: DataView) -> None:
    """Show the points, the most harmful first; nothing is changed without a click."""
    is_searched = _has_searched(project, view)
    points = _points(project, view, is_searched)
    with st.container(border=True, key="data_findings"):
        if not is_searched:
            _search(project)
        if not points and is_searched:
            _say_nothing_found(view.roles is not None)
            return
        st.markdown("**What to look at first**")
        if view.roles is None:
            st.caption(
                "Confirm the roles below: then leaks are looked for, and columns can be left out here."
            )
        for place, point in enumerate(points[:SHOWN]):
            _show(project, view, point, place)
        if len(points) > SHOWN:
            with st.expander(f"{len(points) - SHOWN} more"):
                for place, point in enumerate(points[SHOWN:], start=SHOWN):
                    _show(project, view, point, place)
        if any(point.leak and point.leak.score_with is None and point.columns for point in points):
            _offer_scores(project)


def _say_nothing_found(has_roles: bool) -> None:
    """Say what was looked for: leaks and rare outcomes only once it is known what shall be predicted."""
    with st.container(gap=None):
        st.markdown(":green[:material/check_circle:] **Nothing stands out**")
        if has_roles:
            st.caption(
                "No leak, personal data, hidden gap, repeated row or rare outcome was found. It may miss some."
            )
        else:
            st.caption("No personal data, hidden gap or repeated row was found. It may miss some.")
            st.caption("Confirm the roles below: then leaks and rare outcomes are looked for.")


def _has_searched(project: str, view: DataView) -> bool:
    """Tell whether leaks can be told here and now: large tables are searched as a job."""
    assert view.dataset is not None
    is_small = view.dataset.rows * len(view.dataset.columns) <= CELLS_AT_ONCE
    return is_small or leaks.is_searched(workspace(), project)


def _search(project: str) -> None:
    """Have a large table searched for leaks, or show how far that is."""
    job = job_panel(project, leaks.KIND, doing_title="Looking for leaks")
    if is_working(job):
        return
    has_ended_badly = job is not None and job.state != "done"
    if not has_ended_badly or st.button("Look for leaks", key="data.search"):
        start_job(project, leaks.KIND)


def _points(project: str, view: DataView, is_searched: bool) -> tuple[Point, ...]:
    assert view.dataset is not None
    with st.spinner("Looking for what gives the answer away…", show_time=False):
        found = leaks.known_findings(workspace(), project) if is_searched else ()
        personal = looks.personal_data(workspace(), view.dataset)
    is_text = "missing" in view.dataset.reading
    expected = view.roles or to_confirm(project, view.dataset.fingerprint, view.roles_version)
    return first_look.first_look(
        view.dataset,
        view.profile,
        view.roles,
        found,
        personal,
        expected=expected,
        can_read_again=view.is_kept and is_text,
        spellings=looks.spellings(workspace(), view.dataset),
        before=new_file_comparison(workspace(), project),
    )


def _show(project: str, view: DataView, point: Point, place: int) -> None:
    told, acts = st.columns([3.4, 1], vertical_alignment="center", gap="medium")
    with told:
        _tell(point)
    with acts, st.container(gap="small"):
        _button(project, view, point, f"data.point.{place}.{point.code}")
        if point.leak is not None and view.roles is not None:
            _clear(project, point, place)


def _button(project: str, view: DataView, point: Point, key: str) -> None:
    """Show the one button of a point; before the roles are confirmed, what changes roles leads to them."""
    if view.roles is None and (point.remedy in NEEDS_ROLES or point.place is Place.SOLUTION):
        st.button("Choose its role", on_click=open_tab, args=(ROLES, view.version), key=key, width="stretch")
    elif point.place in TABS:
        st.button(
            point.button, on_click=open_tab, args=(TABS[point.place], view.version), key=key, width="stretch"
        )
    elif point.place is Place.NEW_VERSION:
        st.button(point.button, on_click=open_new_version, args=(view.version,), key=key, width="stretch")
    elif st.button(point.button, key=key, width="stretch"):
        if point.place is not None:
            go_to(point.place.value)
        _act(project, view, point)


def _tell(point: Point) -> None:
    names = ", ".join(point.columns[:MOST_NAMED]) + ("…" if len(point.columns) > MOST_NAMED else "")
    with st.container(gap=None):
        mark = CERTAIN if point.is_certain else TO_REVIEW
        st.markdown(f"{mark} **{plain(point.title)}**{plain(f': {names}' if names else '')}")
        st.markdown(plain(point.evidence))
        if point.leak and point.leak.score_with and point.leak.score_without:
            st.markdown(_scores(point.leak.score_with, point.leak.score_without))
        st.caption(plain(point.advice))


def _scores(with_it: LeakScore, without: LeakScore) -> str:
    sample = f", on {counted(with_it.rows, 'row')}" if with_it.is_sample else ""
    return plain(
        f"A quick model scores {with_it.metric} {_spread(with_it)} with it, {_spread(without)} without it{sample}."
    )


def _spread(score: LeakScore) -> str:
    return f"{score.mean:.3f} ± {score.spread:.3f}"


def _act(project: str, view: DataView, point: Point) -> None:
    assert view.dataset is not None
    try:
        if point.remedy is Remedy.READ_AS_MISSING:
            options = first_look.reading_without(view.dataset, point.value)
            order = intake.from_kept(workspace(), project, options)
            with st.spinner("Reading the file…"):
                read_in_background(project, order, expected_version=view.version)
            st.rerun()
        changes_rows = point.remedy in OF_ROWS
        with st.spinner("Changing the rows…" if changes_rows else "Saving…"):
            saved = first_look.act_on(
                workspace(),
                project,
                point,
                author=name_on_record(),
                expected_version=view.version if changes_rows else view.roles_version,
            )
    except TrefoilError as error:
        show_error(error)
        return
    if changes_rows:
        _saw_roles(project)
        _done(saved, f"Version {saved.version} of the data is on record.")
    _done(saved, f"{', '.join(point.columns)}: on record.")


def _saw_roles(project: str) -> None:
    """Remember the roles that were recorded with changed rows: no other person saved them."""
    roles = workspace().history(project).latest("roles")
    if roles is not None:
        saw_version(roles)


def _clear(project: str, point: Point, place: int) -> None:
    with (
        st.popover("It is honest…", type="tertiary", width="stretch", key=f"data.clear.{place}"),
        st.form(f"data.clear.{place}.form", border=False),
    ):
        st.caption("Your reason goes on record, and the point is not shown again.")
        reason = st.text_input(
            "Why is it known before the decision?", max_chars=LONGEST, key=f"data.clear.{place}.reason"
        )
        if not st.form_submit_button("Keep the column", key=f"data.clear.{place}.keep"):
            return
        assert point.leak is not None
        try:
            saved = leaks.clear_finding(workspace(), project, point.leak, reason, author=name_on_record())
        except TrefoilError as error:
            show_error(error)
            return
        _done(saved, "Kept. Your reason is on record.")


def _offer_scores(project: str) -> None:
    job = job_panel(project, leaks.KIND, doing_title="Scoring")
    if not is_working(job) and st.button(
        "Score with and without each suspect",
        icon=":material/speed:",
        type="tertiary",
        help="A quick model is fitted twice for each: seconds. The scores are kept.",
        key="data.scores",
    ):
        start_job(project, leaks.KIND, {"scored": True})


def _done(saved: Record, words: str) -> None:
    saw_version(saved)
    st.toast(plain(words), icon=":material/check_circle:")
    st.rerun()
