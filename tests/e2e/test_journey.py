"""The main job in a real browser: from an upload to a released, exported, scored and monitored model."""

import os
import re
import signal
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from sklearn.datasets import load_breast_cancer

from core.bootstrap import open_workspace
from core.services.deployment.release import live_version
from tests.e2e.conftest import Server
from tests.e2e.gestures import assert_no_crash, fill, go_to, press, settle, upload

PROJECT = "tumours"
NASTY = "size <b>x</b> ![i](http://192.0.2.1/i.png) $a$ :red[b] a.b[0]"


@pytest.fixture(scope="module")
def tumours() -> pd.DataFrame:
    """Real rows, with one column name that tries every trick."""
    frame = load_breast_cancer(as_frame=True).frame
    named = frame.assign(target=frame["target"].map({0: "malignant", 1: "benign"}))
    return named.rename(columns={"target": "finding", "mean radius": NASTY})


@pytest.fixture
def files(tumours: pd.DataFrame, tmp_path: Path) -> dict[str, Path]:
    """The files that the analyst holds: training rows, new rows, and a shifted batch with labels."""
    tables = {
        PROJECT: tumours,
        "new": tumours.drop(columns="finding").head(80),
        "batch": tumours.tail(200).assign(**{"worst area": tumours["worst area"] * 2}),
    }
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return {name: tmp_path / f"{name}.csv" for name in tables}


def next_step(page: Page, title: str) -> None:
    settle(page)
    button = page.get_by_role("button", name=f"Next: {title}")
    expect(button).to_have_count(1)
    expect(button).to_be_enabled()
    settle(page)
    button.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    settle(page)
    assert_no_crash(page)


def saved(page: Page, home: Path, kind: str, version: int = 1) -> dict:
    """Wait until a record is there and the page says no more."""
    workspace = open_workspace(home)
    for _ in range(3_000):
        record = workspace.history(PROJECT).latest(kind)
        if record is not None and record.version >= version:
            settle(page)
            return record.payload
        page.wait_for_timeout(100)
    raise AssertionError(f"No {kind} was recorded.")


def design(page: Page, home: Path, file: Path) -> None:
    """Upload, confirm the roles, write the charter, confirm the design."""
    upload(page, file)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data")
    press(page, "Confirm the roles")
    saved(page, home, "roles")
    go_to(page, "Business")
    fill(page, "Goal", "Find the tumours that need a biopsy.", exact=True)
    fill(page, "The decision that the model helps with", "Biopsy or not.")
    fill(page, "Your name", "Ada", exact=True)
    press(page, "Save the charter")
    saved(page, home, "charter")
    go_to(page, "Solution")
    press(page, "Confirm the design")
    saved(page, home, "solution")


def develop(page: Page, home: Path) -> None:
    """Check the data, climb the ladder, train, choose."""
    next_step(page, "Data quality")
    press(page, "Infer the contract and check every row")
    assert saved(page, home, "quality")["verdict"] == "pass"
    go_to(page, "Proof of concept")
    press(page, "Run the quick tries")
    saved(page, home, "baselines")
    fill(page, "Why?", "The rule already finds most of them.", exact=True)
    press(page, "Go")
    saved(page, home, "go_decision")
    next_step(page, "Train and tune")
    page.get_by_role("radio", name="Own").or_(page.get_by_text("Own", exact=False)).first.click()
    fill(page, "Seconds", "6", exact=True)
    press(page, "Start training")
    expect(page.get_by_role("button", name="Stop and keep the best")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Training").first).to_be_visible()
    saved(page, home, "experiment")
    next_step(page, "Compare")
    fill(page, "Why this one?", "Best score, and quick.")
    press(page, "Choose and judge")
    saved(page, home, "candidate")


def deploy(page: Page, home: Path, download_to: Path) -> None:
    """Ask the gates, sign the release, download the package."""
    next_step(page, "Test")
    press(page, "Check every condition")
    report = saved(page, home, "test_report")
    assert report["verdict"] == "pass", [gate["evidence"] for gate in report["gates"]]
    next_step(page, "Release")
    fill(page, "Your name", "Ada", exact=True)
    fill(page, "Why release it now?", "All gates pass.")
    press(page, "Sign and release")
    saved(page, home, "release")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Download the package")).click()
    download.value.save_as(download_to)


def operate(page: Page, home: Path, files: dict[str, Path]) -> None:
    """Score new rows, monitor a shifted batch, start iteration 2."""
    next_step(page, "Predict")
    upload(page, files["new"])
    assert saved(page, home, "prediction")["rows"] == 80
    expect(page.get_by_role("button", name="Download the answers")).to_be_visible()
    next_step(page, "Monitor")
    upload(page, files["batch"])
    assert "worst area" in saved(page, home, "monitoring")["drift"]["drifted"]
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    settle(page)
    if not page.get_by_role("button", name="Retrain with this batch").is_visible():
        page.get_by_text("Retrain with the newest batch").click()
    fill(page, "Why?", "The machine was replaced.", exact=True)
    press(page, "Retrain with this batch")
    saved(page, home, "dataset", version=2)
    expect(page.get_by_text("Iteration 2 has begun")).to_be_visible()


def test_from_upload_to_a_monitored_model(
    page: Page, server: Server, files: dict[str, Path], tmp_path: Path
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(server.url) else None)
    page.goto(server.url)
    settle(page)
    design(page, server.home, files[PROJECT])
    develop(page, server.home)
    deploy(page, server.home, tmp_path / "model.zip")
    assert "model/model.skops" in zipfile.ZipFile(tmp_path / "model.zip").namelist()
    operate(page, server.home, files)
    page.goto(f"{server.url}/?project={PROJECT}")
    expect(page.get_by_text("Iteration 2").first).to_be_visible()
    settle(page)
    assert_no_crash(page)
    history = open_workspace(server.home).history(PROJECT)
    assert (history.iteration, live_version(history)) == (2, 1)
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def test_training_survives_a_restart_of_the_app_and_a_killed_worker(
    page: Page, server: Server, files: dict[str, Path]
) -> None:
    page.goto(server.url)
    settle(page)
    design(page, server.home, files[PROJECT])
    next_step(page, "Data quality")
    press(page, "Infer the contract and check every row")
    saved(page, server.home, "quality")
    go_to(page, "Train and tune")
    page.get_by_role("radio", name="Own").or_(page.get_by_text("Own", exact=False)).first.click()
    fill(page, "Seconds", "25", exact=True)
    press(page, "Start training")
    workspace = open_workspace(server.home)
    expect(page.get_by_role("button", name="Stop and keep the best")).to_be_visible()
    job = workspace.jobs.latest(PROJECT, "train")
    assert job is not None
    for _ in range(300):
        if len(workspace.jobs.get(job.id).progress.get("trials", [])) >= 2:
            break
        page.wait_for_timeout(100)
    before = [trial["number"] for trial in workspace.jobs.get(job.id).progress["trials"]]
    assert len(before) >= 2
    server.restart()
    assert workspace.jobs.get(job.id).is_active
    page.goto(f"{server.url}/train?project={PROJECT}")
    expect(page.get_by_role("button", name="Stop and keep the best")).to_be_visible()
    before = [trial["number"] for trial in workspace.jobs.get(job.id).progress["trials"]]
    for _, pid, _ in workspace.jobs.workers():
        os.kill(pid, signal.SIGKILL)
    expect(page.get_by_text(re.compile("attempt 2", re.I)).first).to_be_visible()
    experiment = saved(page, server.home, "experiment")
    numbers = [trial["number"] for trial in experiment["trials"]]
    assert numbers[: len(before)] == before
    assert len(numbers) > len(before)
    assert experiment["attempts"] == 2
    settle(page)
    assert_no_crash(page)
