"""Street addresses and postcodes, told by their words and their form."""

import re

STREET_WORDS = (
    "street st avenue ave road rd lane ln drive dr boulevard blvd court ct place pl square sq terrace way "
    "close crescent parkway pkwy highway rue allee allée chemin impasse quai cours via viale corso piazza vicolo "
    "calle avenida avda paseo plaza carrera rua travessa alameda praca praça estrada ulica ul aleja al "
    "straat laan weg plein gracht gatan vägen katu tie gade vej vei gate sokak caddesi ulitsa ул улица пр "
    "проспект"
)
STREET_ENDINGS = (
    "straße strasse str. str platz weg allee gasse ring damm ufer straat laan plein gracht gatan vägen katu tie "
    "gade vej veien vegen gata"
)
HOUSE_NUMBER = r"\d{1,5} ?[a-zA-Z]?(?:[-/]\d{1,4})?"
STREET_WORD = re.compile(
    rf"(?:{'|'.join(re.escape(word) for word in STREET_WORDS.split())})\.?", re.IGNORECASE
)
STREET_ENDING = re.compile(
    rf"\w{{2,}}(?:{'|'.join(re.escape(e) for e in STREET_ENDINGS.split())})", re.IGNORECASE
)
BUILDING = re.compile(rf"(?:^|[\s,.]){HOUSE_NUMBER}(?=$|[\s,.])")
ASIAN_ADDRESS = re.compile(r".*([路街道]|丁目|番地|[로길]).*\d+.*")
UK_POSTCODE = re.compile(r"(?!Q|V|X)[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}")
CANADIAN_POSTCODE = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d")
DUTCH_POSTCODE = re.compile(r"[1-9]\d{3} [A-Z]{2}")


def is_address(text: str) -> bool:
    """Tell whether a text is a street with a house number."""
    if len(text) > 150 or not any(character.isdigit() for character in text):
        return False
    if ASIAN_ADDRESS.fullmatch(text):
        return True
    words = re.findall(r"[^\s,]+", text)
    has_street = any(STREET_WORD.fullmatch(word) or STREET_ENDING.fullmatch(word) for word in words)
    return has_street and len(words) >= 2 and BUILDING.search(text) is not None


def is_postcode(text: str) -> bool:
    """Tell whether a text is a British, Canadian or Dutch postcode; those of digits alone need a name."""
    forms = (UK_POSTCODE, CANADIAN_POSTCODE, DUTCH_POSTCODE)
    return any(form.fullmatch(text) for form in forms)
