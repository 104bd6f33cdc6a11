"""Leak findings: shown, followed or cleared by a person."""

import io

import numpy as np
import pandas as pd
import pytest

from benchmarks.leakage_tables import customers, group_id, noisy_copy
from core.bootstrap import open_workspace
from core.design.data.columns import ColumnRole, Role, Roles
from core.errors import BadInput
from core.services import projects
from core.services.design import data, leaks
from core.services.design.dictionary import current_dictionary, dictionary_rows, split_rows
from core.services.workspace import Workspace, load, need

PROJECT = "Churn"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    return opened


def take(workspace, frame):
    content = frame.to_csv(index=False).encode()
    data.ingest_stream(workspace, PROJECT, "c.csv", io.BytesIO(content))
    data.propose_and_save_roles(workspace, PROJECT, "target")


def roles_of(workspace) -> Roles:
    return load(need(workspace.history(PROJECT), "roles"), Roles)


def planted(workspace, plant, **more):
    rng = np.random.default_rng(1)
    take(workspace, plant(customers(rng, 800), rng).assign(**more))
    (finding,) = leaks.leak_findings(workspace, PROJECT)
    return finding


def role_of(workspace, column) -> ColumnRole:
    return next(role for role in roles_of(workspace).roles if role.column == column)


def test_nothing_is_found_before_there_are_roles(workspace):
    assert leaks.leak_findings(workspace, PROJECT) == ()


def test_accepting_a_copy_takes_it_out_with_the_evidence(workspace):
    finding = planted(workspace, noisy_copy)
    leaks.accept_finding(workspace, PROJECT, finding, author="Ada", expected_version=1)
    role = role_of(workspace, "planted")
    assert role.role is Role.IGNORED
    assert "decided by Ada: it agrees with target" in role.reason
    assert leaks.leak_findings(workspace, PROJECT) == ()


def test_accepting_a_group_makes_the_split_follow_it(workspace):
    finding = planted(workspace, group_id)
    leaks.accept_finding(workspace, PROJECT, finding, author="Ada")
    assert roles_of(workspace).columns(Role.GROUP) == ["planted"]


def test_accepting_gaps_says_that_the_column_is_not_known(workspace):
    rng = np.random.default_rng(2)
    frame = customers(rng, 800)
    left = (frame["target"] == "left").to_numpy() ^ (rng.random(800) < 0.03)
    take(workspace, frame.assign(remark=np.where(left, rng.normal(size=800), np.nan)))
    (finding,) = leaks.leak_findings(workspace, PROJECT)
    leaks.accept_finding(workspace, PROJECT, finding, author="Ada")
    assert list(roles_of(workspace).late()) == ["remark"]
    assert "remark" not in roles_of(workspace).columns(Role.FEATURE)


def test_a_cleared_finding_is_remembered_with_its_reason_and_changes_no_role(workspace):
    finding = planted(workspace, noisy_copy)
    before = roles_of(workspace)
    with pytest.raises(BadInput, match="A reason of 1 to 500"):
        leaks.clear_finding(workspace, PROJECT, finding, " ", author="Ada")
    leaks.clear_finding(workspace, PROJECT, finding, "A test made beforehand.", author="Ada")
    assert leaks.leak_findings(workspace, PROJECT) == ()
    kept = current_dictionary(workspace, PROJECT)
    assert [(c.columns, c.reason, c.author) for c in kept.cleared] == [
        (("planted",), "A test made beforehand.", "Ada")
    ]
    _, dictionary = split_rows(before, "target", dictionary_rows(before, kept), "Ada", kept)
    assert dictionary.cleared == kept.cleared
    assert roles_of(workspace) == before


def test_scores_are_added_when_asked_and_kept(workspace):
    finding = planted(workspace, noisy_copy)
    assert finding.score_with is None
    (scored,) = leaks.leak_findings(workspace, PROJECT, scored=True)
    assert scored.score_with.mean > scored.score_without.mean
    assert leaks.leak_findings(workspace, PROJECT, scored=True) == (scored,)


def test_rows_are_put_right_in_the_table(workspace):
    frame = customers(np.random.default_rng(1), 400).drop(columns="row")
    take(workspace, pd.concat([frame, frame.head(60)]))
    (finding,) = leaks.leak_findings(workspace, PROJECT)
    with pytest.raises(BadInput, match="no role can put that right"):
        leaks.accept_finding(workspace, PROJECT, finding, author="Ada")


def test_accepting_certain_evidence_says_that_the_column_is_not_known(workspace):
    rng = np.random.default_rng(1)
    frame = customers(rng, 800).assign(planted=lambda table: "is " + table["target"].astype(str))
    take(workspace, frame)
    ticked = tuple(
        role.model_copy(update={"role": Role.FEATURE, "known_at_prediction": True, "known_reason": ""})
        if role.column == "planted"
        else role
        for role in roles_of(workspace).roles
    )
    data.save_roles(workspace, PROJECT, Roles(roles=ticked))
    assert role_of(workspace, "planted").known_at_prediction
    (finding,) = leaks.leak_findings(workspace, PROJECT)
    leaks.accept_finding(workspace, PROJECT, finding, author="Ada")
    role = role_of(workspace, "planted")
    assert role.role is Role.IGNORED
    assert not role.known_at_prediction
    assert role.known_reason == role.reason


def test_a_tick_of_a_person_outlives_a_new_version_of_the_data(workspace):
    rng = np.random.default_rng(1)
    frame = customers(rng, 400).assign(planted=lambda table: table["target"])
    take(workspace, frame)
    assert not role_of(workspace, "planted").known_at_prediction
    ticked = tuple(
        role.model_copy(update={"known_at_prediction": True, "known_reason": ""})
        for role in roles_of(workspace).roles
    )
    data.save_roles(workspace, PROJECT, Roles(roles=ticked), author="Ada")
    content = frame.head(390).to_csv(index=False).encode()
    data.ingest_stream(workspace, PROJECT, "c.csv", io.BytesIO(content))
    kept = {role.column: role for role in data.roles_to_confirm(workspace, PROJECT).roles}
    assert kept["planted"].known_at_prediction
