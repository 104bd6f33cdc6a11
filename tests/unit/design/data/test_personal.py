"""Personal data found by content and by name."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.personal import find_personal_data, is_card, is_iban, masked
from core.design.data.personal.national_ids import WITH_CHECKSUM
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


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "person's name",
            ["Müller, Jörg", "Dr. Anna-Lena Weiß", "GARCIA LOPEZ, MARIA", "j. smith", "Łukasz Nowak"],
        ),
        (
            "person's name",
            ["Иванов Пётр", "Ольга Смирнова", "Анна Павлова", "Тарас Шевченко", "Кирилл Волков"],
        ),
        ("person's name", ["王伟", "李秀英", "张敏", "刘洋", "陈静"]),
        ("person's name", ["田中太郎", "佐藤美咲", "鈴木 大輔", "高橋健太", "渡辺陽子"]),
        ("person's name", ["김민준", "이서연", "박지호", "최수아", "정하은"]),
        ("person's name", ["محمد علي", "فاطمة حسن", "أحمد منصور", "مريم السيد", "عمر خالد"]),
        ("person's name", ["Anna", "Peter", "Fatima", "Wei", "Chinedu", "Priya"]),
        ("address", ["12 High Street", "Hauptstr. 5", "rue de la Paix 3", "Via Roma 21", "Calle Mayor 7, 2"]),
        ("postcode", ["SW1A 1AA", "M1 1AE", "EC1A 1BB", "B33 8TH", "CR2 6XH"]),
        ("device address", ["00:1A:2b:3c:4d:5e", "2001:db8::1", "10.0.0.1"]),
    ],
)
def test_kinds_by_content_alone_in_many_countries(kind, texts):
    assert found(c=texts * 3)["c"].kind == kind


def test_national_numbers_of_digits_need_nearly_every_one_to_meet_the_checksum():
    known = next(known for known in WITH_CHECKSUM if known.title == "Dutch citizen number")
    valid = [number for number in range(123_456_000, 123_460_000) if known.shows(str(number))]
    assert found(c=valid[:N])["c"].kind == "official number"
    assert not found(c=list(range(123_456_000, 123_456_000 + N)))


def test_days_spread_over_a_lifetime_are_taken_for_births_and_order_days_are_not():
    rng = np.random.default_rng(0)
    births = pd.Timestamp("1945-01-01") + pd.to_timedelta(rng.integers(0, 60 * 365, N), unit="D")
    orders = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3_000, N), unit="D")
    result = found(c=births, d=orders)
    assert result["c"].kind == "date of birth"
    assert "d" not in result


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
        city=["Paris", "Berlin", "San Jose", "Victoria", "Charlotte", "Osaka", "Lyon", "Denver"] * 15,
        month=["April", "May", "June", "January", "March", "October"] * 20,
        firm=[f"{name} {form}" for name in ("Nordwind", "Acme") for form in ("GmbH", "Ltd", "Inc")] * 20,
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
