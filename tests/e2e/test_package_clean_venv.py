"""The hand-over: the package installs in a clean environment, passes its own tests there and serves."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from core.deployment.package.builder import build_package
from core.deployment.package.verify import verify_package
from core.scoring.model import load_model
from core.scoring.rows import rows_frame
from tests.unit.scoring.model_folders import saved_model

NO_NETWORK = ["unshare", "--map-root-user", "--net"]
NO_CONNECTIONS = """
import socket

def refuse(*_):
    raise OSError("The network is off.")

socket.socket.connect = socket.socket.connect_ex = refuse
"""
CARD = {"Intended use": "A test of the hand-over."}
QUIET = {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def test_a_package_runs_without_us(tmp_path):
    model = load_model(saved_model(tmp_path / "model", learner="lightgbm"))
    package = build_package(tmp_path / "model", tmp_path / "churn.zip", card=CARD)
    verify_package(package)
    folder = tmp_path / "elsewhere"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    python = clean_environment(tmp_path / "venv", folder / "requirements.txt")
    tested = run_without_network([python, "-m", "pytest", "tests", "-q"], folder, tmp_path / "blocker")
    assert " passed" in tested and "failed" not in tested
    rows = json.loads((folder / "tests" / "sample_rows.json").read_text(encoding="utf-8"))["rows"]
    expected = model.predict(rows_frame(rows, model.inputs, model.input_contract))
    answered = serve_and_ask(python, folder, rows)
    assert [row["prediction"] for row in answered] == list(expected["prediction"])
    found = [row["probability"] for row in answered]
    assert found == pytest.approx(list(expected["probability"]), rel=0, abs=1e-9)


def clean_environment(folder: Path, requirements: Path) -> str:
    """Make a virtual environment with the package's requirements only; return its Python."""
    run([sys.executable, "-m", "venv", str(folder)], folder.parent)
    python = str(folder / "bin" / "python")
    run([python, "-m", "pip", "install", "--quiet", "-r", str(requirements)], folder.parent)
    return python


def run_without_network(command: list[str], folder: Path, blocker: Path) -> str:
    """Run a command in a network namespace of its own, where even loopback is down.

    Where the kernel forbids such namespaces, Python itself refuses to connect.
    """
    if subprocess.run([*NO_NETWORK, "true"], capture_output=True, check=False).returncode == 0:
        return run([*NO_NETWORK, *command], folder)
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(NO_CONNECTIONS)
    return run(command, folder, PYTHONPATH=str(blocker))


def serve_and_ask(python: str, folder: Path, rows: list[dict]) -> list[dict]:
    """Start serve.py on a free port, ask it for predictions, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, "serve.py", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, env=environment()) as server:
        try:
            wait_until_open(port, server)
            body = json.dumps({"rows": rows}).encode()
            request = urllib.request.Request(f"http://127.0.0.1:{port}/predict", body)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)["predictions"]
        finally:
            server.terminate()


def wait_until_open(port: int, server: subprocess.Popen, seconds: float = 60) -> None:
    """Return once the port accepts connections; fail when the server ends or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if ended(server):
                break
    pytest.fail(f"serve.py did not open port {port}.")


def ended(server: subprocess.Popen, seconds: float = 0.05) -> bool:
    """Tell whether a process ends within a moment."""
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def run(command: list[str], folder: Path, **variables: str) -> str:
    """Run a command to its end, require success, and return what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment() | variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment() -> dict[str, str]:
    """The present environment without the Python path of this checkout."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | QUIET
