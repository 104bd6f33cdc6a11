"""What a target asks, answered: the dataset with rows left out and classes merged."""

from core.design.data.columns import Dataset, Roles
from core.design.data.reading.options import ReadingOptions
from core.design.data.reading.questions import Question
from core.lifecycle.records import Record
from core.services.design.tidying import record_changed
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh


def open_target_questions(workspace: Workspace, project: str) -> tuple[Question, ...]:
    """Return what the target of the newest dataset asks and nobody has answered yet.

    Raises BadInput when the target cannot be learnt whatever the answers are.
    """
    from core.design.solution.target_questions import target_questions

    history = workspace.history(project)
    dataset, roles = load(need(history, "dataset"), Dataset), load(need_fresh(history, "roles"), Roles)
    answered = {item.question.text for item in dataset.answered}
    asked = target_questions(workspace.datasets.get(dataset.fingerprint), roles)
    return tuple(question for question in asked if question.text not in answered)


def answer_target(
    workspace: Workspace, project: str, answers: dict[str, str], *, author: str = MACHINE
) -> Record:
    """Record the dataset as answers to its target's questions have it, and its roles again.

    Parameters
    ----------
    answers : dict
        Code of a question to the value of a choice; earlier answers are kept.

    Raises
    ------
    BadInput
        When the target cannot be learnt, or an answer is to stop.
    Unanswered
        When a question has no answer.
    """
    history = workspace.history(project)
    dataset, roles = load(need(history, "dataset"), Dataset), load(need_fresh(history, "roles"), Roles)
    earlier = {item.question.code: item.value for item in dataset.answered}
    given = tuple((earlier | answers).items())
    settled = dataset_with_answers(workspace, dataset, roles, ReadingOptions(answers=given))
    return record_changed(
        workspace, project, dataset, settled, roles, author=author, reason="Questions of the target."
    )


def dataset_with_answers(
    workspace: Workspace, dataset: Dataset, roles: Roles, options: ReadingOptions
) -> Dataset:
    """Return a dataset as the answers to its target's questions have it, stored but not recorded.

    The dataset itself when nothing is to be changed.

    Raises
    ------
    BadInput
        When the target cannot be learnt, or an answer is to stop.
    Unanswered
        When a question has no answer in `options`.
    """
    from core.design.data.reading.conform import describe_columns
    from core.design.data.reading.questions import Asking, Unanswered
    from core.design.solution.target_questions import settle_target

    asking = Asking(dict(options.answers), accept=options.accept)
    frame, notes = settle_target(workspace.datasets.get(dataset.fingerprint), roles, asking)
    answered = (*dataset.answered, *asking.answered)
    if asking.open:
        raise Unanswered(dataset.name, tuple(asking.open), answered)
    if not notes:
        return dataset.model_copy(update={"answered": answered})
    return dataset.model_copy(
        update={
            "fingerprint": workspace.datasets.put(frame),
            "rows": len(frame),
            "columns": describe_columns(frame),
            "notes": (*dataset.notes, *notes),
            "answered": answered,
        }
    )
