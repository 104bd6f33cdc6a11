"""The tables of the benchmarks: the same for everyone, and mixed as promised."""

import pyarrow.csv

from benchmarks.tables import mixed_table, write_csv


def test_a_seed_gives_the_same_table_and_another_seed_another() -> None:
    table = mixed_table(500, seed=1)
    assert table.shape == (500, 26)
    assert table.equals(mixed_table(500, seed=1))
    assert not table.equals(mixed_table(500, seed=2))


def test_the_written_file_holds_every_cell(tmp_path) -> None:
    table = mixed_table(300)
    write_csv(table, tmp_path / "mixed.csv")
    read = pyarrow.csv.read_csv(tmp_path / "mixed.csv")
    assert read.shape == table.shape
    assert read["spent"].to_pylist() == table["spent"].to_pylist()
    assert read["newsletter"].null_count == table["newsletter"].null_count > 0
