"""Two versions of a table: what came, went, changed, was renamed, and which columns moved."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.comparison import Comparison, compare_versions
from core.design.data.reading.conform import describe_columns


def table(rows: int = 400, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "id": np.arange(rows),
            "amount": rng.normal(100, 10, rows),
            "count": rng.integers(0, 50, rows),
            "region": rng.choice(["north", "south", "east"], rows),
            "since": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, rows), unit="D"),
            "vip": rng.random(rows) < 0.3,
        }
    )
    return frame.astype({"region": "str", "since": "datetime64[us]"})


def compare(before: pd.DataFrame, after: pd.DataFrame, identifier: str | None = None) -> Comparison:
    return compare_versions(before, after, describe_columns(before), describe_columns(after), identifier)


def told(comparison: Comparison) -> str:
    return "\n".join(comparison.in_words())


def test_the_same_table_in_another_order_is_the_same() -> None:
    before = table()
    after = before.sample(frac=1, random_state=1)[before.columns[::-1]].reset_index(drop=True)
    for key in ("id", None):
        found = compare(before, after, key)
        assert found.rows is not None
        assert (found.rows.added, found.rows.removed, found.rows.same) == (0, 0, 400)
        assert found.is_reordered
        assert not any(shift.is_large for shift in found.shifts)
    assert "All 400 rows are the same." in told(found)


def test_with_an_identifier_rows_are_matched_and_changed_cells_counted() -> None:
    before = table()
    after = before.iloc[10:].reset_index(drop=True)
    after.loc[:4, "amount"] += 1
    after.loc[4:6, "region"] = "west"
    new = table(3, seed=9).assign(id=[900, 901, 902])
    rows = compare(before, pd.concat([after, new], ignore_index=True), "id").rows
    assert rows is not None
    assert (rows.added, rows.removed, rows.changed, rows.same) == (3, 10, 7, 383)
    assert rows.changed_cells == {"amount": 5, "region": 3}


def test_without_an_identifier_repeated_rows_are_counted() -> None:
    before = pd.DataFrame({"a": [1, 1, 1, 2], "b": ["x", "x", "x", None]}).astype({"b": "str"})
    after = pd.DataFrame({"a": [1, 2, 2, 3], "b": ["x", None, None, "z"]}).astype({"b": "str"})
    rows = compare(before, after).rows
    assert rows is not None
    assert (rows.same, rows.added, rows.removed, rows.changed) == (2, 2, 2, None)


def test_an_identifier_that_repeats_is_not_used() -> None:
    before, after = table(), table()
    after.loc[1, "id"] = 0
    assert compare(before, after, "id").rows.identifier is None
    assert compare(before, after, "gone").rows.identifier is None


def test_whole_numbers_that_gained_a_gap_still_match() -> None:
    before = table()
    after = before.astype({"count": "float64"})
    after.loc[0, "count"] = np.nan
    rows = compare(before, after, "id").rows
    assert (rows.same, rows.changed, rows.changed_cells) == (399, 1, {"count": 1})
    assert compare(before, after).rows.same == 399


def test_a_swap_between_two_columns_is_not_the_same_row() -> None:
    before = pd.DataFrame({"a": [1, 2], "b": [2, 1]})
    after = pd.DataFrame({"a": [2, 1], "b": [2, 1]})
    assert compare(before, after).rows.same == 0


@pytest.mark.parametrize("key", ["id", None])
def test_a_renamed_column_is_guessed_with_evidence(key: str | None) -> None:
    before = table()
    found = compare(before, before.rename(columns={"amount": "total"}), key)
    assert [(one.before, one.after) for one in found.renamed] == [("amount", "total")]
    assert "100.0%" in found.renamed[0].evidence
    assert "amount is probably called total now" in told(found)
    assert "no longer there" not in told(found)


def test_two_yes_no_columns_are_no_evidence_of_a_renaming() -> None:
    before = table()
    after = before.drop(columns="vip").assign(active=before["vip"].sample(frac=1, random_state=3).to_numpy())
    found = compare(before, after)
    assert found.renamed == ()
    assert (found.columns_removed, found.columns_added) == (("vip",), ("active",))


def test_a_changed_kind_is_told_and_left_out_of_the_rows() -> None:
    before = table()
    after = before.assign(count=before["count"].map("c{}".format).astype("str"))
    found = compare(before, after, "id")
    assert "count was number and is category now." in told(found)
    assert found.rows.changed == 0


def test_nothing_in_common_is_said() -> None:
    found = compare(pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"b": ["x", "y"]}))
    assert found.rows is None
    assert "cannot be compared" in told(found)


def test_a_shift_is_told_with_its_size_and_rows() -> None:
    before, after = table(4_000), table(4_000, seed=1)
    after["amount"] += 8
    after["region"] = after["region"].replace({"east": "west"})
    after["count"] = after["count"].astype(float).mask(np.arange(4_000) % 4 == 0)
    found = {shift.column: shift for shift in compare(before, after, "id").shifts}
    assert {name for name, shift in found.items() if shift.is_large} == {"amount", "region", "count"}
    assert found["amount"].effect == pytest.approx(0.31, abs=0.04)
    assert found["region"].effect == pytest.approx(1 / 3, abs=0.03)
    assert "lacks a value in 25.0%" in found["count"].in_words()
    assert "(4,000 and 4,000 values)" in found["amount"].in_words()


def test_a_tiny_shift_of_many_rows_is_no_alarm() -> None:
    before, after = table(100_000), table(100_000, seed=1)
    after["amount"] += 0.2
    assert not any(shift.is_large for shift in compare(before, after).shifts)


def test_few_rows_of_one_distribution_rarely_alarm() -> None:
    alarms = sum(
        any(shift.is_large for shift in compare(table(60, seed), table(60, seed + 1_000), "id").shifts)
        for seed in range(100)
    )
    assert alarms <= 11


def test_a_comparison_survives_storage() -> None:
    before = table()
    found = compare(before, before.rename(columns={"amount": "total"}).iloc[:300], "id")
    assert Comparison.model_validate_json(found.model_dump_json()) == found
