"""What MLflow runs when somebody loads a registered model: raw rows in, predictions out."""

from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel


class ServedModel(PythonModel):
    """A released model folder behind MLflow's pyfunc interface."""

    def load_context(self, context: Any) -> None:
        """Load the model folder; its hashes are checked first."""
        try:
            from core.scoring.model import load_model
        except ImportError:
            from scoring.model import load_model  # type: ignore[no-redef]

        self._model = load_model(context.artifacts["model"])

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> pd.DataFrame:
        """Return the predictions for raw rows, one row each."""
        return self._model.predict(model_input)


mlflow.models.set_model(ServedModel())
