"""Workspaces for page tests: a project walked once a session, a copy of one of its stages for each test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

import core.services.workers
from core.bootstrap import open_workspace
from core.services import projects
from core.services.workspace import Workspace
from tests.app.walk import PROJECT, walk

Stage = Callable[[str], Workspace]


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run app.py before every page, as the server does; a rerun of AppTest would run pages/home.py alone."""
    start = PagesManager.__init__

    def with_router(self: PagesManager, *args: object, **options: object) -> None:
        start(self, *args, **options)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", with_router)


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the workspace after each stage."""
    return walk(tmp_path_factory.mktemp("walked"))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return an empty workspace that the app uses, with no worker behind it."""
    monkeypatch.setenv("TREFOIL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(core.services.workers, "ensure_worker", lambda _: None)
    return open_workspace(tmp_path / "home")


@pytest.fixture
def blank(empty: Workspace) -> Workspace:
    """Return a workspace with a project that has nothing yet."""
    projects.create_project(empty, PROJECT)
    return empty


@pytest.fixture
def stage(walked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a function that makes the app use a copy of the project as it stood after a stage."""

    def use(name: str) -> Workspace:
        home = tmp_path / "home"
        shutil.copytree(walked / name, home)
        monkeypatch.setenv("TREFOIL_HOME", str(home))
        monkeypatch.setattr(core.services.workers, "ensure_worker", lambda _: None)
        return open_workspace(home)

    return use
