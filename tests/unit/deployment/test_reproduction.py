"""Running the printed script: in a process of its own, within its time, and against the model's own predictions."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.deployment.package.plain_data import own_reading, write_cells
from core.deployment.package.plain_script import PlainReading
from core.deployment.package.reproduction import ScriptInput, run_script
from core.errors import Cancelled
from tests.unit.deployment.test_plain_script import Trained, rows, trained

ALLOWED_S = 120.0
PLAIN = PlainReading()


@pytest.fixture(scope="module")
def linear() -> Trained:
    """A linear model and its data."""
    return trained()


def given(of: Trained, script: bytes | None = None) -> ScriptInput:
    """What a script is run on; the model's own one by default."""
    return ScriptInput(of.script() if script is None else script, PLAIN, of.data, rows(40, seed=5))


def test_the_script_run_by_itself_gives_the_same_predictions(linear: Trained) -> None:
    found = run_script(given(linear), linear.model, ALLOWED_S)
    assert (found.verdict, found.rows, found.reason) == ("same", 40, "")
    assert found.difference is not None and found.difference <= 1e-12
    assert not found.is_own_file
    assert len(found.script_sha256) == 64


def test_it_reads_the_analysts_own_file_where_it_lies(linear: Trained, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    write_cells(linear.data, own, PLAIN)
    before = own.read_bytes()
    found = run_script(replace(given(linear), data=own), linear.model, ALLOWED_S)
    assert (found.verdict, found.is_own_file) == ("same", True)
    assert own.read_bytes() == before and list(tmp_path.iterdir()) == [own]


def test_another_model_differs(linear: Trained) -> None:
    script = linear.script().replace(b"random_state=7", b"C=0.5, random_state=7")
    assert script != linear.script()
    found = run_script(given(linear, script), linear.model, ALLOWED_S)
    assert found.verdict == "differs"
    assert found.difference is not None and found.difference > 1e-6


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (b"raise ValueError('cell 4711')", "It ended with ValueError."),
        (b"import core", "It ended with ModuleNotFoundError."),
        (b"import sys; sys.exit(9)", "It ended with code 9."),
    ],
)
def test_a_script_that_fails_says_how_and_quotes_no_cell(linear: Trained, script: bytes, reason: str) -> None:
    found = run_script(given(linear, script), linear.model, ALLOWED_S)
    assert (found.verdict, found.reason, found.difference) == ("failed", reason, None)


def test_fewer_predictions_than_rows_are_a_difference(linear: Trained) -> None:
    script = b"import sys; open(sys.argv[3], 'w').write('probability\\n0.5\\n')"
    found = run_script(given(linear, script), linear.model, ALLOWED_S)
    assert (found.verdict, found.difference) == ("differs", None)


def test_a_script_that_takes_too_long_is_ended(linear: Trained) -> None:
    found = run_script(given(linear, b"import time; time.sleep(600)"), linear.model, 0.2)
    assert (found.verdict, found.allowed_s) == ("too long", 0.2)
    assert "longer than it may" in found.reason


def test_a_request_to_stop_ends_the_script(linear: Trained) -> None:
    def stop() -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        run_script(given(linear, b"import time; time.sleep(600)"), linear.model, ALLOWED_S, stop)


def kinds_of(of: Trained) -> dict[str, str]:
    """The columns that the script reads."""
    return {name: of.kinds[name] for name in ("tenure", "visits", "plan", "paperless", "joined", "binary")}


@pytest.mark.parametrize("reading", [PLAIN, PlainReading(";", "cp1252", ",")])
def test_an_own_file_that_says_the_same_is_read_itself(
    linear: Trained, tmp_path: Path, reading: PlainReading
) -> None:
    write_cells(linear.data, tmp_path / "own.csv", reading)
    options = {"delimiter": reading.delimiter, "encoding": reading.encoding, "decimal": reading.decimal}
    found = own_reading(tmp_path / "own.csv", options, linear.data, kinds_of(linear))
    assert found is not None
    assert (found.delimiter, found.decimal) == (reading.delimiter, reading.decimal)


@pytest.mark.parametrize(
    "changed",
    [
        lambda data: data.head(100),
        lambda data: data.assign(plan=data["plan"].str.upper()),
        lambda data: data.assign(visits=data["visits"] // 10 * 10),
        lambda data: data.assign(joined=data["joined"] + pd.Timedelta(days=1)),
        lambda data: data.assign(paperless=~data["paperless"]),
        lambda data: data.rename(columns={"tenure": "months"}),
    ],
    ids=["rows left out", "spellings merged", "made coarser", "dates", "truth values", "renamed"],
)
def test_an_own_file_that_says_something_else_is_not_read(linear: Trained, tmp_path: Path, changed) -> None:
    write_cells(linear.data, tmp_path / "own.csv", PLAIN)
    data = changed(linear.data)
    kinds = {name: kind for name, kind in linear.kinds.items() if name in data} | (
        {"months": "number"} if "months" in data else {}
    )
    options = {"delimiter": ",", "encoding": "utf-8"}
    assert own_reading(tmp_path / "own.csv", options, linear.data, linear.kinds) is not None
    assert own_reading(tmp_path / "own.csv", options, data, kinds) is None


def test_a_workbook_or_no_file_at_all_is_not_read(linear: Trained, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04")
    assert own_reading(tmp_path / "book.xlsx", {"sheet": "1"}, linear.data, linear.kinds) is None
    assert own_reading(None, {"delimiter": ","}, linear.data, linear.kinds) is None
