"""A workspace that is ready to train, and workers that are always ended."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sklearn.datasets import load_breast_cancer

from core.bootstrap import open_workspace
from core.services import projects
from core.services.design import business, data, solution
from core.services.development import quality
from core.services.workspace import Workspace

PROJECT = "Tumours"


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Workspace]:
    """A project up to its contract; every process that it started is killed afterwards."""
    workspace = open_workspace(tmp_path / "home")
    projects.create_project(workspace, PROJECT)
    load_breast_cancer(as_frame=True).frame.to_csv(tmp_path / "tumours.csv", index=False)
    data.ingest_file(workspace, PROJECT, tmp_path / "tumours.csv")
    data.propose_and_save_roles(workspace, PROJECT, target="target")
    design = solution.propose_solution(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, business.assumed_charter(design.ml_task, design.target))
    solution.save_solution(workspace, PROJECT, design)
    quality.infer_and_check(workspace, PROJECT)
    yield workspace
    for process in processes_of(workspace):
        process.kill()


def processes_of(workspace: Workspace) -> list[psutil.Process]:
    """Return every worker and child process of a workspace."""
    return [p for p in psutil.process_iter() if str(workspace.home) in _command(p)]


def kill(pid: int) -> None:
    """Kill a process the hard way."""
    os.kill(pid, signal.SIGKILL)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
