"""What a process fits with: the versions that a result depends on, and the code itself."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

CORE = Path(__file__).parents[2]
LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "lightgbm", "threadpoolctl", "distributed")


def what_runs() -> dict[str, str]:
    """Return the versions of Python and of the libraries that take part in a fit, and a digest of the code."""
    libraries = {name: version(name) for name in LIBRARIES}
    return {"Python": platform.python_version(), **libraries, "Trefoil": _digest_of_code()}


def first_difference(there: dict[str, str], here: dict[str, str]) -> str:
    """Return in words the first thing that differs elsewhere; empty where nothing does."""
    for name, mine in here.items():
        theirs = there.get(name, "none")
        if theirs != mine:
            return f"has {name} {theirs}, this machine {mine}"
    return ""


def _digest_of_code() -> str:
    digest = hashlib.sha256()
    for path in sorted(CORE.rglob("*.py")):
        digest.update(path.relative_to(CORE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
