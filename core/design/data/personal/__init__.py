"""Personal data in a table: found by content and by name; the search may miss some."""

from core.design.data.personal.checksums import is_card, is_iban
from core.design.data.personal.finding import PersonalData, find_personal_data, masked

__all__ = ["PersonalData", "find_personal_data", "is_card", "is_iban", "masked"]
