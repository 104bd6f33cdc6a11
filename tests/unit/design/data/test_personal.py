"""Personal data found by content and by name."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.personal import find_personal_data, is_card, is_iban, masked
from core.design.data.reading.conform import describe_columns

N = 120


def luhn(stem):
    return next(number for d in range(10) if is_card(number := f"{stem}{d}"))


def iban(account):
    stem = f"37040044{account:010d}"
    check = 98 - int(stem + "131400") % 97
    return f"DE{check:02d}{stem}"


def found(**columns):
    frame = pd.DataFrame(columns)
    return {p.column: p for p in find_personal_data(frame, describe_columns(frame))}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([f"anna.{i}@example.org" for i in range(N)], "e-mail address"),
        ([f"please write to a{i}@b.de soon" for i in range(N)], "e-mail address"),
        ([f"+49 30 123{i:04d}" for i in range(N)], "phone number"),
        ([f"(030) 555-{i:04d}" for i in range(N)], "phone number"),
        ([f"030/12345{i:03d}" for i in range(N)], "phone number"),
        ([iban(i) for i in range(N)], "bank account"),
        ([luhn(f"411111111111{i:03d}") for i in range(N)], "card number"),
        ([int(luhn(f"37828224631{i:03d}")) for i in range(N)], "card number"),
        ([f"192.168.{i}.7" for i in range(N)], "device address"),
        (
            [f"{name} Smith{'abcdefgh'[i % 8]}" for i, name in enumerate(["Anna", "John"] * 60)],
            "person's name",
        ),
    ],
)
def test_kinds_by_content(values, kind):
    result = found(c=values)
    assert result["c"].kind == kind
    assert str(values[0]) not in result["c"].evidence


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("surname", "person's name"),
        ("street", "address"),
        ("zip_code", "postcode"),
        ("patientId", "person's number"),
        ("passport_no", "official number"),
    ],
)
def test_kinds_by_name(name, kind):
    assert found(**{name: [f"v{i}x" for i in range(N)]})[name].kind == kind


def test_birth_dates_by_name():
    assert found(birth_date=pd.date_range("1950-01-01", periods=N))["birth_date"].kind == "date of birth"


def test_ordinary_columns_are_not_flagged():
    rng = np.random.default_rng(0)
    assert not found(
        price=rng.normal(100, 10, N),
        population=rng.integers(10**6, 10**9, N),
        telephone=["yes", "no"] * 60,
        code=[f"7590-VHV{i:03d}" for i in range(N)],
        version=[f"{i}.2.1" for i in range(N)],
        interval=[f"2024-01-{i % 28 + 1:02d}" for i in range(N)],
        product=[f"Blue Widget {'abcdefgh'[i % 8]}" for i in range(N)],
        grade=["A", "B"] * 60,
        decimals=[f"{i}.1234567" for i in range(N)],
        digits=[f"{9 * 10**15 + i * 7919}" for i in range(N)],
        pixel_mean=rng.normal(size=N),
    )


def test_built_in_tables_are_clean():
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

    for load in (load_breast_cancer, load_diabetes, load_wine):
        frame = load(as_frame=True).frame
        assert find_personal_data(frame, describe_columns(frame)) == ()


def test_checksums():
    assert is_iban("DE89 3704 0044 0532 0130 00")
    assert not is_iban("DE88370400440532013000")
    assert is_card("4111 1111 1111 1111")
    assert not is_card("4111111111111112")
    assert not is_card("0000000000000000")


def test_evidence_is_masked():
    assert masked("anna@example.org") == "a***@e***.o***"
