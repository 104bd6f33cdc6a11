"""The composition root: wires the use cases to their storage. The only core module that imports it."""

import os
from pathlib import Path

from core.services.workspace import Workspace


def default_home() -> Path:
    """Return the workspace folder: TREFOIL_HOME, or `.trefoil` in the person's home folder."""
    return Path(os.environ.get("TREFOIL_HOME") or Path.home() / ".trefoil")


def open_workspace(home: Path | None = None) -> Workspace:
    """Open a workspace folder, created and migrated when needed.

    Slow parts (Optuna, MLflow) are opened on first use. Databases are SQLite files in the folder, or
    live where TREFOIL_DATABASE_URL, TREFOIL_STUDIES_URL and TREFOIL_TRACKING_URL say. Trials are fitted
    on the cluster that TREFOIL_CLUSTER names, if any.
    """
    from storage.addresses import addresses
    from storage.database import open_database
    from storage.database_reader import SqlDatabaseReader
    from storage.datasets import ParquetDatasetStore
    from storage.files import LocalFileStore
    from storage.jobs import SqlJobRepository
    from storage.records import SqlProjectRepository, SqlRecordRepository

    folder = (home or default_home()).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    places = addresses(folder, os.environ)
    database = open_database(places.records)
    return Workspace(
        home=folder,
        projects=SqlProjectRepository(database),
        records=SqlRecordRepository(database),
        jobs=SqlJobRepository(database),
        datasets=ParquetDatasetStore(folder / "datasets"),
        files=LocalFileStore(folder),
        databases=SqlDatabaseReader(),
        open_studies=lambda: _open_studies(places.studies),
        open_tracker=lambda: _open_tracker(places.tracking, folder / "mlflow"),
        cluster=os.environ.get("TREFOIL_CLUSTER", ""),
    )


def _open_studies(address: str):  # type: ignore[no-untyped-def]
    from storage.studies import OptunaStudyStore

    return OptunaStudyStore(address)


def _open_tracker(address: str, artifacts: Path):  # type: ignore[no-untyped-def]
    from storage.tracking import MlflowTracker

    return MlflowTracker(address, artifacts)
