"""Masking: what the Data page shows of personal values."""

import pandas as pd

from core.design.data.profile import profile_table
from core.design.data.reading.conform import describe_columns
from core.services.design.masking import masked_profile, masked_rows


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
