"""Release: sign, see what is live, take the package away, roll back."""

from copy import deepcopy

from core.services.deployment import release
from core.services.work import Progress
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.test_test_step import with_verdict
from tests.app.walk import PROJECT, charter, open_page, running, texts, work_off


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("release", project=None))


def test_before_the_test_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("chosen")
    assert open_page("release").button(key="release.guard").label == "Go to Test"


def test_a_release_needs_a_name_and_a_reason(stage: Stage) -> None:
    workspace = stage("tested")
    app = open_page("release")
    app.text_input(key="release.name").input("Ada")
    app.button[[b.label for b in app.button].index("Sign and release")].click().run()
    assert "needs a name and a reason" in app.error[0].value
    assert workspace.jobs.latest(PROJECT, "release") is None


def test_signing_makes_a_version_live_and_offers_its_package(stage: Stage) -> None:
    workspace = stage("tested")
    app = open_page("release")
    assert "Nothing is released yet" in texts(app)
    app.text_input(key="release.name").input("Ada")
    app.text_input(key="release.reason").input("Ready.")
    app.button[[b.label for b in app.button].index("Sign and release")].click().run()
    work_off(workspace)
    app.run()
    view = release.release_view(workspace, PROJECT)
    assert (view.live_version, view.releases[0].author) == (1, "Ada")
    said = texts(app)
    assert "Version 1" in said
    assert "Signed: Ada" in said
    assert len(app.code[0].value.splitlines()) == 3
    assert "model-v1.zip" in app.code[0].value
    versions = app.dataframe[0].value
    assert list(versions["Signed by"]) == ["Ada"]
    assert view.releases[0].payload["test_report"].startswith(versions["Test report"][0])
    assert app.get("download_button")
    assert "written as CSV, and gives the same predictions: largest difference " in said
    assert "The data as CSV, for reproduce.py" in [button.label for button in app.get("download_button")]


def test_a_failed_gate_blocks_the_release_and_is_named(stage: Stage) -> None:
    with_verdict(stage("tested"), "G1", "fail")
    app = open_page("release")
    said = texts(app)
    assert "The release is blocked." in said
    assert "G1" in said
    assert "release.name" not in [field.key for field in app.text_input]
    app.button(key="release.see_gates").click().run()
    assert "Test: is it fit to release?" in texts(app)


def test_an_outdated_report_blocks_the_release(stage: Stage) -> None:
    workspace = stage("tested")
    workspace.save(PROJECT, "charter", charter(1.0))
    app = open_page("release")
    assert "The test report is out of date." in texts(app)
    assert app.button(key="release.go_back").label == "Go back to Test"


def test_the_same_model_is_not_offered_twice(stage: Stage) -> None:
    stage("released")
    app = open_page("release")
    assert "The tested model is released." in texts(app)
    assert "release.name" not in [field.key for field in app.text_input]


def test_rolling_back_makes_the_earlier_version_live(stage: Stage) -> None:
    workspace = stage("released")
    release.run(workspace, PROJECT, {"author": "Ada", "reason": "Again."}, Progress())
    app = open_page("release")
    assert "Version 2" in texts(app)
    roll_back = [b.label for b in app.button].index("Make it live")
    app.button[roll_back].click().run()
    assert "A rollback needs a name and a reason." in texts(app)
    app.text_input(key="release.rollback_name").input("Grace")
    app.text_input(key="release.rollback_reason").input("Complaints.")
    app.button[roll_back].click().run()
    assert release.live_version(workspace.history(PROJECT)) == 1
    assert "Version 1" in texts(app)


def test_a_lost_package_is_explained(stage: Stage) -> None:
    workspace = stage("released")
    release.package_path(workspace, PROJECT).unlink()
    app = open_page("release")
    assert not app.exception
    assert "The package is not in the workspace." in texts(app)


def test_a_running_release_hides_the_form(stage: Stage) -> None:
    running(stage("tested"), "release", share=0.6, doing="Building the package")
    app = open_page("release")
    assert "now: Building the package" in texts(app)
    assert "release.name" not in [field.key for field in app.text_input]


def test_a_warning_is_shown_where_the_release_is_signed_and_where_it_is_tested(stage: Stage) -> None:
    workspace = stage("tested")
    record = workspace.history(PROJECT).latest("test_report")
    assert record is not None
    report = deepcopy(record.payload)
    warned = {"verdict": "warn", "evidence": "Worse than live version 3."}
    report["gates"].append({**report["gates"][0], "code": "G7", **warned})
    workspace.save(PROJECT, "test_report", report, made_from=("candidate",))
    said = texts(open_page("release"))
    assert "No gate says no, and one warns. Release this model?" in said
    assert "G7 Worse than live version 3. The warning stays on record with your name." in said
    app = open_page("test")
    assert "Fit to release" in texts(app)
    assert "A warning does not forbid the release" in texts(app)
    assert texts(app).index("G7") < texts(app).index("G1")
    app.button(key="test.back.G7").click().run()


def test_a_script_that_nobody_could_check_is_said_beside_the_package(stage: Stage) -> None:
    workspace = stage("released")
    record = workspace.history(PROJECT).latest("release")
    assert record is not None
    late = {**record.payload["reproduction"], "verdict": "too long", "difference": None, "allowed_s": 180.0}
    workspace.save(PROJECT, "release", {**record.payload, "reproduction": late}, author="Ada")
    said = texts(open_page("release"))
    assert "Nobody has checked reproduce.py: it took more than 180 s" in said
    assert "gives the same predictions" not in said


def test_a_release_from_before_the_script_was_run_claims_nothing(stage: Stage) -> None:
    workspace = stage("released")
    record = workspace.history(PROJECT).latest("release")
    assert record is not None
    earlier = {name: value for name, value in record.payload.items() if name != "reproduction"}
    workspace.save(PROJECT, "release", earlier, author="Ada")
    app = open_page("release")
    assert not app.exception
    assert "gives the same predictions" not in texts(app)
