"""Only serious risks that a person saved hold a release up; what the app proposes does not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.business.risks import Risk, RiskRegister, Standing
from core.services import data, engagement, projects
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
