"""Typical cases: drafted charters that a person starts from and changes, read from drafts.yaml."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from core.design.business.charter import Charter

TABLE = Path(__file__).with_name("drafts.yaml")


@dataclass(frozen=True)
class Draft:
    """A drafted charter, with how the words around it may read.

    Attributes
    ----------
    examples : dict
        Field of the payoff to half a sentence: {"true_positive": "we called a customer who..."}.
    background : dict
        Field of the background to an answer as it may read.
    """

    code: str
    title: str
    charter: Charter
    examples: dict[str, str]
    background: dict[str, str]


def _read() -> dict[str, Draft]:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {
        code: Draft(code=code, **{**case, "charter": Charter.model_validate(case["charter"])})
        for code, case in table.items()
    }


DRAFTS: dict[str, Draft] = _read()
FIRST_OF_KIND: dict[str, Draft] = {
    draft.charter.payoff.kind: draft for draft in reversed(list(DRAFTS.values()))
}
