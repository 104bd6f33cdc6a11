"""The commands ingest and profile: what they print, and what they leave behind when they refuse."""

import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.commands.answering import given_answers

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
    code, out, _ = run("ingest", "Sales", table, "--accept", "--json")
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
    run("ingest", "Sales", table, "--accept")
    _, out, _ = run("ingest", "Sales", table, "--accept", "--text", "id", "--json")
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
    run("ingest", "Sales", table, "--accept")
    code, out, _ = run("profile", "Sales", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [column["name"] for column in answer["profile"]["columns"]] == ["id", "price", "region"]
    assert answer["is_target_confirmed"] is False
    assert {role["column"] for role in answer["roles"]} == {"id", "price", "region"}
    assert all(role["reason"] for role in answer["roles"])
    assert answer["target"] == next(role["column"] for role in answer["roles"] if role["role"] == "target")


def test_open_questions_are_printed_as_json_and_nothing_is_recorded(run, table):
    code, out, err = run("ingest", "Sales", table, "--decimal", ",", "--json")
    answer = json.loads(out)
    assert (code, err) == (4, "")
    (question,) = answer["questions"]
    assert question["code"] == "header_row"
    assert question["proposed"] == "3"
    assert [choice["value"] for choice in question["choices"]] == ["1", "3", "4", "0"]
    assert question["how"] == "--answer header_row=3"
    assert "line 1: Report" in question["examples"]
    assert answer["answered"] == []
    assert run("profile", "Sales")[0] == 2


def test_open_questions_are_printed_as_lines_with_how_to_answer(run, table):
    code, out, err = run("ingest", "Sales", table)
    assert (code, out) == (4, "")
    assert "header_row: Line 3 seems to name the columns" in err
    assert "  | line 1: Report" in err
    assert "  * --answer header_row=3" in err
    assert "    --answer header_row=0" in err
    assert "--accept" in err


def test_an_answer_is_taken_and_kept_with_its_question(run, table):
    code, out, _ = run("ingest", "Sales", table, "--decimal", ",", "--answer", "header_row=4", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [column["name"] for column in answer["schema"]] == ["0", "0,5", "south"]
    assert answer["questions"] == []
    assert [(item["code"], item["value"]) for item in answer["answered"]] == [("header_row", "4")]


def test_accepted_proposals_are_kept_as_answers(run, table):
    _, out, _ = run("ingest", "Sales", table, "--accept", "--json")
    assert ("header_row", "3") in [(item["code"], item["value"]) for item in json.loads(out)["answered"]]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["header_row"], "is not CODE=VALUE"),
        (["header_row="], "is not CODE=VALUE"),
        (["header_row=3", "header_row=4"], "answered twice"),
        (["header_row=17"], "'17' is no answer. Choose 1, 3, 4, 0"),
        (["header_row=3", "colour=red"], "an answer to 'colour', which the file does not ask"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_one_line(run, table, answers, words):
    given = [part for answer in answers for part in ("--answer", answer)]
    code, out, err = run("ingest", "Sales", table, "--decimal", ",", *given)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert words in err
    assert run("profile", "Sales")[0] == 2


def test_an_answer_splits_where_its_code_ends():
    given = given_answers(["sheet=a=b:c", "leading_zeros:a=b=text"])
    assert given == (("sheet", "a=b:c"), ("leading_zeros:a=b", "text"))


def test_control_characters_of_a_file_do_not_reach_the_terminal(run, tmp_path):
    path = tmp_path / "hostile.csv"
    path.write_text("\x1b[31mReport\u202e\n\nid,price,region\n" + "1,2,x\n3,4,y\n" * 30)
    code, _, err = run("ingest", "Sales", path)
    assert code == 4
    assert "\\x1b[31mReport\\u202e" in err
    assert "\x1b" not in err


def table_with_gaps(tmp_path):
    path = tmp_path / "orders.csv"
    rows = [
        f"{i},{i * 7 % 13},{['yes', 'no', ''][i % 3] if i < 30 else ['yes', 'no'][i % 2]}" for i in range(90)
    ]
    path.write_text("Orders\n\nid,size,late\n" + "\n".join(rows) + "\n")
    return path


def test_autopilot_asks_about_the_file_then_about_its_target(run, tmp_path):
    path = table_with_gaps(tmp_path)
    code, out, _ = run("autopilot", path, "--target", "late", "--project", "P", "--json")
    assert code == 4
    assert [question["code"] for question in json.loads(out)["questions"]] == ["header_row"]
    code, out, _ = run(
        "autopilot", path, "--target", "late", "--project", "P", "--answer", "header_row=3", "--json"
    )
    answer = json.loads(out)
    assert code == 4
    assert [question["text"].split(".")[0] for question in answer["questions"]] == [
        "10 of 90 rows lack the target late"
    ]
    assert [item["code"] for item in answer["answered"]] == ["header_row"]
    assert run("status", "P")[0] == 2


def test_c57_autopilot_refuses_a_constant_target_and_leaves_no_project(run, tmp_path):
    path = tmp_path / "same.csv"
    path.write_text("id,size,late\n" + "".join(f"{i},{i * 7 % 13},no\n" for i in range(60)))
    code, _, err = run("autopilot", path, "--target", "late", "--project", "P")
    assert code == 2
    assert "Target late has one value; nothing to learn." in err
    assert run("status", "P")[0] == 2
