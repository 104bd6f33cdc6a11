"""The typical case that the examples on the Business page are taken from."""

import streamlit as st

from core.services.design import business


def chosen_case() -> business.Draft | None:
    """Return the typical case that was chosen, else the one whose goal or decision still stands; else None."""
    chosen = business.DRAFTS.get(st.session_state.get("business.case") or "")
    said = {st.session_state.get("business.goal"), st.session_state.get("business.decision")}
    words = {code: {draft.charter.goal, draft.charter.decision} for code, draft in business.DRAFTS.items()}
    standing = next((business.DRAFTS[code] for code in words if words[code] & said), None)
    return chosen or standing


def case_of_kind(kind: str) -> business.Draft:
    """Return the typical case for a kind of question: the chosen one where it fits, else the first."""
    case = chosen_case()
    return case if case is not None and case.charter.payoff.kind == kind else business.first_draft(kind)
