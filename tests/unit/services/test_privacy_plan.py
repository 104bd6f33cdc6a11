"""A person's answers become a privacy plan, and what forgetting would delete is said beforehand."""

from datetime import date

import pandas as pd
import pytest

from core.design.data.columns import ColumnKind
from core.design.solution.privacy.plan import Drop, Generalise, Keep, Pseudonymise
from core.errors import BadInput, Missing
from core.services.design import solution
from core.services.privacy.erasure import erasure_ahead, forget_person
from core.services.privacy.plan import (
    action_of,
    answers_of,
    plan_from_answers,
    possible_actions,
    privacy_view,
)
from core.services.workspace import Workspace
from tests.unit.services.conftest import PROJECT

LATER = date(2090, 1, 1)


def test_answers_become_a_plan() -> None:
    plan = plan_from_answers(
        " Call customers ",
        "consent",
        LATER,
        {
            "id": {"action": "pseudonymise"},
            "age": {"action": "bands", "width": 10.0, "reason": " "},
            "mail": {"action": "keep", "reason": "It is written to."},
        },
    )
    assert plan.purpose == "Call customers"
    assert plan.actions == (
        Pseudonymise(column="id"),
        Generalise(column="age", to="bands", width=10),
        Keep(column="mail", reason="It is written to."),
    )


@pytest.mark.parametrize(
    ("purpose", "answers", "words"),
    [
        (" ", {"action": "drop"}, "no purpose"),
        ("calls", {"action": "keep", "reason": " "}, "a is kept without a reason"),
        ("calls", {"action": "bands"}, "to bands needs width"),
    ],
)
def test_what_is_missing_is_named(purpose: str, answers: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        plan_from_answers(purpose, "consent", LATER, {"a": answers})


def test_one_action_can_be_looked_at_alone() -> None:
    assert action_of("born", {"action": "year"}) == Generalise(column="born", to="year")


@pytest.mark.parametrize(
    "action",
    [
        Generalise(column="age", to="bands", width=5, reason="enough"),
        Generalise(column="job", to="groups", groups={"nurse": "care"}),
        Generalise(column="zip", to="prefix", length=2),
        Drop(column="name"),
        Keep(column="area", reason="coarse"),
    ],
)
def test_an_action_is_asked_again_as_it_was_answered(action) -> None:
    assert action_of(action.column, answers_of(action)) == action


def test_only_fitting_actions_are_offered(walked: Workspace) -> None:
    view = privacy_view(walked, PROJECT, ())
    column = next(iter(view.columns.values()))
    assert column.kind is ColumnKind.NUMBER
    assert possible_actions(column) == ["keep", "drop", "mask", "pseudonymise", "bands", "prefix"]
    assert "drop" not in possible_actions(column, is_target=True)
    assert (view.plan, view.proposed) == (None, {})


def test_what_forgetting_would_delete_is_said_and_nothing_is_deleted(
    walked: Workspace, tumours: pd.DataFrame
) -> None:
    column = solution.current_solution(walked, PROJECT).features[0]
    value = str(tumours[column].iloc[0])
    before = walked.history(PROJECT).latest("dataset").version
    ahead = erasure_ahead(walked, PROJECT, column, value)
    assert walked.history(PROJECT).latest("dataset").version == before
    done = forget_person(walked, PROJECT, column, value)
    assert (ahead.rows, ahead.models) == (done.rows, done.models)
    assert ahead.models == (1,)
    with pytest.raises(Missing):
        erasure_ahead(walked, PROJECT, column, value)
