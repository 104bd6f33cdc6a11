"""A model outside the app does to raw values what the plan did, and refuses those that need the key."""

import pytest

from core.scoring.protection import protected_rows, protected_value, read_protected_csv
from core.scoring.rows import BadRows

CODES = {"column": "member", "action": "pseudonymise", "kind": "text"}
BANDS = {"column": "age", "action": "generalise", "to": "bands", "width": 10, "kind": "number"}
CODE = "0123456789abcdef0123456789abcdef"


def test_a_raw_value_where_a_code_belongs_is_refused_by_row_and_column_and_never_quoted() -> None:
    rows = [{"member": CODE, "age": 31}, {"member": "Anna Example", "age": 47}]
    with pytest.raises(BadRows, match="Row 2, column 'member': the model knows codes") as refused:
        protected_rows(rows, [CODES, BANDS])
    assert "Anna" not in str(refused.value)


def test_codes_and_missing_values_pass() -> None:
    rows = [{"member": CODE, "age": 31}, {"member": None, "age": None}]
    assert protected_rows(rows, [CODES, BANDS]) == [
        {"member": CODE, "age": 30},
        {"member": None, "age": None},
    ]


def test_columns_that_a_row_does_not_have_and_no_plan_change_nothing() -> None:
    assert protected_rows([{"other": 1}], [BANDS]) == [{"other": 1}]
    assert protected_rows([{"age": 31}], []) == [{"age": 31}]


@pytest.mark.parametrize(
    ("value", "action", "expected"),
    [
        ("1984-05-17", {"to": "year"}, "1984-01-01"),
        ("1984-05-17T10:00:00", {"to": "month"}, "1984-05-01"),
        ("17.05.1984", {"to": "year"}, "17.05.1984"),
        ("anna@example.org", {"action": "mask"}, "a***@e***.o***"),
        ("a***@e***.o***", {"action": "mask"}, "a***@e***.o***"),
        ("10115.0", {"to": "prefix", "length": 3, "kind": "number"}, "101"),
        ("SW1A 1AA", {"to": "prefix", "length": 3, "kind": "text"}, "SW1"),
        ("31", {"to": "bands", "width": 10, "kind": "number"}, 30),
        ("old", {"to": "bands", "width": 10, "kind": "number"}, "old"),
        (True, {"to": "groups", "groups": {"True": "yes"}, "kind": "boolean"}, "yes"),
        ("true", {"to": "groups", "groups": {"True": "yes"}, "kind": "boolean"}, "yes"),
        ("maybe", {"to": "groups", "groups": {"True": "yes"}, "kind": "category"}, "other"),
        (" ", {"action": "mask"}, " "),
    ],
)
def test_each_action(value: object, action: dict, expected: object) -> None:
    assert protected_value(value, {"column": "c", "action": "generalise"} | action) == expected


def test_a_file_of_raw_rows_is_protected_before_it_is_typed(tmp_path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"age,member\n37,{CODE}\n,\n", encoding="utf-8")
    contract = {"columns": [{"name": "age", "kind": "number"}, {"name": "member", "kind": "text"}]}
    rows = read_protected_csv(file, contract, [BANDS, CODES])
    assert rows["age"].tolist()[0] == 30
    assert rows["age"].isna().tolist() == [False, True]
