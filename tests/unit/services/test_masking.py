"""Masking: what the Data page shows of personal values."""

import pandas as pd

from core.design.data.comparison import compare_versions
from core.design.data.intake_report import Finding, IntakeReport
from core.design.data.profile import profile_table
from core.design.data.reading.conform import describe_columns
from core.services.design.masking import (
    masked_comparison,
    masked_profile,
    masked_report,
    masked_rows,
    masked_sentence,
)


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "mail": [f"ada{row}@example.org" for row in range(30)] + [None],
            "phone": [41_791_234_500 + row for row in range(31)],
            "born": pd.date_range("1950-01-01", periods=31, freq="400D"),
            "tenure": range(31),
        }
    )


def test_rows_show_first_letters_only_and_gaps_stay():
    shown = masked_rows(people(), ["mail", "phone", "born", "not there"])
    assert shown["mail"][0] == "a***@e***.o***"
    assert shown["phone"][0] == "4***"
    assert shown["born"][0].startswith("1***-")
    assert shown["mail"].isna().tolist() == [False] * 30 + [True]
    assert shown["tenure"].tolist() == list(range(31))


def test_no_value_of_a_masked_column_is_in_the_profile():
    frame = people()
    profile = profile_table(frame, describe_columns(frame))
    masked = masked_profile(profile, ["mail", "phone", "born"])
    by_name = {column["name"]: column for column in masked["columns"]}
    told = str([by_name[name] for name in ("mail", "phone", "born")])
    for value in ("ada", "example", "4179", "79123", "1950", "1966"):
        assert value not in told
    assert by_name["mail"]["missing"] == 1
    assert by_name["mail"]["is_masked"]
    assert by_name["tenure"] == next(c for c in profile["columns"] if c["name"] == "tenure")
    assert masked_profile(profile, []) == profile


def test_a_comparison_quotes_no_value_of_a_masked_column_and_keeps_its_sizes():
    before = people().assign(name="Hopper", tenure=1)
    after = before.assign(name="Lovelace", born=before["born"] + pd.Timedelta(days=9_000), tenure=9)
    found = compare_versions(before, after, describe_columns(before), describe_columns(after))
    masked = masked_comparison(found, ["name", "born"])
    told = " ".join(masked.in_words())
    usual = {shift.column: (shift.before, shift.after) for shift in masked.shifts}
    assert usual["name"] in {("H*** 100.0%", "H*** 0.0%"), ("L*** 0.0%", "L*** 100.0%")}
    assert usual["born"][0] == "median 1***-0***-0***"
    assert usual["tenure"] == ("median 1", "median 9")
    for value in ("Hopper", "Lovelace", "1966", "1990"):
        assert value not in told
    assert [shift.effect for shift in masked.shifts] == [shift.effect for shift in found.shifts]
    assert masked_comparison(found, []) == found


def test_a_report_on_reading_masks_what_it_quotes_of_hidden_columns_and_whole_rows_alone():
    report = IntakeReport(
        source="an uploaded file",
        rows=3,
        columns=2,
        asked=(("phone: numbers (for example 0791234): which?", "text"), ("town: is 'Bern' one?", "yes")),
        set_aside=(Finding("the whole table", "3 lines above, from 'Ada Lovelace' on."),),
        changed=(Finding("phone", "Looks like telephone numbers (for example +41 79 12); kept as text."),),
        noticed=(Finding("town", "2 values (for example 'Bern')."),),
    )
    masked = masked_report(report, ["phone"])
    assert masked.asked == (("phone: numbers (for example 0***): which?", "text"), report.asked[1])
    assert masked.set_aside[0].text == "3 lines above, from 'A*** L***' on."
    assert (
        masked.changed[0].text == "Looks like telephone numbers (for example +4*** 7*** 1***); kept as text."
    )
    assert masked.noticed == report.noticed
    assert masked_report(report, []) == report


def test_a_name_with_an_apostrophe_is_masked_in_a_sentence():
    assert "Brien" not in masked_sentence("name: 2 values are odd (for example 'O'Brien').")
