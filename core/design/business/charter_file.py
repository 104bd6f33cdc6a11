"""The charter and the choices of the solution design as one YAML file that people write and keep."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from core.design.business.background import Background
from core.design.business.charter import Charter
from core.design.business.design_choices import (
    ACTION_KINDS,
    DESIGN_CHOICES,
    DESIGN_FIELDS,
    DesignOverrides,
    overrides_of,
)
from core.design.business.payoff_terms import (
    CELLS,
    Amount,
    BinaryPayoff,
    Capacity,
    MulticlassPayoff,
    RegressionPayoff,
)
from core.design.business.people import People, Person
from core.design.business.requirements import Gap, ModelClass, Requirement, RequirementKind
from core.design.business.risks import Risk, RiskRegister
from core.design.business.surroundings import (
    AROUND_CHOICES,
    AROUND_FIELDS,
    Surroundings,
    around_content,
    check_risks,
    number_risks,
)
from core.design.business.today import Today
from core.design.solution.design import SolutionDesign
from core.design.solution.privacy.plan import PrivacyPlan
from core.errors import BadInput

LONGEST_FILE = 100_000
"""Characters; a charter has about a thousand."""

NOTHING_AROUND = Surroundings()
MOST_SAID = 3
"""Problems that one message names."""


class CharterDocument(Charter):
    """All that a charter file may hold."""

    background: Background | None = None
    people: tuple[Person, ...] | None = None
    risks: tuple[Risk, ...] | None = None
    design: DesignOverrides = DesignOverrides()


@dataclass(frozen=True)
class CharterFile:
    """A charter as a person wrote it, with the file's choices for the solution design and what surrounds it."""

    charter: Charter
    design_overrides: DesignOverrides
    around: Surroundings = NOTHING_AROUND


PAYOFFS: dict[str, type[BaseModel]] = {
    "binary": BinaryPayoff,
    "multiclass": MulticlassPayoff,
    "regression": RegressionPayoff,
}
FIELDS: dict[tuple[str, ...], list[str]] = {
    (): list(CharterDocument.model_fields),
    ("requirements",): list(Requirement.model_fields),
    **DESIGN_FIELDS,
    **AROUND_FIELDS,
    ("today",): list(Today.model_fields),
    **{("payoff", kind): list(model.model_fields) for kind, model in PAYOFFS.items()},
    **{("payoff", "binary", cell): list(Amount.model_fields) for cell in CELLS},
    ("payoff", "binary", "capacity"): list(Capacity.model_fields),
}
"""Names that each block of a file may hold."""

KINDS = f"one of {', '.join(PAYOFFS)}"
DEMANDS = f"one of {', '.join(RequirementKind)}"
CHOICES = {
    "kind": DEMANDS,
    **DESIGN_CHOICES,
    **AROUND_CHOICES,
    "gap": f"one of {', '.join(Gap)}",
    "model": f"one of {', '.join(ModelClass)}",
    "direction": "rising or falling",
}
WORTH_TAGS = ("number", "amount")
"""Names that pydantic puts after a cell of the payoff for the two ways to write it."""

PROBLEMS: dict[str, str] = {
    "missing": "is missing",
    "requirement": "{said}",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must be R1, R2, R3 and so on",
    "greater_than_equal": "must be {ge:g} or more",
    "greater_than": "must be above {gt:g}",
    "value_error": "must {error}",
    "date_from_datetime_parsing": "must be a day such as 2027-12-31",
    "date_from_datetime_inexact": "must be a day such as 2027-12-31",
    "date_parsing": "must be a day such as 2027-12-31",
    "dict_type": "must be a block of fields",
    "less_than_equal": "must be {le:.10g} or less",
    "too_short": "needs at least one entry",
    "tuple_type": "must be a list",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "model_type": "must be a block of fields",
    "model_attributes_type": "must be a block of fields",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
}


def charter_yaml(
    charter: Charter,
    design: SolutionDesign | None,
    leave_out: tuple[str, ...] = (),
    privacy: PrivacyPlan | None = None,
    around: Surroundings = NOTHING_AROUND,
) -> str:
    """Return a charter, and the choices of a solution design when there is one, as YAML.

    Parameters
    ----------
    leave_out : tuple of str
        Columns that `design` keeps out of the model although their role would let them in.
    privacy : PrivacyPlan or None
        The plan for personal data beside `design`.
    around : Surroundings
        Background, people and risks, as far as they are stated.

    Returns
    -------
    str
        Read back by `charter_from_yaml` to an equal charter and equal choices.
    """
    content = charter.model_dump(mode="json")
    if not charter.assumed:
        del content["assumed"]
    content |= around_content(around)
    if design is not None:
        content["design"] = overrides_of(design, leave_out, privacy).model_dump(mode="json")
    return yaml.dump(_tidy(content), Dumper=_QuotingDumper, sort_keys=False, allow_unicode=True, width=100)


def charter_from_yaml(text: str) -> CharterFile:
    """Return the charter and the design choices that a file's text holds.

    Every value is read as the text it is written as, so that `positive: yes` means "yes". A field left
    empty counts as not written. Requirements without a number are numbered by their place.

    Raises
    ------
    BadInput
        Naming the first field that is unknown, missing or out of range, in words.
    """
    content = _without_blanks(_parse(text))
    if not isinstance(content, dict):
        raise BadInput("The charter file holds no fields.", "Write goal, decision, payoff and requirements.")
    _number(content.get("requirements"))
    number_risks(content.get("risks"))
    try:
        document = CharterDocument.model_validate(content)
    except ValidationError as error:
        raise refusal(error) from error
    _check_words(document)
    charter = Charter(**{name: getattr(document, name) for name in Charter.model_fields})
    around = Surroundings(
        background=document.background,
        people=None if document.people is None else People(people=document.people),
        risks=None if document.risks is None else RiskRegister(risks=document.risks),
    )
    return CharterFile(charter, document.design, around)


class _PlainLoader(yaml.SafeLoader):
    """Safe loader that leaves scalars as they are written and refuses aliases and repeated fields."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            alias = self.peek_event()  # type: ignore[no-untyped-call]
            line = alias.start_mark.line + 1
            raise BadInput(f"Line {line} holds an alias, *{alias.anchor}.", "Write the value itself.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [str(key.value) for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            line = node.start_mark.line + 1
            raise BadInput(f"{twice}: is written twice in the block from line {line}.", "Keep one of them.")
        return super().construct_mapping(node, deep)


class _QuotingDumper(yaml.SafeDumper):
    """Safe dumper that escapes line breaks of every kind, which plain quotes would fold into spaces."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Return a text's node, in double quotes when a character of it cannot be printed."""
        style = None if text.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_QuotingDumper.add_representer(str, _QuotingDumper.represent_text)


def _parse(text: str) -> Any:
    if len(text) > LONGEST_FILE:
        raise BadInput(
            f"The charter file has {len(text):,} characters; at most {LONGEST_FILE:,} are read.",
            "Check that it is the right file.",
        )
    try:
        return yaml.load(text, _PlainLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it holds characters that YAML does not allow"
        raise BadInput(f"The charter file is not valid YAML{where}: {problem}.", "Correct it.") from error
    except RecursionError as error:
        raise BadInput(
            "The charter file is nested too deeply.", "Check that it is the right file."
        ) from error


def _without_blanks(found: Any) -> Any:
    if isinstance(found, dict):
        return {str(name): _without_blanks(value) for name, value in found.items() if value is not None}
    return [_without_blanks(item) for item in found] if isinstance(found, list) else found


def _number(requirements: Any) -> None:
    for place, demand in enumerate(requirements if isinstance(requirements, list) else [], start=1):
        if isinstance(demand, dict):
            demand.setdefault("number", f"R{place}")


def _check_words(document: CharterDocument) -> None:
    for field in ("goal", "decision"):
        if not getattr(document, field).strip():
            raise BadInput(f"{field}: is empty.", "Write one sentence.")
    numbers = [requirement.number for requirement in document.requirements]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice:
        raise BadInput(f"requirements: {twice} is used twice.", "Give each requirement its own number.")
    check_risks(document.risks or ())


def refusal(error: ValidationError) -> BadInput:
    """Return the first problems in words; an unknown field stands alone: it often explains a missing one."""
    problems = error.errors()
    unknown = next((problem["loc"] for problem in problems if problem["type"] == "extra_forbidden"), None)
    if unknown:
        return BadInput(f"{_place(unknown)}: is no field of a charter file.", _nearest(unknown))
    said = "; ".join(f"{_place(_where(problem))}: {_problem(problem)}" for problem in problems[:MOST_SAID])
    more = f" {len(problems) - MOST_SAID} more come after it." if len(problems) > MOST_SAID else ""
    return BadInput(f"{said}.{more}", "Correct it and try again.")


def _where(problem: Any) -> tuple[int | str, ...]:
    """Return where a problem is; a demand that lacks a field is wrong at that field."""
    field = problem.get("ctx", {}).get("field") if problem["type"] == "requirement" else None
    return (*problem["loc"], field) if field else tuple(problem["loc"])


def _place(loc: tuple[int | str, ...]) -> str:
    """Return a place in words: "payoff.true_positive", "requirements 2.limit"."""
    parts = [str(part) for part in _without_tags(loc) if not (loc[0] == "payoff" and part in PAYOFFS)]
    joined = ".".join(f" {int(part) + 1}" if part.isdigit() and n else part for n, part in enumerate(parts))
    return joined.replace(". ", " ")


def _without_tags(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Drop what only says in which of its two ways a cell of the payoff was read."""
    return tuple(part for n, part in enumerate(loc) if not (part in WORTH_TAGS and n and loc[n - 1] in CELLS))


def _problem(problem: Any) -> str:
    kind, last = problem["type"], str(problem["loc"][-1])
    if kind in ("enum", "literal_error"):
        return f"must be {CHOICES[last]}"
    if kind.startswith("union_tag"):
        return f"needs an action: {ACTION_KINDS}" if "actions" in problem["loc"] else f"needs a kind: {KINDS}"
    if kind == "missing" and last == "kind":
        return f"is missing; it is {DEMANDS}"
    words = PROBLEMS.get(kind)
    return words.format(**problem.get("ctx", {})) if words else str(problem["msg"])


def _nearest(loc: tuple[int | str, ...]) -> str:
    block = tuple(str(part) for part in _without_tags(loc)[:-1] if not isinstance(part, int))
    known = FIELDS[block]
    near = get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."


def _tidy(found: Any) -> Any:
    """Drop what is empty, and write whole amounts without a decimal point."""
    if isinstance(found, dict):
        return {name: _tidy(value) for name, value in found.items() if value not in (None, "", [], {})}
    if isinstance(found, list):
        return [_tidy(item) for item in found]
    is_whole = isinstance(found, float) and found.is_integer() and abs(found) < 1e15
    return int(found) if is_whole else found
