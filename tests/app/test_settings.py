"""Settings: where everything is kept and what runs it."""

import os

import psutil
import pytest
from streamlit.runtime.context import ContextProxy

from core.services.installation import disk_use
from core.services.person import remember_name, remembered_name
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import open_page, texts


def test_an_empty_workspace_names_its_folder(empty: Workspace) -> None:
    app = open_page("settings", project=None)
    assert not app.exception
    assert app.code[0].value == str(empty.home)
    assert {metric.label: metric.value for metric in app.metric}["Projects"] == "0"
    assert "There is nothing to do." in texts(app)


def test_a_living_worker_is_shown(empty: Workspace) -> None:
    me = psutil.Process(os.getpid())
    empty.jobs.beat("me", me.pid, me.create_time())
    assert "It ends by itself" in texts(open_page("settings", project=None))


def test_a_worker_that_died_is_not_shown_as_running(empty: Workspace) -> None:
    empty.jobs.beat("gone", os.getpid(), 1.0)
    assert "There is nothing to do." in texts(open_page("settings", project=None))


def test_the_size_of_each_part_adds_up_to_all_files(stage: Stage) -> None:
    workspace = stage("released")
    used = disk_use(workspace.home)
    files = [path for path in workspace.home.rglob("*") if path.is_file()]
    assert sum(used.values()) == sum(path.stat().st_size for path in files)
    assert {"tables", "models", "packages"} <= set(used)
    assert not open_page("settings").exception


def test_a_name_given_here_is_offered_in_the_forms(stage: Stage) -> None:
    stage("designed")
    app = open_page("settings")
    app.text_input(key="settings.name").set_value("Ada").run()
    app.switch_page("pages/design/business.py").run()
    assert app.text_input(key="business.name").value == "Ada"


def test_a_name_is_offered_again_in_the_next_session(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage("designed")
    monkeypatch.setattr(ContextProxy, "ip_address", None)
    open_page("settings").text_input(key="settings.name").set_value("Ada").run()
    assert open_page("business").text_input(key="business.name").value == "Ada"


def test_over_a_network_nobody_gets_the_name_of_somebody_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = stage("designed")
    remember_name(workspace, "Ada")
    monkeypatch.setattr(ContextProxy, "ip_address", "10.0.0.7")
    app = open_page("business")
    assert app.text_input(key="business.name").value == ""
    app.text_input(key="business.name").set_value("Eve").run()
    assert remembered_name(workspace) == "Ada"
