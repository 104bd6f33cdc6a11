"""First words for a solution design, from what is on record; a person edits them."""

from core.design.business.charter import Charter
from core.design.data.columns import Dataset, Role, Roles
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
    keys, times = roles.columns(Role.IDENTIFIER), roles.columns(Role.TIME)
    what = f"one {keys[0]}" if keys else f"one row of {dataset.name}"
    return f"{what} at one {times[0]}"[:LONGEST] if times else what[:LONGEST]


def target_words(design: SolutionDesign) -> str:
    """Return the first words for what the target means: for a yes / no question, its real case."""
    if design.ml_task == "binary":
        return f"{design.target} is {design.positive}"[:LONGEST]
    return f"{design.target}, as the data has it"[:LONGEST]
