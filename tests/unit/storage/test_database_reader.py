"""Databases are read with their own types, never changed, and never beyond the limit."""

import datetime as dt
import sqlite3
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import BadInput
from core.services.ports import DatabaseRead
from storage.database_reader import SqlDatabaseReader
from storage.server_rows import _mysql_type, _postgresql_type

MAKE = """
CREATE TABLE "odd ""name" (
    i INTEGER, b BIGINT, n NUMERIC(10,2), f DOUBLE PRECISION, t VARCHAR(20), y BOOLEAN, d DATE, s TIMESTAMP)
"""
FILL = """INSERT INTO "odd ""name" VALUES (1, 9007199254740993, 10.25, 0.1, 'Zoë 東京', true, '2024-02-29',
    '2024-03-31 02:30:00.25'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, 3, 1, 1, '007', false,
    '2024-01-01', '2024-01-01 00:00:00')"""


def sqlite_file(path: Path) -> str:
    connection = sqlite3.connect(path)
    connection.execute(MAKE)
    connection.execute(FILL.replace("true", "1").replace("false", "0"))
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


def duckdb_file(path: Path) -> str:
    import duckdb

    connection = duckdb.connect(str(path))
    connection.execute(MAKE)
    connection.execute(FILL)
    connection.close()
    return f"duckdb:///{path}"


@pytest.fixture(params=[sqlite_file, duckdb_file], ids=["sqlite", "duckdb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.param(tmp_path / "shop #1 50%.db")


def read(tmp_path: Path, url: str, limit: int = 100, **wanted: str) -> pa.Table:
    into = tmp_path / "out.parquet"
    found = SqlDatabaseReader(limit).extract(DatabaseRead(url, **wanted), into)
    table = pq.read_table(into)
    assert found.rows == table.num_rows
    return table


def test_values_keep_the_types_of_the_database(tmp_path: Path, url: str) -> None:
    table = read(tmp_path, url, table='odd "name')
    first = table.slice(0, 1).to_pylist()[0]
    assert first["b"] == 9007199254740993
    assert first["t"] == "Zoë 東京"
    assert first["y"] is True
    assert float(first["n"]) == 10.25
    assert first["s"] == dt.datetime(2024, 3, 31, 2, 30, 0, 250000)
    assert str(first["d"])[:10] == "2024-02-29"
    assert pa.types.is_integer(table.schema.field("i").type)
    assert set(table.slice(1, 1).to_pylist()[0].values()) == {2, None}


def test_codes_with_leading_zeros_stay_text(tmp_path: Path, url: str) -> None:
    query = """SELECT '007' AS code FROM "odd ""name" """
    assert read(tmp_path, url, query=query)["code"].to_pylist() == ["007"] * 3


def test_a_query_may_end_in_a_semicolon_or_a_remark(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, url, query="SELECT 1 AS a;").num_rows == 1
    assert read(tmp_path, url, query="SELECT 1 AS a -- one").num_rows == 1
    assert read(tmp_path, url, query="WITH w AS (SELECT 2 AS a) SELECT * FROM w").num_rows == 1


@pytest.mark.parametrize(
    "query",
    [
        'DROP TABLE "odd ""name"',
        'DELETE FROM "odd ""name"',
        'SELECT 1 AS a; DROP TABLE "odd ""name"',
        'SELECT 1) AS q; DROP TABLE "odd ""name"; SELECT * FROM (SELECT 2',
        "ATTACH ':memory:' AS other",
        "SELECT * FROM missing",
        "SELECT FROM WHERE",
    ],
)
def test_anything_but_rows_is_refused_and_changes_nothing(tmp_path: Path, url: str, query: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, url, query=query)
    assert "\n" not in str(refused.value)
    assert read(tmp_path, url, table='odd "name').num_rows == 3


def test_duckdb_may_not_read_or_write_other_files(tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "a.db")
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(BadInput, match="Permission"):
        read(tmp_path, url, query=f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')")
    with pytest.raises(BadInput):
        read(tmp_path, url, query=f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'")
    assert not (tmp_path / "out.csv").exists()


def test_above_the_limit_of_rows_nothing_is_cut_off_silently(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, url, 3, table='odd "name').num_rows == 3
    with pytest.raises(BadInput, match="more than 2 rows"):
        read(tmp_path, url, 2, table='odd "name')


def test_sqlite_values_of_several_classes_become_text(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("CREATE TABLE t (a INTEGER, d DATE, y BOOLEAN, e)")
    connection.execute("INSERT INTO t VALUES (1, '2024-01-01', 1, 1), ('x', 'soon', 2, 2.5)")
    connection.commit()
    connection.close()
    table = read(tmp_path, f"sqlite:///{tmp_path / 'a.db'}", table="t")
    assert table.to_pydict() == {"a": ["1", "x"], "d": ["2024-01-01", "soon"], "y": [1, 2], "e": [1.0, 2.5]}


@pytest.mark.parametrize(
    ("select", "words"),
    [
        ("SELECT 1 AS a, x'00ff' AS b", "binary"),
        ("SELECT 1 AS ' '", "no name"),
    ],
)
def test_columns_that_cannot_be_kept_are_named(tmp_path: Path, select: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read(tmp_path, sqlite_file(tmp_path / "a.db"), query=select)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not the address"),
        ("customers.csv", "not the address"),
        ("oracle://a@b/c", "oracle is not a kind"),
        ("sqlite:////nowhere/x.db", "There is no file"),
        ("postgresql://ada@127.0.0.1:1/x?password=s3cret", "password among its options"),
        ("postgresql://ada:s3cret@127.0.0.1:1/x", "connection"),
        ("mysql://ada:s3cret@127.0.0.1:1/x", "connect"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_one_line(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read(tmp_path, url, table="t")
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_driver_that_repeats_the_password_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("no entry for ada with s3cret\nsecond line")

    monkeypatch.setattr("storage.server_rows.server_rows", refuse)
    with pytest.raises(BadInput) as refused:
        read(tmp_path, "postgresql://ada:s3cret@db.example/x", table="t")
    assert "no entry for ada with ***." in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_one_thing_is_read_and_a_password_is_not_printed(tmp_path: Path) -> None:
    for wanted in ({}, {"table": "a", "query": "SELECT 1"}):
        with pytest.raises(BadInput, match="One thing"):
            read(tmp_path, "sqlite:///a.db", **wanted)
    assert "s3cret" not in repr(DatabaseRead("sqlite://", password="s3cret"))


class Described:
    """A column as psycopg describes it."""

    def __init__(self, code: int, precision: int | None = None, scale: int | None = None) -> None:
        self.type_code, self.precision, self.scale = code, precision, scale


def test_types_of_servers() -> None:
    assert _postgresql_type(Described(20)) == pa.int64()
    assert _postgresql_type(Described(1700, 12, 2)) == pa.decimal128(12, 2)
    assert _postgresql_type(Described(1700)) == pa.float64()
    assert _postgresql_type(Described(1184)) == pa.timestamp("us", "UTC")
    assert _postgresql_type(Described(3802)) == pa.string()
    assert _mysql_type(("a", 246, None, 62, 62, 3, True)) == pa.decimal256(62, 3)
    assert _mysql_type(("a", 8, None, 20, 20, 0, True)) == pa.int64()
    assert pa.array([Decimal("1.25")], _postgresql_type(Described(1700, 12, 2)))[0].as_py() == Decimal("1.25")
