"""Experiment tracking and the model registry: MLflow's client on its own database, or on an MLflow server."""

import logging
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "30")

import mlflow
from mlflow import MlflowClient
from mlflow.entities import LifecycleStage, Metric, Param, RunStatus
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services.ports import ModelVersion
from storage.addresses import is_server
from storage.postgresql import Unreachable, prepare

logging.getLogger("mlflow").setLevel(logging.ERROR)
CHAMPION = "champion"
MODEL_CODE = Path(__file__).parent / "served_model.py"
SCORING_CODE = Path(__file__).parent.parent / "core" / "scoring"
PARAM_LIMIT = 500
MOST_TOLD = 200
PATIENCE_S = 10
STATUS = {"complete": "FINISHED", "pruned": "KILLED", "failed": "FAILED"}
"""How MLflow calls the end of a trial."""

UNKNOWN = ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE")
"""How MLflow says that a registered model, or its alias, is not there."""


class TrackingFailed(TrefoilError):
    """MLflow does not keep what it is given, or does not find it."""


class MlflowTracker:
    """Runs, model versions and aliases at an address; files below a folder, or where the server keeps them."""

    def __init__(self, address: str, artifacts: Path) -> None:
        self._address, self._artifacts = address, artifacts
        if is_server(address):
            _reach(address)
        else:
            prepare(address)
        with _told_plainly("open its database"):
            mlflow.set_tracking_uri(address)
            mlflow.set_registry_uri(address)
            self._client = MlflowClient(tracking_uri=address, registry_uri=address)

    def log_trial(
        self,
        project: str,
        study: str,
        *,
        params: Payload,
        metrics: dict[str, float],
        tags: dict[str, str],
        seconds: float = 0.0,
        state: str = "complete",
    ) -> str:
        """Record one trial, which has just ended after so many seconds, as a run and return the run's id."""
        ended = int(time.time() * 1000)
        with _told_plainly("keep a trial"):
            run = self._client.create_run(
                self._experiment(project),
                start_time=ended - int(seconds * 1000),
                run_name=tags.get("title"),
                tags={"study": study, **tags},
            )
            self._client.log_batch(
                run.info.run_id,
                params=[Param(name, str(value)[:PARAM_LIMIT]) for name, value in params.items()],
                metrics=[Metric(name, float(value), ended, 0) for name, value in metrics.items()],
            )
            self._client.set_terminated(run.info.run_id, STATUS[state], end_time=ended)
        return str(run.info.run_id)

    def runs_of(self, project: str, study: str) -> dict[str, str]:
        """Return the id of the run of each trial of a study that is kept whole; takes unfinished runs away."""
        wanted, found, page = f"tags.study = '{study}'", {}, None
        with _told_plainly("find the trials"):
            experiment = self._experiment(project)
            while page != "":
                runs = self._client.search_runs([experiment], wanted, page_token=page)
                for run in runs:
                    if run.info.status == RunStatus.to_string(RunStatus.RUNNING):
                        self._client.delete_run(run.info.run_id)
                    elif "trial" in run.data.tags:
                        found[run.data.tags["trial"]] = str(run.info.run_id)
                page = runs.token or ""
        return found

    def register(
        self, project: str, model_folder: Path, *, run_id: str, tags: dict[str, str]
    ) -> ModelVersion:
        """Register a model folder as the next version of the project's model.

        The registered model takes raw rows and answers like the exported package: it is MLflow's
        models-from-code form of the same folder and the same scoring code.
        """
        with _told_plainly("register the model"):
            model_id = self._log_model(run_id, model_folder)
            self._ensure_model(project)
            version = self._client.create_model_version(
                project, source=f"models:/{model_id}", run_id=run_id, tags=tags, model_id=model_id
            )
        return _to_version(version)

    def promote(self, project: str, version: int) -> None:
        """Point the alias `champion` at a version."""
        with _told_plainly(f"make version {version} the champion"):
            self._client.set_registered_model_alias(project, CHAMPION, str(version))

    def champion(self, project: str) -> ModelVersion | None:
        """Return the version behind the alias `champion`, or None."""
        try:
            return _to_version(self._client.get_model_version_by_alias(project, CHAMPION))
        except MlflowException as error:
            if error.error_code in UNKNOWN:
                return None
            raise

    def _experiment(self, project: str) -> str:
        known = self._client.get_experiment_by_name(project)
        if known:
            if known.lifecycle_stage == LifecycleStage.DELETED:
                self._client.restore_experiment(known.experiment_id)
            return str(known.experiment_id)
        location = None if is_server(self._address) else (self._artifacts / project).as_uri()
        return str(self._client.create_experiment(project, artifact_location=location))

    def _log_model(self, run_id: str, model_folder: Path) -> str:
        """Add the model to a run, which ends when it had ended."""
        ended = self._client.get_run(run_id).info
        with mlflow.start_run(run_id=run_id, nested=True):
            logged = mlflow.pyfunc.log_model(
                name="model",
                python_model=str(MODEL_CODE),
                artifacts={"model": str(model_folder)},
                code_paths=[str(SCORING_CODE)],
                pip_requirements=[f"mlflow=={mlflow.__version__}", "scikit-learn", "skops", "pandas"],
            )
        self._client.set_terminated(run_id, ended.status, ended.end_time)
        return str(logged.model_id)

    def _ensure_model(self, name: str) -> None:
        try:
            self._client.get_registered_model(name)
        except MlflowException as error:
            if error.error_code not in UNKNOWN:
                raise
            self._client.create_registered_model(name)


def _to_version(version: Any) -> ModelVersion:
    return ModelVersion(version.name, int(version.version), version.run_id, dict(version.tags))


@contextmanager
def _told_plainly(doing: str) -> Iterator[None]:
    """Say in one sentence what MLflow could not do: its own errors are pages long."""
    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:MOST_TOLD]
        raise TrackingFailed(
            f"MLflow could not {doing}: {reason}",
            "See that there is room on the disk and that its server answers.",
        ) from error


def _reach(address: str) -> None:
    """Raise Unreachable where no server answers: MLflow itself would try for minutes."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=PATIENCE_S):
            pass
    except urllib.error.HTTPError:
        return
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise Unreachable(
            f"The MLflow server {address} does not answer: {reason}.",
            "Start it, or correct its address in the settings.",
        ) from None
