"""Reports: charter, data report, solution design and results, each written from what is on record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.design.data.columns import ColumnRole, Dataset, Role, Roles
from core.design.solution.design import SolutionDesign
from core.design.wording import figure
from core.errors import BadInput
from core.lifecycle.staleness import History
from core.services.design.engagement import register_of
from core.services.review import SentOut, send_for_review
from core.services.workspace import Workspace, load, need_fresh

if TYPE_CHECKING:
    from core.design.data.profile.pairs import Pair
    from core.documents.charter import Demanded
    from core.documents.data_report import DataOnRecord
    from core.documents.document import Document

Format = Literal["html", "md"]
FORMATS: tuple[Format, ...] = ("html", "md")
MOST_PAIRS = 6


@dataclass(frozen=True)
class Report:
    """One kind of report.

    Attributes
    ----------
    reviewed : str
        Kind of the record that an approval of this report signs.
    write : callable
        Takes the workspace and the project's name.
    """

    code: str
    title: str
    reviewed: str
    write: Callable[[Workspace, str], "Document"]


def report(workspace: Workspace, project: str, code: str) -> "Document":
    """Return a report as it follows from the records now.

    Raises
    ------
    BadInput
        For a kind of report that there is not.
    """
    if code not in REPORTS:
        raise BadInput(f"There is no report {code!a}.", f"Choose one of {', '.join(REPORTS)}.")
    return REPORTS[code].write(workspace, project)


def report_text(document: "Document", form: Format) -> str:
    """Return a document as one HTML page or as Markdown."""
    from core.documents.html import document_html
    from core.documents.markdown import document_markdown

    return document_html(document) if form == "html" else document_markdown(document)


def ask_for_review(
    workspace: Workspace, project: str, code: str, *, reviewer: str, question: str = "", author: str
) -> SentOut:
    """Return a report as a page that asks a person to review it, and put that on record.

    Raises
    ------
    BadInput
        Without the reviewer's name.
    NotReady
        While the record that an approval would sign is missing or out of date.
    """
    if not reviewer.strip():
        raise BadInput("The reviewer has no name.", "Write who is asked.")
    need_fresh(workspace.history(project), REPORTS[code].reviewed)
    document = report(workspace, project, code)
    kind = REPORTS[code].reviewed
    return send_for_review(
        workspace, project, kind, document, reviewer=reviewer, question=question, author=author
    )


def _charter(workspace: Workspace, project: str) -> "Document":
    from core.documents.charter import charter_document

    history = workspace.history(project)
    demands = _demands(workspace, project) if history.latest("charter") else []
    record = history.latest("solution")
    metric = _metric(load(record, SolutionDesign)) if record else ""
    return charter_document(project, history, demands, register_of(history), metric)


def _metric(design: SolutionDesign) -> str:
    """Return a design's metric in words."""
    from core.services.words import metric_words

    words = metric_words(design.metric)
    return f"{words.title}, {words.direction}"


def _demands(workspace: Workspace, project: str) -> "list[Demanded]":
    from core.documents.charter import Demanded
    from core.services.design.requirements import requirement_trace

    return [
        Demanded(
            number=traced.number,
            text=traced.text + (f" ({traced.note})" if traced.note else ""),
            asked_by=traced.asked_by,
            acts_as=", ".join(place.where for place in traced.places),
            verdict="; ".join(f"{place.where}: {place.verdict}" for place in traced.places),
        )
        for traced in requirement_trace(workspace, project)
    ]


def _data(workspace: Workspace, project: str) -> "Document":
    from core.documents.data_report import data_report

    history = workspace.history(project)
    told = _data_on_record(workspace, project, history) if history.latest("dataset") else None
    return data_report(project, history, told)


def _data_on_record(workspace: Workspace, project: str, history: History) -> "DataOnRecord":
    from core.documents.data_report import DataOnRecord
    from core.services.design.data import data_view
    from core.services.design.leaks import leak_findings
    from core.services.design.looks import personal_data
    from core.services.privacy.protection import protected_columns

    view = data_view(workspace, project)
    assert view.dataset is not None
    target = view.roles.target if view.roles else None
    personal = {found.column for found in personal_data(workspace, view.dataset)} - {target}
    protected = protected_columns(history) | personal
    is_told = target is not None and target not in protected
    return DataOnRecord(
        history=history,
        profile=view.profile,
        leaks=leak_findings(workspace, project),
        protected=protected,
        pairs=_pairs(workspace, view.dataset, view.profile, str(target), protected) if is_told else (),
    )


def _pairs(
    workspace: Workspace, dataset: Dataset, profile: dict, target: str, protected: frozenset[str]
) -> "list[Pair]":
    """Return the columns that go with the target most, each counted against it."""
    from core.design.data.profile.associations import FILLED_IN
    from core.design.data.profile.pairs import pair

    found = [
        c
        for c in profile["columns"]
        if c["relation"]
        and c["name"] not in protected
        and not c["relation"]["statistic"].startswith(FILLED_IN)
    ]
    strongest = sorted(found, key=lambda column: -column["relation"]["value"])[:MOST_PAIRS]
    table = workspace.datasets.path(dataset.fingerprint)
    return [pair(table, dataset.columns, column["name"], target) for column in strongest]


def _solution(workspace: Workspace, project: str) -> "Document":
    from core.documents.solution import solution_document

    history = workspace.history(project)
    record, roles = history.latest("solution"), history.latest("roles")
    chosen = load(roles, Roles) if roles else Roles(roles=())
    if record is None:
        return solution_document(project, history, metric="", detectable="", left_out=(), sensitive=())
    design = load(record, SolutionDesign)
    return solution_document(
        project,
        history,
        metric=_metric(design),
        detectable=_detectable(workspace, project, history, design),
        left_out=_left_out(chosen, design),
        sensitive=chosen.columns(Role.SENSITIVE),
    )


def _detectable(workspace: Workspace, project: str, history: History, design: SolutionDesign) -> str:
    """Say what the hold-out can tell; nothing while the design is out of date, or without a formula."""
    from core.services.design.solution import detectable, solution_view

    if history.is_stale("solution"):
        return ""
    view = solution_view(workspace, project)
    found = detectable(view, design.metric, design.split.holdout, design.positive)
    if found is None:
        return ""
    least = (
        f"{found.difference:.1%} of the error" if found.is_relative else figure(found.difference, digits=2)
    )
    return f"two models that differ by less than about {least} cannot be told apart (estimated; {found.how})"


def _left_out(roles: Roles, design: SolutionDesign) -> list[tuple[str, str]]:
    inside = {design.target, *design.features}
    return [(role.column, _why_out(role)) for role in roles.roles if role.column not in inside]


def _why_out(role: ColumnRole) -> str:
    if not role.known_at_prediction:
        return f"Not known when predicting. {role.known_reason}".strip()
    if role.role is Role.FEATURE:
        return "Taken out of the model in this design."
    return f"Its role is {role.role}. {role.reason}".strip()


def _results(workspace: Workspace, project: str) -> "Document":
    from core.documents.results import Words, results_document
    from core.services.words import learner_title, metric_words

    history = workspace.history(project)
    candidate = history.latest("candidate")
    if candidate is None:
        return results_document(project, history, Words("", "", ""))
    metric = metric_words(candidate.payload["metric"])
    words = Words(metric.title, metric.direction, learner_title(candidate.payload["learner"]))
    return results_document(project, history, words)


REPORTS: dict[str, Report] = {
    one.code: one
    for one in (
        Report("charter", "Charter", "charter", _charter),
        Report("data", "Data report", "roles", _data),
        Report("solution", "Solution design", "solution", _solution),
        Report("results", "Results", "test_report", _results),
    )
}
