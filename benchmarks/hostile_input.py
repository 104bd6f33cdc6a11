"""Damaged CSV, Parquet and Excel files, read in child processes: refused with the place, or read as they stand.

`python benchmarks/hostile_input.py [SHARE]` makes 5,000 CSV, 5,000 Parquet and 1,000 Excel mutants (or that
share of them) by deleting, inserting, repeating and flipping bytes, and reads each. It counts

- crashes: the process that read a mutant died;
- tracebacks: any error but Trefoil's own;
- silent changes: a mutant of a CSV read without a note or a question, though another parser of the same bytes
  (`csv` of the standard library and `float`) finds other values, and a damaged Parquet file or workbook read
  without either, though its values are not those of the file it was made from;
- messages that name no place: neither a line, a row, a column nor a byte, nor that the whole file is no such file.

The damage is drawn from the number of the mutant: each can be made again alone.
"""

import csv
import io
import multiprocessing
import random
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pandas as pd

from core.design.data.reading.table import Reading, read_table
from core.errors import BadInput

FULL = {"csv": 5_000, "parquet": 5_000, "xlsx": 1_000}
ROWS = 60
BATCH = 100
FRAME = pd.DataFrame(
    {
        "id": [f"k{n:03d}" for n in range(ROWS)],
        "amount": [n * 1.25 for n in range(ROWS)],
        "count": range(ROWS),
        "day": [f"2024-03-{1 + n % 28:02d}" for n in range(ROWS)],
        "city": ["Köln", "Bonn, am Rhein", 'the "old" town'] * (ROWS // 3),
    }
)
WORDS = (
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\t",
    b"NA",
    b"-",
    b"1e999",
    b"\\",
    b"=",
    b"'",
)
PLACE = re.compile(r"\b(line|row|column|rows|columns|header|byte|bytes|sheet|quote)\b")
WHOLE = re.compile(
    r"the (Parquet file|workbook|gzip file) is damaged|\bthis is\b|the file is empty|is not a workbook|expands to"
)


def original(kind: str) -> bytes:
    """Return the sound file that mutants are made from."""
    file = io.BytesIO()
    if kind == "parquet":
        FRAME.to_parquet(file, write_page_checksum=True)
    elif kind == "xlsx":
        FRAME.to_excel(file, index=False)
    else:
        file.write(FRAME.to_csv(index=False).encode())
    return file.getvalue()


def mutant(content: bytes, number: int) -> bytes:
    """Return a damaged copy: one to three places deleted, inserted, repeated, flipped or cut off."""
    draw = random.Random(number)
    changed = bytearray(content)
    for _ in range(draw.randint(1, 3)):
        start = draw.randrange(max(len(changed), 1))
        length = draw.choice((1, 1, 2, 5, 30))
        damage = draw.randrange(6)
        if damage == 0:
            del changed[start : start + length]
        elif damage == 1:
            changed[start:start] = draw.choice(WORDS)
        elif damage == 2:
            changed[start:start] = changed[start : start + length]
        elif damage == 3 and changed:
            changed[start % len(changed)] ^= 1 << draw.randrange(8)
        elif damage == 4:
            changed[start : start + length] = draw.choice(WORDS) * length
        elif draw.random() < 0.2:
            del changed[start:]
    return bytes(changed)


def usual_notes(content: bytes) -> frozenset[str]:
    """Return what is told about the sound file; only more than that says something about a mutant."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(content)
        return frozenset(read_table(path, "sound").notes)


def outcome(kind: str, content: bytes, folder: Path, usual: frozenset[str]) -> str:
    """Return what became of one mutant."""
    path = folder / "mutant"
    path.write_bytes(content)
    try:
        reading = read_table(path, "mutant")
    except BadInput as error:
        is_placed = PLACE.search(error.message) or WHOLE.search(error.message)
        return "refused" if is_placed and error.remedy else f"no place: {error.message}"
    except Exception as error:  # noqa: BLE001  (what must not happen is counted)
        return f"traceback: {type(error).__name__}: {error}"[:300]
    if reading.questions:
        return "asked"
    if [note for note in reading.notes if note not in usual and "separated by" not in note]:
        return "noted"
    change = _change(kind, content, reading)
    return f"silent change: {change}" if change else "read"


def _change(kind: str, content: bytes, reading: Reading) -> str:
    """Return the first cell that differs from a reference parse, or an empty text."""
    if kind != "csv":
        # Damage may rightly change a text inside a workbook; its cells are then those that openpyxl finds.
        expected = _workbook(content) if kind == "xlsx" else [list(FRAME), *FRAME.to_numpy().tolist()]
    else:
        delimiter = reading.options["delimiter"].value
        text = content.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            expected = [row for row in rows if row]
        except csv.Error as error:
            return f"read although its quotes are not sound ({error})"
    frame = reading.frame
    if [str(name).strip() for name in expected[0]] != list(frame):
        return f"header {expected[0]} read as {list(frame)}"
    if len(expected) - 1 != len(frame):
        return f"{len(expected) - 1} rows read as {len(frame)}"
    for position, name in enumerate(frame):
        for row, value in zip(expected[1:], frame.iloc[:, position], strict=True):
            if not _is_same(row[position], value):
                return f"{name}: {row[position]!r} read as {value!r}"
    return ""


def _workbook(content: bytes) -> list[list[object]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    return [list(row) for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]


def _is_same(written: object, value: object) -> bool:
    if pd.isna(value):
        return written is None or str(written).strip() == ""
    if isinstance(value, pd.Timestamp):
        return str(written).strip()[:10] == value.isoformat()[:10]
    if isinstance(value, str):
        return str(written) == value
    try:
        return float(str(written).replace(",", ".")) == float(value)
    except ValueError:
        return str(written).strip().lower() == str(value).lower()


def read_batch(kind: str, numbers: range, results) -> None:
    """Read some mutants in this process."""
    content = original(kind)
    usual = usual_notes(content)
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            results.put((number, outcome(kind, mutant(content, number), Path(folder), usual)))


def run(kind: str, count: int) -> list[tuple[int, str]]:
    """Return the outcome of each mutant of a kind; one that takes its process down is a crash."""
    context = multiprocessing.get_context("spawn")
    done: list[tuple[int, str]] = []
    while len(done) < count:
        results = context.SimpleQueue()
        numbers = range(len(done), min(len(done) + BATCH * 5, count))
        process = context.Process(target=read_batch, args=(kind, numbers, results))
        process.start()
        found: list[tuple[int, str]] = []
        while len(found) < len(numbers) and (process.is_alive() or not results.empty()):
            if results.empty():
                time.sleep(0.01)
            else:
                found.append(results.get())
        process.join()
        if len(found) < len(numbers):
            found.append((numbers[len(found)], f"crash: exit code {process.exitcode}"))
        done += found
    return done


def main() -> None:
    """Read all mutants and print what became of them."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    for kind, full in FULL.items():
        started = time.monotonic()
        outcomes = run(kind, max(1, round(full * share)))
        counts = Counter(said.partition(":")[0] for _, said in outcomes)
        refused = counts["refused"] + counts["no place"]
        placed = counts["refused"] / refused if refused else 1.0
        print(f"{kind}: {len(outcomes):,} mutants in {time.monotonic() - started:.0f} s; {dict(counts)}")
        print(f"  messages that name the place: {placed:.1%} of {refused:,}")
        bad = [
            one for one in outcomes if one[1].partition(":")[0] not in ("refused", "asked", "noted", "read")
        ]
        for number, said in bad[:20]:
            print(f"  mutant {number}: {said}")


if __name__ == "__main__":
    main()
