"""Set Trefoil up and start it: `python3 start.py`, `python3 start.py setup`, `python3 start.py test`.

Runs on a bare Python 3.11 or newer: nothing but the standard library is imported here.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
RUNTIME = ROOT / "requirements.txt"
TEST_TOOLS = ROOT / "tests" / "requirements.txt"
OLDEST_PYTHON = (3, 11)
FIRST_PORT = 8501
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SERVERS = Path("/usr/lib/postgresql")
PRIVATE = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "PYTHONUTF8": "1"}
HELP = """Usage: python3 start.py [--home FOLDER] [COMMAND]

  (no command)    set up on first use, then start Trefoil and open the browser
  setup           set up only
  test [ARGS]     set up, then lint, check types and run all tests; ARGS go to pytest
  help            show this text

  --home FOLDER   keep projects in FOLDER instead of ~/.trefoil (or set TREFOIL_HOME)"""


class SetupError(Exception):
    """Setting up failed; the text says why and what to do."""


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 failed, 2 misused, 130 interrupted."""
    try:
        words = take_home(list(arguments))
        match words:
            case []:
                return start()
            case ["setup"]:
                install(RUNTIME)
                say("Ready. Start Trefoil with: python3 start.py")
                return 0
            case ["test", *pytest_arguments]:
                return test(pytest_arguments)
            case ["help" | "--help" | "-h"]:
                say(HELP)
                return 0
        say(f"Unknown argument: {' '.join(words)}\n\n{HELP}")
        return 2
    except SetupError as error:
        say(f"Error: {error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def take_home(words: list[str]) -> list[str]:
    """Take `--home FOLDER` out of the arguments and put it into the environment."""
    if "--home" not in words:
        return words
    at = words.index("--home")
    if at + 1 == len(words):
        raise SetupError("--home needs a folder after it.")
    os.environ["TREFOIL_HOME"] = str(Path(words[at + 1]).expanduser().resolve())
    return words[:at] + words[at + 2 :]


# Setting up


def install(*requirements: Path) -> None:
    """Make the virtual environment hold exactly what the files pin; quick when it already does."""
    check_python()
    wanted = fingerprint(requirements)
    stamp = stamp_file(requirements)
    if is_installed(stamp, wanted):
        return
    if not works(python(), "import pip"):
        make_environment()
    for old in ENVIRONMENT.glob("trefoil-*.stamp"):
        old.unlink()
    pip_install(requirements[-1])
    for file in requirements:
        stamp_file([file]).write_text(fingerprint([file]), encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def check_python() -> None:
    """Raise SetupError on a Python that is too old."""
    if sys.version_info < OLDEST_PYTHON:
        have = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(f"Trefoil needs Python 3.11 or newer, and this is {have}. Install a newer one.")


def fingerprint(requirements: Iterable[Path]) -> str:
    """Return a hash of the pinned versions, the Python version and the folder's place.

    The place counts because scripts in a virtual environment break when it is moved.
    """
    parts = [sys.version, str(ENVIRONMENT), *(file.read_text(encoding="utf-8") for file in requirements)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def stamp_file(requirements: Sequence[Path]) -> Path:
    """Return the file that is written only after an install has succeeded."""
    return ENVIRONMENT / f"trefoil-{'tests' if TEST_TOOLS in requirements else 'runtime'}.stamp"


def is_installed(stamp: Path, wanted: str) -> bool:
    """Tell whether an earlier install finished with the same pins and its Python still runs."""
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        return False
    return works(python(), "import streamlit.version")


def python() -> Path:
    """Return the virtual environment's Python."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(interpreter: Path, code: str) -> bool:
    """Tell whether an interpreter exists and runs `code`."""
    if not interpreter.exists():
        return False
    try:
        return (
            subprocess.run([str(interpreter), "-c", code], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def make_environment() -> None:
    """Create the virtual environment afresh, with pip."""
    say("Creating the virtual environment .venv...")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    if create_environment():
        return
    if os.name == "posix" and apt_install(
        f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", "python3-venv"
    ):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        if create_environment():
            return
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    raise SetupError(
        "this Python cannot create virtual environments with pip. "
        "On Debian and Ubuntu, run: sudo apt install python3-venv; then start again."
    )


def create_environment() -> bool:
    """Create .venv with pip, by venv or else by the pip of this Python; tell whether it works."""
    run = subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], capture_output=True, check=False)
    if run.returncode == 0 and works(python(), "import pip"):
        return True
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    bare = [sys.executable, "-m", "venv", "--without-pip", str(ENVIRONMENT)]
    if subprocess.run(bare, capture_output=True, check=False).returncode != 0:
        return False
    pip = [sys.executable, "-m", "pip", "--python", str(python()), "install", "--quiet", "pip"]
    return subprocess.run(pip, capture_output=True, check=False).returncode == 0 and works(
        python(), "import pip"
    )


def apt_install(*packages: str) -> bool:
    """Install the first package that apt has; tell whether it worked. False where apt may not be used."""
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"Installing {packages[0]} with apt-get...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], env=environment, capture_output=True, check=False)
    return any(
        subprocess.run(
            [*prefix, "apt-get", "install", "-y", "-qq", package],
            env=environment,
            capture_output=True,
            check=False,
        ).returncode
        == 0
        for package in packages
    )


def root_prefix() -> list[str] | None:
    """Return what to put before a command that needs root, or None where that is not possible."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def pip_install(requirements: Path) -> None:
    """Install pinned packages and say how far it is; raises SetupError with pip's own last words."""
    total = len(pinned(requirements))
    say(f"Installing {total} packages; this takes a few minutes the first time...")
    command = [str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    with subprocess.Popen(
        [*command, "--progress-bar", "off", "-r", str(requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        assert pip.stdout is not None
        last_words = follow(pip.stdout, total)
    if pip.returncode != 0:
        raise SetupError(
            f"the packages could not be installed. pip says: {last_words} "
            "Check the network connection and start again."
        )
    say("All packages are installed.")


def pinned(requirements: Path) -> dict[str, str]:
    """Return name and version of every pin in a requirements file and the files that it includes."""
    pins: dict[str, str] = {}
    for line in requirements.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("-r "):
            pins |= pinned((requirements.parent / line[3:].strip()).resolve())
        elif "==" in line:
            name, version = line.split(";")[0].split("==")
            pins[name.strip().lower()] = version.strip()
    return pins


def follow(lines: Iterable[str], total: int) -> str:
    """Turn pip's output into plain lines of progress and return the words to blame if it fails."""
    done, last_words = 0, ""
    for line in lines:
        words = line.split()
        if line.startswith(("Collecting", "Requirement already satisfied")):
            done = min(done + 1, total)
            name = words[1] if words[0] == "Collecting" else words[3]
            say(f"Installing {total} packages... {done} of {total} {name.split('==')[0]}")
        elif line.startswith("Installing collected packages"):
            say("Unpacking all packages...")
        elif line.startswith("ERROR:") or not last_words:
            last_words = line.strip() or last_words
    return last_words


# Starting


def start() -> int:
    """Set up if needed, then run Trefoil on this machine only until Ctrl+C."""
    install(RUNTIME)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    say(f"Trefoil runs at {address} (Ctrl+C stops it).")
    command = [str(python()), "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
    threading.Thread(target=open_when_ready, args=(address, server.poll), daemon=True).start()
    try:
        return server.wait()
    except KeyboardInterrupt:
        stop(server)
        say("\nTrefoil has stopped. Work in the background, if any, goes on and is found again.")
        return 0


def environment() -> dict[str, str]:
    """Return the environment of the app: telemetry off."""
    return {**os.environ, **PRIVATE}


def stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server, by force if it does not listen."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


def free_port(first: int = FIRST_PORT, last: int = FIRST_PORT + 99) -> int:
    """Return the first port on this machine's loopback that nobody listens on."""
    for port in range(first, last + 1):
        with socket.socket() as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise SetupError(f"no free port between {first} and {last}. Close another program and start again.")


def open_when_ready(address: str, ended: Callable[[], int | None], patience: float = 60.0) -> None:
    """Open the browser once the app answers; TREFOIL_NO_BROWSER keeps it closed."""
    if os.environ.get("TREFOIL_NO_BROWSER"):
        return
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and ended() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                webbrowser.open(address)
                return
        except OSError:
            time.sleep(0.3)


# Testing


def test(pytest_arguments: Sequence[str]) -> int:
    """Install the test tools, a browser and a database server, then run every check; 0 only when all of them pass."""
    install(RUNTIME, TEST_TOOLS)
    browser, postgresql = find_browser(), find_postgresql()
    say(f"Browser: {browser}. PostgreSQL: {postgresql}")
    settings = {
        **environment(),
        "TREFOIL_CHROMIUM": browser,
        "TREFOIL_POSTGRESQL": postgresql,
        "OMP_NUM_THREADS": "1",
    }
    results = [passes(name, command, settings) for name, command in checks(pytest_arguments)]
    return 0 if all(results) else 1


def find_browser() -> str:
    """Return a Chromium to test with, installed by apt where possible; raises SetupError without one."""
    chosen = os.environ.get("TREFOIL_CHROMIUM")
    if chosen:
        if shutil.which(chosen):
            return chosen
        raise SetupError(f"TREFOIL_CHROMIUM names {chosen}, which is not a program that can run.")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found and apt_install("chromium", "chromium-browser"):
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise SetupError(
            "the tests need Chromium, and none was found. Install it (on Debian: sudo apt install chromium) "
            "or set TREFOIL_CHROMIUM to its path."
        )
    return found


def find_postgresql() -> str:
    """Return the folder of PostgreSQL's programs, installed by apt where possible; raises SetupError without."""
    found = postgresql_folder()
    if not found and apt_install("postgresql"):
        found = postgresql_folder()
    if not found:
        raise SetupError(
            "the tests need a PostgreSQL server, and none was found. Install it (on Debian: sudo apt install "
            "postgresql) or set TREFOIL_POSTGRESQL to the folder of its program initdb."
        )
    return found


def postgresql_folder() -> str:
    """Return the folder that holds initdb, the newest one of several; empty where there is none."""
    chosen = os.environ.get("TREFOIL_POSTGRESQL")
    folders = [chosen] if chosen else [str(folder) for folder in sorted(SERVERS.glob("*/bin"), reverse=True)]
    on_path = None if chosen else shutil.which("initdb")
    programs = [f"{folder}/initdb" for folder in folders] + [on_path or ""]
    return next((str(Path(program).parent) for program in programs if os.access(program, os.X_OK)), "")


def checks(pytest_arguments: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return name and command of each check; pytest is last, so that its summary ends the output.

    Tests run in two processes, those of the browser all in the same one (see tests/conftest.py).
    """
    run = [str(python()), "-m"]
    everything = ["tests", "-n", "2", "-q"]
    return [
        ("lint", [*run, "ruff", "check", "."]),
        ("format", [*run, "ruff", "format", "--check", "."]),
        ("types", [*run, "mypy", "core", "storage"]),
        ("tests", [*run, "pytest", *(pytest_arguments or everything)]),
    ]


def passes(name: str, command: list[str], settings: dict[str, str]) -> bool:
    """Run one check and tell whether it passed; a failure of pytest speaks for itself."""
    say(f"== {name}")
    passed = subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode == 0
    if not passed and name != "tests":
        say(f"== {name} FAILED")
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
