"""A predicted amount comes with the range in which the truth mostly lies, from rows the model never saw."""

from pathlib import Path

import numpy as np
import pandas as pd

from core.bootstrap import open_workspace
from core.design.business.charter_file import charter_from_yaml
from core.services import autopilot
from core.services.deployment import predict
from core.services.deployment.monitor import reference_rows
from core.services.deployment.release import live_release
from core.services.work import Progress
from tests.unit.services.conftest import SEARCH

CHARTER = """
goal: Order what is needed
decision: How much to order
payoff: {kind: regression, under: 1, over: 1}
requirements:
  - {kind: value_over_baseline, limit: -1000}
design: {target: needed}
"""


def needs(rows: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    guests, sunny = rng.integers(10, 300, rows), rng.random(rows).round(2)
    needed = (3 * guests + 40 * sunny + rng.normal(0, 12, rows)).round(1)
    return pd.DataFrame({"guests": guests, "sunny": sunny, "needed": needed})


def test_the_range_is_that_of_the_rows_kept_back_and_holds_on_new_ones(tmp_path: Path, as_file) -> None:
    workspace = open_workspace(tmp_path / "home")
    needs(400, 0).to_csv(tmp_path / "n.csv", index=False)
    file = charter_from_yaml(CHARTER)
    autopilot.start_from_file(workspace, tmp_path / "n.csv", target=None, project="N", charter=file)
    assert autopilot.run(workspace, "N", SEARCH, Progress())["released"]
    new = needs(300, 1)
    predict.run(workspace, "N", as_file(new.drop(columns="needed")), Progress())
    history = workspace.history("N")
    found = history.latest("prediction").payload
    scored = predict.scored_rows(workspace, found["fingerprint"])
    assert found["outputs"] == ["prediction", "likely_from", "likely_to"]
    assert found["range"]["rows"] == len(reference_rows(workspace, "N", live_release(history)))
    within = scored["likely_from"].le(new["needed"]) & scored["likely_to"].ge(new["needed"])
    assert 0.82 <= within.mean() <= 0.98
    assert (scored["likely_to"] > scored["prediction"]).all()
    assert (scored["likely_from"] < scored["prediction"]).all()
