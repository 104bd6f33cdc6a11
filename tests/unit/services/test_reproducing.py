"""The printed script at every release: run on the analyst's file, on record, in the package, and able to say no."""

import io
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import core.deployment.package.plain_script as plain_script
import core.services.deployment.reproducing as reproducing
from core.errors import Cancelled, GateFailed
from core.lifecycle.records import Payload
from core.services.deployment import release, testing
from core.services.deployment.reproducing import print_script
from core.services.development.learning import open_learning
from core.services.development.models import load_stored_model
from core.services.work import Progress
from core.services.workspace import Workspace
from tests.unit.services.conftest import PROJECT

SIGNED = {"author": "Ada", "reason": "Ready."}


def newest(workspace: Workspace, kind: str) -> Payload:
    """Return the payload of the newest record of a kind."""
    record = workspace.history(PROJECT).latest(kind)
    assert record is not None
    return record.payload


def gate(workspace: Workspace) -> Payload:
    """Return what the gate of the script said last."""
    return next(gate for gate in newest(workspace, "test_report")["gates"] if gate["code"] == "G8")


def change_script(monkeypatch: pytest.MonkeyPatch, change) -> None:
    """Let every script that is printed be changed."""
    printed = plain_script.plain_script
    monkeypatch.setattr(plain_script, "plain_script", lambda *given: change(printed(*given)))


def test_every_release_holds_the_evidence_and_the_script_itself(walked: Workspace) -> None:
    evidence = newest(walked, "release")["reproduction"]
    assert evidence == newest(walked, "test_report")["reproduction"]
    assert (evidence["verdict"], evidence["is_own_file"]) == ("same", True)
    assert evidence["difference"] <= 1e-9
    assert (
        evidence["rows"] == 569 and evidence["training_rows"] == newest(walked, "candidate")["training_rows"]
    )
    with zipfile.ZipFile(release.package_path(walked, PROJECT)) as package:
        assert sha256(package.read("reproduce.py")).hexdigest() == evidence["script_sha256"]
        assert "python reproduce.py" in package.read("README.md").decode()


def test_the_script_of_the_package_trains_from_the_analysts_file(
    walked: Workspace, walked_home: Path, tumours: pd.DataFrame, tmp_path: Path
) -> None:
    with zipfile.ZipFile(release.package_path(walked, PROJECT)) as package:
        (tmp_path / "reproduce.py").write_bytes(package.read("reproduce.py"))
    rows = tumours.tail(120).drop(columns="target")
    rows.to_csv(tmp_path / "rows.csv", index=False)
    command = [sys.executable, "-I", "reproduce.py", str(walked_home / "tumours.csv"), "rows.csv", "out.csv"]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    found = pd.read_csv(tmp_path / "out.csv")["probability"].to_numpy()
    expected = load_stored_model(walked, newest(walked, "candidate")["model"]).scores(rows)
    assert np.abs(found - expected).max() <= 1e-9


def test_a_script_that_gives_other_predictions_blocks_the_release(
    walked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_script(monkeypatch, lambda script: script.replace(b"default_rng(", b"default_rng(1 + "))
    with pytest.raises(GateFailed, match="does not give the predictions"):
        release.run(walked, PROJECT, SIGNED, Progress())
    assert release.live_version(walked.history(PROJECT)) == 1
    testing.run(walked, PROJECT, {}, Progress())
    assert gate(walked)["verdict"] == "fail"
    assert "trains from your file and gives other predictions" in gate(walked)["evidence"]
    with pytest.raises(GateFailed, match="G8"):
        release.run(walked, PROJECT, SIGNED, Progress())


def test_a_script_that_takes_too_long_is_said_and_left_to_a_person(
    walked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reproducing, "ALLOWED_S", 0.0)
    change_script(monkeypatch, lambda script: b"import time\ntime.sleep(600)\n" + script)
    testing.run(walked, PROJECT, {}, Progress())
    assert gate(walked)["verdict"] == "warn"
    assert newest(walked, "test_report")["verdict"] == "pass"
    release.run(walked, PROJECT, SIGNED, Progress())
    released = newest(walked, "release")
    assert released["reproduction"]["verdict"] == "too long"
    assert any(warning.startswith("G8 ") for warning in released["warnings"])


def test_what_plain_code_cannot_rebuild_is_not_released(
    walked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise plain_script.NotPrintable("A value of type Generator cannot be printed as plain code.")

    monkeypatch.setattr(plain_script, "plain_script", refuse)
    testing.run(walked, PROJECT, {}, Progress())
    assert gate(walked)["verdict"] == "fail"
    assert "A value of type Generator cannot be printed" in gate(walked)["evidence"]


def test_a_person_can_stop_it(walked: Workspace) -> None:
    with pytest.raises(Cancelled):
        testing.run(walked, PROJECT, {}, Progress(is_stopping=lambda: True))


def test_data_that_was_changed_here_is_read_from_a_copy(walked: Workspace, tumours: pd.DataFrame) -> None:
    learning = open_learning(walked, PROJECT)
    model = load_stored_model(walked, newest(walked, "candidate")["model"])
    assert isinstance(print_script(walked, learning, model).data, Path)
    changed = tumours.assign(**{"mean radius": tumours["mean radius"].round()})
    tidied = learning.dataset.model_copy(update={"fingerprint": walked.datasets.put(changed)})
    learning = type(learning)(
        tidied, *(getattr(learning, n) for n in ("design", "recipe", "train", "holdout", "folds"))
    )
    printed = print_script(walked, learning, model)
    assert isinstance(printed.data, pd.DataFrame)
    assert b"the data as the app keeps it" in printed.script


def test_without_the_file_the_copy_is_used_and_the_script_run_again_at_the_release(
    walked: Workspace, tumours: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reproducing, "kept_upload", lambda *_: None)
    release.run(walked, PROJECT, SIGNED, Progress())
    evidence = newest(walked, "release")["reproduction"]
    assert (evidence["verdict"], evidence["is_own_file"]) == ("same", False)
    record = walked.history(PROJECT).latest("release")
    assert record is not None
    copy = pd.read_csv(io.BytesIO(reproducing.data_as_csv(walked, PROJECT, record)))
    pd.testing.assert_frame_equal(copy[list(tumours.columns)], tumours)
