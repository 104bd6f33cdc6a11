"""The architecture in the package: the way in use first, whom it serves, and whom it asks in doubt."""

import csv
import runpy
import sys
import zipfile
from pathlib import Path

import pytest

from core.deployment.package.builder import build_package
from core.deployment.package.verify import verify_package
from core.design.solution.architecture import Architecture, Mode, Place, WhenUnsure, shipped_parts
from core.scoring.model import load_model
from tests.unit.scoring.model_folders import raw_rows, saved_model

CARD = {"Intended use": {"Goal": "Keep customers"}}
LIVE = Architecture(
    mode=Mode.LIVE, place=Place.SERVER, consumer="the *call* system", when_down="Agents call everybody."
)


def package(folder: Path, architecture: Architecture, **manifest: object) -> Path:
    about = {"architecture": architecture.model_dump(mode="json"), **manifest}
    return build_package(saved_model(folder / "model", **about), folder / "churn.zip", card=CARD)


def readme(path: Path) -> str:
    return zipfile.ZipFile(path).read("README.md").decode()


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("place", list(Place))
def test_every_part_that_is_promised_is_in_the_package(tmp_path, mode: Mode, place: Place) -> None:
    architecture = Architecture(mode=mode, place=place)
    built = package(tmp_path, architecture)
    assert set(shipped_parts(architecture)) <= set(verify_package(built)["files"])
    text = readme(built)
    used = "python predict.py" if mode is Mode.BATCH else "python serve.py"
    other = "python serve.py" if mode is Mode.BATCH else "python predict.py"
    assert text.index(used) < text.index(other)
    assert "docker build -t churn . && docker run -p 8000:8000 churn" in text


def test_the_readme_says_who_takes_predictions_and_what_happens_without(tmp_path) -> None:
    text = readme(package(tmp_path, LIVE))
    assert r"- Predictions go to: the \*call\* system." in text
    assert "- While the model does not answer: Agents call everybody." in text
    assert "- When the model is unsure: it decides anyway." in text


def test_a_model_from_before_there_was_an_architecture_is_still_packed(tmp_path) -> None:
    built = build_package(saved_model(tmp_path / "model"), tmp_path / "churn.zip", card=CARD)
    assert "- Runs as: batches of about 1,000 rows." in readme(built)


def test_the_package_marks_the_same_rows_as_the_app(tmp_path, monkeypatch, capsys) -> None:
    asks = Architecture(when_unsure=WhenUnsure.ASK, unsure_within=0.1)
    built = package(tmp_path, asks, unsure_within=0.1)
    zipfile.ZipFile(built).extractall(tmp_path / "package")
    monkeypatch.syspath_prepend(tmp_path / "package")
    rows = raw_rows(60, seed=2)
    rows.to_csv(tmp_path / "in.csv", index=False)
    try:
        script = runpy.run_path(str(tmp_path / "package" / "predict.py"))
        assert script["main"]([str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 0
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "scoring"]:
            del sys.modules[name]
    written = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    expected = load_model(tmp_path / "model").predict(rows)["decided_by"].tolist()
    assert [row["model_decided_by"] for row in written] == expected
    asked = expected.count("ask a person")
    assert 0 < asked < 60
    assert f"On {asked} of them the model is unsure: ask a person." in capsys.readouterr().out
    assert "ask a person" in zipfile.ZipFile(built).read("tests/expected.json").decode()
