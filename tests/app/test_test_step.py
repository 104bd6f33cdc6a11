"""Test: every gate with its evidence, and a way back from the ones that say no."""

from copy import deepcopy

from core.design.business.requirements import Requirement, RequirementKind
from core.lifecycle.records import Payload
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, charter, open_page, running, texts, work_off


def with_verdict(workspace: Workspace, code: str, verdict: str) -> Payload:
    """Record a test report in which one gate says something else."""
    record = workspace.history(PROJECT).latest("test_report")
    assert record is not None
    report = deepcopy(record.payload)
    gate = next(gate for gate in report["gates"] if gate["code"] == code)
    gate["verdict"] = verdict
    report |= {"verdict": "fail", "summary": f"1 of 8 gates say no: {code}."}
    workspace.save(PROJECT, "test_report", report, made_from=("candidate",))
    return dict(gate)


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("test", project=None))


def test_before_a_choice_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("trained")
    assert open_page("test").button(key="test.guard").label == "Go to Compare"


def test_asking_the_gates_shows_each_with_its_evidence(stage: Stage) -> None:
    workspace = stage("chosen")
    app = open_page("test")
    assert "No condition was checked yet" in texts(app)
    app.button(key="test.run").click().run()
    work_off(workspace)
    app.run()
    report = workspace.history(PROJECT).latest("test_report")
    assert report is not None
    said = texts(app)
    assert "Overall verdict Fit to release" in said
    for gate in report.payload["gates"]:
        assert f"{gate['code']} · {gate['title']}" in said
        assert gate["evidence"] in said
    assert "Requirement R1 of the charter" in said
    assert not app.button(key="test.next").disabled


def test_a_failed_gate_comes_first_with_its_remedy_and_a_way_back(stage: Stage) -> None:
    gate = with_verdict(stage("tested"), "G3", "fail")
    app = open_page("test")
    said = texts(app)
    assert "Not fit to release" in said
    assert said.index("G3 ·") < said.index("G1 ·")
    assert gate["remedy"] in said
    assert app.button(key="test.back.G3").label == "Go back to Compare"
    assert app.button(key="test.next").disabled


def test_going_back_opens_the_step_that_the_gate_names(stage: Stage) -> None:
    with_verdict(stage("tested"), "G3", "fail")
    app = open_page("test")
    app.button(key="test.back.G3").click().run()
    assert "Compare: which one, and why?" in texts(app)


def test_could_not_tell_is_not_passed(stage: Stage) -> None:
    with_verdict(stage("tested"), "R1", "cannot tell")
    said = texts(open_page("test"))
    assert "could not tell" in said
    assert "Gates passed 7 of 8" in said
    assert "what nobody measured cannot be released" in said


def test_each_requirement_says_who_asked_and_where_it_acts(stage: Stage) -> None:
    workspace = stage("tested")
    record = workspace.history(PROJECT).latest("test_report")
    assert record is not None
    age = Requirement(
        number="R2", kind=RequirementKind.MAX_AGE_DAYS, limit=30, asked_by="Ruth", note="By law."
    )
    speed = Requirement(number="R3", kind=RequirementKind.LATENCY_MS, limit=500)
    terms = charter().model_copy(update={"requirements": (*charter().requirements, age, speed)})
    workspace.save(PROJECT, "charter", terms)
    gate = {**record.payload["gates"][-1], "code": "R2", "requirement": "R2", "asked_by": "Ruth"}
    gates = [*record.payload["gates"], {**gate, "evidence": "The model was fitted 2 days ago."}]
    workspace.save(PROJECT, "test_report", {**record.payload, "gates": gates}, made_from=("charter",))
    said = texts(open_page("test"))
    assert "Requirement R2 of the charter, asked by Ruth." in said
    assert "R2 · The model is at most 30 days old" in said
    assert "Asked by Ruth. By law." in said
    assert "**In use.** Every period that is monitored shows the days since the model was fitted." in said
    assert "**In the search.** The search leaves out models that take longer for a row." in said
    assert (
        "**Before release.** The release is blocked unless it is met. The model was fitted 2 days ago."
        in said
    )


def test_running_gates_hide_the_button(stage: Stage) -> None:
    running(stage("chosen"), "test", share=0.8, doing="Asking every gate")
    app = open_page("test")
    assert "now: Asking every gate" in texts(app)
    assert "test.run" not in [button.key for button in app.button]


def test_an_evidence_is_shown_as_plain_text(stage: Stage) -> None:
    workspace = stage("tested")
    record = workspace.history(PROJECT).latest("test_report")
    assert record is not None
    report = deepcopy(record.payload)
    report["gates"][0]["evidence"] = "![x](http://e.example/p.png)"
    workspace.save(PROJECT, "test_report", report, made_from=("candidate",))
    app = open_page("test")
    assert all("![x]" not in text.value for text in app.markdown)
