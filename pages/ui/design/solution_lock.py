"""What holds the design: models that were trained on it, and what a change undoes."""

import streamlit as st

from core.services.design.design_lock import REDRAWN, Lock, in_words, locked_changes
from core.services.design.solution import SolutionDesign
from pages.ui.escape import plain


def show_lock(lock: Lock | None) -> None:
    """Say that models were trained on this design, and what any change of it undoes."""
    if lock is None:
        st.caption(
            ":material/lock_open: Fixed before the first model is trained. A later change of how models are "
            "judged needs a reason and puts what was made out of date."
        )
        return
    with st.container(border=True):
        st.markdown(":material/lock: **This design is locked: models were trained on it.**")
        st.markdown(
            f"A change puts out of date: {plain(', '.join(lock.outdates))}. Changing the score, the real case "
            "or the split also needs a reason."
        )
        times = "once" if lock.openings == 1 else f"{lock.openings} times"
        opened = f"opened {times}" if lock.openings else "not opened yet"
        st.caption(f"The hold-out was {opened}: each opening makes its verdict a little kinder.")


def show_locked_changes(lock: Lock | None, before: SolutionDesign, after: SolutionDesign) -> None:
    """Warn of answers that models were judged by and that differ now."""
    changed = locked_changes(before, after) if lock else []
    if not lock or not changed:
        return
    words = f"Changed: {in_words(changed)}. It puts out of date: {', '.join(lock.outdates)}."
    if set(changed) & {*REDRAWN} and lock.openings:
        words += (
            " Another hold-out is drawn: rows that models have learnt from can come into it, and the "
            f"{lock.openings} earlier openings still count."
        )
    st.warning(f"{plain(words)} Write why below.", icon=":material/lock:")
