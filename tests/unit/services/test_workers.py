"""Which workers are alive: those of this host by their process, those of other hosts by their beats."""

import os
from pathlib import Path

import psutil
import pytest

from core.bootstrap import open_workspace
from core.services import workers
from core.services.workers import living_workers, register_worker
from core.services.workspace import Workspace

NOWHERE = 2**22 + 1
"""No process of this host has such a number."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path)


def test_this_process_is_alive_and_known_with_its_host(workspace: Workspace) -> None:
    name = register_worker(workspace, os.getpid())
    assert living_workers(workspace) == [name]


def test_a_worker_on_another_host_is_believed_while_it_beats(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.jobs.beat("7-1.00@elsewhere", NOWHERE, 1.0)
    assert living_workers(workspace) == ["7-1.00@elsewhere"]
    monkeypatch.setattr(workers, "LONGEST_SILENCE_S", 0)
    assert living_workers(workspace) == []
    assert workspace.jobs.workers() == []


def test_a_process_of_this_host_is_not_believed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.node", lambda: "here")
    workspace.jobs.beat("7-1.00@here", NOWHERE, 1.0)
    assert living_workers(workspace) == []


def test_the_job_of_a_worker_on_another_host_stays_with_it(workspace: Workspace) -> None:
    workspace.projects.add("p")
    job = workspace.jobs.add("p", "train", {})
    workspace.jobs.beat("7-1.00@elsewhere", os.getpid(), psutil.Process().create_time())
    workspace.jobs.claim("7-1.00@elsewhere")
    assert workspace.jobs.requeue_lost(living_workers(workspace), 3) == []
    assert workspace.jobs.get(job.id).state == "running"
