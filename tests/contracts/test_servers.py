"""A whole project whose databases live elsewhere: records and studies on PostgreSQL, tracking on an MLflow server."""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from storage.addresses import RECORDS, TRACKING
from tests.contracts.postgresql import PostgreSql

ROOT = Path(__file__).parents[2]
QUIET = {**os.environ, "OMP_NUM_THREADS": "1", "MLFLOW_DISABLE_TELEMETRY": "true"}
IN_ONE_DATABASE = """
from pathlib import Path
import optuna, sys
from core.bootstrap import open_workspace

for expected in (1, 2):
    workspace = open_workspace(Path(sys.argv[1]))
    study = workspace.studies.open("s", "maximize", optuna.samplers.TPESampler(seed=0))
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    workspace.tracker.log_trial("Büro", "s", params={"a": 1}, metrics={"auc": 0.5}, tags={"title": "t"})
    assert len(study.trials) == expected
    runs = workspace.tracker._client.search_runs(["1"])
    assert [run.data.metrics for run in runs] == [{"auc": 0.5}] * expected
workspace.projects.add("Büro")
assert [project.name for project in open_workspace(Path(sys.argv[1])).projects.all()] == ["Büro"]
"""


@pytest.fixture
def mlflow_server(postgresql: PostgreSql, tmp_path: Path) -> Iterator[str]:
    """MLflow's own server, without its extra jobs, on a database of its own; its address."""
    store = postgresql.new_database().replace("postgresql:", "postgresql+psycopg:")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(
            sys.executable,
            "-m",
            "mlflow",
            "server",
            "--workers",
            "1",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ),
        *("--backend-store-uri", store),
        *("--artifacts-destination", str(tmp_path / "artifacts")),
    ]
    settings = {**QUIET, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=settings, stdout=log, stderr=log, cwd=tmp_path)
    while not answers(port):
        assert server.poll() is None, (tmp_path / "server.log").read_text()
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(30)


def answers(port: int) -> bool:
    """Tell whether something listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """Five hundred rows whose target follows from two columns, and some noise."""
    draw = random.Random(0)
    rows = [(draw.randint(18, 80), round(draw.gauss(3000, 800), 2), draw.choice("abc")) for _ in range(500)]
    frame = pd.DataFrame(rows, columns=["age", "income", "plan"])
    merit = frame["age"] / 80 + frame["income"] / 3000 + (frame["plan"] == "a")
    frame["bought"] = [("no", "yes")[value + draw.random() * 0.3 > 1.9] for value in merit]
    frame.to_csv(tmp_path / "customers.csv", index=False)
    return tmp_path / "customers.csv"


def trefoil(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", *words]
    return subprocess.run(
        command, cwd=ROOT, env=QUIET | settings, capture_output=True, text=True, check=False
    )


def test_one_database_holds_records_studies_and_runs_side_by_side(
    postgresql: PostgreSql, tmp_path: Path
) -> None:
    settings = {**QUIET, RECORDS: postgresql.new_database(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", IN_ONE_DATABASE, str(tmp_path)]
    ran = subprocess.run(command, env=settings, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    assert list(tmp_path.glob("*.db")) == []


def test_a_project_is_released_with_everything_on_servers(
    postgresql: PostgreSql, mlflow_server: str, customers: Path, tmp_path: Path
) -> None:
    settings = {RECORDS: postgresql.new_database(), TRACKING: mlflow_server}
    home = tmp_path / "home"
    pilot = trefoil(
        "autopilot",
        str(customers),
        "--target",
        "bought",
        "--trials",
        "2",
        "--home",
        str(home),
        "--json",
        **settings,
    )
    assert pilot.returncode == 0, pilot.stderr
    status = json.loads(trefoil("status", "customers", "--home", str(home), "--json", **settings).stdout)
    assert status["live_version"] == 1
    assert list(home.glob("*.db")) == []
    assert not (home / "mlflow").exists()
    answers = subprocess.run(
        [sys.executable, "-c", LOADED, str(customers)],
        env={**QUIET, "MLFLOW_TRACKING_URI": mlflow_server},
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert answers.returncode == 0, answers.stderr
    assert answers.stdout.split() == ["500", "2", "customers"]


LOADED = """
import mlflow, pandas, sys
model = mlflow.pyfunc.load_model("models:/customers@champion")
rows = len(model.predict(pandas.read_csv(sys.argv[1])))
names = [experiment.name for experiment in mlflow.search_experiments() if experiment.name != "Default"]
print(rows, len(mlflow.search_runs(experiment_names=names)), *names)
"""
"""What MLflow's own tools do with the server: load the champion, and list the runs."""
