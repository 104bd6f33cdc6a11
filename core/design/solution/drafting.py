"""First words for a solution design, from what is on record; a person edits them."""

from core.design.business.charter import Charter
from core.design.data.columns import ColumnKind, Dataset, Role, Roles
from core.design.solution.design import SolutionDesign

LONGEST = 300


def with_first_words(
    design: SolutionDesign, dataset: Dataset, roles: Roles, charter: Charter | None
) -> SolutionDesign:
    """Return a design with unit, target and consumer put into words, as far as the records know them."""
    consumer = (charter.stakeholder.strip() if charter else "")[:LONGEST]
    architecture = design.architecture
    if consumer:
        architecture = architecture.model_copy(update={"consumer": consumer})
    words = {
        "unit": _unit(dataset, roles),
        "target_definition": target_words(design),
        "architecture": architecture,
    }
    return design.model_copy(update=words)


def _unit(dataset: Dataset, roles: Roles) -> str:
    """Name the row by its first identifier, at a time where that comes more than once; a mere number of the row
    names nothing."""
    times = roles.columns(Role.TIME)
    key = next(
        (c for name in roles.columns(Role.IDENTIFIER) for c in dataset.columns if c.name == name), None
    )
    is_each_row = key is not None and key.distinct >= dataset.rows
    if key is None or (is_each_row and key.kind is ColumnKind.NUMBER):
        return f"one row of {dataset.name}"[:LONGEST]
    at = f" at one time ({times[0]})" if times and not is_each_row else ""
    return f"one {key.name}{at}"[:LONGEST]


def target_words(design: SolutionDesign) -> str:
    """Return the first words for what the target means: for a yes / no question, its real case."""
    if design.ml_task == "binary":
        return f"{design.target} is {design.positive}"[:LONGEST]
    return f"{design.target}, as the data has it"[:LONGEST]
