"""What the design says of the model's use holds from the charter file to the package and the predictions."""

import json
import zipfile
from pathlib import Path

import pandas as pd

from core.bootstrap import open_workspace
from core.design.business.charter_file import charter_from_yaml
from core.services import autopilot
from core.services.deployment import predict, release
from core.services.work import Progress
from tests.unit.services.conftest import SEARCH

CHARTER = """
goal: Find tumours
decision: Operate or wait
payoff: {kind: binary, true_positive: 10, false_positive: -10}
requirements:
  - {kind: value_over_baseline, limit: -10}
design:
  target: target
  horizon: after the operation
  architecture:
    mode: live
    latency_ms: 60000
    consumer: the surgeon
    when_unsure: ask a person
    unsure_within: 0.4
    when_down: The surgeon decides alone.
"""


def test_the_use_is_in_the_gate_the_package_the_card_and_the_predictions(
    tumours: pd.DataFrame, tmp_path: Path, as_file
) -> None:
    workspace = open_workspace(tmp_path / "home")
    tumours.to_csv(tmp_path / "t.csv", index=False)
    file = charter_from_yaml(CHARTER)
    autopilot.start_from_file(workspace, tmp_path / "t.csv", target=None, project="T", charter=file)
    autopilot.run(workspace, "T", SEARCH, Progress())
    history = workspace.history("T")
    (gate,) = [one for one in history.latest("test_report").payload["gates"] if one["code"] == "G3"]
    assert "required is at most 60,000 ms" in gate["evidence"]
    package = zipfile.ZipFile(release.package_path(workspace, "T"))
    readme, card = (package.read(name).decode() for name in ("README.md", "model_card.md"))
    assert readme.index("python serve.py") < readme.index("python predict.py")
    for text in (readme, card):
        assert "the surgeon" in text
        assert "The surgeon decides alone" in text
    assert "after the operation" in card
    assert "- Task: a yes / no question" in card
    assert "- ROC AUC: 0." in card
    assert "- Are the probabilities right: On average the probabilities lie" in card
    assert not {"roc_auc", r"roc\_auc", "binary", "hist_gradient"} & set(card.split())
    expected = json.loads(package.read("tests/expected.json"))
    assert {row["decided_by"] for row in expected} <= {"the model", "ask a person"}
    predict.run(workspace, "T", as_file(tumours.drop(columns="target")), Progress())
    payload = workspace.history("T").latest("prediction").payload
    scored = predict.scored_rows(workspace, payload["fingerprint"])
    near = (scored["probability"] - payload["decision"]["threshold"]).abs() <= 0.4
    assert payload["ask_a_person"] == near.sum() > 0
    assert ((scored["decided_by"] == "ask a person") == near).all()
