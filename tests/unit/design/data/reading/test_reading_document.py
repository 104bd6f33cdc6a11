"""docs/reading.md names every option of reading and every question that is asked anywhere."""

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

from core.commands.data import add_reading_options

ROOT = Path(__file__).parents[5]
DOCUMENT = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
MAKERS = {"Question": "code", "Kind": "", "_pair_question": ""}
INDIRECT = {"self.code", "kind.code", "code"}
"""Codes that are handed on from a maker above."""


def documented_codes() -> set[str]:
    below = DOCUMENT.split("## Questions")[1]
    return {line.split("`")[1] for line in below.splitlines() if line.startswith("| `")}


def made_codes() -> Iterator[str]:
    """Yield the code of every question made in core/design."""
    for path in (ROOT / "core" / "design").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                code = _code_of(node, MAKERS[node.func.id])
                if isinstance(code, ast.Constant):
                    yield str(code.value)
                elif code is not None:
                    assert ast.unparse(code) in INDIRECT, f"{path.name} line {node.lineno}"


def _code_of(call: ast.Call, keyword: str) -> ast.expr | None:
    if not keyword:
        return call.args[0] if call.args else None
    return next((item.value for item in call.keywords if item.arg == keyword), None)


def test_every_question_is_documented_and_no_other() -> None:
    made = set(made_codes())
    assert {"encoding", "sheet", "similar_names", "leading_zeros", "target_missing"} <= made
    assert made == documented_codes()


def test_every_option_is_documented() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add_reading_options(parser)
    options = {name for action in parser._actions for name in action.option_strings}
    above = DOCUMENT.split("## Questions")[0]
    assert options == {line.split("`")[1] for line in above.splitlines() if line.startswith("| `")}
