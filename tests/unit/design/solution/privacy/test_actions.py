"""Privacy plans: what they refuse, and what each action makes of a column."""

import hashlib
import hmac
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from core.design.data.reading.conform import describe_columns
from core.design.solution.privacy.actions import apply_plan, pseudonym
from core.design.solution.privacy.plan import (
    Drop,
    Generalise,
    Keep,
    LegalBasis,
    Mask,
    PrivacyPlan,
    Pseudonymise,
    check_plan,
)
from core.errors import BadInput

KEY = b"k" * 32
TODAY = date(2026, 11, 23)


def plan(*actions, until=date(2030, 1, 1)):
    return PrivacyPlan(
        purpose="Keep customers.", legal_basis=LegalBasis.CONTRACT, retention_until=until, actions=actions
    )


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "name": ["Anna Smith", "Jörg Weiß", None],
            "number": [7.0, 8.0, np.nan],
            "born": pd.to_datetime(["1980-05-17", "1991-12-31", None]),
            "age": [39, 40, 61],
            "postcode": ["10115", "80331", "10117"],
            "job": ["nurse", "teacher", "pilot"],
            "spend": [1.0, 2.0, 3.0],
        }
    )


def test_each_action_changes_its_column_and_no_other(table):
    result = apply_plan(
        table,
        plan(
            Mask(column="name"),
            Pseudonymise(column="number"),
            Generalise(column="born", to="year"),
            Generalise(column="age", to="bands", width=10),
            Generalise(column="postcode", to="prefix", length=2),
            Generalise(column="job", to="groups", groups={"nurse": "care", "teacher": "school"}),
            Keep(column="spend", reason="Needed."),
        ),
        KEY,
    )
    assert list(result.columns) == list(table.columns)
    assert result["name"].tolist()[:2] == ["A*** S***", "J*** W***"]
    assert result["born"].dt.strftime("%Y-%m-%d").tolist()[:2] == ["1980-01-01", "1991-01-01"]
    assert result["age"].tolist() == [30, 40, 60]
    assert result["postcode"].tolist() == ["10", "80", "10"]
    assert result["job"].tolist() == ["care", "school", "other"]
    assert result["spend"].equals(table["spend"])
    assert result[["name", "number", "born"]].isna().to_numpy().tolist()[2] == [True, True, True]


def test_a_month_keeps_its_month(table):
    result = apply_plan(table, plan(Generalise(column="born", to="month")), KEY)
    assert result["born"].dt.strftime("%Y-%m-%d").tolist()[:2] == ["1980-05-01", "1991-12-01"]


def test_drop_takes_the_column_out_and_a_missing_column_is_passed_over(table):
    result = apply_plan(table, plan(Drop(column="name"), Mask(column="not there")), KEY)
    assert list(result.columns) == list(table.columns)[1:]


def test_a_pseudonym_is_a_keyed_hash_of_column_and_text(table):
    result = apply_plan(table, plan(Pseudonymise(column="number")), KEY)
    expected = hmac.new(KEY, b"number\n7", hashlib.sha256).hexdigest()[:32]
    assert result["number"].iloc[0] == expected == pseudonym(KEY, "number", "7")
    assert pseudonym(b"other", "number", "7") != expected
    assert pseudonym(KEY, "other", "7") != expected


def test_a_number_read_as_text_gets_the_same_pseudonym(table):
    wanted = plan(Pseudonymise(column="number"))
    as_text = table.assign(number=pd.Series(["7", "8", None], dtype="str"))
    as_whole = table.assign(number=[7, 8, 9])
    expected = apply_plan(table, wanted, KEY)["number"].iloc[:2].tolist()
    assert apply_plan(as_text, wanted, KEY)["number"].iloc[:2].tolist() == expected
    assert apply_plan(as_whole, wanted, KEY)["number"].iloc[:2].tolist() == expected


def test_the_table_given_is_left_alone(table):
    before = table.copy()
    apply_plan(table, plan(Mask(column="name"), Drop(column="age")), KEY)
    assert table.equals(before)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (plan(Mask(column="nam")), "nam"),
        (plan(Generalise(column="name", to="year")), "name holds"),
        (plan(Generalise(column="born", to="bands", width=5)), "born holds"),
        (plan(until=date(2026, 11, 22)), "2026-11-22"),
        (
            plan(*(Drop(column=c) for c in ["name", "number", "born", "age", "postcode", "job", "spend"])),
            "every",
        ),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(table, wanted, says):
    with pytest.raises(BadInput, match=says):
        check_plan(wanted, describe_columns(table), TODAY)


def test_a_plan_may_end_today(table):
    check_plan(plan(Mask(column="name"), until=TODAY), describe_columns(table), TODAY)


@pytest.mark.parametrize(
    "actions",
    [
        [{"action": "keep", "column": "a"}],
        [{"action": "generalise", "column": "a", "to": "bands"}],
        [{"action": "generalise", "column": "a", "to": "prefix", "length": 0}],
        [{"action": "mask", "column": "a"}, {"action": "drop", "column": "a"}],
        [{"action": "burn", "column": "a"}],
    ],
)
def test_an_action_without_its_setting_is_refused(actions):
    with pytest.raises(ValidationError):
        PrivacyPlan.model_validate(
            {"purpose": "p", "legal_basis": "consent", "retention_until": "2030-01-01", "actions": actions}
        )
