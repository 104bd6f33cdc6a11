"""What README and docs promise is there: links, commands, steps, decisions, benchmarks, dependencies."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.lifecycle.steps import STEPS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(path: Path) -> set[str]:
    """Return the anchors that a page's headings make."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("http"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_step_is_in_the_table_and_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    for step in STEPS:
        assert f"| {step.title} | {step.question} |" in README
        assert f"\n**{step.title}.** " in guide


def test_every_command_is_in_the_readme() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "core", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    commands = re.search(r"\{([\w,]+)\}", told)
    assert commands is not None
    assert set(re.findall(r"-m core (\w+)", README)) == set(commands[1].split(","))


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert (
        re.findall(r"^\| \[\d{4}\]\(([^)]+)\)", (folder / "README.md").read_text(), re.MULTILINE) == records
    )


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.name)
def test_benchmarks_that_are_named_are_there(page: Path) -> None:
    for name in re.findall(r"python (benchmarks/\w+\.py)", page.read_text(encoding="utf-8")):
        assert (ROOT / name).is_file(), name


def test_each_dependency_has_its_reason() -> None:
    direct = (ROOT / "requirements.txt").read_text(encoding="utf-8").split("# What they bring along")[0]
    names = re.findall(r"^([\w-]+)(?:\[\w+\])?==", direct, re.MULTILINE)
    reasons = (ROOT / "docs" / "decisions" / "0005-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in names if name not in reasons] == []
