"""National numbers of persons: published examples are recognised, and one changed digit is not."""

import pytest

from core.design.data.personal.national_ids import BY_FORM, WITH_CHECKSUM

KNOWN = {known.title: known for known in WITH_CHECKSUM + BY_FORM}
EXAMPLES = {
    "Spanish DNI or NIE": "12345678Z",
    "French social security number": "2 55 08 14 168 025 38",
    "Italian tax code": "RSSMRA85T10A562S",
    "Finnish identity code": "131052-308T",
    "Swiss AHV number": "756.9217.0769.85",
    "Chinese identity number": "11010519491231002X",
    "Swedish identity number": "811218-9876",
    "Norwegian identity number": "15108695088",
    "Polish PESEL": "44051401359",
    "Belgian national number": "85.07.30-033.28",
    "Brazilian CPF": "529.982.247-25",
    "German tax number": "36 574 261 809",
    "Turkish identity number": "10000000146",
    "Indian Aadhaar number": "2341 2341 2346",
    "Dutch citizen number": "111222333",
    "Canadian social insurance number": "130 692 544",
}
FORMS = {
    "US social security number": ("219-09-9999", "000-12-3456"),
    "UK national insurance number": ("AB 12 34 56 C", "GB 12 34 56 C"),
    "Danish CPR number": ("070761-4285", "320761-4285"),
}


def test_every_number_with_a_checksum_has_an_example() -> None:
    assert set(EXAMPLES) == {known.title for known in WITH_CHECKSUM}
    assert set(FORMS) == {known.title for known in BY_FORM}


@pytest.mark.parametrize(("title", "example"), EXAMPLES.items())
def test_an_example_is_recognised_and_a_changed_digit_is_not(title: str, example: str) -> None:
    assert KNOWN[title].shows(example)
    at = max(i for i, character in enumerate(example[:-1]) if character.isdigit())
    for digit in set("0123456789") - {example[at]}:
        assert not KNOWN[title].shows(example[:at] + digit + example[at + 1 :])


@pytest.mark.parametrize(("title", "right", "wrong"), [(t, *pair) for t, pair in FORMS.items()])
def test_forms_without_checksum(title: str, right: str, wrong: str) -> None:
    assert KNOWN[title].shows(right)
    assert not KNOWN[title].shows(wrong)
