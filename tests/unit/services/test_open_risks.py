"""Only serious risks that a person saved hold a release up; what the app proposes does not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.business.background import Background
from core.design.business.charter_file import charter_from_yaml
from core.design.business.people import Part, People, Person
from core.design.business.risks import Risk, RiskRegister, Standing
from core.design.business.surroundings import Surroundings
from core.services import autopilot, projects
from core.services.design import data, engagement
from core.services.workspace import Workspace

PROJECT = "Risky"


@pytest.fixture
def risky(tmp_path: Path) -> Workspace:
    """A project whose records propose risks: 60 rows, nobody named."""
    workspace = open_workspace(tmp_path / "home")
    projects.create_project(workspace, PROJECT)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=60), "y": rng.choice(["a", "b"], 60)})
    frame.to_csv(tmp_path / "rows.csv", index=False)
    data.ingest_file(workspace, PROJECT, tmp_path / "rows.csv")
    return workspace


def own(**changes: object) -> Risk:
    """A serious risk of a person's own."""
    stated = {"code": "own-1", "title": "The law changes", "likelihood": 3, "impact": 3, "step": "solution"}
    return Risk.model_validate({**stated, **changes})


def test_what_is_only_proposed_is_not_open(risky: Workspace) -> None:
    assert engagement.register_of(risky.history(PROJECT)).risks
    assert engagement.open_risks(risky.history(PROJECT)) == ()


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"likelihood": 1}, False),
        ({"standing": Standing.ANSWERED, "mitigation": "Counsel reads along."}, False),
        ({"standing": Standing.ACCEPTED, "mitigation": "It is unlikely before June."}, False),
    ],
)
def test_a_saved_serious_risk_is_open_until_it_is_dealt_with(
    risky: Workspace, changes: dict, is_open: bool
) -> None:
    register = RiskRegister(risks=(own(**changes),))
    engagement.save_risks(risky, PROJECT, register, author="Ada")
    found = engagement.open_risks(risky.history(PROJECT))
    assert [risk.code for risk in found] == (["own-1"] if is_open else [])


def test_what_a_file_states_around_the_charter_is_recorded_once(risky: Workspace) -> None:
    around = Surroundings(
        background=Background(use="A list every Monday."),
        people=People(people=(Person(name="Ruth", part=Part.END_USER),)),
        risks=RiskRegister(risks=(own(),)),
    )
    for _ in range(2):
        engagement.record_around(risky, PROJECT, around)
    history = risky.history(PROJECT)
    assert engagement.around_on_record(history) == around
    assert [history.latest(kind).version for kind in engagement.KINDS] == [1, 1, 1]
    engagement.record_around(risky, PROJECT, Surroundings())
    assert engagement.around_on_record(risky.history(PROJECT)) == around


def test_an_unattended_run_records_what_its_charter_file_states_around_it(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    rows = pd.DataFrame({"x": [n * 0.37 + n % 7 for n in range(80)], "y": ["a", "b"] * 40})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    file = charter_from_yaml(
        "{goal: g, decision: d, payoff: {kind: binary}, requirements: [{kind: model_mb, limit: 5}],"
        " people: [{name: Ruth, part: IT}]}"
    )
    autopilot.start_from_file(workspace, tmp_path / "rows.csv", target="y", project=PROJECT, charter=file)
    assert engagement.people_of(workspace.history(PROJECT)).people == (Person(name="Ruth", part=Part.IT),)
