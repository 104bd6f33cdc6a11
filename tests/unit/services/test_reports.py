"""Reports say what is on record and nothing else: every figure has its source, what is missing is a gap."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.business.background import Background
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.people import Part as Played
from core.design.business.people import People, Person
from core.design.business.requirements import Requirement, RequirementKind
from core.design.business.risks import Risk, RiskRegister
from core.design.data.columns import Role, Roles
from core.design.solution.privacy.plan import Drop, LegalBasis, PrivacyPlan
from core.documents.document import Document, Facts, Part, Picture, Table, Text
from core.errors import BadInput
from core.services import projects
from core.services.design import business, data, engagement, solution
from core.services.privacy import protection as privacy
from core.services.reports import FORMATS, REPORTS, report, report_text
from core.services.sign import sign_off
from core.services.workspace import Workspace
from tests.unit.services.conftest import PROJECT as WALKED

PROJECT = "Keep customers"
HOSTILE = '<img src=x onerror=alert(1)> ![x](http://evil.example/p.png) $y$ "q" | a_b'
CODES = tuple(REPORTS)


def charter(**changes: object) -> Charter:
    told = {
        "goal": "Keep customers.",
        "decision": "Whom to call.",
        "payoff": BinaryPayoff(true_positive=60, false_positive=-12, cost_of_acting=3),
        "requirements": (
            Requirement(number="R1", kind=RequirementKind.LATENCY_MS, limit=50, asked_by="Ivo of IT"),
        ),
        **changes,
    }
    return Charter.model_validate(told)


def customers(rows: int = 120) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": [f"person-{row:04d}" for row in range(rows)],
            "gender": ["woman" if row % 3 else "man" for row in range(rows)],
            "tenure": [row % 60 for row in range(rows)],
            "charge": [None if row % 10 == 0 else 20 + row * 0.37 for row in range(rows)],
            HOSTILE: ["a" if row % 7 else HOSTILE for row in range(rows)],
            "left": ["yes" if row % 60 < 25 else "no" for row in range(rows)],
        }
    )


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    workspace = open_workspace(tmp_path / "home")
    projects.create_project(workspace, PROJECT)
    return workspace


@pytest.fixture
def designed(empty: Workspace, tmp_path: Path) -> Workspace:
    """A project with a charter, data and a solution design; `gender` is sensitive."""
    business.save_charter(empty, PROJECT, charter(), author="Ana")
    customers().to_csv(tmp_path / "customers.csv", index=False)
    data.ingest_file(empty, PROJECT, tmp_path / "customers.csv")
    roles = {"gender": Role.SENSITIVE, "customer": Role.IDENTIFIER}
    proposed = data.proposed_roles(empty, PROJECT, "left").roles
    changed = (r.model_copy(update={"role": roles[r.column]}) if r.column in roles else r for r in proposed)
    data.save_roles(empty, PROJECT, Roles(roles=tuple(changed)), author="Ana")
    design = solution.propose_solution(empty, PROJECT)
    solution.save_solution(empty, PROJECT, design, author="Ana")
    return empty


def parts(document: Document) -> list[Part]:
    return [part for section in document.sections for part in section.all_parts()]


def told(document: Document) -> dict[str, str]:
    return {
        fact.label: fact.value for part in parts(document) if isinstance(part, Facts) for fact in part.facts
    }


def table(document: Document, title: str) -> list[tuple[str, ...]]:
    section = next(one for one in document.sections if one.title == title)
    return [row for part in section.all_parts() if isinstance(part, Table) for row in part.rows]


@pytest.mark.parametrize("code", CODES)
def test_a_new_project_gives_gaps_that_name_their_step_and_no_figure(empty: Workspace, code: str) -> None:
    document = report(empty, PROJECT, code)
    assert document.gaps()
    assert document.sources() == ()
    for form in FORMATS:
        assert "Asked on" in report_text(document, form)


def test_another_kind_of_report_is_refused(empty: Workspace) -> None:
    with pytest.raises(BadInput, match="no report 'novel'"):
        report(empty, PROJECT, "novel")


def assert_sourced(workspace: Workspace, project: str, code: str) -> None:
    document = report(workspace, project, code)
    known = {record.content_hash[:12] for record in workspace.history(project).records}
    assert document.sources()
    assert {source.fingerprint for source in document.sources()} <= known
    for part in parts(document):
        if isinstance(part, Text) and part.source is None:
            assert not re.search(r"\d", part.text), part.text


@pytest.mark.parametrize("code", ["charter", "data", "solution"])
def test_every_figure_of_the_design_has_a_record_as_its_source(designed: Workspace, code: str) -> None:
    assert_sourced(designed, PROJECT, code)


def test_every_figure_of_the_results_has_a_record_as_its_source(walked: Workspace) -> None:
    assert_sourced(walked, WALKED, "results")


@pytest.mark.parametrize("code", CODES)
def test_hostile_names_stay_text(designed: Workspace, code: str) -> None:
    hostile = charter(goal=HOSTILE, decision=HOSTILE, stakeholder=HOSTILE)
    business.save_charter(designed, PROJECT, hostile, author=HOSTILE, reason=HOSTILE)
    document = report(designed, PROJECT, code)
    page, written = (report_text(document, form) for form in FORMATS)
    for tag in ("<script", "<img", "<image", "onerror=alert(1)>"):
        assert tag not in page
    assert "![x]" not in written
    assert "http://" not in written
    assert "<img" not in written.replace("\\<img", "")


def test_the_data_report_neither_names_protected_columns_nor_shows_their_values(designed: Workspace) -> None:
    document = report(designed, PROJECT, "data")
    for form in FORMATS:
        page = report_text(document, form)
        for secret in ("person-0", "woman", "gender", "customer<", "customer |"):
            assert secret not in page
    assert "2 columns are protected" in report_text(document, "md")


def test_personal_data_that_nobody_has_protected_yet_is_kept_out_too(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    projects.create_project(workspace, PROJECT)
    mails = "".join(f"anna.{i}@example.com,{i % 7},{'yes' if i % 3 else 'no'}\n" for i in range(80))
    data.ingest_stream(workspace, PROJECT, "t.csv", BytesIO(f"mail,calls,left\n{mails}".encode()))
    data.propose_and_save_roles(workspace, PROJECT, "left")
    for form in FORMATS:
        page = report_text(report(workspace, PROJECT, "data"), form)
        assert "@example" not in page
        assert "1 column is protected" in page


def test_notes_on_protected_columns_are_left_out_and_others_stay(designed: Workspace) -> None:
    record = designed.history(PROJECT).latest("dataset")
    assert record is not None
    notes = [
        "customer: 3 cells read as missing.",
        "2 rows were set aside: gender was empty.",
        "Nice genders.",
    ]
    designed.save(PROJECT, "dataset", {**record.payload, "notes": notes})
    data.save_roles(designed, PROJECT, data.roles_to_confirm(designed, PROJECT))
    written = report_text(report(designed, PROJECT, "data"), "md")
    assert "Nice genders." in written
    assert "3 cells read as missing" not in written
    assert "gender was empty" not in written


def test_the_data_report_follows_the_sections_of_the_tdsp(designed: Workspace) -> None:
    document = report(designed, PROJECT, "data")
    assert [section.title for section in document.sections[:-1]] == [
        "In short",
        "General summary",
        "Quality summary",
        "Target variable",
        "Individual variables",
        "Variable ranking",
        "Explanatory variables against the target",
        "Data definitions",
    ]
    assert told(document)["Rows"] == "120"
    assert ("charge", "12", "10.00%") in table(document, "Quality summary")
    assert ("yes", "50", "41.67%") in table(document, "Target variable")
    ranking = table(document, "Variable ranking")
    assert [float(row[1]) for row in ranking] == sorted((float(row[1]) for row in ranking), reverse=True)
    variables = next(s for s in document.sections if s.title == "Individual variables").sections
    assert [section.title for section in variables] == ["tenure", "charge", HOSTILE, "left"]
    assert all(any(isinstance(part, Picture) for part in section.parts) for section in variables)


def test_the_data_report_begins_with_what_it_is_what_to_decide_and_the_worst(designed: Workspace) -> None:
    written = report_text(report(designed, PROJECT, "data"), "md")
    short = written[written.index("In short") : written.index("General summary")].replace("\\", "")
    assert "120 rows and " in short
    assert "left is to be predicted (the rarest of 2 classes is yes, in 41.7% of the rows)." in short
    assert "Write down what left means." in short
    assert "The worst findings" in short
    assert len(short.splitlines()) < 40
    assert "1 columns" not in written


def test_a_leak_that_is_mostly_empty_is_ranked_first_and_named(empty: Workspace, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    left = np.where(rng.random(300) < 0.1, "yes", "no")
    x = (left == "yes") + rng.normal(size=300) * 2
    refund = pd.Series(rng.normal(size=300)).where(left == "yes")
    pd.DataFrame({"x": x, "refund": refund, "left": left}).to_csv(tmp_path / "leak.csv", index=False)
    data.ingest_file(empty, PROJECT, tmp_path / "leak.csv")
    data.propose_and_save_roles(empty, PROJECT, "left")
    ranking = table(report(empty, PROJECT, "data"), "Variable ranking")
    assert [row[0] for row in ranking] == ["refund", "x"]
    assert float(ranking[0][1]) > 0.99
    assert ranking[0][-1] == "Gives the target away; kept out"
    assert ranking[1][-1] == ""


def test_a_wide_table_is_cut_with_how_many_more_there_are(empty: Workspace, tmp_path: Path) -> None:
    gaps = {f"c{n}": [None if (row + n) % 4 == 0 else row * n for row in range(40)] for n in range(240)}
    wide = pd.DataFrame(gaps)
    wide.to_csv(tmp_path / "wide.csv", index=False)
    data.ingest_file(empty, PROJECT, tmp_path / "wide.csv")
    document = report(empty, PROJECT, "data")
    variables = next(s for s in document.sections if s.title == "Individual variables")
    assert len(variables.sections) == 30
    assert "The first 30 of 240 columns" in report_text(document, "md")
    assert "… and 190 more." in report_text(document, "md")
    assert "… and 40 more." in report_text(document, "md")


def test_the_charter_gives_payoff_requirements_people_and_risks(designed: Workspace) -> None:
    background = Background(situation="Agents call from a list.")
    engagement.save_background(designed, PROJECT, background, author="Ana")
    people = People(people=(Person(name="Ben", part=Played.SPONSOR, contribution="Pays"),))
    engagement.save_people(designed, PROJECT, people, author="Ana")
    risk = Risk(code="own-1", title="Prices change", likelihood=3, impact=3, step="monitor")
    engagement.save_risks(designed, PROJECT, RiskRegister(risks=(risk,)), author="Ana")
    document = report(designed, PROJECT, "charter")
    assert told(document)["Situation"] == "Agents call from a list."
    assert told(document)["Cost of acting"] == "3 EUR on every row acted on, on top"
    assert ("Acted on", "60 EUR", "-12 EUR") in table(document, "What it is worth")
    assert table(document, "Metrics")[0][:3] == ("R1", "One row is answered within 50 ms", "Ivo of IT")
    assert table(document, "Personnel") == [("Ben", "sponsor", "Pays")]
    assert table(document, "Risks")[0][:4] == ("Prices change", "high", "high", "open")
    written = " ".join(gap.text for gap in document.gaps())
    assert "Situation" not in written
    assert "domain expert, end user, IT" in written
    assert "sponsor" not in written


def test_a_report_names_what_is_out_of_date_and_who_signed(designed: Workspace) -> None:
    sign_off(designed, PROJECT, "solution", author="Ben")
    assert "signed by Ben" in told(report(designed, PROJECT, "solution"))["Solution design"]
    business.save_charter(designed, PROJECT, charter(goal="Another."), author="Ana")
    document = report(designed, PROJECT, "solution")
    assert "out of date, changed since: charter; not signed" in told(document)["Solution design"]
    assert "Out of date: solution design; what rests on it" in report_text(document, "md")


def test_the_solution_says_what_the_hold_out_can_tell(designed: Workspace) -> None:
    said = told(report(designed, PROJECT, "solution"))["What the hold-out can tell"]
    assert "Hanley and McNeil 1982" in said
    assert "estimated" in said


def test_the_solution_gives_split_columns_and_privacy(designed: Workspace) -> None:
    plan = PrivacyPlan(
        purpose="Call customers.",
        legal_basis=LegalBasis.CONTRACT,
        retention_until="2999-12-31",
        actions=(Drop(column="customer", reason="Not needed."),),
    )
    privacy.protect_dataset(designed, PROJECT, plan, "Ana")
    document = report(designed, PROJECT, "solution")
    assert told(document)["Target"] == "left"
    assert told(document)["Locked hold-out"].startswith("2")
    assert told(document)["Legal basis"] == "contract"
    assert ("customer", "drop", "Not needed.") in table(document, "Security and privacy")
    assert any(row[0] == "gender" for row in table(document, "Columns"))


def test_the_results_give_the_figures_of_the_chosen_model_with_their_spread(walked: Workspace) -> None:
    chosen = walked.history(WALKED).latest("candidate")
    tested = walked.history(WALKED).latest("test_report")
    assert chosen is not None
    assert tested is not None
    document = report(walked, WALKED, "results")
    score = table(document, "How good it is")[0]
    low, high = chosen.payload["evaluation"]["interval"]
    assert float(score[1]) == pytest.approx(chosen.payload["evaluation"]["score"], rel=1e-3)
    assert score[2] == f"90% interval {low:.4g} to {high:.4g}"
    money = table(document, "What it is worth")
    assert [row[0] for row in money] == [value["name"] for value in chosen.payload["values"]]
    verdicts = [(row[0], row[2]) for row in table(document, "May it be released")]
    assert verdicts == [(gate["code"], gate["verdict"]) for gate in tested.payload["gates"]]
    counted = table(document, "Right and wrong decisions")
    assert (
        sum(int(cell.replace(",", "")) for row in counted for cell in row[1:])
        == chosen.payload["holdout_rows"]
    )


def test_a_report_is_the_same_twice(designed: Workspace) -> None:
    for code in CODES:
        first, second = (report_text(report(designed, PROJECT, code), "html") for _ in range(2))
        assert first == second


@pytest.mark.parametrize("code", CODES)
def test_every_report_is_in_the_guide(code: str) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "documents.md").read_text(encoding="utf-8")
    assert f"| {REPORTS[code].title} | `{code}` |" in guide
