"""The frame: every page is registered, the picker opens projects, the sidebar shows states."""

import tomllib
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

import core.services.workers
from core.bootstrap import open_workspace
from core.lifecycle.steps import STEPS
from pages.ui.frame import NEW_PROJECT, OTHER_PAGES, PICKER
from pages.ui.palette import DARK, LIGHT, Palette
from pages.ui.state import page_file

ROOT = Path(__file__).parents[3]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app on an empty workspace, with no worker behind it."""
    monkeypatch.setenv("TREFOIL_HOME", str(tmp_path))
    monkeypatch.setattr(core.services.workers, "ensure_worker", lambda _: None)
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)


def links(app: AppTest) -> list[str]:
    return [link.label for link in app.sidebar.page_link]


def test_without_a_project_there_is_little_to_choose(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert links(app) == ["Lifecycle", "Settings"]


def test_a_project_shows_its_steps_with_their_states(app: AppTest, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    workspace.projects.add("Keep customers")
    workspace.records.add("Keep customers", "solution", {}, author="Ann")
    app.query_params["project"] = "Keep customers"
    app.run()
    assert not app.exception
    shown = links(app)
    assert shown[1:4] == ["Business", "Data", "Solution :green[✓]"]
    assert len(shown) == 1 + len(STEPS) + len(OTHER_PAGES)
    assert {link.proto.query_string for link in app.sidebar.page_link} == {"project=Keep+customers"}


def test_the_picker_opens_another_project(app: AppTest, tmp_path: Path) -> None:
    projects = open_workspace(tmp_path).projects
    projects.add("A")
    projects.add("B")
    app.query_params["project"] = "A"
    app.switch_page("pages/design/business.py").run()
    picker = app.sidebar.selectbox(key=PICKER)
    assert set(picker.options) == {"A", "B", NEW_PROJECT}
    picker.select("B").run()
    assert app.query_params["project"] in ("B", ["B"])
    app.sidebar.selectbox(key=PICKER).select(NEW_PROJECT).run()
    assert not app.exception
    assert app.session_state["project"] is None


def test_every_page_file_exists() -> None:
    for code in ("home", *OTHER_PAGES, *(step.code for step in STEPS)):
        assert (ROOT / page_file(code)).is_file()


def test_the_older_page_mode_can_still_be_switched_off() -> None:
    assert hasattr(PagesManager, "uses_pages_directory")


def test_settings_keep_everything_on_this_machine() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_theme_and_map_speak_the_same_colours(name: str, palette: Palette) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    theme = config["theme"][name]
    assert theme["backgroundColor"] == palette.page
    assert theme["textColor"] == palette.text
    assert theme["yellowTextColor"] == palette.stale
    assert len(theme["chartSequentialColors"]) == len(theme["chartDivergingColors"]) == 10
