"""Questions of a file on the command line: how they are printed, and how they are answered."""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

from core.design.data.reading.literal import literal
from core.design.data.reading.questions import Answered, Question, Unanswered
from core.errors import BadInput

LONGEST_LINE = 400


def add_answer_options(command: argparse.ArgumentParser) -> None:
    """Add --answer and --accept to a command that reads a file."""
    command.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="CODE=VALUE",
        help="answer to a question of the file; may be repeated (docs/reading.md)",
    )
    command.add_argument("--accept", action="store_true", help="take what is proposed for every question")


def given_answers(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return code and value of each answer; raises BadInput for one without a value or given twice.

    A code that names a column ends at the last equals sign, any other at the first.
    """
    answers: dict[str, str] = {}
    for text in texts:
        is_of_column = ":" in text.partition("=")[0]
        code, equals, value = text.rpartition("=") if is_of_column else text.partition("=")
        if not (code and equals and value):
            raise BadInput(f"--answer {literal(text)} is not CODE=VALUE.", "Write --answer encoding=cp1252.")
        if code in answers:
            raise BadInput(f"The question {literal(code)} is answered twice.", "Drop one of the answers.")
        answers[code] = value
    return tuple(answers.items())


def question_payload(question: Question) -> dict[str, Any]:
    """Return a question as JSON, with the option that answers it."""
    return {**question.model_dump(mode="json"), "how": f"--answer {question.code}={question.proposed}"}


def answered_payload(answered: Iterable[Answered]) -> list[dict[str, Any]]:
    """Return what was asked and answered as JSON."""
    return [
        {"code": item.question.code, "text": item.question.text, "value": item.value} for item in answered
    ]


def tell_questions(error: Unanswered, arguments: argparse.Namespace) -> int:
    """Print what is open, as one JSON object or as a block of lines each; return the exit code."""
    if arguments.json:
        answer = {
            "project": arguments.project,
            "questions": [question_payload(question) for question in error.questions],
            "answered": answered_payload(error.answered),
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        blocks = map(_block, error.questions)
        print("\n\n".join([*blocks, "Or take every proposal: --accept"]), file=sys.stderr)
    return error.exit_code


def _block(question: Question) -> str:
    lines = [f"{question.code}: {question.text}", *(f"  | {example}" for example in question.examples)]
    for choice in question.choices:
        mark = "*" if choice.value == question.proposed else " "
        lines.append(f"  {mark} --answer {_quoted(f'{question.code}={choice.value}')}  {choice.title}")
    return "\n".join(literal(line, LONGEST_LINE) for line in lines)


def _quoted(text: str) -> str:
    """Return a text as a shell takes it, in quotes where it needs them."""
    import shlex

    return shlex.quote(text)
