"""Writing a typed table to CSV and reading it back loses nothing."""

import datetime

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.design.data.reading.table import read_csv_table

ROWS = st.integers(2, 30)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(lambda t: f"~{t}")
LINES = st.sampled_from(["~a\nb", '~"q"', "~a,b", "~;", "~ x ", "~1", "~\t"])
DATES = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)


def columns(rows):
    def listed(values):
        return st.lists(values, min_size=rows, max_size=rows)

    safe = st.integers(-(10**15) + 1, 10**15 - 1)
    return st.fixed_dictionaries(
        {
            "whole": listed(safe).map(lambda v: pd.Series(v, dtype="int64")),
            "amount": listed(st.floats(allow_nan=False, allow_infinity=False)).map(
                lambda v: pd.Series(v, dtype="float64")
            ),
            "gaps": listed(st.none() | st.floats(-1e9, 1e9)).map(
                lambda v: pd.Series([*v[1:], 0.5], dtype="float64")
            ),
            "truth": listed(st.booleans()).map(lambda v: pd.Series(v, dtype="bool")),
            "text": listed(TEXT | LINES).map(lambda v: pd.Series(v, dtype="str")),
            "text_gaps": listed(st.none() | TEXT).map(lambda v: pd.Series([*v[1:], "~"], dtype="str")),
            "date": listed(DATES).map(lambda v: pd.Series(v, dtype="datetime64[us]")),
        }
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(table=ROWS.flatmap(columns), delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_a_typed_table_survives_csv(tmp_path, table, delimiter):
    frame = pd.DataFrame(table)
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False, sep=delimiter, lineterminator="\n")
    pd.testing.assert_frame_equal(read_csv_table(path, "t.csv").frame, frame)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=st.binary(max_size=200) | st.text('ab1,;"\n\r\t 0.5|\0é', max_size=120).map(str.encode))
def test_any_bytes_give_a_table_or_a_named_refusal(tmp_path, content):
    from core.errors import BadInput

    path = tmp_path / "t.csv"
    path.write_bytes(content)
    try:
        reading = read_csv_table(path, "t.csv")
    except BadInput as refused:
        assert refused.message.startswith("t.csv")
    else:
        assert len(reading.frame) >= 2
        assert reading.frame.columns.is_unique
