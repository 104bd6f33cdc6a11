"""What columns mean, and in which unit."""

import pytest
from pydantic import ValidationError

from core.design.data.columns import Column
from core.design.data.dictionary import LONGEST, Dictionary, Entry, draft_dictionary, unit_of


def column(name, kind="number"):
    return Column(name=name, kind=kind, missing=0, distinct=9)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("price_eur", "EUR"), ("bodyWeightKg", "kg"), ("discount_pct", "%"), ("height_m", "m"), ("m", ""),
        ("min", "min"), ("kg", ""), ("tenure", ""), ("...", ""),
    ],
)  # fmt: skip
def test_units_come_from_the_last_word(name, unit):
    assert unit_of(column(name)) == unit


def test_only_numbers_have_units():
    assert unit_of(column("price_eur", "category")) == ""


def test_what_a_person_wrote_is_kept_and_new_columns_are_drafted():
    kept = Dictionary(
        entries=(Entry(column="price_eur", meaning="List price"), Entry(column="gone", unit="kg"))
    )
    drafted = draft_dictionary((column("price_eur"), column("weight_kg")), kept)
    assert [entry.column for entry in drafted.entries] == ["price_eur", "weight_kg"]
    assert (drafted.of("price_eur").meaning, drafted.of("price_eur").unit) == ("List price", "")
    assert drafted.of("weight_kg").unit == "kg"
    assert drafted.of("unknown") == Entry(column="unknown")


def test_entries_stay_short():
    with pytest.raises(ValidationError):
        Entry(column="a", meaning="x" * (LONGEST + 1))
