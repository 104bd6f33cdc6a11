"""The design is locked by the first experiment, keeps its bars, and keeps choices when data changes."""

import pytest

from core.design.data.columns import Role, Roles
from core.design.solution.architecture import Architecture, Mode
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.errors import BadInput
from core.services.design import data, solution
from core.services.design.design_lock import REDRAWN, lock_of, locked_changes
from core.services.design.solution import solution_view
from core.services.workspace import Workspace, load
from tests.unit.services.conftest import PROJECT


def test_a_locked_answer_needs_a_reason_and_names_what_it_undoes(walked: Workspace) -> None:
    view = solution_view(walked, PROJECT)
    assert view.lock is not None
    assert view.lock.openings == 1
    assert {"quick tries", "experiment", "chosen model", "test report", "release"} <= set(view.lock.outdates)
    assert "charter" not in view.lock.outdates
    split = view.design.split.model_copy(update={"holdout": 0.3})
    changed = view.design.model_copy(update={"metric": "log_loss", "split": split})
    assert locked_changes(view.design, changed) == ["metric", "holdout"]
    with pytest.raises(BadInput, match="the score, the share of the hold-out"):
        solution.save_solution(walked, PROJECT, changed)
    with pytest.raises(BadInput):
        solution.save_solution(walked, PROJECT, changed, reason="  ")
    solution.save_solution(walked, PROJECT, changed, reason="Rare cases matter more.")
    assert walked.history(PROJECT).is_stale("experiment")


def test_another_gap_needs_a_reason_and_draws_no_other_holdout() -> None:
    split = SplitPlan(strategy="time", column="day")
    design = SolutionDesign(
        ml_task="regression", task_reason="", target="y", features=("x",), metric="rmse", split=split
    )
    longer = design.model_copy(update={"split": split.model_copy(update={"gap": 7})})
    assert locked_changes(design, longer) == ["gap_in_words"]
    assert "gap_in_words" not in REDRAWN
    unit_alone = design.model_copy(update={"split": split.model_copy(update={"gap_unit": "hours"})})
    assert locked_changes(design, unit_alone) == []


def test_words_and_use_change_without_a_reason(walked: Workspace) -> None:
    design = solution_view(walked, PROJECT).design
    live = design.model_copy(update={"architecture": Architecture(mode=Mode.LIVE), "unit": "one tumour"})
    solution.save_solution(walked, PROJECT, live)
    assert solution.current_solution(walked, PROJECT) == live


def test_before_the_first_experiment_nothing_is_locked(walked: Workspace) -> None:
    history = walked.history(PROJECT)
    history._latest.pop("experiment")
    assert lock_of(history) is None


def test_a_sensitive_column_never_enters_a_model(walked: Workspace) -> None:
    design = solution_view(walked, PROJECT).design
    _bar(walked, design.features[0])
    with pytest.raises(BadInput, match="the role is sensitive"):
        solution.save_solution(walked, PROJECT, design)


def test_what_a_person_chose_stays_when_roles_change(walked: Workspace) -> None:
    design = solution_view(walked, PROJECT).design
    out, barred = design.features[1], design.features[0]
    split = design.split.model_copy(update={"holdout": 0.35, "folds": 6})
    said = {
        "unit": "one tumour",
        "architecture": Architecture(mode=Mode.LIVE),
        "split": split,
        "features": tuple(name for name in design.features if name != out),
    }
    solution.save_solution(walked, PROJECT, design.model_copy(update=said), reason="As agreed.")
    _bar(walked, barred)
    view = solution_view(walked, PROJECT)
    assert not view.is_saved
    assert (view.design.unit, view.design.architecture.mode) == ("one tumour", Mode.LIVE)
    assert (view.design.split.holdout, view.design.split.folds) == (0.35, 6)
    assert view.design.split.strategy is SplitStrategy.STRATIFIED
    assert not {out, barred} & set(view.design.features)
    assert view.sensitive == [barred]


def test_a_hold_out_says_what_it_can_tell(walked: Workspace) -> None:
    view = solution_view(walked, PROJECT)
    wide = solution.detectable(view, "roc_auc", 0.1, view.design.positive)
    narrow = solution.detectable(view, "roc_auc", 0.4, view.design.positive)
    assert wide is not None
    assert narrow is not None
    assert wide.difference == pytest.approx(2 * narrow.difference, rel=0.05)


def test_the_first_words_come_from_the_records(walked: Workspace) -> None:
    design = solution.propose_solution(walked, PROJECT)
    assert design.unit == "one row of tumours.csv"
    assert design.target_definition == "target is malignant"


def _bar(workspace: Workspace, column: str) -> None:
    record = workspace.history(PROJECT).latest("roles")
    assert record is not None
    roles = tuple(
        role.model_copy(update={"role": Role.SENSITIVE}) if role.column == column else role
        for role in load(record, Roles).roles
    )
    data.save_roles(workspace, PROJECT, Roles(roles=roles))


def test_a_column_that_is_not_known_in_time_says_so(walked: Workspace) -> None:
    column = solution_view(walked, PROJECT).design.features[0]
    roles = load(walked.history(PROJECT).latest("roles"), Roles)
    late = tuple(
        role.model_copy(update={"known_at_prediction": False, "known_reason": "Measured later."})
        if role.column == column
        else role
        for role in roles.roles
    )
    data.save_roles(walked, PROJECT, Roles(roles=late))
    assert solution_view(walked, PROJECT).left_out[column] == (
        "Not known at the moment of prediction. Measured later."
    )
