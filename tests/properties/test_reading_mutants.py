"""Damaged files of every format are read or refused with a remedy; nothing else ever happens."""

import gzip
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.hostile_input import mutant, original, outcome, usual_notes
from core.design.data.reading.questions import Unanswered
from core.design.data.reading.table import read_table
from core.errors import BadInput

FRAME = pd.DataFrame({"a": range(60), "b": [1.5, None] * 30, "c": ["x", "y", "z"] * 20})


def content_of(ending: str) -> bytes:
    file = io.BytesIO()
    if ending == "parquet":
        FRAME.to_parquet(file)
    elif ending == "xlsx":
        FRAME.to_excel(file, index=False)
    elif ending == "jsonl":
        file.write(FRAME.to_json(orient="records", lines=True).encode())
    else:
        file.write(gzip.compress(FRAME.to_csv(index=False).encode()))
    return file.getvalue()


CONTENT = {ending: content_of(ending) for ending in ("parquet", "xlsx", "jsonl", "csv.gz")}


@pytest.mark.parametrize("ending", CONTENT)
@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 0.999), st.integers(0, 20), st.binary(max_size=8)), min_size=1, max_size=3
    )
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, ending: str, cuts: list) -> None:
    mutant = bytearray(CONTENT[ending])
    for share, length, inserted in cuts:
        start = int(share * len(mutant))
        mutant[start : start + length] = inserted
    path = tmp_path / "opaque"
    path.write_bytes(mutant)
    try:
        assert len(read_table(path, "mutant").frame) > 1
    except (BadInput, Unanswered) as error:
        assert error.remedy and error.message.startswith("mutant: ")


@pytest.mark.parametrize(("kind", "count"), [("csv", 200), ("parquet", 200), ("xlsx", 40)])
def test_mutants_are_never_changed_in_silence_and_refused_with_their_place(
    tmp_path: Path, kind: str, count: int
) -> None:
    content = original(kind)
    usual = usual_notes(content)
    outcomes = [outcome(kind, mutant(content, number), tmp_path, usual) for number in range(count)]
    assert {said for said in outcomes if said not in ("refused", "asked", "noted", "read")} == set()
    assert len(set(outcomes)) > 1
