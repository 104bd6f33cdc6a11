"""start.py: what it does with stamps, broken environments, arguments and ports; nothing is installed here."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import start


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with a space in its name, and no environment yet."""
    root = tmp_path / "my project"
    (root / "tests").mkdir(parents=True)
    (root / "requirements.txt").write_text("# header\npandas==3.1.1  # tables\nnumpy==2.4.6\n")
    (root / "tests" / "requirements.txt").write_text("-r ../requirements.txt\npytest==9.2.0\n")
    for name, path in {
        "ROOT": root,
        "ENVIRONMENT": root / ".venv",
        "RUNTIME": root / "requirements.txt",
        "TEST_TOOLS": root / "tests" / "requirements.txt",
    }.items():
        monkeypatch.setattr(start, name, path)
    return root


@pytest.fixture
def done(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done instead of creating environments and installing packages."""
    did: list[str] = []

    def create() -> None:
        did.append("create")
        start.python().parent.mkdir(parents=True, exist_ok=True)
        start.python().write_text("")

    monkeypatch.setattr(start, "make_environment", create)
    monkeypatch.setattr(start, "pip_install", lambda file: did.append(f"install {file.parent.name}"))
    monkeypatch.setattr(start, "works", lambda interpreter, code: interpreter.exists())
    return did


def test_first_use_creates_and_installs_and_the_next_does_nothing(done: list[str]) -> None:
    start.install(start.RUNTIME)
    assert done == ["create", "install my project"]
    start.install(start.RUNTIME)
    assert len(done) == 2


def test_changed_pins_are_installed_into_the_same_environment(done: list[str]) -> None:
    start.install(start.RUNTIME)
    start.RUNTIME.write_text("pandas==3.1.2\n")
    start.install(start.RUNTIME)
    assert done == ["create", "install my project", "install my project"]


def test_an_interrupted_install_is_done_again(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(file: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "pip_install", interrupted)
        assert start.main(["setup"]) == 130
    assert start.main(["setup"]) == 0
    assert done == ["create", "install my project"]


def test_an_interrupted_upgrade_leaves_no_stamp(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    start.install(start.RUNTIME)
    old = start.RUNTIME.read_text()
    start.RUNTIME.write_text("pandas==3.1.2\n")

    def fails(file: Path) -> None:
        raise start.SetupError("no network")

    with monkeypatch.context() as patch:
        patch.setattr(start, "pip_install", fails)
        assert start.main(["setup"]) == 1
    start.RUNTIME.write_text(old)
    start.install(start.RUNTIME)
    assert done.count("install my project") == 2


def test_a_broken_environment_is_built_again(done: list[str]) -> None:
    start.install(start.RUNTIME)
    start.python().unlink()
    start.install(start.RUNTIME)
    assert done == ["create", "install my project"] * 2


def test_test_tools_include_the_app_which_then_starts_at_once(done: list[str]) -> None:
    start.install(start.RUNTIME, start.TEST_TOOLS)
    start.install(start.RUNTIME)
    start.install(start.RUNTIME, start.TEST_TOOLS)
    assert done == ["create", "install tests"]


def test_a_moved_folder_is_set_up_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = start.fingerprint([start.RUNTIME])
    monkeypatch.setattr(start, "ENVIRONMENT", place / "elsewhere")
    assert start.fingerprint([start.RUNTIME]) != before


def test_pins_are_read_with_comments_and_inclusions(place: Path) -> None:
    assert start.pinned(start.TEST_TOOLS) == {"pandas": "3.1.1", "numpy": "2.4.6", "pytest": "9.2.0"}


def test_progress_is_told_in_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "Collecting streamlit==1.67.0 (from -r requirements.txt (line 4))",
        "  Downloading streamlit-1.67.0.whl (9.9 MB)",
        "Requirement already satisfied: pandas==3.1.1 in ./.venv",
        "Installing collected packages: streamlit",
        "ERROR: No space left on device",
        "hint: free some",
    ]
    assert start.follow(lines, 108) == "ERROR: No space left on device"
    assert capsys.readouterr().out.splitlines() == [
        "Installing 108 packages... 1 of 108 streamlit",
        "Installing 108 packages... 2 of 108 pandas",
        "Unpacking all packages...",
    ]


class Finished:
    """A subprocess that has ended."""

    def __init__(self, returncode: int) -> None:
        self.returncode = returncode


def test_without_venv_the_message_names_the_package(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: Finished(1))
    monkeypatch.setattr(start, "root_prefix", lambda: None)
    assert start.main(["setup"]) == 1
    said = capsys.readouterr().out
    assert "Error: this Python cannot create virtual environments" in said
    assert "apt install python3-venv" in said
    assert not start.ENVIRONMENT.exists()


def test_as_root_the_missing_package_is_installed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **options: Any) -> Finished:
        commands.append(command)
        has_venv = any(
            "python3-venv" in words or f"python3.{sys.version_info[1]}-venv" in words for words in commands
        )
        if "venv" in command and has_venv:
            start.python().parent.mkdir(parents=True, exist_ok=True)
            start.python().write_text("")
        return Finished(0 if "apt-get" in command or has_venv else 1)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(start, "root_prefix", list)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    start.make_environment()
    assert start.python().exists()
    assert ["apt-get", "update", "-qq"] in commands


def test_unknown_arguments_show_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["fly", "me"]) == 2
    said = capsys.readouterr().out
    assert "Unknown argument: fly me" in said and "Usage: python3 start.py" in said
    assert start.main(["help"]) == 0


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(start.SetupError, match=r"3\.11 or newer, and this is 3\.9\.2"):
        start.check_python()


def test_home_reaches_the_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TREFOIL_HOME", "before")
    assert start.take_home(["--home", str(tmp_path / "a b"), "setup"]) == ["setup"]
    assert start.environment()["TREFOIL_HOME"] == str(tmp_path / "a b")
    assert start.environment()["MLFLOW_DISABLE_TELEMETRY"] == "true"
    assert start.main(["setup", "--home"]) == 1


def test_a_busy_port_is_passed_over() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(start.SetupError, match="no free port"):
            start.free_port(port, port)
        if port < 65535:
            assert start.free_port(port, port + 1) == port + 1


def test_a_missing_browser_fails_the_run(
    done: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TREFOIL_CHROMIUM", raising=False)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert start.main(["test"]) == 1
    assert "need Chromium" in capsys.readouterr().out


def test_a_missing_database_server_fails_the_run(
    done: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(start, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(start, "apt_install", lambda package: False)
    monkeypatch.setenv("TREFOIL_POSTGRESQL", str(tmp_path))
    assert start.main(["test"]) == 1
    assert "need a PostgreSQL server" in capsys.readouterr().out


def test_the_newest_database_server_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TREFOIL_POSTGRESQL", raising=False)
    monkeypatch.setattr(start, "SERVERS", tmp_path)
    for number in ("15", "17", "18"):
        (tmp_path / number / "bin").mkdir(parents=True)
    for number in ("15", "17"):
        (tmp_path / number / "bin" / "initdb").touch(mode=0o755)
    assert start.find_postgresql() == str(tmp_path / "17" / "bin")


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest"])
def test_any_failing_check_fails_the_run(
    done: list[str], monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    ran: list[str] = []

    def run(command: list[str], **options: Any) -> Finished:
        ran.append(command[2])
        assert options["env"]["TREFOIL_CHROMIUM"] == "/usr/bin/chromium"
        assert options["env"]["TREFOIL_POSTGRESQL"] == "/opt/servers"
        return Finished(1 if command[2] == failing else 0)

    monkeypatch.setattr(start, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(start, "find_postgresql", lambda: "/opt/servers")
    monkeypatch.setattr(subprocess, "run", run)
    assert start.main(["test"]) == 1
    assert ran == ["ruff", "ruff", "mypy", "pytest"]


def test_arguments_of_test_go_to_pytest(done: list[str]) -> None:
    assert start.checks(["tests/unit", "-x"])[-1][1][1:] == ["-m", "pytest", "tests/unit", "-x"]
    assert start.checks([])[-1][1][3:] == ["tests", "-n", "2", "-q"]
