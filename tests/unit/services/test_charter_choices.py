"""A charter file drives an unattended run: its charter on record, its choices applied or refused in words."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.bootstrap import open_workspace
from core.design.business.charter_file import charter_from_yaml, charter_yaml
from core.design.data.columns import Role, Roles
from core.errors import BadInput
from core.lifecycle.staleness import State
from core.services import autopilot
from core.services.design import business, solution
from core.services.design.charter_choices import read_charter_file, wanted_target
from core.services.work import Progress
from core.services.workspace import Workspace, load
from tests.unit.services.conftest import PROJECT, SEARCH

CHARTER = """
goal: Keep them
decision: Call or not
payoff: {kind: binary, currency: EUR, true_positive: 60, false_positive: -10}
requirements:
  - {kind: value_per_row, limit: 0.5}
  - {kind: latency_ms, limit: 500}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a table of customers: a yes / no target, a date, a group, an amount and a class."""
    rng = np.random.default_rng(0)
    rows = 240
    age, spend = rng.integers(18, 80, rows), rng.normal(100, 20, rows).round(2)
    frame = pd.DataFrame(
        {
            "age": age,
            "spend": spend,
            "shop": rng.integers(0, 30, rows),
            "note": rng.choice(["a", "b", "c"], rows),
            "left": np.where(age + rng.normal(0, 15, rows) > 55, "yes", "no"),
            "size": rng.choice(["S", "M", "L"], rows),
        }
    )
    frame.to_csv(tmp_path / "shop.csv", index=False)
    return tmp_path / "shop.csv"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "home")


def start(workspace: Workspace, data: Path, design: str, seed: int = 0, charter: str = CHARTER) -> None:
    file = charter_from_yaml(f"{charter}design: {design}")
    autopilot.start_from_file(workspace, data, target=None, project="Shop", charter=file, seed=seed)


def test_the_charter_is_recorded_as_written(workspace: Workspace, shop: Path) -> None:
    start(workspace, shop, "{target: left}")
    charter = business.current_charter(workspace, "Shop")
    assert charter == charter_from_yaml(CHARTER).charter
    assert charter.assumed is False
    assert solution.current_solution(workspace, "Shop") is None


def test_choices_are_applied_to_what_the_data_proposes(workspace: Workspace, shop: Path) -> None:
    split = "{strategy: grouped, column: shop, holdout: 0.3, folds: 3, seed: 7}"
    start(
        workspace,
        shop,
        f"{{target: left, positive: no, metric: log_loss, leave_out: [note], split: {split}}}",
    )
    design = solution.current_solution(workspace, "Shop")
    assert (design.target, design.positive, design.metric) == ("left", "no", "log_loss")
    assert set(design.features) == {"age", "spend", "size"}
    plan = design.split
    assert (plan.strategy, plan.column, plan.holdout, plan.folds, plan.seed) == ("grouped", "shop", 0.3, 3, 7)


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        ("horizon: 30 days ahead, split: {strategy: time, column: seen}", (30, "days")),
        ("horizon: 30 days ahead, split: {strategy: time, column: seen, gap: 0}", (0, "days")),
        (
            "horizon: 30 days ahead, split: {strategy: time, column: seen, gap: 6, gap_unit: hours}",
            (6, "hours"),
        ),
        ("horizon: 30 days ahead, split: {strategy: time, column: age}", (0, "days")),
        ("horizon: 30 days ahead, split: {strategy: time, column: age, gap: 2}", (2, "units")),
        ("horizon: 30 days ahead", (30, "days")),
        ("horizon: 30 days ahead, split: {strategy: random}", (0, "days")),
    ],
)
def test_a_gap_is_taken_from_the_file_else_from_its_horizon(
    workspace: Workspace, shop: Path, said: str, gap: tuple[float, str]
) -> None:
    frame = pd.read_csv(shop)
    frame["seen"] = pd.date_range("2024-01-01", periods=len(frame)).strftime("%Y-%m-%d")
    frame.to_csv(shop, index=False)
    start(workspace, shop, f"{{target: left, {said}}}")
    plan = solution.current_solution(workspace, "Shop").split
    assert (plan.gap, plan.gap_unit) == gap


def test_the_command_draws_the_split_where_the_file_names_no_seed(workspace: Workspace, shop: Path) -> None:
    start(workspace, shop, "{target: left, split: {folds: 2}}", seed=5)
    plan = solution.current_solution(workspace, "Shop").split
    assert (plan.strategy, plan.folds, plan.seed) == ("stratified", 2, 5)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("{target: lft}", "design.target: there is no column lft. Did you mean left?"),
        ("{target: left, leave_out: [agge]}", "design.leave_out: there is no column agge. Did you mean age?"),
        ("{target: left, leave_out: [left]}", "design.leave_out: left is the target."),
        ("{target: left, leave_out: [age, spend, shop, note, size]}", "No feature is left"),
        ("{target: left, metric: rmse}", "design.metric: rmse does not judge a yes / no question"),
        ("{target: left, metric: nonsense}", "Choose one of roc_auc, average_precision"),
        ("{target: left, positive: maybe}", "design.positive: maybe is no value of left. Choose one of"),
        ("{target: size}", "payoff is for a yes / no question, but the target size asks for one of"),
        ("{target: spend}", "payoff is for a yes / no question, but the target spend asks for an amount"),
        ("{target: left, split: {column: zip}}", "design.split.column: there is no column zip."),
        ("{target: left, split: {strategy: time}}", "design.split.column: is missing. A split by time"),
        ("{target: left, split: {strategy: time, column: note}}", "note holds neither dates nor numbers"),
        ("{target: left, split: {column: shop}}", "a stratified split uses no column"),
        (
            "{target: left, split: {strategy: grouped, column: left}}",
            "design.split.column: left is the target.",
        ),
        ("{target: left, split: {gap: 7}}", "design.split.gap: only a split by time has a gap."),
        (
            "{target: left, split: {strategy: time, column: age, gap: 7, gap_unit: days}}",
            "design.split.gap_unit: A gap in days does not fit age, which holds numbers. Choose units or rows.",
        ),
        (
            "{target: left, split: {strategy: time, column: age, gap_unit: rows}}",
            "design.split.gap: is missing beside gap_unit.",
        ),
        ("{metric: f1}", "No target is named. Give --target COLUMN"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_before_anything_is_recorded(
    workspace: Workspace, shop: Path, design: str, words: str
) -> None:
    with pytest.raises(BadInput) as refused:
        start(workspace, shop, design)
    assert words in str(refused.value)
    assert refused.value.remedy
    assert workspace.projects.all() == []


@pytest.mark.parametrize(
    ("payoff", "design", "words"),
    [
        ("{kind: regression}", "{target: spend, split: {strategy: stratified}}", "stratified needs classes"),
        (
            "{kind: regression}",
            "{target: spend, positive: yes}",
            "design.positive: spend asks for an amount.",
        ),
        ("{kind: multiclass}", "{target: size, metric: f1}", "f1 does not judge one of several classes"),
    ],
)
def test_other_questions_refuse_what_does_not_fit_them(
    workspace: Workspace, shop: Path, payoff: str, design: str, words: str
) -> None:
    lines = [line for line in CHARTER.splitlines() if not line.startswith("payoff")]
    charter = "\n".join([*lines, f"payoff: {payoff}", ""])
    with pytest.raises(BadInput, match=words):
        start(workspace, shop, design, charter=charter)


def test_command_and_file_must_agree_on_the_target() -> None:
    file = charter_from_yaml(CHARTER + "design: {target: left}")
    assert wanted_target(None, file) == wanted_target("left", file) == wanted_target("left", None) == "left"
    with pytest.raises(BadInput, match="--target says size"):
        wanted_target("size", file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_bytes(b"goal: \xff")
    with pytest.raises(BadInput, match=r"c\.yaml: cannot be read as UTF-8"):
        read_charter_file(tmp_path / "c.yaml")
    (tmp_path / "c.yaml").write_text(CHARTER.replace("60", "sixty"))
    with pytest.raises(BadInput, match=r"c\.yaml: payoff\.true_positive: must be a number"):
        read_charter_file(tmp_path / "c.yaml")


def test_the_command_says_in_one_line_what_is_wrong(shop: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "c.yaml").write_text(CHARTER.replace("goal", "gaol"))
    home = str(tmp_path / "home")
    assert main(["autopilot", str(shop), "--charter", str(tmp_path / "c.yaml"), "--home", home]) == 2
    assert capsys.readouterr().err == (
        "trefoil: c.yaml: gaol: is no field of a charter file. Did you mean goal?\n"
    )
    assert main(["autopilot", str(shop), "--charter", str(tmp_path / "no.yaml"), "--home", home]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_a_changed_file_updates_the_project_and_its_gates(
    walked: Workspace, tumours, tmp_path, capsys
) -> None:
    tumours.to_csv(tmp_path / "tumours.csv", index=False)
    text = CHARTER + "design: {target: target, positive: malignant, leave_out: [mean area]}"
    (tmp_path / "c.yaml").write_text(text)
    command = [
        "autopilot", str(tmp_path / "tumours.csv"), "--charter", str(tmp_path / "c.yaml"), "--project", PROJECT,
        "--trials", "4", "--home", str(walked.home), "--json",
    ]  # fmt: skip
    assert main(command) == 3
    first = json.loads(capsys.readouterr().out)
    assert {gate["requirement"] for gate in first["gates"]} == {None, "R1", "R2"}
    assert (first["live_version"], first["warnings"]) == (1, ["G7"])
    assert "Version 1 stays live" in first["kept_live"]
    assert "mean area" in load(walked.history(PROJECT).latest("roles"), Roles).columns(Role.FEATURE)
    assert "mean area" not in solution.current_solution(walked, PROJECT).features
    trained = walked.history(PROJECT).latest("experiment").version

    (tmp_path / "c.yaml").write_text(text.replace("limit: 0.5", "limit: 61"))
    assert main(command) == 3
    out, err = capsys.readouterr()
    gates = {gate["requirement"]: gate for gate in json.loads(out)["gates"]}
    assert gates["R1"]["verdict"] == "fail"
    assert "R1 Worth at least 61 EUR per row" in err
    assert walked.history(PROJECT).latest("experiment").version == trained
    assert {s.step.code: s.state for s in walked.history(PROJECT).states()}["test"] is State.BLOCKED


def test_a_file_without_design_choices_keeps_what_a_person_designed(
    walked: Workspace, tumours, tmp_path
) -> None:
    tumours.to_csv(tmp_path / "tumours.csv", index=False)
    kept = solution.current_solution(walked, PROJECT).model_copy(update={"metric": "log_loss"})
    solution.save_solution(walked, PROJECT, kept, author="Ada", reason="Rare cases.")
    autopilot.start_from_file(
        walked, tmp_path / "tumours.csv", target="target", project=PROJECT, charter=charter_from_yaml(CHARTER)
    )
    autopilot.run(walked, PROJECT, SEARCH, Progress())
    assert solution.current_solution(walked, PROJECT).metric == "log_loss"


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_bytes(b"#" * 400_001)
    with pytest.raises(BadInput, match=r"c\.yaml: is too large"):
        read_charter_file(tmp_path / "c.yaml")


PLAN = "purpose: calls, legal_basis: consent, retention_until: 2090-01-01"


def test_a_privacy_plan_in_the_file_acts_before_the_design(workspace: Workspace, shop: Path) -> None:
    actions = "[{action: drop, column: note}, {action: generalise, column: age, to: bands, width: 10}]"
    block = f"{{target: left, leave_out: [note], unit: one buyer, privacy: {{{PLAN}, actions: {actions}}}}}"
    start(workspace, shop, block)
    design = solution.current_solution(workspace, "Shop")
    assert design is not None
    assert (design.unit, "note" in design.features) == ("one buyer", False)
    dataset = workspace.history("Shop").latest("dataset").payload
    table = workspace.datasets.get(dataset["fingerprint"])
    assert "note" not in table
    assert set(table["age"] % 10) == {0}
    start(workspace, shop, block)
    assert not workspace.history("Shop").is_stale("solution")


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ("[{action: drop, column: left}]", "design.privacy drops left, which is needed"),
        ("[{action: drop, column: nota}]", "there is no column nota"),
        ("[{action: generalise, column: note, to: year}]", "design.privacy: note holds"),
    ],
)
def test_a_privacy_plan_that_does_not_fit_records_nothing(
    workspace: Workspace, shop: Path, actions: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        start(workspace, shop, f"{{target: left, privacy: {{{PLAN}, actions: {actions}}}}}")
    assert workspace.projects.all() == []


def test_the_use_in_the_file_goes_on_record(workspace: Workspace, shop: Path) -> None:
    use = "architecture: {mode: live, latency_ms: 40, when_unsure: ask a person}"
    start(workspace, shop, f"{{target: left, horizon: a month later, {use}}}")
    design = solution.current_solution(workspace, "Shop")
    assert design is not None
    assert (design.architecture.mode, design.architecture.latency_ms) == ("live", 40)
    assert (design.unsure_within, design.horizon) == (0.05, "a month later")


def test_doubt_of_an_amount_is_refused(workspace: Workspace, shop: Path) -> None:
    amounts = CHARTER.replace(
        "kind: binary, currency: EUR, true_positive: 60, false_positive: -10", "kind: regression"
    )
    with pytest.raises(BadInput, match="only a yes / no question has a threshold"):
        start(
            workspace,
            shop,
            "{target: spend, architecture: {when_unsure: ask a person}}",
            charter=amounts,
        )


def test_money_is_a_metric_of_a_file_and_goes_there_and_back(workspace: Workspace, shop: Path) -> None:
    start(workspace, shop, "{target: left, metric: money}")
    design, charter = (
        solution.current_solution(workspace, "Shop"),
        business.current_charter(workspace, "Shop"),
    )
    assert (design.metric, design.metric_reason) == ("money", "Chosen in the charter file.")
    again = charter_from_yaml(charter_yaml(charter, design))
    assert again.design_overrides.metric == "money"


def test_a_file_whose_amounts_come_from_a_column_cannot_search_for_money(
    workspace: Workspace, shop: Path
) -> None:
    by_row = CHARTER.replace("true_positive: 60", "true_positive: {column: spend}")
    with pytest.raises(BadInput, match="money needs a payoff whose amounts are the same for every row"):
        start(workspace, shop, "{target: left, metric: money}", charter=by_row)
    assert not workspace.projects.all()
