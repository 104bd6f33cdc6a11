"""Made-up values on which a person sees what an action does, before any real value is touched."""

import pandas as pd

from core.design.data.columns import ColumnKind
from core.design.solution.privacy.actions import apply_plan
from core.design.solution.privacy.plan import Action, Generalise, LegalBasis, PrivacyPlan

MADE_UP_KEY = b"a key that protects nothing"
GONE = "(column gone)"
OF_KIND: dict[str, tuple[str, ...]] = {
    "e-mail address": ("anna@example.org", "bo.lee@example.com"),
    "phone number": ("+44 20 7946 0018", "+49 30 23125 040"),
    "bank account": ("GB33BUKB20201555555555", "DE75512108001245126199"),
    "card number": ("4111 1111 1111 1111", "5500 0000 0000 0004"),
    "address": ("12 Sample Street", "7 Example Road"),
    "postcode": ("10115", "SW1A 1AA"),
    "official number": ("000-12-3456", "000-98-7654"),
    "person's name": ("Anna Example", "Bo Sample"),
    "device address": ("192.0.2.17", "198.51.100.4"),
}
OF_COLUMN: dict[ColumnKind, tuple[object, ...]] = {
    ColumnKind.NUMBER: (17, 4_321),
    ColumnKind.DATE: (pd.Timestamp("1984-05-17"), pd.Timestamp("2001-11-03")),
    ColumnKind.BOOLEAN: (True, False),
    ColumnKind.CATEGORY: ("Example A", "Example B"),
}
ANY_TEXT = ("Example text 1", "Example text 2")


def preview_action(action: Action, kind: ColumnKind, personal_kind: str = "") -> list[tuple[str, str]]:
    """Return made-up values before and after an action.

    Parameters
    ----------
    personal_kind : str
        Kind of personal data that the column seems to hold, as the finder names it; "" for none.
    """
    values = _values(action, kind, personal_kind)
    before = pd.DataFrame({action.column: list(values)})
    plan = PrivacyPlan(
        purpose="preview",
        legal_basis=LegalBasis.CONSENT,
        retention_until=pd.Timestamp.max.date(),
        actions=(action,),
    )
    after = apply_plan(before, plan, MADE_UP_KEY)
    shown = (
        [_text(value) for value in after[action.column]] if action.column in after else [GONE] * len(before)
    )
    return list(zip(map(_text, values), shown, strict=True))


def _values(action: Action, kind: ColumnKind, personal_kind: str) -> tuple[object, ...]:
    if isinstance(action, Generalise) and action.groups:
        return (*list(action.groups)[:2], "Example")
    is_text = kind in (ColumnKind.TEXT, ColumnKind.CATEGORY)
    if is_text and personal_kind in OF_KIND:
        return OF_KIND[personal_kind]
    return OF_COLUMN.get(kind, ANY_TEXT)


def _text(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else str(value)
