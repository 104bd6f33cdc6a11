"""One released project, walked once and copied for each test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer

from core.bootstrap import open_workspace
from core.services import autopilot
from core.services.work import Progress
from core.services.workspace import Workspace

PROJECT = "Tumours"
SEARCH = {"budget_s": 3_600, "n_trials": 4, "seed": 0}
"""Trials are counted, so that the walk is the same on a busy machine."""


@pytest.fixture(scope="session")
def tumours() -> pd.DataFrame:
    """569 real rows with a labelled target."""
    frame = load_breast_cancer(as_frame=True).frame
    return frame.assign(target=frame["target"].map({0: "malignant", 1: "benign"}))


@pytest.fixture(scope="session")
def walked_home(tumours: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one released project."""
    home = tmp_path_factory.mktemp("walked")
    workspace = open_workspace(home)
    tumours.to_csv(home / "tumours.csv", index=False)
    autopilot.start_from_file(workspace, home / "tumours.csv", target="target", project=PROJECT)
    outcome = autopilot.run(workspace, PROJECT, SEARCH, Progress())
    assert outcome["released"], workspace.history(PROJECT).latest("test_report")
    return home


@pytest.fixture
def walked(walked_home: Path, tmp_path: Path) -> Workspace:
    """A copy of the released project."""
    shutil.copytree(walked_home, tmp_path / "home")
    return open_workspace(tmp_path / "home")


@pytest.fixture
def as_file(tmp_path: Path) -> Callable[[pd.DataFrame], dict[str, str]]:
    """Write a table and return it as a job's parameters."""

    def write(frame: pd.DataFrame) -> dict[str, str]:
        frame.to_csv(tmp_path / "batch.csv", index=False)
        return {"path": str(tmp_path / "batch.csv"), "name": "batch.csv"}

    return write
