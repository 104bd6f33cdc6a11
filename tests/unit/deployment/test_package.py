"""The package: complete, the same every time, and refused when anything in it is not as it was."""

import csv
import json
import re
import runpy
import stat
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.deployment.package.builder import REQUIRED_FOR_TESTS, build_package, sample_rows
from core.deployment.package.card import escaped, model_card_text
from core.deployment.package.made_up import made_up_rows
from core.deployment.package.verify import verify_package
from core.errors import Tampered
from core.scoring.contract import check_contract
from core.scoring.model import ModelDamaged, load_model
from tests.unit.scoring.model_folders import CONTRACT, LABELS, raw_rows, saved_model, truth

CARD = {"Intended use": {"Goal": "Keep *customers*"}, "Evaluation": ["accuracy 0.8"], "Approval": ""}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The package of a small LightGBM model."""
    root = tmp_path_factory.mktemp("package")
    return build_package(saved_model(root / "model", learner="lightgbm"), root / "churn.zip", card=CARD)


@pytest.fixture
def unpacked(package, tmp_path, monkeypatch):
    """An unpacked package whose `scoring` is the one that is imported."""
    zipfile.ZipFile(package).extractall(tmp_path / "package")
    monkeypatch.syspath_prepend(tmp_path / "package")
    yield tmp_path / "package"
    for name in [name for name in sys.modules if name.split(".")[0] == "scoring"]:
        del sys.modules[name]


def rewritten(package: Path, out: Path, change) -> Path:
    """Copy a zip, letting `change(members)` edit the {ZipInfo: bytes} first."""
    with zipfile.ZipFile(package) as archive:
        members = {info: archive.read(info) for info in archive.infolist()}
    change(members)
    with zipfile.ZipFile(out, "w") as archive:
        for info, content in members.items():
            archive.writestr(info, content)
    return out


def test_a_package_holds_what_it_promises_and_verifies(package):
    files = set(verify_package(package)["files"])
    promised = {
        "README.md", "serve.py", "predict.py", "train.py", "requirements.txt", "Dockerfile", "model_card.md",
        "tests/test_package.py", "model/model.skops", "model/recipe.json", "model/contract.json",
        "model/manifest.json", "scoring/recipe.py", "scoring/contract.py", "scoring/model.py",
        "scoring/service.py", "scoring/rows.py", "scoring/__init__.py",
    }  # fmt: skip
    assert promised <= files
    with zipfile.ZipFile(package) as archive:
        for name in files:
            assert b"core." not in archive.read(name).replace(b"catboost.core.", b"") or name.endswith(
                "skops"
            )


def test_the_same_model_gives_the_same_bytes_and_no_half_files(package, tmp_path):
    again = build_package(package.parent / "model", tmp_path / "again.zip", card=CARD)
    assert again.read_bytes() == package.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.zip"]


def test_requirements_are_pinned_and_lightgbm_only_where_used(package, tmp_path):
    linear = build_package(saved_model(tmp_path / "m"), tmp_path / "linear.zip", card=CARD)
    texts = [zipfile.ZipFile(path).read("requirements.txt").decode() for path in (package, linear)]
    assert all(re.fullmatch(r"[a-z-]+==[0-9.]+", line) for text in texts for line in text.splitlines())
    assert ["lightgbm" in text for text in texts] == [True, False]
    assert ["libgomp1" in zipfile.ZipFile(p).read("Dockerfile").decode() for p in (package, linear)] == [
        True,
        False,
    ]


def test_the_pinned_test_libraries_are_those_that_were_tried():
    from importlib.metadata import version

    assert [f"{name}=={version(name)}" for name in ("httpx", "pytest")] == list(REQUIRED_FOR_TESTS)


def test_no_row_of_the_data_is_in_a_package(package):
    rows = json.loads(zipfile.ZipFile(package).read("tests/sample_rows.json"))["rows"]
    real = set(raw_rows()["tenure"].dropna())
    assert not real & {row["tenure"] for row in rows}


def test_a_damaged_model_is_not_packed(tmp_path):
    folder = saved_model(tmp_path / "model")
    (folder / "recipe.json").write_text("{}")
    with pytest.raises(ModelDamaged):
        build_package(folder, tmp_path / "out.zip", card=CARD)
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize("position", range(0, 100, 7))
def test_any_flipped_byte_of_the_zip_is_refused_or_changes_nothing(package, tmp_path, position):
    content = bytearray(package.read_bytes())
    content[len(content) * position // 100] ^= 4
    flipped = tmp_path / "flipped.zip"
    flipped.write_bytes(content)
    try:
        verify_package(flipped)
    except Tampered:
        return
    for name in zipfile.ZipFile(package).namelist():
        assert zipfile.ZipFile(flipped).read(name) == zipfile.ZipFile(package).read(name)


@pytest.mark.parametrize("name", ["../x.py", "/etc/x", "a/../../x", "..\\x", "C:x"])
def test_unsafe_members_are_named(package, tmp_path, name):
    evil = rewritten(
        package, tmp_path / "evil.zip", lambda members: members.update({zipfile.ZipInfo(name): b""})
    )
    with pytest.raises(Tampered, match="unsafe member"):
        verify_package(evil)


def test_links_extra_missing_changed_and_double_members_are_refused(package, tmp_path):
    def link(members):
        info = zipfile.ZipInfo("tests/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        members[info] = b"/etc/passwd"

    def missing(members):
        members.pop(next(info for info in members if info.filename == "serve.py"))

    def changed(members):
        members[next(info for info in members if info.filename == "model/model.skops")] = b"changed"

    def double(members):
        members[zipfile.ZipInfo("serve.py")] = b"other"

    cases = {
        "unsafe member tests/link": link,
        "serve.py is missing": missing,
        "model/model.skops differs from its manifest": changed,
        "extra.py is not in its manifest": lambda m: m.update({zipfile.ZipInfo("extra.py"): b""}),
    }
    for text, change in cases.items():
        with pytest.raises(Tampered, match=re.escape(text)):
            verify_package(rewritten(package, tmp_path / "changed.zip", change))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = rewritten(package, tmp_path / "double.zip", double)
    with pytest.raises(Tampered, match=r"serve\.py is in it twice"):
        verify_package(twice)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04"])
def test_what_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Tampered, match="not a complete zip"):
        verify_package(tmp_path / "x.zip")
    with pytest.raises(Tampered):
        verify_package(tmp_path / "absent.zip")


@pytest.mark.parametrize("ml_task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("learner", ["linear", "extra_trees", "hist_gradient", "lightgbm"])
def test_the_training_script_trains_the_same_model_again(tmp_path, monkeypatch, learner, ml_task):
    folder = saved_model(tmp_path / "model", ml_task, learner)
    package = build_package(folder, tmp_path / "p.zip", card=CARD)
    zipfile.ZipFile(package).extractall(tmp_path / "package")
    rows = raw_rows()
    target = truth(rows, ml_task)
    labels = LABELS[ml_task]
    training = rows.assign(left=[labels[code] for code in target] if labels else target)
    training.to_csv(tmp_path / "rows.csv", index=False)
    monkeypatch.syspath_prepend(tmp_path / "package")
    script = runpy.run_path(str(tmp_path / "package" / "train.py"))
    script["train"](tmp_path / "rows.csv", tmp_path / "retrained")
    for name in [name for name in sys.modules if name.split(".")[0] == "scoring"]:
        del sys.modules[name]
    fresh = raw_rows(300, seed=8)
    again, first = load_model(tmp_path / "retrained").scores(fresh), load_model(folder).scores(fresh)
    assert np.abs(again - first).max() <= 1e-9
    assert np.ptp(first) > 0.1


def test_the_training_script_imports_only_the_named_libraries(package):
    script = zipfile.ZipFile(package).read("train.py").decode()
    imported = set(re.findall(r"^(?:from|import) (\w+)", script, re.MULTILINE))
    assert imported <= {"json", "os", "sys", "pathlib", "numpy", "pandas", "sklearn", "lightgbm", "scoring"}


def test_a_hostile_name_stays_text_in_scripts_and_card(tmp_path):
    name = '"""\nimport os; os.system("x")\n$target {x} \\'
    folder = saved_model(tmp_path / "model", name=name, target=name, split=name)
    package = build_package(folder, tmp_path / "p.zip", card={name: {name: name}})
    archive = zipfile.ZipFile(package)
    for member in ("train.py", "serve.py", "predict.py", "tests/test_package.py"):
        compile(archive.read(member), member, "exec")
    assert runpy_constant(archive.read("train.py").decode(), "TARGET") == name
    assert not re.search(r"^import os; ", archive.read("train.py").decode(), re.MULTILINE)


def runpy_constant(source: str, name: str) -> object:
    """Evaluate one constant of a script."""
    import ast

    tree = ast.parse(source)
    value = next(n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == name)
    return ast.literal_eval(value)


def test_prediction_on_the_command_line_quotes_formulas(unpacked, tmp_path, capsys):
    rows = raw_rows(5, seed=2).assign(note=["=1+1", "+5", "-3", "@x", "plain"])
    rows.loc[0, "plan"] = "=cmd()"
    rows.to_csv(tmp_path / "in.csv", index=False)
    script = runpy.run_path(str(unpacked / "predict.py"))
    assert script["main"]([str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 0
    written = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["note"] for row in written] == ["'=1+1", "+5", "-3", "'@x", "plain"]
    assert written[0]["plan"] == "'=cmd()"
    assert "column 'plan': unseen category (=cmd())" in capsys.readouterr().out
    expected = load_model(unpacked / "model").predict(rows)
    assert [float(row["model_probability"]) for row in written] == pytest.approx(
        list(expected["probability"])
    )


def test_prediction_on_the_command_line_refuses_in_words(unpacked, tmp_path, capsys):
    raw_rows(5).drop(columns="plan").to_csv(tmp_path / "in.csv", index=False)
    script = runpy.run_path(str(unpacked / "predict.py"))
    assert script["main"]([str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 2
    assert "Missing column: plan" in capsys.readouterr().err
    assert script["main"]([str(tmp_path / "absent.csv"), str(tmp_path / "out.csv")]) == 2
    assert not (tmp_path / "out.csv").exists()


def test_made_up_rows_meet_the_contract_and_repeat_with_the_seed():
    rows = made_up_rows(CONTRACT, 50, seed=1)
    report = check_contract(rows, CONTRACT)
    assert (report.errors, report.warnings) == (0, 0)
    assert rows.iloc[0]["tenure"] == 36 and rows.iloc[0]["plan"] == "1"
    assert rows["tenure"].isna().any()
    pd.testing.assert_frame_equal(rows, made_up_rows(CONTRACT, 50, seed=1))


def test_sample_rows_are_json_with_null_for_missing(package):
    rows = sample_rows(load_model(package.parent / "model"))
    json.dumps(rows, allow_nan=False)
    assert len(rows) == 20 and any(row["tenure"] is None for row in rows)


def test_the_model_card_shows_every_text_literally():
    text = model_card_text(CARD, {"name": "![x](http://evil)", "version": 2})
    assert text.startswith("# \\!\\[x\\]\\(http\\://evil\\), version 2")
    assert "- Goal: Keep \\*customers\\*" in text
    assert "- accuracy 0.8" in text and "Not on record." in text
    assert escaped("<script>\n# x") == "\\<script\\> \\# x"


def test_figures_on_the_model_card_are_not_escaped() -> None:
    from core.deployment.package.card import escaped

    assert [escaped(text) for text in ("0.959", "24.12 EUR", "12. May", "a*b")] == [
        "0.959",
        "24.12 EUR",
        r"12\. May",
        r"a\*b",
    ]
