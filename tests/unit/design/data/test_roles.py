"""Proposed roles, leaks and the check of chosen roles."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.columns import ColumnRole, Role, Roles
from core.design.data.reading.conform import describe_columns
from core.design.data.roles import check_roles, name_words, propose_roles, propose_target
from core.errors import BadInput

N = 400


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def roles_of(frame, target=None):
    roles = propose_roles(frame, describe_columns(frame), target)
    return {role.column: role for role in roles.roles}


def customers(rng):
    return pd.DataFrame(
        {
            "customerID": [f"{i:04d}-ABC" for i in range(N)],
            "row": np.arange(N),
            "gender": rng.choice(["f", "m"], N),
            "age": rng.integers(18, 90, N),
            "tenure": rng.integers(0, 70, N),
            "comment": [f"some longer remark number {i}" for i in range(N)],
            "constant": ["x"] * N,
            "nothing": [None] * N,
            "Churn": rng.choice(["Yes", "No"], N),
        }
    )


def test_roles_of_a_customer_table(rng):
    roles = roles_of(customers(rng))
    assert {name: role.role.value for name, role in roles.items()} == {
        "customerID": "identifier", "row": "identifier", "gender": "sensitive", "age": "feature",
        "tenure": "feature", "comment": "ignored", "constant": "ignored", "nothing": "ignored",
        "Churn": "target",
    }  # fmt: skip
    assert all(role.reason for role in roles.values())
    assert "personal trait" in roles["age"].reason


def test_a_row_counter_and_a_date_in_order(rng):
    frame = pd.DataFrame(
        {
            "instant": np.arange(1, N + 1),
            "dteday": pd.date_range("2024-01-01", periods=N // 4).repeat(4),
            "temp": rng.normal(size=N),
            "cnt": rng.integers(0, 900, N),
        }
    )
    roles = roles_of(frame)
    assert [roles[name].role for name in frame] == [Role.IDENTIFIER, Role.TIME, Role.FEATURE, Role.TARGET]


def test_a_date_of_birth_is_no_time(rng):
    frame = pd.DataFrame({"birth_date": pd.date_range("1950-01-01", periods=N), "y": rng.integers(0, 2, N)})
    assert roles_of(frame)["birth_date"].role is Role.FEATURE


def test_repeated_customers_are_a_group(rng):
    frame = pd.DataFrame(
        {"customer_id": rng.integers(1, 80, N), "x": rng.normal(size=N), "y": rng.integers(0, 2, N)}
    )
    assert roles_of(frame)["customer_id"].role is Role.GROUP


def leaks(frame, target):
    return {n for n, r in roles_of(frame, target).items() if "Gives the target away" in r.reason}


def test_copies_and_recodings_of_classes_are_leaks(rng):
    y = rng.choice(["Yes", "No"], N, p=[0.2, 0.8])
    frame = pd.DataFrame(
        {
            "copy": y,
            "code": np.where(y == "Yes", 7, 9),
            "stage": np.where(y == "Yes", rng.choice(["a", "b"], N), "c"),
            "left_on": np.where(y == "Yes", rng.normal(size=N), np.nan),
            "strong": (y == "Yes") + rng.normal(size=N) * 0.4,
            "y": y,
        }
    )
    assert leaks(frame, "y") == {"copy", "code", "stage", "left_on"}
    assert roles_of(frame, "y")["copy"].role is Role.IGNORED


def test_parts_and_rescaled_copies_of_an_amount_are_leaks(rng):
    casual, registered = rng.integers(0, 300, N), rng.integers(0, 600, N)
    cnt = casual + registered
    frame = pd.DataFrame(
        {
            "casual": casual,
            "registered": registered,
            "in_hundreds": cnt / 100,
            "log": np.log1p(cnt),
            "noisy": cnt + rng.normal(size=N) * 60,
            "cnt": cnt,
        }
    )
    assert leaks(frame, "cnt") == {"casual", "registered", "in_hundreds", "log"}


def test_a_difference_of_two_columns_is_a_leak(rng):
    revenue, cost = rng.normal(100, 10, N), rng.normal(50, 10, N)
    frame = pd.DataFrame({"cost": cost, "revenue": revenue, "x": cost * 2, "profit": revenue - cost})
    assert leaks(frame, "profit") >= {"cost", "revenue"}


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_never_called_a_leak(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {f"n{i}": rng.normal(size=N) for i in range(5)}
        | {f"c{i}": rng.choice(list("abcdefgh"), N) for i in range(5)}
        | {"rare": rng.random(N) < 0.02, "amount": rng.normal(size=N)}
    )
    assert leaks(frame, "rare") == leaks(frame, "amount") == set()


def test_strong_honest_columns_are_no_leaks():
    from sklearn.datasets import load_breast_cancer, load_iris

    for data in (load_breast_cancer(as_frame=True), load_iris(as_frame=True)):
        assert leaks(data.frame, "target") == set()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"churn": "ab", "z": "cd"}, "churn"),
        ({"credit_risk": [0, 1], "amount": [3, 4]}, "credit_risk"),
        ({"median_house_value": [1.5, 2.5], "ocean": "xy"}, "median_house_value"),
        ({"letter": "TF", "a": [1, 2], "b": [3, 4]}, "letter"),
        ({"a": [1.5, 2.5], "b": "xy", "c": "xy"}, "c"),
    ],
)
def test_proposed_target(columns, expected):
    frame = pd.DataFrame({name: list(values) * 30 for name, values in columns.items()})
    assert propose_target(describe_columns(frame)) == expected


def test_a_target_that_is_not_there_is_refused(rng):
    with pytest.raises(BadInput, match="nope is not in the data"):
        roles_of(customers(rng), "nope")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerID", ("customer", "id")),
        ("native-country", ("native", "country")),
        ("SeniorCitizen", ("senior", "citizen")),
        ("x.box", ("x", "box")),
    ],
)
def test_name_words(name, words):
    assert name_words(name) == words


def test_check_roles(rng):
    columns = describe_columns(customers(rng))

    def check(**chosen):
        check_roles(Roles(roles=tuple(ColumnRole(column=c, role=r) for c, r in chosen.items())), columns)

    check(Churn="target", tenure="feature")
    for chosen, message in (
        ({"tenure": "feature"}, "No column is the target"),
        ({"Churn": "target", "age": "target", "tenure": "feature"}, "2 columns"),
        ({"Churn": "target", "age": "ignored"}, "No feature"),
        ({"Churn": "target", "nothing": "feature"}, "No feature"),
        ({"Churn": "target", "ghost": "feature"}, "ghost is not in the data"),
        ({"Churn": "target", "tenure": "feature", "age": "time", "row": "time"}, "time"),
    ):
        with pytest.raises(BadInput, match=message):
            check(**chosen)


def test_amounts_of_tiny_or_mixed_size_are_no_leaks(rng):
    for scale in (1e-12, 1e12):
        frame = pd.DataFrame(rng.lognormal(0, 4, (N, 4)) * scale, columns=["a", "b", "c", "amount"])
        assert leaks(frame, "amount") == set()


def test_a_date_after_the_outcome_is_proposed_as_not_known(rng):
    left = rng.random(N) < 0.3
    closed = pd.Series(pd.date_range("2024-01-01", periods=N)).where(left ^ (rng.random(N) < 0.03))
    frame = pd.DataFrame({"x": rng.normal(size=N), "closed": closed, "y": np.where(left, "left", "stayed")})
    roles = propose_roles(frame, describe_columns(frame), "y")
    assert roles.columns(Role.FEATURE) == ["x"]
    assert list(roles.late()) == ["closed"]
    assert "filled in for 9" in roles.late()["closed"]


def test_one_case_is_the_group_and_the_cases_in_it_are_identifiers(rng):
    session = np.arange(N) // 2
    frame = pd.DataFrame(
        {
            "session_id": session,
            "customer_id": session // 5,
            "x": rng.normal(size=N),
            "y": rng.integers(0, 2, N),
        }
    )
    roles = roles_of(frame, "y")
    assert [roles[name].role for name in frame][:2] == [Role.IDENTIFIER, Role.GROUP]
    assert "customer_id" in roles["session_id"].reason


def test_a_feature_that_is_not_known_is_never_among_the_features():
    known, late = (
        ColumnRole(column="a", role="feature"),
        ColumnRole(column="b", role="feature", known_at_prediction=False),
    )
    roles = Roles(roles=(ColumnRole(column="y", role="target"), known, late))
    assert roles.columns(Role.FEATURE) == ["a"]
    assert roles.columns(Role.FEATURE, Role.TARGET) == ["y", "a"]


def test_legal_limits_must_be_in_order():
    with pytest.raises(ValueError, match="column a: the smallest legal value 2 is above the largest 1"):
        ColumnRole(column="a", role="feature", legal_minimum=2, legal_maximum=1)


def test_a_column_that_certainly_leaks_is_proposed_as_not_known_with_the_reason(rng):
    y = rng.choice(["Yes", "No"], N)
    frame = pd.DataFrame({"code": np.where(y == "Yes", 7, 9), "x": rng.normal(size=N), "y": y})
    roles = roles_of(frame, "y")
    assert roles["code"].role is Role.IGNORED
    assert not roles["code"].known_at_prediction
    assert roles["code"].known_reason == roles["code"].reason
    assert roles["x"].known_at_prediction
    assert roles["y"].known_at_prediction


@pytest.mark.parametrize("repeated", [1, 20])
def test_repeated_rows_do_not_hide_that_a_column_names_rows(rng, repeated):
    frame = customers(rng)
    roles = roles_of(pd.concat([frame, frame.head(repeated)], ignore_index=True), "Churn")
    assert roles["customerID"].role is Role.IDENTIFIER
    assert roles["customerID"].reason.startswith(f"400 different values in {400 + repeated} rows (")
    assert roles["row"].role is Role.IDENTIFIER


def test_a_text_that_often_repeats_names_no_rows(rng):
    frame = pd.DataFrame({"code": [f"c{n}" for n in rng.integers(0, 400, N)], "y": rng.integers(0, 2, N)})
    assert roles_of(frame, "y")["code"].role is not Role.IDENTIFIER
