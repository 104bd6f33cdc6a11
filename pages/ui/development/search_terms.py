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
from core.services.development import search_plan, settings, wording
from core.services.words import MetricWords, learner_title
from core.services.workspace import load
from pages.ui.access import home, workspace
from pages.ui.chart import show_chart
from pages.ui.development.trials import Trials
from pages.ui.escape import plain


def show_terms(project: str, solution: Record) -> None:
    """Say, once opened, what binds the search, and what each kind of model does that it tries."""
    details = st.expander(
        "What it tries, and what binds it", icon=":material/rule:", on_change="rerun", key="train.terms"
    )
    if not details.open:
        return
    with details:
        bound = wording.constraint_words(load(solution, SolutionDesign).constraints)
        for sentence in bound or ["The charter binds it in nothing: every kind of model is allowed."]:
            st.markdown(f":material/rule: {plain(sentence)}")
        tried = search_plan.suited_learners(workspace(), project)
        st.markdown("\n".join(f"- {plain(wording.learner_words(code))}" for code in tried))
        st.caption("Kinds that do not suit this question, or break what binds it, are not tried.")


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
        data = settings_data(_titled(kinds[learner]), metric.short, metric.is_greater_better)
        with left:
            show_chart(settings_figure(data, metric.short, metric.is_greater_better), data, "settings")
            st.caption(
                f"Each line is one of {len(kinds[learner])} finished trials and ends at its score: the best on top and "
                "violet, the worst orange. "
                "Where the lines that end high run together, that setting was good there."
            )
        with right:
            _importance(project, experiment, learner)


def _titled(trials: Trials) -> Trials:
    """Return trials with their settings under plain names."""
    words = wording.SETTING_WORDS
    return [
        {**each, "params": {words.get(name, name): value for name, value in each["params"].items()}}
        for each in trials
    ]


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
    if len(found) == 1:
        st.caption("It has one setting alone, so there is nothing to weigh it against.")
        return
    rows = [{**item, "setting": wording.setting_title(item["setting"])} for item in found]
    data = setting_importance_data(rows)
    show_chart(setting_importance_figure(data), data, "setting-importance")
    st.caption(
        f"Estimated from {found[0]['trials']} finished trials (functional analysis of variance); the lines say how far "
        "a share moves when those trials are drawn again (middle 80%). The search looks where it is good already: a "
        "hint, not a proof."
    )


@st.cache_data(max_entries=50, show_spinner="Weighing the settings…")
def _importance_of(folder: str, project: str, experiment: str, learner: str) -> list[dict]:
    return settings.settings_importance(workspace(), project, learner)
