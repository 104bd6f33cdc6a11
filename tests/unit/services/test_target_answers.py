"""Answers about a target change the dataset that is recorded."""

from pathlib import Path

import pytest

from core.bootstrap import open_workspace
from core.design.data.reading.questions import Unanswered
from core.design.data.reading.table import ReadingOptions
from core.services import autopilot, projects
from core.services.design import data
from core.services.design.target_answers import answer_target, open_target_questions

ROWS = [f"{i},{i * 7 % 13},{'x' if i % 2 else 'y'}" for i in range(80)]


@pytest.fixture
def gaps(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["id,size,kind", *ROWS, "80,1,", "81,2,z", ""]))
    return path


def test_nothing_is_recorded_while_questions_are_open(tmp_path, gaps) -> None:
    workspace = open_workspace(tmp_path / "home")
    with pytest.raises(Unanswered) as caught:
        autopilot.start_from_file(workspace, gaps, target="kind", project="P")
    assert [question.code for question in caught.value.questions] == ["target_missing", "rare_class"]
    assert workspace.projects.all() == []


def test_the_recorded_dataset_is_as_the_answers_have_it(tmp_path, gaps) -> None:
    workspace = open_workspace(tmp_path / "home")
    options = ReadingOptions(answers=(("target_missing", "leave_out"), ("rare_class", "leave_out")))
    autopilot.start_from_file(workspace, gaps, target="kind", project="P", options=options)
    dataset = data.data_view(workspace, "P").dataset
    assert dataset is not None
    assert dataset.rows == 80
    kind = next(column for column in dataset.columns if column.name == "kind")
    assert (kind.missing, kind.distinct) == (0, 2)
    assert [item.value for item in dataset.answered] == ["leave_out", "leave_out"]
    assert "1 row without the target kind left out." in dataset.notes
    assert len(workspace.datasets.get(dataset.fingerprint)) == 80


def test_a_table_without_questions_keeps_its_fingerprint(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "home")
    path = tmp_path / "plain.csv"
    path.write_text("\n".join(["id,size,kind", *ROWS, ""]))
    autopilot.start_from_file(workspace, path, target="kind", project="P")
    read = data.read_dataset(workspace, path, path.name)
    dataset = data.data_view(workspace, "P").dataset
    assert dataset is not None
    assert dataset.fingerprint == read.fingerprint


def test_questions_of_a_recorded_target_are_answered_later(tmp_path, gaps) -> None:
    workspace = open_workspace(tmp_path / "home")
    projects.create_project(workspace, "P")
    data.ingest_file(workspace, "P", gaps)
    data.propose_and_save_roles(workspace, "P", target="kind")
    asked = open_target_questions(workspace, "P")
    assert [question.code for question in asked] == ["target_missing", "rare_class"]
    answers = {"target_missing": "leave_out", "rare_class": "leave_out"}
    answer_target(workspace, "P", answers, author="Ada")
    dataset = data.data_view(workspace, "P").dataset
    assert dataset is not None
    assert dataset.rows == 80
    assert open_target_questions(workspace, "P") == ()
    assert data.data_view(workspace, "P").roles.target == "kind"
    assert workspace.history("P").latest("dataset").author == "Ada"


def test_an_answer_that_changes_no_row_is_not_asked_again(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "home")
    path = tmp_path / "repeats.csv"
    path.write_text("\n".join(["size,kind", *[f"{i % 7},{'x' if i % 2 else 'y'}" for i in range(200)], ""]))
    projects.create_project(workspace, "P")
    data.ingest_file(workspace, "P", path)
    data.propose_and_save_roles(workspace, "P", target="kind")
    assert [question.code for question in open_target_questions(workspace, "P")] == ["duplicates"]
    answer_target(workspace, "P", {"duplicates": "keep"})
    assert open_target_questions(workspace, "P") == ()
    assert data.data_view(workspace, "P").dataset.rows == 200
