"""Questions about values: what is asked, what is proposed, and what each answer does."""

import pandas as pd
import pytest

from core.design.data import examples
from core.design.data.columns import ColumnKind
from core.design.data.reading.doubts import MOST_QUESTIONS
from core.design.data.reading.table import ReadingOptions, read_table
from core.errors import BadInput


@pytest.fixture
def read(tmp_path):
    def _read(content, known=(), answers=None, **options):
        path = tmp_path / "table.csv"
        path.write_text(content)
        chosen = ReadingOptions(answers=tuple((answers or {}).items()), **options)
        return read_table(path, "table.csv", chosen, known)

    return _read


def column(name, *texts):
    """Return a CSV with one quoted column and a number."""
    return f"{name},n\n" + "".join(f'"{text}",1\n' for text in texts)


def only(reading):
    (question,) = reading.questions
    return question


def has_note(reading, *parts):
    return any(all(part in note for part in parts) for note in reading.notes)


# --- Codes with leading zeros


ZIPS = column("zip", "01067", "80331", "NA")


def test_c34_codes_with_leading_zeros_are_asked_for_and_proposed_as_text(read):
    reading = read(ZIPS)
    assert (only(reading).code, only(reading).proposed) == ("leading_zeros:zip", "text")
    assert only(reading).examples == ("01067",)
    assert reading.frame["zip"].tolist()[:2] == ["01067", "80331"]
    assert reading.frame["zip"].isna().tolist() == [False, False, True]


def test_c34_the_answer_reads_numbers(read):
    reading = read(ZIPS, answers={"leading_zeros:zip": "number"})
    assert reading.questions == ()
    assert reading.frame["zip"].tolist()[:2] == [1067, 80331]
    assert reading.answered[0].value == "number"
    assert has_note(reading, "zip", "without it", "01067")


def test_c34_a_column_that_is_kept_as_text_is_not_asked_for(read):
    assert read(ZIPS, as_text=("zip",)).questions == ()


def test_c33_a_long_code_is_text_without_a_question(read):
    reading = read(column("id", "0012345678901234567", "2"))
    assert reading.questions == ()
    assert reading.frame["id"].tolist() == ["0012345678901234567", "2"]


# --- Marks among texts


@pytest.mark.parametrize(
    ("texts", "proposed"),
    [
        (["DE", "NA", "FR"], "value"),
        (["Low", "None", "High"], "value"),
        (["Low", "NULL", "High"], "missing"),
        (["red", "n/a", "blue"], "missing"),
        (["red", "None", "blue"], "missing"),
        (["NA", "NA", ""], "missing"),
    ],
)
def test_c35_marks_among_texts_are_asked_for_with_their_count(read, texts, proposed):
    reading = read(column("t", *texts))
    assert (only(reading).code, only(reading).proposed) == ("missing_marks:t", proposed)
    marks = [text for text in texts if text in ("NA", "None", "NULL", "n/a")]
    assert f"{marks[0]} {'once' if len(marks) == 1 else '2 times'}" in only(reading).text
    assert int(reading.frame["t"].isna().sum()) == texts.count("") + len(marks) * (proposed == "missing")


@pytest.mark.parametrize(("answer", "missing"), [("missing", 1), ("value", 0)])
def test_c35_the_answer_wins_over_the_proposal(read, answer, missing):
    reading = read(column("t", "DE", "NA", "FR"), answers={"missing_marks:t": answer})
    assert reading.frame["t"].isna().sum() == missing
    assert has_note(reading, "NA appears once")


def test_c35_marks_in_numbers_question_marks_and_chosen_marks_are_not_asked_for(read):
    assert read(column("t", "1", "NA", "3")).questions == ()
    assert read(column("t", "2024-01-31", "None", "2024-02-01")).questions == ()
    assert read(column("t", "x", "?", "y")).questions == ()
    assert read(column("t", "x", "NA", "y"), missing=("NA",)).questions == ()


# --- Dates


AMBIGUOUS = column("d", "01/02/2024", "03/04/2024")


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({}, "2024-02-01"),
        ({"dates:d": "day_first"}, "2024-02-01"),
        ({"dates:d": "month_first"}, "2024-01-02"),
    ],
)
def test_c42_day_and_month_are_asked_for(read, answers, first):
    reading = read(AMBIGUOUS, answers=answers)
    assert reading.frame["d"].iloc[0] == pd.Timestamp(first)
    assert len(reading.questions) == (not answers)


def test_c42_the_answer_may_be_text(read):
    reading = read(AMBIGUOUS, answers={"dates:d": "text"})
    assert reading.frame["d"].tolist() == ["01/02/2024", "03/04/2024"]


def test_c42_one_telling_value_leaves_no_question(read):
    assert read(column("d", "01/02/2024", "13/04/2024")).questions == ()
    assert read(column("d", "01.02.2024", "03.04.2024")).questions == ()


def test_c42_new_rows_are_never_read_day_first_unasked(read):
    known = read(column("d", "01/13/2024", "03/14/2024")).columns
    assert known[0].kind is ColumnKind.DATE
    batch = read(AMBIGUOUS, known=known)
    assert batch.questions == ()
    assert batch.frame["d"].tolist() == ["01/02/2024", "03/04/2024"]
    answered = read(AMBIGUOUS, known=known, answers={"dates:d": "month_first"})
    assert answered.frame["d"].iloc[0] == pd.Timestamp("2024-01-02")


@pytest.mark.parametrize(
    ("texts", "dates", "first"),
    [
        (("01/02/2024", "03/04/2024"), "day_first", "2024-02-01"),
        (("01/02/2024", "03/04/2024"), "month_first", "2024-01-02"),
        (("01.02.2024", "03.04.2024"), "month_first", "2024-01-02"),
        (("13/04/2024", "01/02/2024"), "month_first", "2024-04-13"),
        (("2024-01-02", "2024-03-04"), "month_first", "2024-01-02"),
    ],
)
def test_a_chosen_order_of_day_and_month_settles_every_column(read, texts, dates, first):
    reading = read(column("d", *texts), dates=dates)
    assert reading.frame["d"].iloc[0] == pd.Timestamp(first)
    assert reading.questions == reading.answered == ()
    assert reading.options["dates"].is_chosen
    assert reading.options["dates"].value == dates


@pytest.mark.parametrize(
    "texts",
    [
        ("01/02/2024", "03/04/2024"),
        ("2024-01-02 10:00:00", "2024-01-02 10:00:01"),
        ("2024-01-02", "13.14.2024"),
    ],
)
def test_dates_that_were_chosen_to_be_text_stay_as_written(read, texts):
    reading = read(column("d", *texts), dates="text")
    assert set(reading.frame["d"]) == set(texts)
    assert reading.questions == ()


def test_dates_kept_as_text_are_told(read):
    assert (
        "d: looks like dates; kept as text, as chosen."
        in read(column("d", *["2024-01-02"] * 2), dates="text").notes
    )


def test_a_way_to_read_dates_that_does_not_exist_is_refused(read):
    with pytest.raises(BadInput, match="Dates cannot be read as 'year'"):
        read(AMBIGUOUS, dates="year")


MIXED = column("d", "2024-01-01T10:00:00+01:00", "2024-07-01T10:00:00+02:00")


@pytest.mark.parametrize(
    ("answers", "values"),
    [
        ({}, ["2024-01-01 09:00", "2024-07-01 08:00"]),
        ({"time_zones:d": "local"}, ["2024-01-01 10:00", "2024-07-01 10:00"]),
    ],
)
def test_c43_times_of_different_zones_are_asked_for(read, answers, values):
    reading = read(MIXED, answers=answers)
    assert reading.frame["d"].tolist() == [pd.Timestamp(value) for value in values]
    assert [q.proposed for q in reading.questions] == ([] if answers else ["utc"])


def test_c43_times_of_which_only_some_have_a_zone_stay_text_unless_answered(read):
    content = column("d", "2024-01-01T10:00:00Z", "2024-07-01T10:00:00")
    assert (only(read(content)).code, only(read(content)).proposed) == ("partial_zones:d", "text")
    local = read(content, answers={"partial_zones:d": "local"})
    assert local.frame["d"].iloc[0] == pd.Timestamp("2024-01-01 10:00")


# --- Numbers with units


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["12 kg", "7.5 kg"], [12, 7.5]),
        (["1 200 kg", "-300 kg"], [1200, -300]),
        (["1.234,50 EUR", "7,25 EUR"], [1234.5, 7.25]),
        (["12%", "7.5%"], [12, 7.5]),
        (["€1,234.50", "€2"], [1234.5, 2]),
        (["1'234'567.5", "12"], [1234567.5, 12]),
        (["1,234,567", "12"], [1234567, 12]),
    ],
)
def test_c44_units_and_thousands_that_are_certain_are_proposed_as_numbers(read, texts, numbers):
    reading = read(column("m", *texts))
    assert (only(reading).code, only(reading).proposed) == ("units:m", "number")
    assert reading.frame["m"].tolist() == numbers
    assert read(column("m", *texts), answers={"units:m": "text"}).frame["m"].tolist() == texts


@pytest.mark.parametrize("texts", [["1,234", "5,678"], ["1.234 kg", "5.678 kg"], ["1,5", "2,5"]])
def test_c44_marks_that_could_be_either_are_proposed_as_text(read, texts):
    reading = read(column("m", *texts))
    assert only(reading).proposed == "text"
    assert reading.frame["m"].tolist() == texts


def test_c44_different_units_are_text_without_a_question(read):
    reading = read(column("m", "12 kg", "7 g"))
    assert reading.questions == ()
    assert has_note(reading, "units or thousands")


# --- The decimal mark


def test_c20_the_decimal_comma_is_asked_for(read):
    content = "a;b\n" + "1,5;x\n2,25;y\n" * 30
    reading = read(content)
    assert (only(reading).code, only(reading).proposed) == ("decimal", ",")
    assert reading.frame["a"].tolist()[:2] == [1.5, 2.25]
    assert read(content, answers={"decimal": "."}).frame["a"].tolist()[:2] == ["1,5", "2,25"]
    assert read(content, answers={"decimal": "."}).questions == ()
    assert read(content, decimal=",").questions == ()


# --- Rows of another width


SHORT = "a,b,c\n1,x,3\n4\n" + "6,z,7\n" * 50


def test_c18_short_rows_are_filled_or_set_aside(read):
    filled = read(SHORT)
    assert (only(filled).code, only(filled).proposed) == ("short_rows", "fill")
    assert len(filled.frame) == 52
    aside = read(SHORT, answers={"short_rows": "set_aside"})
    assert len(aside.frame) == 51
    assert has_note(aside, "1 row was shorter than the header and set aside: line 3.")


def test_c17_a_long_row_among_new_rows_is_refused(read):
    content = "a,b\n" + "1,2\n" * 60 + "1,2,3\n"
    known = read("a,b\n" + "1,2\n" * 60).columns
    with pytest.raises(BadInput, match="line 62 has 3 fields"):
        read(content, known=known)
    assert len(read(content, known=known, answers={"long_rows": "set_aside"}).frame) == 60


def test_places_are_right_below_a_row_that_was_set_aside(read):
    content = "a,b\n" + "1,2\n" * 40 + "1,2,3\n" + "4e492493924924,2\n"
    assert has_note(read(content), "too large to store", "line 43")


# --- Many columns


def many(columns):
    names = ",".join(f"z{i}" for i in range(columns))
    return f"{names}\n" + (",".join(["007"] * columns) + "\n") * 3


def test_many_columns_share_a_question(read):
    assert len(read(many(MOST_QUESTIONS)).questions) == MOST_QUESTIONS
    reading = read(many(40))
    assert only(reading).code == "leading_zeros"
    assert only(reading).examples == tuple(f"z{i}" for i in range(40))
    numbers = read(many(40), answers={"leading_zeros": "number", "leading_zeros:z3": "text"})
    assert numbers.questions == ()
    assert [str(dtype) for dtype in numbers.frame.dtypes[:5]] == ["int64"] * 3 + ["str", "int64"]


def test_a_shared_question_may_follow_each_columns_own_values(read):
    marks = ["NA"] * 7 + ["NULL"] * 7
    content = ",".join(f"t{i}" for i in range(14)) + "\n" + ("DE," * 14)[:-1] + "\n" + ",".join(marks) + "\n"
    reading = read(content)
    assert only(reading).proposed == "each"
    assert reading.frame.iloc[1].isna().tolist() == [False] * 7 + [True] * 7


@pytest.mark.parametrize("code", examples.EXAMPLES)
def test_the_examples_raise_no_question(tmp_path, code):
    path = tmp_path / "example.csv"
    examples.write_example(code, path)
    assert read_table(path, code).questions == ()


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "jsonl"])
def test_every_format_asks_the_same(tmp_path, ending):
    path = tmp_path / f"table.{ending}"
    frame = pd.DataFrame({"zip": ["007", "8"] * 30, "t": ["DE", "NA"] * 30, "n": range(60)})
    if ending == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    else:
        {"parquet": frame.to_parquet, "xlsx": frame.to_excel}[ending](path, index=False)
    reading = read_table(path, path.name)
    assert [question.code for question in reading.questions] == ["leading_zeros:zip", "missing_marks:t"]
    accepted = read_table(path, path.name, ReadingOptions(accept=True))
    assert accepted.questions == ()
    assert [answered.value for answered in accepted.answered] == ["text", "value"]
    pd.testing.assert_frame_equal(accepted.frame, frame.astype({"zip": "str", "t": "str"}))
