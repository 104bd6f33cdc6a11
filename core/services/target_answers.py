"""What a target asks, answered: the dataset with rows left out and classes merged."""

from core.design.data.columns import Dataset, Roles
from core.design.data.reading.options import ReadingOptions
from core.services.workspace import Workspace


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
