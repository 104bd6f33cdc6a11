"""The charter as a document: why, for whom, what it is worth, and what it must meet (after the TDSP charter)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.design.business.background import QUESTIONS, Background
from core.design.business.charter import Charter
from core.design.business.people import People
from core.design.business.risks import RiskRegister
from core.design.solution.design import SolutionDesign
from core.documents.architecture import architecture_parts
from core.documents.cutting import cut_table
from core.documents.document import Document, Gap, Part, Section, Source, Table, Text, facts, source_of
from core.documents.payoff_words import benefit_table, worth_section
from core.documents.standing import about, standing_section
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.lifecycle.steps import BY_CODE

KINDS = ("charter", "background", "people", "risks", "solution", "candidate")
STEP, SOLUTION = BY_CODE["business"].title, BY_CODE["solution"].title
LEVELS = {1: "low", 2: "medium", 3: "high"}


@dataclass(frozen=True)
class Demanded:
    """One requirement of the charter in words, with what was last said about it."""

    number: str
    text: str
    asked_by: str
    acts_as: str
    verdict: str


def charter_document(
    project: str, history: History, demands: Sequence[Demanded], register: RiskRegister, metric: str
) -> Document:
    """Return the charter of a project; what nobody has written is a gap that names the step that asks.

    Parameters
    ----------
    demands : sequence of Demanded
        The requirements of the newest charter; empty where there is none.
    register : RiskRegister
        Brought up to date with the records.
    metric : str
        The design's metric in words; empty without a design.
    """
    record = history.latest("charter")
    charter = Charter.model_validate(record.payload) if record else None
    return Document(
        title=f"Charter: {project}",
        about=about(project, history, KINDS),
        sections=(
            Section("Business background", (*_purpose(charter, record), *_answers(history, "situation"))),
            Section("Scope", tuple(_answers(history, "objective", "use", "in_scope", "out_of_scope"))),
            _worth(history, charter, record),
            Section(
                "Metrics",
                (*_answers(history, "success"), *_judged(history, metric), *_demands(demands, record)),
            ),
            Section("Personnel", tuple(_people(history))),
            Section("Plan", (*_plan(history), *_answers(history, "resources"))),
            Section("Architecture", tuple(architecture_parts(history))),
            Section("Communication", tuple(_answers(history, "communication"))),
            Section("Constraints and assumptions", tuple(_answers(history, "constraints", "assumptions"))),
            Section("Risks", tuple(_risks(history, register))),
            Section("Glossary", tuple(_glossary(history))),
            standing_section(history, KINDS),
        ),
    )


def _purpose(charter: Charter | None, record: Record | None) -> tuple[Part, ...]:
    if charter is None or record is None:
        return (Gap("There is no charter yet: no goal, no decision, no payoff.", STEP),)
    told = facts(
        source_of(record),
        goal=charter.goal,
        decision=charter.decision,
        who_answers_for_it=charter.stakeholder,
    )
    return (told,) if charter.stakeholder else (told, Gap("Nobody is named who answers for it.", STEP))


def _background(history: History) -> tuple[Background, Source | None]:
    record = history.latest("background")
    if record is None:
        return Background(), None
    return Background.model_validate(record.payload), source_of(record)


def _answers(history: History, *fields: str) -> Iterator[Part]:
    """Yield the answers of the background, and a gap for each question without one."""
    background, source = _background(history)
    for asked in QUESTIONS:
        answer = str(getattr(background, asked.field)).strip()
        if asked.field in fields and answer and source:
            yield facts(source, **{asked.title: answer})
        elif asked.field in fields:
            due = BY_CODE[asked.by].title
            yield Gap(f"{asked.title}: “{asked.question}” has no answer yet; it is due by {due}.", STEP)


def _worth(history: History, charter: Charter | None, record: Record | None) -> Section:
    if charter is None or record is None:
        return Section("What it is worth", (Gap("No payoff is stated.", STEP),))
    return worth_section(charter, source_of(record), tuple(_benefit(history)))


def _benefit(history: History) -> Iterator[Part]:
    candidate = history.latest("candidate")
    benefit = candidate.payload.get("benefit") if candidate else None
    if candidate is None:
        yield Gap("The benefit is known once a model is chosen and judged.", BY_CODE["compare"].title)
    elif benefit is None:
        yield Gap("The benefit of a year needs the number of rows of a year.", STEP)
    else:
        yield from benefit_table(benefit, source_of(candidate))


def _judged(history: History, metric: str) -> Iterator[Part]:
    """Yield what is predicted, which value counts as the real case, and the score that judges it."""
    record = history.latest("solution")
    if record is None:
        yield Gap(
            "Which value counts as a real case, and by which score it is judged, is not chosen.", SOLUTION
        )
        return
    design = SolutionDesign.model_validate(record.payload)
    yield facts(
        source_of(record),
        predicted_column=design.target,
        counts_as_a_real_case=f"the value “{design.positive}”" if design.positive else "",
        judged_by_the_score=metric,
    )


def _demands(demands: Sequence[Demanded], record: Record | None) -> tuple[Part, ...]:
    if record is None:
        return (Gap("No requirement is stated.", STEP),)
    rows = [(d.number, d.text, d.asked_by or "nobody named", d.acts_as, d.verdict) for d in demands]
    return cut_table(("No.", "Requirement", "Asked by", "Acts as", "Last said"), rows, source_of(record))


def _people(history: History) -> Iterator[Part]:
    record = history.latest("people")
    people = People.model_validate(record.payload) if record else People()
    if record:
        rows = [(person.name, str(person.part), person.contribution) for person in people.people]
        yield from cut_table(("Name", "Part", "Contribution"), rows, source_of(record))
    missing = ", ".join(str(part) for part in people.missing())
    if missing:
        yield Gap(f"Nobody is named as: {missing}.", STEP)


def _plan(history: History) -> Iterator[Part]:
    background, source = _background(history)
    if source and background.plan:
        rows = [(step.what, step.who, step.when) for step in background.plan]
        yield from cut_table(("What", "Who", "When"), rows, source)
    else:
        yield Gap("There is no plan yet.", STEP)


def _risks(history: History, register: RiskRegister) -> Iterator[Part]:
    record = history.latest("risks")
    if record is None:
        titles = "; ".join(risk.title for risk in register.risks) or "none was found"
        yield Gap(f"Nobody has weighed the risks that follow from the records: {titles}.", STEP)
        return
    ranked = sorted(register.risks, key=lambda risk: -risk.level)
    rows = [
        (
            risk.title,
            LEVELS[risk.likelihood],
            LEVELS[risk.impact],
            str(risk.standing),
            risk.mitigation or risk.evidence,
            BY_CODE[risk.step].title if risk.step in BY_CODE else risk.step,
        )
        for risk in ranked
    ]
    columns = ("Risk", "Likelihood", "Impact", "Standing", "Answer or evidence", "Step")
    yield from cut_table(columns, rows, source_of(record))
    if register.pressing():
        yield Text(f"{len(register.pressing())} serious risks are open.", source_of(record))


def _glossary(history: History) -> Iterator[Part]:
    background, source = _background(history)
    if source and background.glossary:
        yield Table(("Term", "Meaning"), tuple((t.term, t.meaning) for t in background.glossary), source)
