"""The command line from outside: exit codes, one clear line, JSON that says it all."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer

ROOT = Path(__file__).parents[2]
KEYS = {
    "project", "ml_task", "metric", "rows", "columns", "baseline_score", "holdout_score", "holdout_interval",
    "budget_s", "elapsed_s", "first_model_s", "trials", "winner", "model_version", "alias", "released", "gates",
    "package",
}  # fmt: skip


def core(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "core", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=170,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def assert_one_line_error(done: subprocess.CompletedProcess, code: int, *words: str) -> None:
    assert done.returncode == code
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def tumours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bunch = load_breast_cancer(as_frame=True)
    frame = bunch.frame.assign(target=bunch.frame["target"].map({0: "malignant", 1: "benign"}))
    path = tmp_path_factory.mktemp("data") / "tumours.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def released(tumours: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    out = tmp_path_factory.mktemp("out") / "model.zip"
    done = core(
        "autopilot", tumours, "--target", "target", "--project", "Tumours", "--budget", 6,
        "--home", home, "--out", out, "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_autopilot_says_everything_in_one_object(released: dict) -> None:
    assert set(released) >= KEYS
    assert released["released"] is True
    assert (released["ml_task"], released["alias"], released["model_version"]) == ("binary", "champion", 1)
    assert released["rows"] == 569
    low, high = released["holdout_interval"]
    assert low <= released["holdout_score"] <= high
    assert released["holdout_score"] > released["baseline_score"]
    assert {gate["verdict"] for gate in released["gates"]} == {"pass"}
    assert zipfile.is_zipfile(released["package"])


def test_predict_scores_every_row(released: dict, tumours: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "scored.csv"
    done = core("predict", "Tumours", tumours, "--out", out, "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    scored = pd.read_csv(out)
    assert len(scored) == 569
    assert scored["probability"].between(0, 1).all()
    assert json.loads(done.stdout)["version"] == 1


def test_monitor_export_and_status(released: dict, tumours: Path, home: Path, tmp_path: Path) -> None:
    done = core("monitor", "Tumours", tumours, "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["performance"]["labels"] == 569
    done = core("export", "Tumours", "--out", tmp_path / "again.zip", "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.zip").read_bytes() == Path(released["package"]).read_bytes()
    done = core("status", "Tumours", "--home", home, "--json")
    assert {step["state"] for step in json.loads(done.stdout)["steps"] if step["step"] != "predict"} == {
        "done"
    }


def test_no_signal_is_not_released(tmp_path: Path) -> None:
    noise = pd.DataFrame({"x": range(400), "y": ["a", "b", "b", "a"] * 100}).assign(
        x=lambda f: (f["x"] * 7919) % 401, z=lambda f: (f["x"] * 104729) % 397
    )
    noise.to_csv(tmp_path / "noise.csv", index=False)
    done = core(
        "autopilot",
        tmp_path / "noise.csv",
        "--target",
        "y",
        "--budget",
        3,
        "--home",
        tmp_path / "h",
        "--json",
    )
    assert_one_line_error(done, 3, "G1")
    answer = json.loads(done.stdout)
    assert (answer["released"], answer["package"]) == (False, None)
    assert "fail" in {gate["verdict"] for gate in answer["gates"]}


def test_errors_are_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    small = tmp_path / "small.csv"
    small.write_text("a,b\n" + "1,2\n3,4\n" * 60)
    home = tmp_path / "home"
    assert_one_line_error(
        core("autopilot", "/nowhere.csv", "--target", "x", "--home", home), 2, "/nowhere.csv"
    )
    assert_one_line_error(core("autopilot", empty, "--target", "x", "--home", home), 2, "empty")
    assert_one_line_error(core("autopilot", small, "--target", "c", "--home", home), 2, "c")
    assert_one_line_error(core("autopilot", small, "--home", home), 2, "--target")
    assert_one_line_error(
        core("autopilot", small, "--target", "b", "--budget", 0, "--home", home), 2, "budget"
    )
    assert_one_line_error(core("status", "nothing", "--home", home), 2, "nothing")
    assert_one_line_error(core("predict", "nothing", small, "--out", tmp_path / "o.csv", "--home", home), 2)
    assert_one_line_error(core("export", "nothing", "--out", tmp_path / "o.zip", "--home", home), 2)
