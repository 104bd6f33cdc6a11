"""What an action does is shown on made-up values, as it would be done to real ones."""

import pytest

from core.design.data.columns import ColumnKind
from core.design.solution.privacy.made_up import GONE, OF_KIND, preview_action
from core.design.solution.privacy.plan import Drop, Generalise, Keep, Mask, Pseudonymise


def test_a_mask_shows_first_letters() -> None:
    shown = preview_action(Mask(column="mail"), ColumnKind.TEXT, "e-mail address")
    assert shown[0] == ("anna@example.org", "a***@e***.o***")


def test_a_dropped_column_is_gone_and_a_kept_one_is_not() -> None:
    assert {after for _, after in preview_action(Drop(column="a"), ColumnKind.TEXT)} == {GONE}
    kept = preview_action(Keep(column="a", reason="needed"), ColumnKind.NUMBER)
    assert all(before == after for before, after in kept)


@pytest.mark.parametrize(
    ("action", "kind", "after"),
    [
        (Generalise(column="a", to="year"), ColumnKind.DATE, ["1984-01-01", "2001-01-01"]),
        (Generalise(column="a", to="month"), ColumnKind.DATE, ["1984-05-01", "2001-11-01"]),
        (Generalise(column="a", to="bands", width=100), ColumnKind.NUMBER, ["0", "4300"]),
        (Generalise(column="a", to="prefix", length=2), ColumnKind.TEXT, ["Ex", "Ex"]),
        (
            Generalise(column="a", to="groups", groups={"red": "warm", "blue": "cold"}),
            ColumnKind.CATEGORY,
            ["warm", "cold", "other"],
        ),
    ],
)
def test_coarser_values(action, kind: ColumnKind, after: list[str]) -> None:
    assert [shown for _, shown in preview_action(action, kind)] == after


def test_a_pseudonym_is_of_a_key_that_protects_nothing() -> None:
    first, second = (after for _, after in preview_action(Pseudonymise(column="a"), ColumnKind.TEXT))
    assert len(first) == len(second) == 32
    assert first != second


def test_every_kind_that_has_a_made_up_value_is_one_that_is_found() -> None:
    from core.design.data.personal.column_names import WORDS_OF_KIND

    assert set(OF_KIND) <= set(WORDS_OF_KIND)
