"""What MLflow runs when somebody loads a registered model: raw rows in, predictions out."""

from typing import Any

import mlflow
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

    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]
        """Return the predictions for a DataFrame of raw rows, one row each.

        Without annotations on purpose: MLflow takes them for a schema and would recast columns.
        """
        return self._model.predict(model_input)


mlflow.models.set_model(ServedModel())
