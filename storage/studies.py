"""Optuna studies in a database of their own: a SQLite file, or PostgreSQL."""

from typing import Literal

import optuna

from storage.postgresql import prepare

PATIENCE_S = 30


class OptunaStudyStore:
    """Studies in a SQL database; readable with Optuna's own tools."""

    def __init__(self, url: str) -> None:
        self._url = url
        seconds = "timeout" if url.startswith("sqlite") else "connect_timeout"
        self._engine = {"connect_args": {seconds: PATIENCE_S}, "pool_pre_ping": True}

    def open(
        self, name: str, direction: Literal["minimize", "maximize"], sampler: optuna.samplers.BaseSampler
    ) -> optuna.Study:
        """Open a study, created when it is missing."""
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        prepare(self._url)
        storage = optuna.storages.RDBStorage(self._url, engine_kwargs=self._engine)
        return optuna.create_study(
            study_name=name, storage=storage, direction=direction, load_if_exists=True, sampler=sampler
        )
