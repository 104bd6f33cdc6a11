"""Optuna studies in a SQLite file of their own."""

from pathlib import Path
from typing import Literal

import optuna


class OptunaStudyStore:
    """Studies in `studies.db`; readable with Optuna's own tools."""

    def __init__(self, folder: Path) -> None:
        self._url = f"sqlite:///{folder / 'studies.db'}"

    def open(
        self, name: str, direction: Literal["minimize", "maximize"], sampler: optuna.samplers.BaseSampler
    ) -> optuna.Study:
        """Open a study, created when it is missing."""
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        storage = optuna.storages.RDBStorage(
            self._url, engine_kwargs={"connect_args": {"timeout": 30}, "pool_pre_ping": True}
        )
        return optuna.create_study(
            study_name=name, storage=storage, direction=direction, load_if_exists=True, sampler=sampler
        )
