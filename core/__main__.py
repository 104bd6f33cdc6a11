"""The command line: everything a page does, headless.

Exit code 0 on success, 2 on an error (one line on the error stream), 3 when a gate blocks a release, 4 when
the data raises questions that are to be answered first.
"""

import argparse
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")

from core.bootstrap import default_home, open_workspace
from core.commands.answering import tell_questions
from core.commands.data import add_data_commands, add_reading_options, chosen_options, ingest, profile
from core.commands.output_file import write_out
from core.commands.privacy import add_privacy_commands, forget, protect
from core.commands.reports import add_report_commands, report
from core.design.data.reading.questions import Unanswered
from core.errors import BadInput, TrefoilError
from core.services.work import Progress
from core.services.workspace import Workspace

Answer = dict[str, Any]
GATE_FAILED = 3
LONGEST_S = 86_400
MOST_TRIALS = 300


def autopilot(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """From a file to a released model."""
    from core.services import autopilot as pilot
    from core.services.deployment.release import package_path
    from core.services.design.charter_choices import read_charter_file

    started = time.monotonic()
    longest = LONGEST_S if arguments.trials else pilot.DEFAULT_BUDGET_S
    order = {
        "budget_s": arguments.budget or float(longest),
        "n_trials": arguments.trials,
        "seed": arguments.seed,
    }
    charter = read_charter_file(existing_file(arguments.charter)) if arguments.charter else None
    project = pilot.start_from_file(
        workspace,
        existing_file(arguments.data),
        target=arguments.target,
        project=arguments.project,
        charter=charter,
        seed=arguments.seed,
        options=chosen_options(arguments),
    )
    outcome = pilot.run(workspace, project, order, watcher(arguments))
    answer = pilot.report(workspace, project, order, started)
    if not outcome["released"]:
        print(pilot.why_not_released(workspace.history(project)), file=sys.stderr)
        return answer, GATE_FAILED
    if arguments.out:
        answer["package"] = str(copy_out(package_path(workspace, project), arguments.out))
    return answer, 0


def predict(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Score a file with the live model."""
    from core.services.deployment import predict as scoring

    workspace.projects.get(arguments.project)
    params = {"path": str(existing_file(arguments.data)), "name": arguments.data.name}
    result = scoring.run(workspace, arguments.project, params, watcher(arguments))
    write_out(scoring.scored_csv(workspace, result["fingerprint"]), arguments.out)
    record = workspace.history(arguments.project).latest("prediction")
    assert record is not None
    return {"project": arguments.project, **record.payload, "out": str(arguments.out)}, 0


def monitor(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Hold a new batch against the reference."""
    from core.services.deployment import monitor as monitoring

    workspace.projects.get(arguments.project)
    params = {"path": str(existing_file(arguments.data)), "name": arguments.data.name}
    monitoring.run(workspace, arguments.project, params, watcher(arguments))
    record = workspace.history(arguments.project).latest("monitoring")
    assert record is not None
    return {"project": arguments.project, **record.payload}, 0


def export(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Write the live release's package."""
    from core.services.deployment.release import live_release, package_path

    workspace.projects.get(arguments.project)
    package = copy_out(package_path(workspace, arguments.project), arguments.out)
    version = live_release(workspace.history(arguments.project)).payload["version"]
    return {"project": arguments.project, "model_version": version, "package": str(package)}, 0


def status(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Answer, int]:
    """Say where a project stands."""
    from core.services.home import home_view

    workspace.projects.get(arguments.project)
    view = home_view(workspace, arguments.project)
    steps = [
        {"step": s.step.code, "title": s.step.title, "state": s.state.value, "because": s.because}
        for s in view.states
    ]
    next_action = view.next_action.title if view.next_action else None
    return {
        "project": arguments.project,
        "iteration": view.iteration,
        "steps": steps,
        "next": next_action,
        "live_version": view.live_version,
        "alerts": view.alerts,
    }, 0


def existing_file(path: Path) -> Path:
    """Return the path; raises BadInput when it is not a readable file."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.", "Check the path.")
    return path


def copy_out(source: Path, out: Path) -> Path:
    """Copy a file to where it was asked for, complete or not at all."""
    write_out(source.read_bytes(), out)
    return out


def watcher(arguments: argparse.Namespace) -> Progress:
    """Return a progress that prints each new activity, unless JSON was asked for."""
    said: set[str] = set()

    def say(state: Answer) -> None:
        doing = str(state.get("doing", ""))
        if doing and doing not in said and not arguments.json:
            said.add(doing)
            print(doing, flush=True)

    return Progress(write=say)


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Print one line and exit with 2."""
        self.exit(2, f"trefoil: {message} (see {self.prog} --help)\n")


def parse(argv: list[str] | None) -> argparse.Namespace:
    """Return the parsed command line."""
    parser = OneLineParser(prog="python -m core", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    shared = OneLineParser(add_help=False)
    shared.add_argument("--home", type=Path, help="workspace folder; everything is written below it")
    shared.add_argument("--json", action="store_true", help="print one JSON object")
    pilot = commands.add_parser("autopilot", parents=[shared], help="from a file to a released model")
    pilot.add_argument("data", type=Path)
    pilot.add_argument("--target", metavar="COLUMN", help="needed unless the charter file names it")
    pilot.add_argument("--charter", type=Path, metavar="FILE.yaml", help="see docs/charter.md")
    pilot.add_argument("--project")
    pilot.add_argument(
        "--budget", type=positive_seconds, metavar="SECONDS", help="of training; 60 unless trials are counted"
    )
    pilot.add_argument("--trials", type=trial_count, metavar="N", help="end training after N trials instead")
    pilot.add_argument("--seed", type=int, default=0)
    pilot.add_argument("--out", type=Path, metavar="FILE.zip")
    add_reading_options(pilot)
    add_data_commands(commands, shared)
    add_privacy_commands(commands, shared)
    add_report_commands(commands, shared)
    for name, with_data, with_out in (
        ("predict", True, True),
        ("monitor", True, False),
        ("export", False, True),
        ("status", False, False),
    ):
        command = commands.add_parser(name, parents=[shared], help=(COMMANDS[name].__doc__ or "").rstrip("."))
        command.add_argument("project")
        if with_data:
            command.add_argument("data", type=Path)
        if with_out:
            command.add_argument("--out", type=Path, required=True)
    return parser.parse_args(argv)


def positive_seconds(text: str) -> float:
    """Return a number of seconds from 1 to 86,400."""
    value = float(text)
    if not 1 <= value <= LONGEST_S:
        raise argparse.ArgumentTypeError("must be 1 to 86400 seconds")
    return value


def trial_count(text: str) -> int:
    """Return a number of trials from 1 to 300, which is where a search ends by itself."""
    value = int(text)
    if not 1 <= value <= MOST_TRIALS:
        raise argparse.ArgumentTypeError(f"must be 1 to {MOST_TRIALS} trials")
    return value


COMMANDS = {
    "autopilot": autopilot,
    "ingest": ingest,
    "profile": profile,
    "predict": predict,
    "monitor": monitor,
    "export": export,
    "protect": protect,
    "forget": forget,
    "report": report,
    "status": status,
}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parse(argv)
    try:
        answer, code = COMMANDS[arguments.command](open_workspace(arguments.home), arguments)
    except Unanswered as error:
        return tell_questions(error, arguments)
    except TrefoilError as error:
        print(f"trefoil: {error}".replace("\n", " "), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("trefoil: stopped; what was finished is kept.", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001  (whatever it is, nobody gets a traceback)
        return unexpected(error, arguments.home or default_home())
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else summary(answer))
    return code


def unexpected(error: Exception, home: Path) -> int:
    """Keep the details of an unforeseen error in the workspace, and say where in one line."""
    log = home / "errors.log"
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)))
        where = f"Details are in {log}."
    except OSError:
        where = ""
    text = " ".join(str(error).split())
    print(f"trefoil: {type(error).__name__}: {text} {where}", file=sys.stderr)
    return 2


def summary(answer: Answer) -> str:
    """Return an answer as plain lines, nested parts left out."""
    plain = {key: value for key, value in answer.items() if not isinstance(value, dict | list)}
    lines = [f"{key.replace('_', ' ')}: {value}" for key, value in plain.items()]
    lines += [f"{gate['code']} {gate['verdict']}: {gate['title']}" for gate in answer.get("gates", [])]
    lines += [f"{step['title']}: {step['state']}" for step in answer.get("steps", [])]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
