"""Numbers that may be dates are told wherever in the column they stand."""

import pyarrow as pa

from core.design.data.reading.number_dates import number_date_notes


def test_day_counts_below_many_blank_cells_are_told():
    numbers = pa.array([None] * 1_500 + [45_000, 45_010], type=pa.int64())

    (note,) = number_date_notes("start date", numbers)

    assert "days as a spreadsheet counts them (2023-03-15)" in note


def test_one_number_out_of_range_far_below_is_enough_to_say_nothing():
    numbers = pa.array([45_000] * 1_500 + [7], type=pa.int64())

    assert number_date_notes("start date", numbers) == []
