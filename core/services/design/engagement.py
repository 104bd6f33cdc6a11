"""Around the charter: its background, the people, and the risks that follow from what is on record."""

from dataclasses import dataclass

from core.design.business.background import QUESTIONS, Asked, Background
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.people import Part, People
from core.design.business.risks import SERIOUS, Risk, RiskRegister, with_proposals
from core.design.business.standing_risks import OnRecord, standing_risks
from core.design.business.surroundings import Surroundings
from core.design.data.columns import GIVES_AWAY, Role, Roles
from core.design.solution.design import SolutionDesign, SplitStrategy
from core.errors import BadInput
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.lifecycle.steps import STEPS
from core.services.workspace import MACHINE, Workspace, load

__all__ = ["QUESTIONS", "SERIOUS", "Asked", "Background", "People", "Risk", "RiskRegister"]

KINDS = ("background", "people", "risks")


@dataclass(frozen=True)
class EngagementView:
    """What surrounds the charter, and what is still to be asked.

    Attributes
    ----------
    due : tuple of Asked
        Questions without an answer that should be answered before the step that the project is at.
    later : tuple of Asked
        Questions without an answer that can wait.
    versions : dict of str to int
        Newest version of `background`, `people` and `risks`; 0 before the first.
    """

    background: Background
    people: People
    register: RiskRegister
    due: tuple[Asked, ...]
    later: tuple[Asked, ...]
    versions: dict[str, int]


def engagement_view(workspace: Workspace, project: str) -> EngagementView:
    """Return background, people and risks, with the risks that follow from the records proposed."""
    history = workspace.history(project)
    background = background_of(history)
    unanswered = [asked for asked in QUESTIONS if not getattr(background, asked.field).strip()]
    reached = _reached(history)
    order = [step.code for step in STEPS]
    due = tuple(asked for asked in unanswered if order.index(asked.by) <= reached)
    return EngagementView(
        background=background,
        people=people_of(history),
        register=register_of(history),
        due=due,
        later=tuple(asked for asked in unanswered if asked not in due),
        versions={kind: record.version if (record := history.latest(kind)) else 0 for kind in KINDS},
    )


def background_of(history: History) -> Background:
    """Return the newest background; an empty one before the first."""
    record = history.latest("background")
    return load(record, Background) if record else Background()


def people_of(history: History) -> People:
    """Return the newest list of people; an empty one before the first."""
    record = history.latest("people")
    return load(record, People) if record else People()


def register_of(history: History) -> RiskRegister:
    """Return the newest risk register, brought up to date with what the records say now."""
    record = history.latest("risks")
    kept = load(record, RiskRegister) if record else RiskRegister()
    return with_proposals(kept, standing_risks(_on_record(history)))


def open_risks(history: History) -> tuple[Risk, ...]:
    """Return the serious risks that a person saved and neither answered nor accepted.

    What the app proposes counts once it is part of a saved register, and only while it still follows from
    the records.
    """
    record = history.latest("risks")
    saved = {risk.code for risk in load(record, RiskRegister).risks} if record else set()
    return tuple(risk for risk in register_of(history).pressing() if risk.code in saved)


def untested_risks(history: History) -> tuple[Risk, ...]:
    """Return the open serious risks of a register that the newest test report did not know of.

    A report that judged a register is out of date as soon as a newer one is saved; one from before the
    first register is not, so its open risks are named beside it.
    """
    report = history.latest("test_report")
    if report is None or any(used.kind == "risks" for used in report.inputs):
        return ()
    return open_risks(history)


def save_background(
    workspace: Workspace,
    project: str,
    background: Background,
    *,
    author: str,
    expected_version: int | None = None,
) -> Record:
    """Record the background."""
    return _save(workspace, project, "background", background, author, expected_version)


def save_people(
    workspace: Workspace, project: str, people: People, *, author: str, expected_version: int | None = None
) -> Record:
    """Record the people; raises BadInput for one without a name."""
    if any(not person.name.strip() for person in people.people):
        raise BadInput("A person has no name.", "Write the name, or remove the line.")
    return _save(workspace, project, "people", people, author, expected_version)


def save_risks(
    workspace: Workspace,
    project: str,
    register: RiskRegister,
    *,
    author: str,
    expected_version: int | None = None,
) -> Record:
    """Record the risk register; raises BadInput for a risk that is answered without saying how."""
    for risk in register.risks:
        if not risk.title.strip():
            raise BadInput("A risk has no words.", "Say what could go wrong, or remove the line.")
        if risk.standing != "open" and not risk.mitigation.strip():
            raise BadInput(
                f"“{risk.title}” is {risk.standing}, but nobody said how.",
                "Write what is done, or why it is acceptable.",
            )
    return _save(workspace, project, "risks", register, author, expected_version)


def around_on_record(history: History) -> Surroundings:
    """Return background, people and risks as they are on record; None for what nobody saved."""
    background, people, risks = (history.latest(kind) for kind in KINDS)
    return Surroundings(
        background=load(background, Background) if background else None,
        people=load(people, People) if people else None,
        risks=load(risks, RiskRegister) if risks else None,
    )


def record_around(workspace: Workspace, project: str, around: Surroundings, *, author: str = MACHINE) -> None:
    """Record what a charter file states around the charter, where it differs from what is on record.

    Raises BadInput for a person without a name, or a risk that is answered without saying how.
    """
    kept = around_on_record(workspace.history(project))
    if around.background is not None and around.background != kept.background:
        save_background(workspace, project, around.background, author=author)
    if around.people is not None and around.people != kept.people:
        save_people(workspace, project, around.people, author=author)
    if around.risks is not None and around.risks != kept.risks:
        save_risks(workspace, project, around.risks, author=author)


def _save(
    workspace: Workspace,
    project: str,
    kind: str,
    payload: Background | People | RiskRegister,
    author: str,
    expected: int | None,
) -> Record:
    return workspace.save(project, kind, payload, author=author or MACHINE, expected_version=expected)


def _reached(history: History) -> int:
    """Return the position of the step that comes after the last one with a result."""
    done = [i for i, step in enumerate(STEPS) if any(history.latest(kind) for kind in step.produces)]
    return min(max(done, default=-1) + 1, len(STEPS) - 1)


def _on_record(history: History) -> OnRecord:
    charter, dataset = history.latest("charter"), history.latest("dataset")
    roles = load(record, Roles) if (record := history.latest("roles")) else None
    design = load(record, SolutionDesign) if (record := history.latest("solution")) else None
    terms = load(charter, Charter) if charter else None
    has_user = any(person.part is Part.END_USER for person in people_of(history).people)
    return OnRecord(
        rows=dataset.payload["rows"] if dataset else None,
        rarest=_rarest(history),
        leak_suspects=tuple(_leak_suspects(roles)),
        personal_columns=tuple(found.column for found in design.personal_data) if design else (),
        acts=terms is not None and isinstance(terms.payoff, BinaryPayoff),
        is_payoff_assumed=terms is not None and terms.assumed,
        is_use_known=dataset is None or bool(background_of(history).use.strip()),
        has_end_user=dataset is None or has_user,
        is_split_by_time=design.split.strategy is SplitStrategy.TIME if design else None,
        has_time_column=roles is not None and bool(roles.columns(Role.TIME)),
    )


def _rarest(history: History) -> int | None:
    """Return the rows of the rarest class, from the baselines once there are any."""
    baselines = history.latest("baselines")
    counts = baselines.payload.get("class_counts") if baselines else None
    return min(counts) if counts else None


def _leak_suspects(roles: Roles | None) -> list[str]:
    if roles is None:
        return []
    return [role.column for role in roles.roles if role.reason.startswith(GIVES_AWAY)]
