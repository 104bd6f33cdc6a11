"""The dictionary beside the roles: edited in one table, and no reason to make a model again."""

import io

import numpy as np
import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.data.columns import Role
from core.design.data.dictionary import Dictionary, Entry
from core.design.data.examples import EXAMPLES
from core.errors import BadInput
from core.lifecycle.staleness import State
from core.lifecycle.steps import BY_CODE
from core.services import projects
from core.services.design import business, data, solution
from core.services.design import dictionary as words
from core.services.development import quality
from core.services.development.learning import open_learning
from core.services.workspace import Workspace

PROJECT = "Churn"
N = 300


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "tenure_months": rng.integers(0, 70, N),
            "fee_eur": rng.normal(50, 9, N).round(2),
            "refund_eur": rng.normal(5, 1, N).round(2),
            "churn": rng.choice(["yes", "no"], N),
        }
    )
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    data.ingest_stream(opened, PROJECT, "c.csv", io.BytesIO(frame.to_csv(index=False).encode()))
    data.propose_and_save_roles(opened, PROJECT)
    business.save_charter(opened, PROJECT, EXAMPLES["breast_cancer"].charter)
    return opened


def rows_of(workspace):
    roles = data.data_view(workspace, PROJECT).roles
    return roles, words.dictionary_rows(roles, words.current_dictionary(workspace, PROJECT))


def edit(workspace, column, **changes):
    roles, rows = rows_of(workspace)
    edited = [row | (changes if row["column"] == column else {}) for row in rows]
    return words.split_rows(roles, "churn", edited, "Ada")


def test_rows_show_roles_and_drafted_units_together(workspace):
    _, rows = rows_of(workspace)
    assert [row["unit"] for row in rows] == ["months", "EUR", "EUR", ""]
    assert rows[0]["role"] == "feature"
    assert rows[0]["known_at_prediction"] is True


def test_an_unedited_table_changes_nothing(workspace):
    roles, rows = rows_of(workspace)
    assert words.split_rows(roles, "churn", rows, "Ada") == (
        roles,
        words.current_dictionary(workspace, PROJECT),
    )


def test_an_edited_table_is_split_into_roles_and_dictionary(workspace):
    roles, dictionary = edit(
        workspace,
        "refund_eur",
        known_at_prediction=False,
        legal_minimum="0",
        meaning=" Paid back ",
        owner="Ann",
    )
    assert roles.late() == {"refund_eur": "Chosen by Ada."}
    assert roles.columns(Role.FEATURE) == ["tenure_months", "fee_eur"]
    assert roles.legal_ranges() == {"refund_eur": (0.0, None)}
    assert dictionary.of("refund_eur") == Entry(
        column="refund_eur", meaning="Paid back", unit="EUR", owner="Ann"
    )


def test_a_change_of_role_keeps_what_is_known_of_the_column(workspace):
    roles, _ = edit(workspace, "fee_eur", legal_maximum=500)
    data.save_roles(workspace, PROJECT, roles)
    changed = data.edited_roles(
        roles, "churn", [{"column": "fee_eur", "role": "ignored", "reason": ""}], "Ada"
    )
    assert changed.legal_ranges() == {"fee_eur": (None, 500.0)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"legal_minimum": "ten"}, "Column fee_eur: ten is no number"),
        ({"legal_minimum": 2, "legal_maximum": 1}, "Column fee_eur: the smallest legal value 2 is above"),
        ({"meaning": "x" * 501}, "Column fee_eur: meaning is too long"),
    ],
)
def test_bad_cells_are_named(workspace, changes, message):
    with pytest.raises(BadInput, match=message):
        edit(workspace, "fee_eur", **changes)


def test_blank_cells_of_an_editor_mean_none(workspace):
    roles, _ = edit(workspace, "fee_eur", legal_minimum=float("nan"), legal_maximum=" ", known_reason=None)
    assert roles.legal_ranges() == {}


def test_writing_meanings_makes_nothing_stale_and_is_not_waited_for(workspace):
    solution.save_solution(workspace, PROJECT, solution.propose_solution(workspace, PROJECT))
    assert workspace.history(PROJECT).state_of(BY_CODE["data"]).state is State.DONE
    words.save_dictionary(workspace, PROJECT, edit(workspace, "fee_eur", meaning="Fee")[1], author="Ada")
    history = workspace.history(PROJECT)
    assert history.latest("dictionary").author == "Ada"
    assert not history.is_stale("solution")
    assert words.current_dictionary(workspace, PROJECT).of("fee_eur").meaning == "Fee"


def test_entries_name_columns_of_the_data_once(workspace):
    for names, message in (
        (["ghost"], "ghost is not in the data"),
        (["fee_eur"] * 2, "fee_eur has two entries"),
    ):
        entries = tuple(Entry(column=name) for name in names)
        with pytest.raises(BadInput, match=message):
            words.save_dictionary(workspace, PROJECT, Dictionary(entries=entries))


def test_a_column_that_is_not_known_can_enter_no_run(workspace):
    roles, _ = edit(workspace, "refund_eur", known_at_prediction=False, known_reason="Booked after the call.")
    data.save_roles(workspace, PROJECT, roles)
    proposed = solution.propose_solution(workspace, PROJECT)
    assert "refund_eur" not in proposed.features
    sneaked = proposed.model_copy(update={"features": (*proposed.features, "refund_eur")})
    solution.save_solution(workspace, PROJECT, proposed)
    quality.infer_and_check(workspace, PROJECT)
    solution.save_solution(workspace, PROJECT, sneaked)
    with pytest.raises(BadInput, match=r"refund_eur cannot enter a run.*Booked after the call"):
        quality.infer_and_check(workspace, PROJECT)
    recipe = workspace.history(PROJECT).latest("recipe").payload
    workspace.save(PROJECT, "recipe", recipe, made_from=quality.MADE_FROM)
    with pytest.raises(BadInput, match="refund_eur cannot enter a run"):
        open_learning(workspace, PROJECT)


def test_legal_limits_reach_the_contract_and_are_errors(workspace):
    roles, _ = edit(workspace, "fee_eur", legal_minimum=40)
    data.save_roles(workspace, PROJECT, roles)
    solution.save_solution(workspace, PROJECT, solution.propose_solution(workspace, PROJECT))
    checked = quality.infer_and_check(workspace, PROJECT).payload
    assert checked["verdict"] == "fail"
    assert {cell["check"] for cell in checked["failures"]} == {"below legal minimum"}


def test_one_save_records_only_what_differs(workspace):
    before, rows = rows_of(workspace)
    target = str(before.target)
    assert kinds(words.save_columns(workspace, PROJECT, before, target, rows, author="Ada")) == []
    rows[0]["meaning"] = "What it says"
    assert kinds(words.save_columns(workspace, PROJECT, before, target, rows, author="Ada")) == ["dictionary"]
    rows[0]["legal_minimum"] = 0
    assert kinds(words.save_columns(workspace, PROJECT, before, target, rows, author="Ada")) == ["roles"]


def test_a_table_made_from_older_versions_is_not_saved(workspace):
    before, rows = rows_of(workspace)
    data.save_roles(workspace, PROJECT, before, author="Bob")
    with pytest.raises(BadInput):
        words.save_columns(
            workspace, PROJECT, before, str(before.target), rows, author="Ada", expected_versions=(1, 0)
        )


def kinds(saved) -> list[str]:
    return [record.kind for record in saved]
