"""Settings: where the workspace is, what it weighs, what runs it."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.services.workspace import Workspace

LIBRARIES = (
    "streamlit", "pandas", "numpy", "scikit-learn", "lightgbm", "optuna", "mlflow", "skops",
)  # fmt: skip
PARTS = {
    "datasets": "tables",
    "uploads": "uploaded files",
    "models": "models",
    "mlflow": "registered versions of models",
    "packages": "packages",
    "arrays": "trial predictions",
    "profiles": "profiles",
    "comparisons": "comparisons of versions",
    "leaks": "searches for leaks",
    "keys": "the secret for pseudonyms",
}
DATABASES = "databases and logs"


@dataclass(frozen=True)
class InstallationView:
    """What the Settings page shows.

    Attributes
    ----------
    used : dict
        Part of the workspace to bytes.
    free : int
        Bytes left on the disk.
    workers : int
        Worker processes that are alive.
    """

    home: Path
    projects: int
    used: dict[str, int]
    free: int
    workers: int
    versions: dict[str, str]


def installation_view(workspace: Workspace) -> InstallationView:
    """Return the state of this installation."""
    import shutil

    from core.services.workers import living_workers

    return InstallationView(
        home=workspace.home,
        projects=len(workspace.projects.all()),
        used=disk_use(workspace.home),
        free=shutil.disk_usage(workspace.home).free,
        workers=len(living_workers(workspace)),
        versions={"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}},
    )


def disk_use(home: Path) -> dict[str, int]:
    """Return the bytes below each part of the workspace, the largest first."""
    used: dict[str, int] = {}
    for path in home.rglob("*"):
        if path.is_file():
            top = path.relative_to(home).parts[0]
            part = PARTS.get(top, DATABASES if path.parent == home else top)
            used[part] = used.get(part, 0) + path.stat().st_size
    return dict(sorted(used.items(), key=lambda item: -item[1]))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
