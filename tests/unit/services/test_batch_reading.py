"""New rows are read as the data was: what it showed or was answered holds for every batch."""

from pathlib import Path

import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.data.columns import Dataset
from core.design.data.reading.options import ReadingOptions
from core.services import projects
from core.services.deployment import predict
from core.services.design import intake
from core.services.workspace import Workspace, load, need

PROJECT = "Shop"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    return opened


@pytest.fixture
def batch(workspace: Workspace, tmp_path: Path):
    """Return a function that takes data in with answers, and then reads new rows as Predict does."""

    def read(data: str, rows: str, **answers: str) -> pd.DataFrame:
        path = tmp_path / "table.csv"
        path.write_text(data)
        dates = answers.pop("chosen_dates", None)
        options = ReadingOptions(
            answers=tuple((k.replace("__", ":"), v) for k, v in answers.items()), accept=True, dates=dates
        )
        dataset = intake.read_dataset(workspace, path, "data.csv", options)
        intake.record_dataset(workspace, PROJECT, dataset)
        path.write_text(rows)
        return predict.read_batch(workspace, PROJECT, path, "new.csv")

    return read


def table(*texts: str, separator: str = ",") -> str:
    lines = (f'"{text}"{separator}{n}' for n, text in enumerate(texts * 30))
    return "\n".join([f"v{separator}n", *lines, ""])


@pytest.mark.parametrize("answer", ["dates:v", "dates"])
@pytest.mark.parametrize(("value", "first"), [("month_first", "2024-05-06"), ("day_first", "2024-06-05")])
def test_the_answered_order_of_day_and_month_holds(batch, answer: str, value: str, first: str) -> None:
    if answer == "dates":
        data = ",".join(f"v{i}" for i in range(13)) + "\n" + (",".join(["01/02/2024"] * 13) + "\n") * 3
        rows = data.replace("01/02", "05/06")
        assert batch(data, rows, dates=value)["v3"].iloc[0] == pd.Timestamp(first)
    else:
        found = batch(table("01/02/2024", "03/04/2024"), table("05/06/2024"), dates__v=value)
        assert found["v"].iloc[0] == pd.Timestamp(first)


@pytest.mark.parametrize(("shown", "first"), [("01/31/2024", "2024-05-06"), ("31/01/2024", "2024-06-05")])
def test_the_order_that_the_data_showed_holds_without_a_question(batch, shown: str, first: str) -> None:
    assert batch(table("01/02/2024", shown), table("05/06/2024"))["v"].iloc[0] == pd.Timestamp(first)


@pytest.mark.parametrize("rows", ["05.06.2024", "05/06/2024"])
def test_the_chosen_order_holds_against_the_usual_one(batch, rows: str) -> None:
    found = batch(table("01.02.2024", "03.04.2024"), table(rows), chosen_dates="month_first")
    assert found["v"].iloc[0] == pd.Timestamp("2024-05-06")


def test_dates_chosen_as_text_are_text_in_new_rows(batch) -> None:
    found = batch(table("2024-01-02", "2024-03-04"), table("2024-05-06"), chosen_dates="text")
    assert found["v"].iloc[0] == "2024-05-06"


def test_units_that_were_read_as_numbers_are_so_again(batch) -> None:
    found = batch(table("1.234,50 EUR", "7,25 EUR"), table("2.000 EUR", "3 EUR"), units__v="number")
    assert found["v"].tolist()[:2] == [2000, 3]


@pytest.mark.parametrize(("mark", "number"), [("comma", 1234), ("point", 1.234)])
def test_the_chosen_decimal_mark_of_a_column_holds(batch, mark: str, number: float) -> None:
    assert batch(table("1.234 kg", "5.678 kg"), table("1.234 kg"), units__v=mark)["v"].iloc[0] == number


def test_a_mark_that_the_data_never_showed_is_not_guessed(batch) -> None:
    assert batch(table("12%", "7%"), table("1.234%"), units__v="number")["v"].iloc[0] == "1.234%"


def test_marks_that_were_missing_are_missing_again_and_nothing_else(batch) -> None:
    found = batch(table("red", "NA", "?"), table("NA", "007", "?"), missing_marks__v="missing")["v"]
    assert found.isna().tolist()[:3] == [True, False, False]
    assert found.tolist()[1:3] == ["007", "?"]


def test_marks_that_were_values_stay_values(batch) -> None:
    assert batch(table("DE", "NA"), table("NA"), missing_marks__v="value")["v"].iloc[0] == "NA"


def test_a_decimal_comma_holds_where_a_batch_shows_only_groups(batch) -> None:
    data = table("1,5", "2,25", separator=";")
    assert batch(data, table("2,500", separator=";"))["v"].iloc[0] == 2.5
    assert batch(data, table("2.500", "12", separator=";"))["v"].tolist()[:2] == ["2.500", "12"]
    assert batch(data, table("2.5", "12"))["v"].tolist()[:2] == [2.5, 12]


def test_data_on_record_from_before_follow_their_answers(batch, workspace: Workspace) -> None:
    batch(table("01/02/2024", "03/04/2024"), table("05/06/2024"), dates__v="month_first")
    dataset = load(need(workspace.history(PROJECT), "dataset"), Dataset)
    from core.design.data.reading.options import options_for_batch

    reading = {key: value for key, value in dataset.reading.items() if key != "notation"}
    assert options_for_batch(reading, dataset.answered).answers == (("dates:v", "month_first"),)
    assert options_for_batch(dataset.reading).answers == (("dates:v", "month_first"),)
