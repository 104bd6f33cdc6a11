"""The charter in a real browser: draft, edit, save, demand, people, risk, take away, sign, change."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from core.bootstrap import open_workspace
from core.design.business.charter_file import charter_from_yaml
from core.services import projects
from core.services.design import business
from core.services.design.engagement import open_risks
from core.services.reports import report, report_text
from tests.e2e.conftest import Server
from tests.e2e.gestures import assert_no_crash, choose, fill, open_part, press, settle

PROJECT = "customers"


def test_a_charter_from_a_draft_to_a_signature_that_a_change_makes_void(
    page: Page, server: Server, tmp_path: Path
) -> None:
    workspace = open_workspace(server.home)
    projects.create_project(workspace, PROJECT)
    page.goto(f"{server.url}/business?project={PROJECT}")
    settle(page)
    _draft_and_payoff(page)
    _demand(page)
    saved = business.current_charter(workspace, PROJECT)
    assert saved is not None
    assert saved.payoff.false_positive == -20
    assert [(demand.kind.value, demand.limit) for demand in saved.requirements][-1] == ("max_age_days", 90.0)
    _person_and_risk(page)
    assert [risk.title for risk in open_risks(workspace.history(PROJECT))] == ["The law on calls changes"]
    document = report_text(report(workspace, PROJECT, "charter"), "html")
    assert "Ruth" in document
    assert "The law on calls changes" in document
    _take_away(page, tmp_path, saved)
    _sign_and_change(page)
    assert workspace.history(PROJECT).approval_of("charter") is None


def _draft_and_payoff(page: Page) -> None:
    page.get_by_role("radio", name="Customers who leave").click()
    expect(page.get_by_text("This is the draft")).to_be_visible()
    open_part(page, "Worth")
    # 10 / (10 + 60) = 14.3%, then 20 / (20 + 60) = 25.0%.
    expect(page.get_by_text("Acting pays from a probability of 14.3%")).to_be_visible()
    fill(page, "We act, and it is a false alarm (EUR)", "-20")
    expect(page.get_by_text("Acting pays from a probability of 25.0%")).to_be_visible()
    expect(page.get_by_text("Acting pays from a probability of 14.3%")).to_have_count(0)
    expect(page.get_by_text("This is the draft")).to_have_count(0)


def _demand(page: Page) -> None:
    open_part(page, "Requirements")
    press(page, "Add a requirement")
    choose(page, "R3 · The model", "is recent")
    fill(page, "Days since it was fitted, at most", "90")
    fill(page, "Your name", "Ada")
    press(page, "Save the charter")
    expect(page.get_by_role("button", name="Saved", exact=True)).to_be_visible()


def _person_and_risk(page: Page) -> None:
    open_part(page, "People")
    press(page, "Add a person")
    fill(page, re.compile("^Name$"), "Ruth")
    press(page, "Save the people")
    expect(page.get_by_text("Nobody yet: domain expert, end user, IT.")).to_be_visible()
    open_part(page, "Risks")
    press(page, "Add a risk")
    fill(page, "What could go wrong", "The law on calls changes")
    page.get_by_role("radiogroup", name="How likely").last.get_by_role("radio", name="high").click()
    settle(page)
    press(page, "Save the register")
    expect(page.get_by_text("1 serious risk is open.")).to_be_visible()


def _take_away(page: Page, folder: Path, saved: business.Charter) -> None:
    open_part(page, "Decision")
    page.get_by_text("Start again, or take the charter away").click()
    with page.expect_download() as waiting:
        press(page, "Download the charter (YAML)")
    waiting.value.save_as(folder / "charter.yaml")
    file = charter_from_yaml((folder / "charter.yaml").read_text())
    assert file.charter == saved
    assert [person.name for person in file.around.people.people] == ["Ruth"]
    assert "The law on calls changes" in {risk.title for risk in file.around.risks.risks}


def _sign_and_change(page: Page) -> None:
    press(page, "Sign off…")
    box = page.get_by_test_id("stPopoverBody")
    box.get_by_label("Your name").fill("Ada")
    box.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed: Ada")).to_be_visible()
    settle(page)
    fill(page, "Goal", "Keep the customers who pay.")
    press(page, "Save the charter")
    expect(page.get_by_role("button", name="Saved", exact=True)).to_be_visible()
    expect(page.get_by_text("Signed: Ada")).to_have_count(0)
    assert_no_crash(page)
