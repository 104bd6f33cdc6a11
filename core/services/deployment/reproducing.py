"""The printed training script of the chosen model: written, run in a process of its own, and proven for a release."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import GateFailed
from core.lifecycle.records import Payload, Record
from core.services.design.intake import kept_upload
from core.services.development.learning import Learning, open_learning
from core.services.development.models import load_stored_model
from core.services.work import Progress
from core.services.workspace import Workspace, need

if TYPE_CHECKING:
    import pandas as pd

    from core.deployment.package.plain_script import PlainReading
    from core.deployment.package.reproduction import Reproduction

ALLOWED_S = 180.0
"""Three minutes for reading, training and predicting; what takes longer is left to a person."""

MOST_ROWS = 1_000
"""Rows kept back that are predicted, and as many that were learnt from."""

PROVEN = ("same", "too long")
"""What does not forbid a release: a script that takes too long is left to whoever signs."""


@dataclass(frozen=True)
class Printed:
    """A script as it was printed, or the sentence that says why there is none."""

    script: bytes
    reading: "PlainReading"
    data: "Path | pd.DataFrame"
    refusal: str = ""

    @property
    def sha256(self) -> str:
        """Return the script's hash; empty where there is none."""
        return sha256(self.script).hexdigest() if self.script else ""


def reproduce(workspace: Workspace, project: str, progress: Progress) -> "Reproduction":
    """Print the script of the chosen model, run it on its data and compare the predictions.

    Raises Cancelled where a person stops it.
    """
    learning = open_learning(workspace, project)
    model = _model(workspace, project)
    return _run(print_script(workspace, learning, model), learning, model, progress)


def proven_script(
    workspace: Workspace, project: str, report: Record, progress: Progress
) -> tuple[bytes, Payload]:
    """Return the script of the tested model and what its run showed, for the release record.

    The run of the test counts where it was of this very script; else it is run again.

    Raises
    ------
    GateFailed
        Where the script does not give the predictions of the model.
    """
    learning = open_learning(workspace, project)
    model = _model(workspace, project)
    printed, known = print_script(workspace, learning, model), report.payload.get("reproduction")
    if known is None or known["script_sha256"] != printed.sha256:
        progress.report(force=True, doing="Training again by the printed script", share=0.2)
        known = _run(printed, learning, model, progress).model_dump(mode="json")
    if known["verdict"] not in PROVEN:
        raise GateFailed(
            "The printed script does not give the predictions of the model.", "Test again: gate G8 says why."
        )
    return printed.script, known


def data_as_csv(workspace: Workspace, project: str, released: Record) -> bytes:
    """Return the columns that the script of a release reads, as CSV; raises Missing where they are gone."""
    from core.deployment.package.plain_data import as_csv
    from core.services.deployment.lineage import past_learning, released_candidate

    history = workspace.history(project)
    candidate = released_candidate(history, released)
    learning = past_learning(workspace, history, candidate)
    model = load_stored_model(workspace, candidate.payload["model"])
    return as_csv(workspace.datasets.get(learning.dataset.fingerprint)[list(_kinds(learning, model))])


def print_script(workspace: Workspace, learning: Learning, model: Any) -> Printed:
    """Print the script for the analyst's own file where plain code reads the same there, else for a copy."""
    from core.deployment.package.plain_data import own_reading
    from core.deployment.package.plain_script import PlainReading, plain_script
    from core.deployment.package.training_script import NotPrintable

    kinds = _kinds(learning, model)
    frame = workspace.datasets.get(learning.dataset.fingerprint)[list(kinds)]
    own = kept_upload(workspace, learning.dataset)
    options = {name: option.value for name, option in learning.dataset.reading.items()}
    reading = own_reading(own, options, frame, kinds)
    data = own if reading is not None and own is not None else frame
    reading = reading or PlainReading()
    try:
        return Printed(plain_script(model, kinds, learning.design.split, reading), reading, data)
    except NotPrintable as error:
        return Printed(b"", reading, data, str(error))


def _run(printed: Printed, learning: Learning, model: Any, progress: Progress) -> "Reproduction":
    import pandas as pd

    from core.deployment.package.reproduction import Reproduction, ScriptInput, run_script

    learnt = len(learning.train.y)
    if not printed.script:
        return Reproduction(verdict="not printable", reason=printed.refusal, training_rows=learnt)
    parts = (learning.holdout.frame.head(MOST_ROWS), learning.train.frame.head(MOST_ROWS))
    rows = pd.concat(parts, ignore_index=True)[model.inputs]
    given = ScriptInput(printed.script, printed.reading, printed.data, rows)
    found = run_script(given, model, ALLOWED_S, progress.check)
    return found.model_copy(update={"training_rows": learnt})


def _model(workspace: Workspace, project: str) -> Any:
    candidate = need(workspace.history(project), "candidate").payload
    return load_stored_model(workspace, candidate["model"])


def _kinds(learning: Learning, model: Any) -> dict[str, str]:
    """Kind of each column that the script reads: features, target, and the column of the split."""
    used = [feature["name"] for feature in model.recipe["features"]]
    used += [learning.design.target, learning.design.split.column or ""]
    known = {column.name: column.kind.value for column in learning.dataset.columns}
    return {name: known[name] for name in dict.fromkeys(used) if name in known}
