"""The results as a document for a sponsor: what was chosen, how good it is, what it is worth, may it go live."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.charts.curves import calibration_data, calibration_figure, lift_data, lift_figure
from core.charts.importance import importance_data, importance_figure
from core.design.wording import figure
from core.documents.calibration_words import calibration_words
from core.documents.cutting import cut_names, cut_table
from core.documents.document import Document, Gap, Part, Section, Text, facts, source_of
from core.documents.payoff_words import benefit_table
from core.documents.picture import picture
from core.documents.standing import about, standing_section
from core.lifecycle.records import Record
from core.lifecycle.staleness import History

KINDS = ("charter", "solution", "baselines", "go_decision", "experiment", "candidate", "test_report")
MOST_COLUMNS = 15
MOST_LABELS = 12


@dataclass(frozen=True)
class Words:
    """What codes of the records are called."""

    metric: str
    direction: str
    learner: str


def results_document(project: str, history: History, words: Words) -> Document:
    """Return the results of the newest iteration; what was not done yet is a gap."""
    candidate, report = history.latest("candidate"), history.latest("test_report")
    body: tuple[Section, ...] = (Section("What was chosen", (Gap("No model is chosen yet.", "Compare"),)),)
    if candidate is not None:
        body = (
            Section("What was chosen, and why", tuple(_chosen(history, candidate, words))),
            Section("How good it is", tuple(_scores(candidate, words))),
            Section("What it is worth", tuple(_money(candidate))),
            Section("Right and wrong decisions", tuple(_decisions(candidate))),
            Section("What it leans on", tuple(_importances(candidate, words))),
        )
    return Document(
        title=f"Results: {project}",
        about=about(project, history, KINDS),
        sections=(
            Section("Purpose", tuple(_purpose(history))),
            *body,
            Section("May it be released", tuple(_gates(report))),
            standing_section(history, KINDS),
        ),
    )


def _purpose(history: History) -> Iterator[Part]:
    charter, decided = history.latest("charter"), history.latest("go_decision")
    if charter is None:
        yield Gap("There is no charter yet.", "Business")
    else:
        yield facts(source_of(charter), goal=charter.payload["goal"], decision=charter.payload["decision"])
    if decided is not None:
        words = f"{decided.payload.get('verdict', '')}: {decided.reason}".strip(": ")
        yield facts(source_of(decided), go_or_no_go=words)


def _chosen(history: History, candidate: Record, words: Words) -> Iterator[Part]:
    chosen, source = candidate.payload, source_of(candidate)
    limit = chosen.get("least_gain")
    yield facts(
        source,
        model=f"{words.learner}, trial {chosen['number']}",
        chosen_by=candidate.author,
        because=candidate.reason,
        acts_from=_acts_from(chosen.get("threshold"), limit, chosen["currency"]),
        trained_on=f"{chosen['training_rows']:,} rows",
    )
    experiment = history.latest("experiment")
    if experiment is not None:
        trials = experiment.payload["trials"]
        done = sum(trial["state"] == "complete" for trial in trials)
        tried = f"{len(trials)} settings, {done} of them to the end, in {experiment.payload['spent_s']:.0f} s"
        yield facts(source_of(experiment), tried=tried)


def _acts_from(threshold: float | None, least_gain: float | None, currency: str) -> str | None:
    if least_gain is not None:
        return f"an expected gain of {figure(least_gain)} {currency}"
    return None if threshold is None else f"a probability of {threshold:.3f}"


def _scores(candidate: Record, words: Words) -> Iterator[Part]:
    chosen, source = candidate.payload, source_of(candidate)
    judged, baseline = chosen["evaluation"], chosen["baseline"]
    metric = words.metric
    rows = [
        (
            "On the locked hold-out",
            figure(judged["score"]),
            f"90% interval {_span(judged['interval'])}",
            f"{chosen['holdout_rows']:,}",
        ),
        (
            "In cross-validation",
            figure(chosen["cv_score"]),
            f"± {figure(chosen['cv_spread'], digits=2)}, the standard error over the folds",
            f"{chosen['training_rows']:,}",
        ),
        (
            f"Gain over the baseline ({baseline['title']}, {figure(baseline['score'])})",
            figure(baseline["gain"]),
            f"90% interval {_span([baseline['gain_low'], baseline['gain_high']])}",
            f"{chosen['holdout_rows']:,}",
        ),
    ]
    yield from cut_table((metric, "Score", "Spread", "Rows"), rows, source, numeric=("Score", "Rows"))
    times = chosen["holdout_openings"]
    opened = "once: the score is fair" if times == 1 else f"{times} times: the score is a little kind"
    yield Text(f"{metric}: {words.direction}. The hold-out has been opened {opened}.", source)
    said = calibration_words(chosen.get("calibration"), chosen["holdout_rows"])
    if said:
        yield Text(said, source)
    if judged["ml_task"] == "binary":
        curve = calibration_figure(calibration_data(judged["calibration"]))
        said = (
            "Observed against predicted shares. On the diagonal, 30% means that 30 of 100 such rows are real."
        )
        yield picture(curve, said, source)
        gain = lift_figure(lift_data(judged["lift"]))
        yield picture(gain, "How many times more real cases than by chance among the likeliest rows.", source)


def _money(candidate: Record) -> Iterator[Part]:
    chosen, source = candidate.payload, source_of(candidate)
    currency, judged = chosen["currency"], chosen["evaluation"]
    if "needed" in chosen:
        yield Text(chosen["needed"]["sentence"], source)
    spread = f"{figure(judged['value_per_row'])} {currency} (90% interval {_span(judged['value_interval'])})"
    yield facts(source, the_model_per_row=spread)
    columns = ("Way to decide", f"Per row ({currency})", f"All hold-out rows ({currency})")
    rows = [
        (value["name"], figure(value["value_per_row"]), figure(value["value_total"]))
        for value in chosen.get("values", [])
    ]
    yield from cut_table(columns, rows, source, numeric=columns[1:])
    if chosen.get("benefit"):
        yield from benefit_table(chosen["benefit"], source)
    else:
        yield Gap("The benefit of a year needs the number of rows of a year.", "Business")


def _decisions(candidate: Record) -> Iterator[Part]:
    confusion = candidate.payload["evaluation"].get("confusion")
    if not confusion or len(confusion["labels"]) > MOST_LABELS:
        return
    labels = confusion["labels"]
    columns = ("In truth", *(f"decided {label}" for label in labels))
    rows = [
        (label, *(f"{count:,}" for count in counts))
        for label, counts in zip(labels, confusion["counts"], strict=True)
    ]
    yield from cut_table(columns, rows, source_of(candidate), numeric=columns[1:])
    yield Text("Rows of the hold-out.", source_of(candidate))


def _importances(candidate: Record, words: Words) -> Iterator[Part]:
    found, source = candidate.payload.get("importances") or [], source_of(candidate)
    if not found:
        yield Text("Not measured: the time was over before the first column was shuffled.", source)
        return
    data = importance_data([_importance(item) for item in found], top=MOST_COLUMNS)
    names = cut_names([str(name) for name in data["column"].head(3)])
    said = f"How much {words.metric} is lost when a column's values are shuffled. Most: {names}."
    yield picture(importance_figure(data, words.metric), said, source)
    yield Text("This says what the model uses, not what causes the target.", source)


def _importance(item: dict) -> dict:
    middle, spread = item["importance"], item["spread"] or 0.0
    return {
        "column": item["feature"],
        "importance": middle,
        "lower": middle - spread,
        "upper": middle + spread,
    }


def _gates(report: Record | None) -> Iterator[Part]:
    if report is None:
        yield Gap("The chosen model has not been tested yet.", "Test")
        return
    source = source_of(report)
    yield Text(f"Verdict: {report.payload['verdict']}. {report.payload['summary']}", source)
    rows = [
        (gate["code"], gate["title"], gate["verdict"], gate["evidence"], gate["asked_by"])
        for gate in report.payload["gates"]
    ]
    yield from cut_table(("No.", "Gate", "Verdict", "Evidence", "Asked by"), rows, source)


def _span(interval: list[float]) -> str:
    return f"{figure(interval[0])} to {figure(interval[1])}"
