"""A table of mails and addresses, walked through every step: words and distances all the way to the monitor."""

from pathlib import Path

import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.data.columns import Role, Roles
from core.services import projects
from core.services.deployment import monitor, predict, release, testing
from core.services.design import business, data, solution
from core.services.development import compare, proof, quality, training
from core.services.development.quality import roles_in_use
from core.services.work import Progress
from core.services.workspace import Workspace
from tests.app.walk import charter
from tests.unit.development.test_free_text import mail
from tests.unit.development.test_places import houses

PROJECT, TARGET = "Mails", "leaves"


def letters(n_rows: int, seed: int) -> pd.DataFrame:
    """Mails with the place that they were sent from."""
    places = houses(n_rows, seed)[["lat", "lon"]].round(4)
    return pd.concat([mail(n_rows, seed).drop(columns="spent"), places], axis=1)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose released model reads mails, because a person made them a feature."""
    folder = tmp_path_factory.mktemp("mails")
    workspace = open_workspace(folder / "home")
    letters(700, 0).to_csv(folder / "mails.csv", index=False)
    projects.create_project(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, charter(), author="Ada")
    data.ingest_file(workspace, PROJECT, folder / "mails.csv")
    data.propose_and_save_roles(workspace, PROJECT, target=TARGET)
    proposed = roles_in_use(workspace, PROJECT)
    chosen = [
        role.model_copy(update={"role": Role.FEATURE}) if role.column == "mail" else role
        for role in proposed.roles
    ]
    data.save_roles(workspace, PROJECT, Roles(roles=tuple(chosen)), author="Ada")
    design = solution.propose_solution(workspace, PROJECT)
    solution.save_solution(workspace, PROJECT, design, author="Ada")
    quality.infer_and_check(workspace, PROJECT)
    proof.run(workspace, PROJECT, {}, Progress())
    proof.decide(workspace, PROJECT, go=True, author="Ada", reason="Words tell.")
    training.run(workspace, PROJECT, {"budget_s": 3_600, "n_trials": 3, "seed": 0}, Progress())
    number = compare.best_number(workspace, PROJECT)
    compare.run(workspace, PROJECT, {"number": number, "reason": "Best.", "author": "Ada"}, Progress())
    testing.run(workspace, PROJECT, {}, Progress())
    release.run(workspace, PROJECT, {"author": "Ada", "reason": "Gates pass."}, Progress())
    return workspace


def test_the_recipe_reads_words_and_takes_distances(released: Workspace) -> None:
    recipe = quality.quality_view(released, PROJECT).recipe
    features = {feature["name"]: feature for feature in recipe["features"]}
    assert features["mail"] == {"name": "mail", "kind": "text", "words": True}
    assert "key" not in features
    assert recipe["places"] == [["lat", "lon"]]


def test_every_gate_passes_the_printed_script_among_them(released: Workspace) -> None:
    report = released.history(PROJECT).latest("test_report")
    assert report is not None
    verdicts = {gate["code"]: gate["verdict"] for gate in report.payload["gates"]}
    assert verdicts["G8"] == "pass"
    assert report.payload["verdict"] == "pass"


def test_new_mails_are_answered_and_watched(released: Workspace, tmp_path: Path) -> None:
    new = letters(200, 8)
    new.drop(columns=TARGET).to_csv(tmp_path / "new.csv", index=False)
    predict.run(released, PROJECT, {"path": str(tmp_path / "new.csv"), "name": "new.csv"}, Progress())
    longer = new.assign(mail=new["mail"] + " and so on and so on and so on")
    longer.to_csv(tmp_path / "longer.csv", index=False)
    monitor.run(released, PROJECT, {"path": str(tmp_path / "longer.csv"), "name": "longer.csv"}, Progress())
    found = released.history(PROJECT).latest("monitoring")
    assert found is not None
    assert "mail" in found.payload["drift"]["drifted"]
