"""The design in a real browser: a charter, roles, privacy and a solution that the model is later held to."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from core.bootstrap import open_workspace
from core.lifecycle.records import Payload, Record
from core.lifecycle.steps import BY_CODE
from core.services import projects
from core.services.development import proof, quality, training
from core.services.documents import documents_view
from core.services.privacy.traces import files_below, files_holding
from core.services.work import Progress
from core.services.workspace import Workspace
from tests.e2e.conftest import Server
from tests.e2e.gestures import assert_no_crash, choose, fill, go_to, open_part, press, settle, upload

PROJECT = "customers"
ROWS = 400
BUDGET_S = 3.0
GAIN = 60
HARM, MORE_HARM = 10, 90
TOO_MUCH = 1_000.0
ADDRESS = re.compile(r"[\w.]+@example\.org")


@pytest.fixture
def customers() -> pd.DataFrame:
    """Return made-up customers, with an address and a gender each."""
    rng = np.random.default_rng(0)
    tenure, charge = rng.integers(0, 60, ROWS), rng.normal(70, 20, ROWS).round(2)
    risk = -0.5 - 0.2 * (tenure - 30) + 0.1 * (charge - 70)
    return pd.DataFrame(
        {
            "email": [f"person.{row}@example.org" for row in range(ROWS)],
            "gender": rng.choice(["female", "male"], ROWS),
            "tenure": tenure,
            "amount": charge,
            "left": np.where(rng.random(ROWS) < 1 / (1 + np.exp(-risk)), "yes", "no"),
        }
    )


def threshold_by_hand(gain: float, harm: float) -> float:
    """Return the probability p from which acting pays: p x gain = (1 - p) x harm."""
    return harm / (gain + harm)


def unfold(page: Page, title: str) -> None:
    """Open a part that is folded away."""
    settle(page)
    page.get_by_test_id("stExpander").locator("summary").filter(has_text=title).click()
    settle(page)


def on_record(page: Page, workspace: Workspace, kind: str, version: int = 1) -> Record:
    """Wait until a version of a record is there and the page says no more."""
    for _ in range(600):
        record = workspace.history(PROJECT).latest(kind)
        if record is not None and record.version >= version:
            settle(page)
            assert_no_crash(page)
            return record
        page.wait_for_timeout(100)
    raise AssertionError(f"No version {version} of {kind} was recorded.")


def test_a_design_binds_the_model_and_a_change_of_it_is_felt(
    page: Page, server: Server, customers: pd.DataFrame, tmp_path: Path
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(server.url) else None)
    workspace = open_workspace(server.home)
    projects.create_project(workspace, PROJECT)
    page.goto(f"{server.url}/business?project={PROJECT}")
    settle(page)
    state_what_it_must_meet(page, workspace)
    file = tmp_path / f"{PROJECT}.csv"
    customers.to_csv(file, index=False)
    bring_in_the_rows(page, workspace, file)
    addresses = list(customers["email"].iloc[[0, 7, ROWS - 1]])
    assert files_holding(files_below(server.home), addresses)
    protect_the_addresses(page, workspace)
    assert files_holding(files_below(server.home), addresses) == {}
    design_its_use(page, workspace)
    develop(workspace)
    first = choose_a_model(page, workspace)
    see_the_release_blocked(page, workspace)
    change_the_charter(page, workspace)
    second = judge_again(page, workspace, first)
    assert first["threshold"] < second["threshold"]
    change_the_locked_split(page, workspace)
    assert files_holding(files_below(server.home), addresses) == {}
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def state_what_it_must_meet(page: Page, workspace: Workspace) -> None:
    """Write a charter whose first requirement no model can meet, and one on fairness."""
    page.get_by_role("radio", name="Customers who leave").click()
    expect(page.get_by_text("This is the draft")).to_be_visible()
    open_part(page, "Worth")
    by_hand = threshold_by_hand(GAIN, HARM)
    expect(page.get_by_text(f"Acting pays from a probability of {by_hand:.1%}")).to_be_visible()
    open_part(page, "Requirements")
    choose(page, "R1 · The model", "is worth enough")
    fill(page, "EUR per row, at least", f"{TOO_MUCH:g}")
    press(page, "Add a requirement")
    choose(page, "R3 · The model", "treats groups alike")
    fill(page, "Gap between groups, at most", "0.9")
    column = page.get_by_role("combobox", name=re.compile("Sensitive column"))
    column.fill("gender")
    column.press("Enter")
    fill(page, "Your name", "Ada")
    press(page, "Save the charter")
    demands = on_record(page, workspace, "charter").payload["requirements"]
    assert [(one["number"], one["kind"]) for one in demands] == [
        ("R1", "value_per_row"),
        ("R2", "latency_ms"),
        ("R3", "fairness_gap"),
    ]
    assert (demands[0]["limit"], demands[2]["column"]) == (TOO_MUCH, "gender")


def bring_in_the_rows(page: Page, workspace: Workspace, file: Path) -> None:
    """Upload the file, see the addresses when asked for, and confirm the roles with the sensitive column."""
    go_to(page, "Data")
    upload(page, file)
    on_record(page, workspace, "dataset")
    table = first_rows(page)
    expect(table).not_to_contain_text(ADDRESS)
    page.get_by_text("Show personal values").click()
    expect(table).to_contain_text(ADDRESS)
    page.get_by_role("tab", name="Roles and meaning").click()
    settle(page)
    press(page, "Confirm the roles")
    roles = {role["column"]: role["role"] for role in on_record(page, workspace, "roles").payload["roles"]}
    assert (roles["left"], roles["gender"], roles["email"]) == ("target", "sensitive", "identifier")


def first_rows(page: Page) -> Locator:
    """Open the rows on Data, and return the table as it is told to a screen reader."""
    settle(page)
    page.get_by_role("tab", name="Rows").click()
    table = page.get_by_test_id("stDataFrame").filter(visible=True).locator("table")
    expect(table).to_contain_text("tenure")
    settle(page)
    return table


def protect_the_addresses(page: Page, workspace: Workspace) -> None:
    """Put a code in place of each address, and see the rows without them."""
    go_to(page, "Solution")
    expect(page.get_by_text("Sensitive: gender. No model may use these columns")).to_be_visible()
    unfold(page, "Protect personal data")
    choose(page, "What is done", re.compile("^Pseudonymise"))
    fill(page, "Purpose: why is personal data used?", "To call customers.")
    choose(page, "Legal basis", re.compile("contract", re.I))
    page.get_by_text("I know that unprotected copies").click()
    press(page, "Apply to the data")
    expect(page.get_by_text("A privacy plan is in force until")).to_be_visible()
    assert on_record(page, workspace, "dataset", version=2).payload["rows"] == ROWS
    go_to(page, "Data")
    table = first_rows(page)
    expect(table).to_contain_text("email")
    expect(table).not_to_contain_text(ADDRESS)


def design_its_use(page: Page, workspace: Workspace) -> None:
    """Have a person asked near the threshold of a live model, and confirm the design."""
    go_to(page, "Solution")
    expect(page.get_by_text("With 100 locked rows")).to_be_visible()
    unfold(page, "Change how it is used")
    choose(page, "Rows reach the model", re.compile("^Live"))
    choose(page, "Where the model is unsure", "A person is asked")
    expect(
        page.get_by_text("Each prediction then says in decided_by whether to ask a person")
    ).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    unfold(page, "The same in words")
    press(page, "Confirm the design")
    design = on_record(page, workspace, "solution").payload
    assert (design["architecture"]["mode"], design["architecture"]["when_unsure"]) == ("live", "ask a person")
    assert set(design["features"]) == {"tenure", "amount"}


def develop(workspace: Workspace) -> None:
    """Check the rows, climb the ladder, decide to go on and train, as other journeys click it."""
    quality.infer_and_check(workspace, PROJECT)
    prove(workspace)
    training.run(workspace, PROJECT, {"budget_s": BUDGET_S, "seed": 0}, Progress())


def prove(workspace: Workspace) -> None:
    proof.run(workspace, PROJECT, {}, Progress())
    proof.decide(workspace, PROJECT, go=True, author="Ada", reason="The signal is there.")


def choose_a_model(page: Page, workspace: Workspace, version: int = 1) -> Payload:
    """Choose the advised model at the threshold that is worth most."""
    go_to(page, "Compare")
    fill(page, "Why this one?", "Best score.")
    press(page, "Choose and judge")
    return on_record(page, workspace, "candidate", version).payload


def see_the_release_blocked(page: Page, workspace: Workspace) -> None:
    """Ask the gates: the requirement that is missed is named, on Test and on Release."""
    go_to(page, "Test")
    press(page, "Check every condition")
    verdicts = verdict_of_requirements(on_record(page, workspace, "test_report").payload)
    assert verdicts == {"R1": "fail", "R2": "pass", "R3": "pass"}
    expect(page.get_by_text("Not fit to release")).to_be_visible()
    expect(page.get_by_text("Requirement R1 of the charter, asked by Finance.")).to_be_visible()
    go_to(page, "Release")
    expect(page.get_by_text(re.compile(r"The release is blocked\. .*Worth at least 1,?000"))).to_be_visible()
    expect(page.get_by_role("button", name="Sign and release")).to_have_count(0)


def verdict_of_requirements(report: Payload) -> dict[str, str]:
    return {gate["requirement"]: gate["verdict"] for gate in report["gates"] if gate["requirement"]}


def change_the_charter(page: Page, workspace: Workspace) -> None:
    """Ask for less, and make a false alarm dearer: what rests on the charter says that it is past."""
    go_to(page, "Business")
    open_part(page, "Requirements")
    fill(page, "EUR per row, at least", "1")
    open_part(page, "Worth")
    fill(page, "We act, and it is a false alarm (EUR)", f"{-MORE_HARM}")
    by_hand = threshold_by_hand(GAIN, MORE_HARM)
    expect(page.get_by_text(f"Acting pays from a probability of {by_hand:.1%}")).to_be_visible()
    press(page, "Save the charter")
    on_record(page, workspace, "charter", version=2)
    for code in ("solution", "compare", "test"):
        go_to(page, BY_CODE[code].title)
        said = page.get_by_test_id("stAlert").filter(has_text="This result is out of date.")
        expect(said.first).to_contain_text("Changed since: charter")
    go_to(page, "Release")
    expect(page.get_by_text("The test report is out of date.").first).to_be_visible()


def judge_again(page: Page, workspace: Workspace, first: Payload) -> Payload:
    """Confirm the unchanged design: no training is lost. Then choose and test by the new amounts."""
    go_to(page, "Solution")
    press(page, "Confirm the design")
    on_record(page, workspace, "solution", version=2)
    assert not workspace.history(PROJECT).is_stale("experiment")
    assert workspace.history(PROJECT).is_stale("candidate")
    prove(workspace)
    second = choose_a_model(page, workspace, version=2)
    assert second["holdout_openings"] == first["holdout_openings"] + 1
    go_to(page, "Test")
    press(page, "Check every condition again")
    report = on_record(page, workspace, "test_report", version=2).payload
    assert verdict_of_requirements(report)["R1"] == "pass", report["gates"]
    return second


def change_the_locked_split(page: Page, workspace: Workspace) -> None:
    """Divide the rows in another way: refused without a reason, and with one the diary tells it."""
    reason = "Rows come in any order."
    go_to(page, "Solution")
    expect(page.get_by_text("This design is locked: models were trained on it.")).to_be_visible()
    expect(page.get_by_text("The hold-out was opened 2 times")).to_be_visible()
    choose(page, "How rows are divided", re.compile("^At random$"))
    expect(page.get_by_text("Another hold-out is drawn")).to_be_visible()
    press(page, "Save the design")
    expect(page.get_by_text("Models were trained on this design already.")).to_be_visible()
    assert on_record(page, workspace, "solution").version == 2
    fill(page, "What changed, and why", reason)
    press(page, "Save the design")
    changed = on_record(page, workspace, "solution", version=3)
    diary = documents_view(workspace, PROJECT).diary
    assert [one.record.reason for one in diary if one.record.id == changed.id] == [reason]
    assert workspace.history(PROJECT).is_stale("candidate")
    go_to(page, "Train and tune")
    expect(page.get_by_text("This result is out of date.").first).to_be_visible()
