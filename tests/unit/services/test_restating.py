"""A payoff that changes after the release: periods are held against the release at the payoff of today."""

import pytest

from core.design.business.charter import Charter
from core.services.deployment import monitor
from core.services.deployment.restating import comparable
from core.services.design import business
from core.services.work import Progress
from core.services.workspace import Workspace, load, need
from tests.unit.services.conftest import PROJECT


def watched(workspace: Workspace, params: dict) -> dict:
    monitor.run(workspace, PROJECT, params, Progress())
    return need(workspace.history(PROJECT), "monitoring").payload["performance"]


def test_what_held_at_release_is_valued_anew_after_the_payoff_changed(
    walked: Workspace, tumours, as_file
) -> None:
    before = watched(walked, as_file(tumours))
    released = need(walked.history(PROJECT), "release").payload["judged"]
    assert (before["is_restated"], before["reference_value"]) == (False, released["value_per_row"])
    assert "valued anew" not in before["sentence"]
    charter = load(need(walked.history(PROJECT), "charter"), Charter)
    payoff = charter.payoff
    tenfold = {
        name: 10 * getattr(payoff, name)
        for name in ("true_positive", "false_positive", "false_negative", "true_negative")
    }
    changed = charter.model_copy(update={"payoff": payoff.model_copy(update=tenfold)})
    business.save_charter(walked, PROJECT, changed)
    after = watched(walked, as_file(tumours.head(400)))
    assert after["is_restated"]
    assert after["reference_value"] == pytest.approx(10 * released["value_per_row"])
    assert after["value_verdict"] == "stable"
    assert after["reference_score"] == released["score"]
    assert "The payoff was changed since the release" in after["sentence"]
    history = walked.history(PROJECT)
    live = next(record for record in history.records if record.kind == "release")
    told = monitor._earlier_reports(history, live, "another batch")
    assert [report["value_per_row"] is None for report in told] == [False, False]
    kept = [comparable(report, after["payoff"], before["payoff"]) for report in told]
    assert [report["value_per_row"] for report in kept] == [None, after["value_per_row"]]
    assert [report["score"] for report in kept] == [before["score"], after["score"]]


def test_money_searched_for_is_another_score_at_another_payoff() -> None:
    report = {
        "metric": "money",
        "score": 1.0,
        "interval": [0, 2],
        "value_per_row": 1.0,
        "value_interval": [0, 2],
    }
    assert comparable(report, {"a": 1}, {"a": 1}) == report
    assert comparable(report, {"a": 2}, {"a": 1})["score"] is None
