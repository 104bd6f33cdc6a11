"""What a search tries and what binds it, in plain words, and which settings mattered."""

import streamlit as st

from core.charts.settings import (
    setting_importance_data,
    setting_importance_figure,
    settings_data,
    settings_figure,
)
from core.design.solution.design import SolutionDesign
from core.lifecycle.records import Record
from core.services.development import settings, wording
from core.services.words import MetricWords, learner_title
from core.services.workspace import load
from pages.ui.access import home, workspace
from pages.ui.chart import show_chart
from pages.ui.development.trials import Trials
from pages.ui.escape import plain


def show_terms(solution: Record, tried: list[str]) -> None:
    """Say what binds the search, and what each kind of model does that was or will be tried.

    Parameters
    ----------
    tried : list of str
        Codes of learners; all that there are where nothing was tried yet.
    """
    for sentence in wording.constraint_words(load(solution, SolutionDesign).constraints):
        st.markdown(f":material/rule: {plain(sentence)}")
    for code in tried or list(wording.LEARNER_WORDS):
        st.markdown(f"- {plain(wording.learner_words(code))}")


def show_settings(project: str, experiment: Record, metric: MetricWords) -> None:
    """Show, once opened, one learner's settings against its score, and how much each of them mattered."""
    kinds = _varied(experiment.payload["trials"])
    if not kinds:
        return
    details = st.expander(
        "Which settings mattered", icon=":material/tune:", on_change="rerun", key="train.settings"
    )
    if not details.open:
        return
    with details:
        learner = st.selectbox("Kind of model", list(kinds), format_func=learner_title, key="train.learner")
        left, right = st.columns([1.3, 1], gap="medium")
        data = settings_data(kinds[learner])
        with left:
            show_chart(settings_figure(data, metric.short), data, "settings")
            st.caption("Each line is a trial: where lines of one colour meet, that setting was good or bad.")
        with right:
            _importance(project, experiment, learner)


def _varied(trials: Trials) -> dict[str, Trials]:
    """Return the finished trials of each learner that has several with settings of its own."""
    found: dict[str, Trials] = {}
    for trial in trials:
        if trial["state"] == "complete" and trial["params"] and "members" not in trial["params"]:
            found.setdefault(trial["learner"], []).append(trial)
    return {code: own for code, own in found.items() if len(settings_data(own))}


def _importance(project: str, experiment: Record, learner: str) -> None:
    found = _importance_of(str(home()), project, experiment.lineage_hash, learner)
    if not found:
        st.caption(
            f"Too few finished trials to say which setting mattered: it takes {settings.FEWEST_TRIALS} of one kind."
        )
        return
    rows = [{**item, "setting": wording.setting_title(item["setting"])} for item in found]
    data = setting_importance_data(rows)
    show_chart(setting_importance_figure(data), data, "setting-importance")
    st.caption("Estimated from these trials alone (functional analysis of variance): a hint, not a proof.")


@st.cache_data(max_entries=50, show_spinner="Weighing the settings…")
def _importance_of(folder: str, project: str, experiment: str, learner: str) -> list[dict]:
    return settings.settings_importance(workspace(), project, learner)
