"""Kinds of personal data that the name of a column speaks of."""

from core.design.data.columns import Column, ColumnKind
from core.design.data.roles import name_words

MANY_VALUES = 20

WORDS_OF_KIND: dict[str, str] = {
    "e-mail address": "email mail correo courriel",
    "phone number": "phone telephone mobile fax tel telefon telefono handy cellphone msisdn",
    "bank account": "iban bic kontonummer",
    "card number": "creditcard cardnumber pan",
    "address": "address street addr strasse straße adresse direccion indirizzo rue",
    "postcode": "zip zipcode postcode postal plz cep",
    "date of birth": "birth birthday birthdate dob born geburtsdatum geburtstag naissance nacimiento",
    "official number": "ssn passport taxid nino insee nhs steuerid dni cpf pesel bsn aadhaar",
    "person's name": (
        "firstname lastname surname forename fullname givenname familyname vorname nachname nom prenom prénom "
        "apellido apellidos cognome"
    ),
    "device address": "ip ipaddress mac imei",
}
WORDS = {kind: frozenset(words.split()) for kind, words in WORDS_OF_KIND.items()}
PHRASES: tuple[tuple[str, str], ...] = (
    ("e-mail address", "e mail"),
    ("person's name", "first name"),
    ("person's name", "last name"),
    ("person's name", "full name"),
    ("person's name", "given name"),
    ("person's name", "family name"),
    ("person's name", "customer name"),
    ("person's name", "client name"),
    ("person's name", "patient name"),
    ("person's name", "employee name"),
    ("person's name", "contact name"),
    ("person's name", "user name"),
    ("card number", "card number"),
    ("official number", "social security"),
    ("official number", "national id"),
    ("official number", "tax id"),
    ("official number", "driving licence"),
    ("official number", "driver license"),
)
PERSON_WORDS = frozenset(["customer", "client", "patient", "user", "person", "employee", "student", "member"])
ID_WORDS = frozenset(["id", "number", "no", "nr", "key", "code"])


def kind_by_name(column: Column) -> str | None:
    """Return the kind of personal data that a column's name speaks of, or None.

    A name counts only above 20 different values: a yes / no column named "telephone" is no number.
    """
    if column.kind in (ColumnKind.BOOLEAN, ColumnKind.EMPTY) or column.distinct <= MANY_VALUES:
        return None
    words = name_words(column.name)
    text = " ".join(words)
    for kind, phrase in PHRASES:
        if phrase in text:
            return kind
    if text == "name" and column.kind is ColumnKind.TEXT:
        return "person's name"
    for kind, wanted in WORDS.items():
        if wanted & set(words) or text.replace(" ", "") in wanted:
            return kind
    return "person's number" if PERSON_WORDS & set(words) and ID_WORDS & set(words) else None
