"""The command report: writes one file, and says what it rests on and what is missing."""

import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.bootstrap import open_workspace
from core.services import projects
from core.services.design import business
from tests.unit.services.test_reports import PROJECT, charter


@pytest.fixture
def home(tmp_path: Path) -> Path:
    workspace = open_workspace(tmp_path / "home")
    projects.create_project(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, charter(), author="Ana")
    return tmp_path / "home"


def arguments(home: Path, out: Path, *more: str) -> list[str]:
    return ["report", PROJECT, "--out", str(out), "--home", str(home), *more]


def test_a_report_is_written_with_what_it_rests_on(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "charter.md"
    assert main(arguments(home, out, "--kind", "charter", "--format", "md", "--json")) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["rests_on"] == ["charter 1"]
    assert answer["gaps"] == len(answer["missing"]) > 0
    assert out.read_text(encoding="utf-8").startswith(f"# Charter: {PROJECT}\n")


@pytest.mark.parametrize("kind", ["data", "solution", "results"])
def test_what_is_not_there_yet_is_a_gap_and_no_error(home: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "report.html"
    assert main(arguments(home, out, "--kind", kind)) == 0
    assert "Asked on" in out.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_one_line(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(home, tmp_path / "no" / "x.html", "--kind", "charter")) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_another_kind_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments(home, tmp_path / "x.html", "--kind", "novel"))
    assert stopped.value.code == 2
