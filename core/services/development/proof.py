"""Proof of concept: climb the ladder of baselines, and decide whether to go on."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from core.design.business.charter import Charter
from core.design.business.money_columns import check_money_columns
from core.design.wording import figure
from core.errors import BadInput
from core.lifecycle.records import Payload, Record
from core.services.development.learning import Learning, open_learning
from core.services.ports import json_safe
from core.services.words import metric_words, score_words
from core.services.work import Progress
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh

if TYPE_CHECKING:
    from core.development.table import LearningTable

MADE_FROM = ("dataset", "recipe", "solution", "charter")
NOT_KEPT = ("oof", "oof_rows")


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: fit the baseline ladder inside the folds and record its scores and its money."""
    from core.development.baselines import baseline_ladder
    from core.development.money_metric import metric_of

    progress.report(force=True, doing="Reading the data", share=0.1)
    learning = open_learning(workspace, project)
    charter = load(need(workspace.history(project), "charter"), Charter)
    check_money_columns(charter, learning.dataset.columns, learning.design.target)
    progress.report(force=True, doing="Trying no model, a rule, a linear model and a small tree", share=0.3)
    metric = metric_of(learning.design.metric, charter.payoff, learning.train.labels)
    ladder = baseline_ladder(
        learning.train, learning.folds, metric, charter.payoff, learning.design.split.seed
    )
    payload = {
        "metric": learning.design.metric,
        "currency": charter.payoff.currency,
        "rungs": [_rung(baseline, metric.sign * (baseline.score - ladder[0].score)) for baseline in ladder],
        "references": _references(charter, learning.train),
        "rows": len(learning.train.y),
        "class_counts": _class_counts(learning),
    }
    workspace.save(project, "baselines", payload, made_from=MADE_FROM)
    return {"rungs": len(ladder)}


def decide(workspace: Workspace, project: str, *, go: bool, author: str, reason: str) -> Record:
    """Record whether the project goes on; raises BadInput without a reason."""
    if not reason.strip():
        raise BadInput("A decision needs a reason.", "Write one sentence.")
    need_fresh(workspace.history(project), "baselines")
    decision = "go" if go else "no-go"
    payload = {"verdict": decision, "summary": f"{author} decided: {decision}. {reason.strip()}"}
    return workspace.save(
        project, "go_decision", payload, made_from=("baselines",), author=author, reason=reason.strip()
    )


@dataclass(frozen=True)
class Proposal:
    """What the machine would decide, and why in one sentence."""

    go: bool
    reason: str


def propose_decision(baselines: Payload) -> Proposal:
    """Propose go when the best rung beats doing without a model by more than its own spread."""
    dummy, *others = baselines["rungs"]
    best = max(others, key=lambda rung: rung["gain"] or 0.0)
    is_signal = (best["gain"] or 0.0) > (best["spread"] or 0.0)
    title = metric_words(baselines["metric"]).title
    reached = score_words(best["score"], best["spread"])
    reason = f"{best['title']} reaches {title} {reached}, {dummy['title']} {figure(dummy['score'])}."
    return Proposal(is_signal, reason)


def remarks(baselines: Payload) -> list[str]:
    """Return what a person should weigh before deciding: money against no model, and the rule's rank."""
    rungs, references, currency = baselines["rungs"], baselines["references"], baselines["currency"]
    best = max(rungs, key=lambda rung: rung["value_per_row"])
    rule = next(rung for rung in rungs if rung["code"] == "rule")
    without = {**references, "the simple rule": rule["value_per_row"]}
    simple, worth = max(without.items(), key=lambda item: item[1])
    gain = best["value_per_row"] - worth
    found = []
    if gain > 0:
        amount = f"{figure(gain, digits=3)} {currency} per row"
        found.append(
            f"In money: {best['title']} brings {amount} more than the best that needs no model ({simple})."
        )
    else:
        found.append(f"In money: nothing on the ladder brings more than what needs no model ({simple}).")
    leader = max(rungs, key=lambda rung: rung["gain"] or 0.0)
    if leader["gain"] and leader["gain"] - (rule["gain"] or 0.0) <= (leader["spread"] or 0.0):
        found.append("The simple rule is as good as any model here: it may be all that is needed.")
    return found


def decide_unattended(workspace: Workspace, project: str) -> Record:
    """Record what `propose_decision` proposes."""
    proposal = propose_decision(need_fresh(workspace.history(project), "baselines").payload)
    return decide(workspace, project, go=proposal.go, author=MACHINE, reason=proposal.reason)


def _class_counts(learning: Learning) -> list[int]:
    """Training rows of each class, in the order of the labels; empty for amounts."""
    return [int((learning.train.y == code).sum()) for code in range(learning.train.n_labels)]


def _references(charter: Charter, train: "LearningTable") -> Payload:
    """Value per row of each way to decide without a model, today's process included."""
    from core.design.business.row_facts import row_facts
    from core.development.worth import values_without_model

    facts = row_facts(charter.payoff, train.frame, train.labels)
    found = values_without_model(charter, train, facts)
    return dict(json_safe({name: float(values.mean()) for name, values in found.items()}))


def _rung(baseline, gain: float) -> Payload:  # type: ignore[no-untyped-def]
    """A rung as it is kept; `gain` is how much better than no model, in the metric's unit."""
    fields = {name: value for name, value in asdict(baseline).items() if name not in NOT_KEPT}
    return dict(json_safe({**fields, "gain": gain}))
