"""The walls of the house: who may import what."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("lifecycle", "design", "scoring", "development", "deployment", "charts", "documents")
OUTSIDE = {"streamlit", "sqlmodel", "sqlalchemy", "mlflow", "alembic", "storage", "pages"}
ALLOWED_BELOW = {
    "core.lifecycle": {"core.errors", "core.lifecycle"},
    "core.design": {"core.errors", "core.lifecycle", "core.design"},
    "core.scoring": {"core.scoring"},
    "core.development": {"core.errors", "core.lifecycle", "core.design", "core.scoring", "core.development"},
    "core.deployment": {
        "core.errors", "core.lifecycle", "core.design", "core.scoring", "core.development", "core.deployment",
    },
    "core.charts": {"core.errors", "core.lifecycle", "core.design", "core.charts"},
    "core.documents": {"core.errors", "core.lifecycle", "core.design", "core.charts", "core.documents"},
}  # fmt: skip
PAGES_NEVER = {"storage", "sklearn", "mlflow", "optuna", "lightgbm", "sqlmodel", "sqlalchemy"}
PAGES_MAY_IN_CORE = (
    "core.services",
    "core.charts",
    "core.lifecycle",
    "core.design",
    "core.errors",
    "core.bootstrap",
)
HEAVY = {"sklearn", "mlflow", "optuna", "lightgbm", "duckdb", "scipy"}


def imports_of(path: Path, *, top_level_only: bool = False) -> Iterator[str]:
    """Yield the absolute names that a file imports; relative ones are resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *([node.module] if node.module else [])])


def files_in(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def is_below(name: str, parents: set[str] | tuple[str, ...]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_lies_below(room: str) -> None:
    for path in files_in(f"core/{room}"):
        for name in imports_of(path):
            assert name.split(".")[0] not in OUTSIDE, f"{path} imports {name}"
            if name.split(".")[0] == "core":
                assert is_below(name, ALLOWED_BELOW[f"core.{room}"]), f"{path} imports {name}"


def test_only_the_composition_root_imports_storage() -> None:
    for path in files_in("core"):
        if path != ROOT / "core" / "bootstrap.py":
            offending = [name for name in imports_of(path) if is_below(name, OUTSIDE)]
            assert not offending, f"{path} imports {offending}"


def test_pages_know_services_and_nothing_underneath() -> None:
    for path in [ROOT / "app.py", *files_in("pages")]:
        for name in imports_of(path):
            assert name.split(".")[0] not in PAGES_NEVER, f"{path} imports {name}"
            if name.split(".")[0] == "core":
                assert is_below(name, PAGES_MAY_IN_CORE), f"{path} imports {name}"


def test_storage_does_not_know_the_engine() -> None:
    may = {"core.errors", "core.lifecycle", "core.services.ports", "core.scoring"}
    for path in files_in("storage"):
        for name in imports_of(path):
            assert name.split(".")[0] not in {"streamlit", "pages"}, f"{path} imports {name}"
            if name.split(".")[0] == "core":
                assert is_below(name, may), f"{path} imports {name}"


def test_pages_and_services_load_quickly() -> None:
    for path in [ROOT / "app.py", *files_in("pages", "core/services", "core/lifecycle")]:
        heavy = [name for name in imports_of(path, top_level_only=True) if name.split(".")[0] in HEAVY]
        assert not heavy, f"{path} imports {heavy} at its top"


def test_only_the_user_interface_imports_streamlit() -> None:
    for path in files_in("core", "storage"):
        assert "streamlit" not in {name.split(".")[0] for name in imports_of(path)}, path


def test_every_step_has_its_page() -> None:
    from core.lifecycle.steps import STEPS

    missing = [step.page for step in STEPS if not (ROOT / step.page).exists()]
    assert not missing
