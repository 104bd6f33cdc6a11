"""The commands ingest and profile: what they print, and what they leave behind when they refuse."""

import json
from pathlib import Path

import pytest

from core.__main__ import main

CSV = "Report\n\nid;price;region\n" + "".join(
    f"{i};{i},5;{'north' if i % 2 else 'south'}\n" for i in range(60)
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]):
    def _run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*map(str, arguments), "--home", str(home)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run


def test_ingest_says_what_was_read_and_why(run, table):
    code, out, _ = run("ingest", "Sales", table, "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["project"], answer["dataset_version"], answer["rows"], answer["columns"]) == (
        "Sales",
        1,
        60,
        3,
    )
    assert answer["reading"]["header_row"]["value"] == "3"
    assert answer["reading"]["delimiter"]["evidence"].startswith("100% of the first 49 rows")
    assert [column["kind"] for column in answer["schema"]] == ["number", "number", "category"]
    assert any("'Report'" in note for note in answer["notes"])
    assert len(answer["fingerprint"]) == 64
    assert answer["elapsed_s"] > 0
    assert answer["peak_rss_mb"] > 10


def test_ingest_honours_every_option(run, table):
    code, out, _ = run(
        "ingest", "Sales", table, "--json", "--delimiter", ";", "--decimal", ",", "--encoding", "cp1252",
        "--header-row", 3, "--missing", "south", "--missing", "-1", "--text", "id",
    )  # fmt: skip
    answer = json.loads(out)
    assert code == 0
    assert {name for name, read_as in answer["reading"].items() if read_as["is_chosen"]} == {
        "delimiter", "decimal", "encoding", "header_row", "missing", "as_text",
    }  # fmt: skip
    assert answer["schema"][2]["missing"] == 30
    assert answer["schema"][0]["kind"] == "text"


def test_a_tab_can_be_named(run, tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("a,x\tb\n1\t2\n3\t4\n")
    _, out, _ = run("ingest", "T", path, "--delimiter", "tab", "--json")
    assert [column["name"] for column in json.loads(out)["schema"]] == ["a,x", "b"]


def test_ingesting_again_adds_a_version(run, table):
    run("ingest", "Sales", table)
    _, out, _ = run("ingest", "Sales", table, "--text", "id", "--json")
    assert json.loads(out)["dataset_version"] == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--sheet", "Data"], "a CSV has no sheet to choose"),
        (["--encoding", "klingon"], "There is no text encoding"),
        (["--text", "zip"], "there is no column zip"),
        (["--header-row", "999"], "there is no line 999"),
    ],
)
def test_a_refusal_is_one_line_and_leaves_no_project(run, table, options, words):
    code, out, err = run("ingest", "Sales", table, *options)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert words in err
    assert run("profile", "Sales")[0] == 2


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    code, _, err = run("ingest", "Sales", tmp_path / "nowhere.csv")
    assert code == 2
    assert "There is no file" in err


def test_profile_describes_the_data_and_proposes_roles_with_reasons(run, table):
    run("ingest", "Sales", table)
    code, out, _ = run("profile", "Sales", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [column["name"] for column in answer["profile"]["columns"]] == ["id", "price", "region"]
    assert answer["is_target_confirmed"] is False
    assert {role["column"] for role in answer["roles"]} == {"id", "price", "region"}
    assert all(role["reason"] for role in answer["roles"])
    assert answer["target"] == next(role["column"] for role in answer["roles"] if role["role"] == "target")
