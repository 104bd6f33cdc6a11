"""The main job through the use cases: what depends on what, and what refuses."""

import json

import numpy as np
import pandas as pd
import pytest

from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.design.data.columns import Role, Roles
from core.design.solution.design import SolutionDesign
from core.errors import BadInput, GateFailed, Missing, NotReady, Tampered
from core.lifecycle.staleness import State
from core.lifecycle.steps import STEPS
from core.services import autopilot, sign
from core.services.deployment import monitor, predict, release
from core.services.design import business, data, solution
from core.services.development import compare
from core.services.work import Progress
from core.services.workspace import Workspace, load
from tests.unit.services.conftest import PROJECT, SEARCH


def states(workspace: Workspace) -> dict[str, State]:
    return {s.step.code: s.state for s in workspace.history(PROJECT).states()}


def charter_of(workspace: Workspace) -> Charter:
    charter = business.current_charter(workspace, PROJECT)
    assert charter is not None
    return charter


def newest(workspace: Workspace, kind: str) -> dict:
    record = workspace.history(PROJECT).latest(kind)
    assert record is not None
    return record.payload


def change_charter(workspace: Workspace, **changes: object) -> None:
    business.save_charter(workspace, PROJECT, charter_of(workspace).model_copy(update=changes))
    design = load_design(workspace)
    solution.save_solution(workspace, PROJECT, design)


def load_design(workspace: Workspace) -> SolutionDesign:
    record = workspace.history(PROJECT).latest("solution")
    assert record is not None
    return load(record, SolutionDesign)


def test_every_step_to_release_is_done(walked: Workspace) -> None:
    done = {code for code, state in states(walked).items() if state is State.DONE}
    assert done == {step.code for step in STEPS} - {"predict", "monitor"}


def test_a_new_target_makes_exactly_what_follows_stale(walked: Workspace) -> None:
    sign.sign_off(walked, PROJECT, "data", author="Ada")
    sign.sign_off(walked, PROJECT, "solution", author="Ada")
    roles = load(walked.history(PROJECT).latest("roles"), Roles)
    swap = {"target": Role.FEATURE, "mean radius": Role.TARGET}
    changed = tuple(
        r.model_copy(update={"role": swap[r.column]}) if r.column in swap else r for r in roles.roles
    )
    data.save_roles(walked, PROJECT, Roles(roles=changed))
    after = states(walked)
    assert after["business"] is State.DONE
    assert after["data"] is State.DONE
    stale = {code for code, state in after.items() if state is State.STALE}
    assert stale == {step.code for step in STEPS} - {"business", "data", "predict", "monitor"}
    history = walked.history(PROJECT)
    assert history.approval_of("solution") is None
    assert history.approval_of("roles") is None
    assert history.approval_of("release") is None


def test_the_leaderboard_is_in_money_by_hand(walked: Workspace) -> None:
    payoff = BinaryPayoff(
        currency="EUR", true_positive=70, false_positive=-20, false_negative=-50, true_negative=1
    )
    change_charter(walked, payoff=payoff)
    for row in compare.board(walked, PROJECT).rows[:3]:
        y, probability = compare.trial_predictions(walked, PROJECT, row["number"])
        acts = probability.astype(float) >= row["threshold"]
        hits, false_alarms = np.sum(acts & (y == 1)), np.sum(acts & (y == 0))
        missed, left_alone = np.sum(~acts & (y == 1)), np.sum(~acts & (y == 0))
        by_hand = (70 * hits - 20 * false_alarms - 50 * missed + left_alone) / len(y)
        assert row["value_per_row"] == pytest.approx(by_hand)


def test_a_new_payoff_does_not_ask_for_new_training(walked: Workspace) -> None:
    change_charter(walked, payoff=BinaryPayoff(currency="EUR", true_positive=5, false_positive=-1))
    after = states(walked)
    assert after["train"] is State.DONE
    assert after["compare"] is State.STALE
    assert after["release"] is State.STALE


def test_a_requirement_that_is_missed_blocks_the_release_by_number(walked: Workspace) -> None:
    impossible = Requirement(number="R1", kind=RequirementKind.METRIC, limit=1.01, asked_by="Bo")
    change_charter(walked, requirements=(impossible,))
    outcome = autopilot.run(walked, PROJECT, SEARCH, Progress())
    assert outcome == {"released": False}
    failed = [gate["code"] for gate in newest(walked, "test_report")["gates"] if gate["verdict"] != "pass"]
    assert failed == ["R1"]
    with pytest.raises(GateFailed, match="R1"):
        release.run(walked, PROJECT, {"author": "Ada", "reason": "now"}, Progress())
    assert release.live_version(walked.history(PROJECT)) == 1


def test_a_stale_test_report_cannot_be_released(walked: Workspace) -> None:
    business.save_charter(walked, PROJECT, charter_of(walked).model_copy(update={"goal": "Another goal."}))
    with pytest.raises(NotReady, match="out of date"):
        release.run(walked, PROJECT, {"author": "Ada", "reason": "now"}, Progress())


def test_a_release_needs_a_name(walked: Workspace) -> None:
    with pytest.raises(BadInput, match="name"):
        release.run(walked, PROJECT, {"author": " ", "reason": "now"}, Progress())


def test_the_payoff_must_fit_the_question(walked: Workspace) -> None:
    charter = charter_of(walked).model_copy(update={"payoff": business.NEUTRAL["regression"]})
    business.save_charter(walked, PROJECT, charter)
    with pytest.raises(BadInput, match="payoff is for an amount"):
        solution.save_solution(walked, PROJECT, load_design(walked))


def test_predictions_are_logged_and_equal_the_model(walked: Workspace, tumours, as_file) -> None:
    rows = tumours.drop(columns="target").head(100)
    result = predict.run(walked, PROJECT, as_file(rows), Progress())
    scored = predict.scored_rows(walked, result["fingerprint"])
    _, model = predict.live_model(walked, PROJECT)
    np.testing.assert_allclose(scored["probability"], model.scores(rows), atol=1e-12)
    assert newest(walked, "prediction")["rows"] == 100
    assert states(walked)["predict"] is State.DONE


def test_a_file_without_a_needed_column_is_refused_by_name(walked: Workspace, tumours, as_file) -> None:
    with pytest.raises(BadInput, match="mean radius"):
        predict.run(walked, PROJECT, as_file(tumours.drop(columns="mean radius")), Progress())


def test_a_changed_model_file_is_not_loaded(walked: Workspace, tumours, as_file) -> None:
    folder = walked.home / "models" / newest(walked, "release")["model"]
    content = bytearray((folder / "model.skops").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.skops").write_bytes(content)
    with pytest.raises(Tampered, match=r"model\.skops"):
        predict.run(walked, PROJECT, as_file(tumours), Progress())


def test_the_same_world_raises_no_alert_and_another_does(walked: Workspace, tumours, as_file) -> None:
    monitor.run(walked, PROJECT, as_file(tumours), Progress())
    quiet = newest(walked, "monitoring")
    assert [alert for alert in quiet["alerts"] if alert["severity"] == "act"] == []
    assert quiet["performance"]["verdict"] == "stable"
    shifted = tumours.assign(target=tumours["target"].sample(frac=1, random_state=0).to_numpy())
    shifted[["mean radius", "worst area"]] *= 1.6
    monitor.run(walked, PROJECT, as_file(shifted), Progress())
    loud = newest(walked, "monitoring")
    assert {"mean radius", "worst area"} <= set(loud["drift"]["drifted"])
    assert loud["performance"]["verdict"] == "worse"
    assert {alert["send_back_to"] for alert in loud["alerts"]} <= {step.code for step in STEPS}
    assert loud["alerts"]


def test_retraining_starts_iteration_two_and_keeps_the_champion(walked: Workspace, tumours, as_file) -> None:
    monitor.run(walked, PROJECT, as_file(tumours.head(120)), Progress())
    monitor.retrain(walked, PROJECT, author="Ada", reason="New rows with labels.")
    history = walked.history(PROJECT)
    assert history.iteration == 2
    assert newest(walked, "dataset")["rows"] == 569 + 120
    assert states(walked)["train"] is State.STALE
    assert release.live_version(history) == 1
    assert not autopilot.run(walked, PROJECT, SEARCH, Progress())["released"]
    gates = newest(walked, "test_report")["gates"]
    assert [gate["code"] for gate in gates if gate["verdict"] != "pass"] == ["G7"]
    assert release.live_version(walked.history(PROJECT)) == 1
    release.run(walked, PROJECT, {"author": "Ada", "reason": "It knows newer rows."}, Progress())
    assert release.live_version(walked.history(PROJECT)) == 2
    assert newest(walked, "release")["version"] == 2
    assert states(walked)["release"] is State.DONE
    release.rollback(walked, PROJECT, 1, author="Ada", reason="Rehearsal.")
    champion = walked.tracker.champion(PROJECT)
    assert champion is not None
    assert (champion.version, release.live_version(walked.history(PROJECT))) == (1, 1)


def test_retraining_needs_labels(walked: Workspace, tumours, as_file) -> None:
    monitor.run(walked, PROJECT, as_file(tumours.drop(columns="target")), Progress())
    with pytest.raises(BadInput, match="no target"):
        monitor.retrain(walked, PROJECT, author="Ada", reason="x")


def test_rollback_only_to_what_was_released(walked: Workspace) -> None:
    with pytest.raises(Missing, match="version 9"):
        release.rollback(walked, PROJECT, 9, author="Ada", reason="x")


def test_the_hold_out_is_never_trained_on(walked: Workspace) -> None:
    from core.services.development.learning import open_learning

    learning = open_learning(walked, PROJECT)
    assert set(learning.train.rows).isdisjoint(learning.holdout.rows)
    assert len(learning.train) + len(learning.holdout) == 569
    candidate = newest(walked, "candidate")
    assert candidate["training_rows"] == len(learning.train)
    assert candidate["holdout_openings"] == 1


def test_mlflow_opens_the_store_and_answers_alike(walked: Workspace, tumours: pd.DataFrame) -> None:
    import mlflow

    assert walked.tracker.champion(PROJECT) is not None
    loaded = mlflow.pyfunc.load_model(f"models:/{PROJECT}@champion")
    _, model = predict.live_model(walked, PROJECT)
    rows = tumours.drop(columns="target").head(50)
    np.testing.assert_allclose(loaded.predict(rows)["probability"], model.scores(rows), atol=1e-12)
    runs = mlflow.search_runs(experiment_names=[PROJECT])
    assert len(runs) == len(newest(walked, "experiment")["trials"])


def test_everything_recorded_is_plain_json(walked: Workspace) -> None:
    for record in walked.records.all(PROJECT):
        json.dumps(record.payload, allow_nan=False)


def test_sign_off_and_sending_back_need_words(walked: Workspace) -> None:
    with pytest.raises(BadInput, match="name"):
        sign.sign_off(walked, PROJECT, "data", author="")
    with pytest.raises(BadInput, match="reason"):
        sign.send_back(walked, PROJECT, from_step="test", to_step="data", author="Ada", reason=" ")
    with pytest.raises(BadInput, match="reason"):
        compare.run(walked, PROJECT, {"number": 0, "reason": ""}, Progress())


def test_a_new_row_replaces_the_one_with_the_same_identifier() -> None:
    old = pd.DataFrame({"id": ["a", "b", None, None], "y": [1, 2, 3, 4]})
    fresh = pd.DataFrame({"id": ["b", "c", None], "y": [20, 30, 40]})
    joined = monitor.join_rows(old, fresh, ["id"])
    assert joined["y"].tolist() == [1, 3, 4, 20, 30, 40]
    assert len(monitor.join_rows(old, fresh, [])) == 7


def test_new_data_is_checked_against_the_contract_that_stands(walked: Workspace, tumours, as_file) -> None:
    before = newest(walked, "contract")
    odd = tumours.head(120).assign(**{"worst area": 1e6})
    monitor.run(walked, PROJECT, as_file(odd), Progress())
    monitor.retrain(walked, PROJECT, author="Ada", reason="New rows.")
    autopilot.run(walked, PROJECT, SEARCH | {"release": False}, Progress())
    assert newest(walked, "contract") == before
    assert newest(walked, "quality")["warnings"] >= 120


def test_unattended_work_can_leave_the_release_to_a_person(walked: Workspace) -> None:
    change_charter(walked, goal="Another goal.")
    outcome = autopilot.run(walked, PROJECT, SEARCH | {"release": False}, Progress())
    after = states(walked)
    assert outcome == {"released": False}
    assert (after["test"], after["release"]) == (State.DONE, State.STALE)
    assert release.live_version(walked.history(PROJECT)) == 1


def test_predictions_say_how_many_rows_to_act_on(walked: Workspace, tumours, as_file) -> None:
    result = predict.run(walked, PROJECT, as_file(tumours.drop(columns="target")), Progress())
    scored = predict.scored_rows(walked, result["fingerprint"])
    decision = newest(walked, "prediction")["decision"]
    assert decision["acted"] == (scored["probability"] >= decision["threshold"]).sum()


def test_the_gain_in_money_has_its_own_interval(walked: Workspace) -> None:
    candidate = newest(walked, "candidate")
    baseline, low_high = candidate["baseline"], candidate["baseline"]["value_gain_interval"]
    difference = candidate["evaluation"]["value_per_row"] - baseline["value_per_row"]
    assert baseline["value_gain"] == pytest.approx(difference)
    assert low_high[0] < baseline["value_gain"] < low_high[1]
