"""What is the best we can do? Search within a budget, watched live, every trial on record."""

from typing import Any

import streamlit as st

from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.development.training import MAX_BUDGET_S, MIN_BUDGET_S, MOST_SAID, PRESETS
from core.services.ports import Job
from core.services.words import MetricWords, learner_title, metric_words
from pages.ui.closing import close_step
from pages.ui.development.purpose import show_purpose
from pages.ui.development.search_terms import show_settings, show_terms
from pages.ui.development.trials import best_trial, best_words, count_words, show_all_trials, show_trials
from pages.ui.escape import plain
from pages.ui.figures import NARROW, score_words
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty
from pages.ui.project import open_step

OWN = "own"
PRESET_WORDS = {
    "fast": f"Fast · {PRESETS['fast']} s",
    "balanced": f"Balanced · {PRESETS['balanced']} s",
    "thorough": f"Thorough · {PRESETS['thorough'] // 60} min",
    OWN: "My own time",
}
MAX_SEED = 2**31 - 1


def main() -> None:
    """Show the page."""
    project, history = open_step("train")
    experiment, solution = history.latest("experiment"), history.latest("solution")
    assert solution is not None
    metric = metric_words(solution.payload["metric"])

    def summary(job: Job) -> str:
        trials = job.progress.get("trials", [])
        return " · ".join(filter(None, [count_words(trials), best_words(trials, metric)]))

    job = job_panel(
        project,
        "train",
        doing_title="Training",
        stop_label="Stop and keep the best",
        summary=summary,
        below=lambda job: show_trials(job.progress.get("trials", []), metric),
        result=experiment,
    )
    if not is_working(job):
        _ask(project, history)
        _result(project, experiment, metric)
    close_step("train", project, history)


def _ask(project: str, history: History) -> None:
    is_first = history.latest("experiment") is None
    with st.container(border=True):
        st.markdown("**How long may it search?**" if is_first else "**Search again?**")
        preset = st.segmented_control(
            "Time",
            list(PRESET_WORDS),
            default="balanced",
            required=True,
            format_func=PRESET_WORDS.__getitem__,
            label_visibility="collapsed",
            key="train.preset",
            persist_state="session",
        )
        budget = float(PRESETS.get(preset or "balanced", PRESETS["balanced"]))
        if preset == OWN:
            budget = st.number_input(
                "Seconds", MIN_BUDGET_S, MAX_BUDGET_S, PRESETS["balanced"], step=10, key="train.budget"
            )
        hypothesis = st.text_input(
            "What do you want to find out? (optional)", max_chars=MOST_SAID, key="train.hypothesis",
            placeholder="Does it get better with more time?",
        )  # fmt: skip
        with st.expander("More"):
            seed = st.number_input(
                "Seed",
                0,
                MAX_SEED,
                0,
                key="train.seed",
                help="Starting number of every random choice: the same seed draws the same settings.",
            )
            note = st.text_input("Note for the record (optional)", max_chars=MOST_SAID, key="train.note")
        solution = history.latest("solution")
        assert solution is not None
        show_terms(project, solution)
        st.caption(
            "Scores come from rows that a model has not seen; the rows kept aside (the hold-out) stay locked. "
            "It ends on time, and you can stop it early."
        )
        said = {"hypothesis": hypothesis.strip(), "note": note.strip()}
        _buttons(project, history, {"budget_s": float(budget), **said}, int(seed))


def _buttons(project: str, history: History, order: dict[str, Any], seed: int) -> None:
    is_first = history.latest("experiment") is None
    is_needed = is_first or history.is_stale("experiment")
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Start training" if is_first else "Train again"
        if st.button(label, type="primary" if is_needed else "secondary", key="train.start"):
            start_job(project, "train", {**order, "seed": seed})
        if is_needed:
            return
        if st.button("Continue with more time", icon=":material/more_time:", key="train.continue"):
            start_job(project, "train", {**order, "continues": True})
        st.caption("Continuing adds this time to the search so far.", width="content")


def _result(project: str, experiment: Record | None, metric: MetricWords) -> None:
    if experiment is None:
        explain_empty(
            "No trial yet",
            "A first usable model is there within seconds; linear models, boosted trees and forests follow, "
            "then the most promising settings are tuned.",
        )
        return
    trials = experiment.payload["trials"]
    best = best_trial(trials, metric)
    with st.grid(3, min_column_width=NARROW):
        if best:
            st.metric(f"Best {metric.short}", score_words(best["score"], best["spread"]), border=True)
            st.metric("Best model", learner_title(best["learner"]), border=True)
        st.metric(*effort(experiment.payload), border=True)
    st.caption(f"{count_words(trials)}{_ending(experiment)}.")
    show_purpose(experiment)
    show_trials(trials, metric)
    with st.expander(f"All {len(trials)} trials"):
        show_all_trials(trials, metric)
    show_settings(project, experiment, metric)
    if trouble := experiment.payload.get("tracking"):
        st.warning(plain(f"{trouble} The search was not affected; its trials are all on record here."))


def effort(experiment: Payload) -> tuple[str, str]:
    """Return what a search was given and took: "Time used" in seconds, or trials where those were counted."""
    counted = experiment.get("n_trials")
    if counted:
        tried = sum(trial["learner"] != "ensemble" for trial in experiment["trials"])
        return "Trials", f"{tried} of {counted}"
    return "Time used", f"{experiment['spent_s']:.0f} of {experiment['budget_s']:.0f} s"


def _ending(experiment: Record) -> str:
    words = " · stopped by hand, the best is kept" if experiment.payload["is_stopped"] else ""
    attempts = experiment.payload.get("attempts", 1)
    earlier = experiment.payload.get("continues")
    words += f" · continues experiment {earlier}" if earlier else ""
    return words + (f" · interrupted and resumed, attempt {attempts}" if attempts > 1 else "")


main()
