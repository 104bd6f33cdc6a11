"""A project walked through every step once, kept at each stage, and pages opened on a copy of a stage."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from core.bootstrap import open_workspace
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.lifecycle.steps import BY_CODE
from core.services import projects
from core.services.deployment import monitor, predict, release, testing
from core.services.design import business, data, solution
from core.services.development import compare, proof, quality, training
from core.services.work import Progress
from core.services.workspace import Workspace
from core.worker import run_child

APP = Path(__file__).parents[2] / "app.py"
PROJECT = "Keep customers"
TARGET = "left"
ROWS = 400
SEARCH = {"budget_s": 3_600, "n_trials": 4, "seed": 0}
"""Trials are counted, so that the walk is the same on a busy machine."""
PAYOFF = BinaryPayoff(currency="EUR", true_positive=60, false_positive=-12)


def customers(rows: int = ROWS, seed: int = 0, shift: float = 0.0) -> pd.DataFrame:
    """Return made-up customers; `shift` moves every charge upwards by so many of its spreads."""
    rng = np.random.default_rng(seed)
    tenure = rng.integers(0, 60, rows)
    charge = rng.normal(70 + 20 * shift, 20, rows).round(2)
    contract = rng.choice(["month", "year", "two years"], rows, p=[0.5, 0.3, 0.2])
    risk = -2.0 - 0.15 * (tenure - 30) + 0.1 * (charge - 70) + 3.0 * (contract == "month")
    left = np.where(rng.random(rows) < 1 / (1 + np.exp(-risk)), "yes", "no")
    return pd.DataFrame({"tenure": tenure, "charge": charge, "contract": contract, TARGET: left})


def charter(least_value: float = -PAYOFF.true_positive) -> Charter:
    """Return a charter that asks for so much more value per row than the baseline; by default nothing."""
    demand = Requirement(number="R1", kind=RequirementKind.VALUE_OVER_BASELINE, limit=least_value)
    return Charter(
        goal="Keep customers who are about to leave.",
        decision="Whom to call this week.",
        payoff=PAYOFF,
        requirements=(demand,),
    )


def walk(folder: Path) -> Path:
    """Walk a project to its end in `folder`/now and keep a copy after each stage; return `folder`."""
    home = folder / "now"
    workspace = open_workspace(home)
    for stage, work in STAGES.items():
        work(workspace, folder)
        shutil.copytree(home, folder / stage)
    return folder


def _design(workspace: Workspace, folder: Path) -> None:
    path = folder / "customers.csv"
    customers().to_csv(path, index=False)
    projects.create_project(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, charter(), author="Ada")
    data.ingest_file(workspace, PROJECT, path)
    data.propose_and_save_roles(workspace, PROJECT, target=TARGET)
    proposed = solution.propose_solution(workspace, PROJECT)
    solution.save_solution(workspace, PROJECT, proposed, author="Ada")


def _check(workspace: Workspace, _: Path) -> None:
    quality.infer_and_check(workspace, PROJECT)


def _climb(workspace: Workspace, _: Path) -> None:
    proof.run(workspace, PROJECT, {}, Progress())


def _train(workspace: Workspace, _: Path) -> None:
    proof.decide(workspace, PROJECT, go=True, author="Ada", reason="The signal is there.")
    training.run(workspace, PROJECT, SEARCH, Progress())


def _choose(workspace: Workspace, _: Path) -> None:
    number = compare.best_number(workspace, PROJECT)
    params = {"number": number, "reason": "Best score.", "author": "Ada"}
    compare.run(workspace, PROJECT, params, Progress())


def _test(workspace: Workspace, _: Path) -> None:
    testing.run(workspace, PROJECT, {}, Progress())


def _release(workspace: Workspace, _: Path) -> None:
    release.run(workspace, PROJECT, {"author": "Ada", "reason": "All gates pass."}, Progress())


def _use(workspace: Workspace, folder: Path) -> None:
    new, drifted = folder / "new.csv", folder / "drifted.csv"
    customers(80, seed=1).drop(columns=TARGET).to_csv(new, index=False)
    customers(200, seed=2, shift=2.0).to_csv(drifted, index=False)
    predict.run(workspace, PROJECT, {"path": str(new), "name": new.name}, Progress())
    monitor.run(workspace, PROJECT, {"path": str(drifted), "name": drifted.name}, Progress())


STAGES: dict[str, Callable[[Workspace, Path], None]] = {
    "designed": _design,
    "checked": _check,
    "climbed": _climb,
    "trained": _train,
    "chosen": _choose,
    "tested": _test,
    "released": _release,
    "used": _use,
}


def open_page(code: str, project: str | None = PROJECT) -> AppTest:
    """Open a step's page in the workspace that TREFOIL_HOME names."""
    page = BY_CODE[code].page if code in BY_CODE else f"pages/{code}.py"
    app = AppTest.from_file(APP, default_timeout=30)
    if project:
        app.query_params["project"] = project
    return app.switch_page(page).run()


def texts(app: AppTest) -> str:
    """Return all that a page says, without the backslashes that switch Markdown off."""
    parts = [
        *(
            element.value
            for kind in ("title", "subheader", "markdown", "caption")
            for element in app.get(kind)
        ),
        *(element.value for kind in ("error", "warning", "info", "success") for element in app.get(kind)),
        *(f"{metric.label} {metric.value} {metric.delta}" for metric in app.metric),
    ]
    return "\n".join(str(part) for part in parts).replace("\\", "")


def work_off(workspace: Workspace) -> None:
    """Do what a worker would do with the oldest job in the queue."""
    job = workspace.jobs.claim("test")
    assert job is not None
    run_child(workspace, job.id)


def running(workspace: Workspace, kind: str, **progress: object) -> int:
    """Put a job into the queue, claimed and on its way, and return its number."""
    job = workspace.jobs.add(PROJECT, kind, {})
    workspace.jobs.claim("test")
    workspace.jobs.report(job.id, dict(progress))
    return job.id
