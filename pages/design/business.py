"""What is it worth, and to whom? The charter in short parts, and what surrounds it."""

from functools import partial

import streamlit as st

from core.lifecycle.staleness import History
from core.services.design import business, engagement, payoff_figures
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.design.business_background import show_background
from pages.ui.design.business_decision import show_decision
from pages.ui.design.business_limits import show_limits
from pages.ui.design.business_parts import choose_part, next_part, say_draft
from pages.ui.design.business_payoff import payoff_answers
from pages.ui.design.business_people import show_people
from pages.ui.design.business_requirements import show_requirements
from pages.ui.design.business_risks import show_risks
from pages.ui.design.charter_file import fill_from_file, start_from_file
from pages.ui.design.charter_form import (
    edited_version,
    fill_form,
    form_is_shown,
    open_form,
    reload_form,
)
from pages.ui.design.charter_save import save_bar, save_charter_from_elsewhere, say_unsaved
from pages.ui.design.payoff_form import show_worth
from pages.ui.messages import show_warning
from pages.ui.project import open_step
from pages.ui.review_panel import review_panel


def main() -> None:
    """Show the page."""
    project, history = open_step("business")
    view = business.business_view(workspace(), project)
    around = engagement.engagement_view(workspace(), project)
    open_form(project, view)
    fill_from_file(project, around)
    _changed_elsewhere(project, view)
    if view.charter is not None and view.charter.assumed:
        show_warning("Nobody stated this payoff: the app assumed it. Write down what it is really worth.")
    if view.charter is None:
        _drafts(view)
    part = choose_part(around)
    say_unsaved(project, part, view, around)
    say_draft(view)
    if part in ("background", "people", "risks"):
        {"background": show_background, "people": show_people, "risks": show_risks}[part](project, around)
        save_charter_from_elsewhere(project, view)
    else:
        _charter_part(part, project, view, history)
        save_bar(project, view)
        start_from_file(view, partial(_drafts, view) if view.charter is not None else None)
    if view.charter is not None:
        _review(project)
    close_step("business", project, workspace().history(project))
    form_is_shown()


def _review(project: str) -> None:
    review = st.expander(
        "Let somebody review the charter",
        icon=":material/rate_review:",
        on_change="rerun",
        key="business.review",
    )
    if review.open:
        with review:
            review_panel(project, "charter")


def _charter_part(part: str, project: str, view: business.BusinessView, history: History) -> None:
    if part == "decision":
        show_decision()
    elif part == "worth":
        labels = business.target_labels(workspace(), project) if _asks_for_classes() else []
        show_worth(view.numbers, labels, _amounts(project))
    elif part == "limits":
        show_limits(history, view.columns, _amounts(project))
    else:
        show_requirements(st.session_state["business.currency"] or "", view.columns, view.traced)
    next_part(part)


def _amounts(project: str) -> payoff_figures.MeanAmounts | None:
    return payoff_figures.amounts_on_record(workspace(), project, payoff_answers())


def _asks_for_classes() -> bool:
    return bool(st.session_state["business.question"] == "multiclass")


def _changed_elsewhere(project: str, view: business.BusinessView) -> None:
    if view.version <= edited_version():
        return
    show_warning(f"The charter was changed elsewhere: version {view.version}, by {view.saved_by}.")
    if st.button("Load the newest version", key="business.reload"):
        reload_form(project, view)
        st.rerun()


def _drafts(view: business.BusinessView) -> None:
    def start_from_draft() -> None:
        code = st.session_state["business.case"]
        if code:
            fill_form(view.drafts[code].charter.model_dump(mode="json"))

    st.pills(
        "Start from a typical case, then make it yours",
        list(view.drafts),
        format_func=lambda code: view.drafts[code].title,
        key="business.case",
        on_change=start_from_draft,
        persist_state="session",
    )


main()
