"""Cases with several rows."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.entities import find_entities
from core.design.data.reading.conform import describe_columns

N = 900


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def entities(frame, target="y"):
    return [entity.column for entity in find_entities(frame, describe_columns(frame), target)]


def test_people_are_entities_and_the_coarsest_comes_first(rng):
    session = np.arange(N) // 2
    frame = pd.DataFrame({"session_id": session, "customer_id": session // 5, "y": rng.integers(0, 2, N)})
    assert entities(frame) == ["customer_id", "session_id"]


@pytest.mark.parametrize("name", ["patient", "client"])
def test_a_bare_name_of_a_person_counts(name, rng):
    assert entities(pd.DataFrame({name: rng.integers(0, 200, N), "y": rng.integers(0, 2, N)})) == [name]


def test_another_identifier_counts_where_its_rows_share_the_answer(rng):
    machine = rng.integers(0, 90, N)
    y = rng.integers(0, 2, N)
    assert entities(pd.DataFrame({"machine_id": machine, "y": y})) == []
    shared = pd.DataFrame({"machine_id": machine, "y": rng.integers(0, 2, 90)[machine]})
    assert entities(shared) == ["machine_id"]
    (entity,) = find_entities(shared, describe_columns(shared), "y")
    assert "10.0 on average" in entity.reason
    assert "all rows have the same y" in entity.reason


def test_what_is_no_case_is_no_entity(rng):
    frame = pd.DataFrame(
        {
            "customer_type": rng.choice(list("abc"), N),
            "group": rng.choice(list("abcd"), N),
            "user_id": np.arange(N),
            "account": rng.normal(size=N),
            "member_id": np.where(rng.random(N) < 0.1, None, rng.choice([f"m{i}" for i in range(50)], N)),
            "y": rng.integers(0, 2, N),
        }
    )
    assert entities(frame) == []
