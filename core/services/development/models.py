"""Stored models: where they lie, and loading them only when they are what they were."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Tampered
from core.services.workspace import Workspace

if TYPE_CHECKING:
    from core.scoring.model import ScoringModel


def model_folder(workspace: Workspace, name: str) -> Path:
    """Return the folder of a stored model."""
    return workspace.files.folder("models", name)


def load_stored_model(workspace: Workspace, name: str) -> "ScoringModel":
    """Load a stored model; raises Tampered when it is damaged or was saved by other library versions."""
    from core.scoring.model import ScoringError, load_model

    try:
        return load_model(model_folder(workspace, name))
    except ScoringError as error:
        raise Tampered(f"The stored model cannot be used: {error}", "Release another version.") from error
