"""Ingest from a database: one source, its types, no password anywhere, and what is different from before."""

import argparse
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.__main__ import main
from core.commands.database import PASSWORD, wanted_from_database


@pytest.fixture
def shop(tmp_path: Path) -> str:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER, code TEXT, paid REAL)")
        connection.executemany(
            "INSERT INTO orders VALUES (?, ?, ?)", [(n, f"{n:03d}", n / 2) for n in range(60)]
        )
        connection.commit()
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def _run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["ingest", "Sales", *map(str, arguments), "--home", str(tmp_path / "home"), "--json"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run


def test_a_table_and_then_a_query_are_versions_that_are_compared(run, shop):
    code, out, _ = run("--database", shop, "--table", "orders")
    first = json.loads(out)
    assert (code, first["rows"], first["questions"], first["compared_with"]) == (0, 60, [], None)
    assert {column["name"]: column["kind"] for column in first["schema"]}["code"] != "number"
    assert first["source"] == {"kind": "database", "path": "", "url": shop, "table": "orders", "query": ""}
    code, out, _ = run("--database", shop, "--query", "SELECT * FROM orders WHERE id >= 5")
    compared = json.loads(out)["compared_with"]
    assert (code, compared["version"]) == (0, 1)
    assert (compared["rows"]["removed"], compared["rows"]["added"]) == (5, 0)
    assert compared["in_words"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "No data is named."),
        (("--table", "orders"), "belong to a database"),
        (("a.csv", "--database", "sqlite:///a.db", "--table", "t"), "A file and a database are named."),
        (("--database", "sqlite:///nowhere.db", "--table", "t"), "There is no file nowhere.db."),
        (("--database", "sqlite:///nowhere.db"), "One thing is read"),
    ],
)
def test_an_unclear_source_is_refused_in_one_line(run, arguments, words):
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert words in error
    assert error.count("\n") == 1


def test_what_changes_a_database_is_refused_and_no_project_is_left(run, shop, tmp_path):
    code, _, error = run("--database", shop, "--query", "DELETE FROM orders")
    assert code == 2
    assert error.count("\n") == 1
    assert run("--database", shop, "--table", "orders")[0] == 0
    assert main(["status", "Other", "--home", str(tmp_path / "home")]) == 2


def test_the_password_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv(PASSWORD, "s3cret-word")
    named = argparse.Namespace(database="postgresql://ada@db/shop", table="t", query=None, data=None)
    wanted = wanted_from_database(named)
    assert wanted.password == "s3cret-word"
    assert "s3cret-word" not in repr(wanted)
