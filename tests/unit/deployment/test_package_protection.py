"""A package does to raw rows what the privacy plan did, and retrains on the rows that were learnt from."""

import json
import runpy
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.deployment.package.builder import build_package
from core.design.solution.design import SplitPlan
from core.development.splits import split_holdout
from core.development.time_split import learnt_rows
from core.scoring.model import load_model
from core.scoring.service import Refused, answer
from tests.unit.development.test_splits import table_of
from tests.unit.scoring.model_folders import LABELS, raw_rows, saved_model, truth

CARD = {"Intended use": {"Goal": "Keep customers"}}
BANDS = {"action": "generalise", "column": "tenure", "to": "bands", "width": 12.0, "kind": "number"}
YEAR = {"action": "generalise", "column": "joined", "to": "year", "kind": "date"}
CODES = {"action": "pseudonymise", "column": "plan", "kind": "category"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    """Return a function that unpacks the package of a model and runs one of its programs."""

    def run(program: str, **manifest: object) -> dict:
        folder = saved_model(tmp_path / "model", **manifest)
        built = build_package(folder, tmp_path / "p.zip", card=CARD)
        zipfile.ZipFile(built).extractall(tmp_path / "package")
        monkeypatch.syspath_prepend(tmp_path / "package")
        return runpy.run_path(str(tmp_path / "package" / program))

    yield run
    for name in [name for name in sys.modules if name.split(".")[0] == "scoring"]:
        del sys.modules[name]


def test_raw_values_are_scored_as_the_app_scores_protected_ones(programs, tmp_path: Path) -> None:
    script = programs("predict.py", protection=[BANDS, YEAR])
    rows = raw_rows(40, seed=3)
    rows.to_csv(tmp_path / "in.csv", index=False)
    assert script["main"]([str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 0
    protected = rows.assign(
        tenure=rows["tenure"] // 12 * 12, joined=rows["joined"].dt.to_period("Y").dt.to_timestamp()
    )
    model = load_model(tmp_path / "model")
    expected = model.predict(protected)["probability"].to_numpy()
    written = pd.read_csv(tmp_path / "out.csv")["model_probability"].to_numpy()
    assert np.abs(written - expected).max() < 1e-9
    assert np.abs(written - model.predict(rows)["probability"].to_numpy()).max() > 1e-3


def test_a_raw_value_of_a_pseudonymised_column_is_refused_everywhere(
    programs, tmp_path: Path, capsys
) -> None:
    script = programs("predict.py", protection=[CODES])
    raw_rows(5).to_csv(tmp_path / "in.csv", index=False)
    assert script["main"]([str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 2
    assert "column 'plan': the model knows codes" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
    row = {"tenure": 3, "plan": "basic", "paperless": True, "joined": "2024-05-17"}
    with pytest.raises(Refused, match="the model knows codes") as refused:
        answer(load_model(tmp_path / "model"), [row])
    assert refused.value.status == 422


def test_sample_rows_are_protected_and_the_readme_says_what_is_taken(programs, tmp_path: Path) -> None:
    programs("predict.py", protection=[BANDS, CODES])
    folder = tmp_path / "package"
    rows = json.loads((folder / "tests" / "sample_rows.json").read_text(encoding="utf-8"))["rows"]
    assert {row["tenure"] % 12 for row in rows if row["tenure"] is not None} == {0}
    assert {row["plan"] for row in rows} <= {"0" * 32, None}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "Raw values of tenure are masked or made coarser here" in readme
    assert "Of plan only the app's codes are taken" in readme


def test_the_training_script_leaves_out_the_holdout_and_the_gap(programs, tmp_path: Path) -> None:
    rows = raw_rows().assign(day=pd.date_range("2024-01-01", periods=200))
    plan = SplitPlan(strategy="time", column="day", gap=10)
    learnt, _ = split_holdout(table_of(np.resize([0, 1], 200), day=rows["day"]), plan)
    script = programs("train.py", learnt_rows=learnt_rows(rows.iloc[learnt], plan))
    rows = rows.assign(left=[LABELS["binary"][code] for code in truth(rows, "binary")])
    rows.to_csv(tmp_path / "all.csv", index=False)
    rows.iloc[learnt].to_csv(tmp_path / "learnt.csv", index=False)
    script["train"](tmp_path / "all.csv", tmp_path / "of_all")
    script["train"](tmp_path / "learnt.csv", tmp_path / "of_learnt")
    fresh = raw_rows(100, seed=8)
    of_all, of_learnt = (load_model(tmp_path / name).scores(fresh) for name in ("of_all", "of_learnt"))
    assert np.array_equal(of_all, of_learnt)
    assert len(learnt) == 151
    assert not np.array_equal(of_all, load_model(tmp_path / "model").scores(fresh))


def test_only_a_split_by_time_has_a_rule_for_its_rows() -> None:
    frame = pd.DataFrame({"year": [2000, 2001, None]})
    assert learnt_rows(frame, SplitPlan(strategy="random")) is None
    assert learnt_rows(frame, SplitPlan(strategy="time", column="year")) == {
        "column": "year", "is_date": False, "last": 2001.0, "keeps_unknown": True,
    }  # fmt: skip
