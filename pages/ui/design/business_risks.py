"""The risk register: what could go wrong, drawn by likelihood and impact, and what is done about it."""

from functools import partial
from typing import Any

import streamlit as st

from core.lifecycle.records import Record
from core.lifecycle.steps import BY_CODE, STEPS
from core.services.design import engagement
from pages.ui.access import workspace
from pages.ui.design.business_record import open_record, save_bar
from pages.ui.escape import plain

ROWS = "business.risks.rows"
FRESH = "business.risks.fresh"
"""Codes of the risks added since the register was opened: they stay unfolded while they are written."""
FIELDS = ("title", "likelihood", "impact", "step", "mitigation", "standing")
WEIGHTS = {1: "low", 2: "medium", 3: "high"}
STANDINGS = {"open": "open", "answered": "answered", "accepted": "accepted as it is"}
COLOURS = {1: "34,197,94", 2: "34,197,94", 3: "234,179,8", 4: "234,179,8", 6: "239,68,68", 9: "239,68,68"}
STYLE = (
    "display:grid;grid-template-columns:4.6rem repeat(3,minmax(3rem,1fr));gap:4px;max-width:22rem;"
    "font-size:.85rem;text-align:center;align-items:center"
)


def show_risks(project: str, view: engagement.EngagementView) -> None:
    """Show the register as a picture and as folded entries to edit."""
    open_record("risks", project, view.versions["risks"], partial(fill_risks, view.register))
    _take_up(view.register)
    st.subheader("What could go wrong?", anchor=False)
    rows = st.session_state[ROWS]
    register = _register(view.register)
    words, picture = st.columns([1.3, 1], vertical_alignment="center")
    with words:
        st.markdown(_pressing_words(register, is_saved=bool(view.versions["risks"])))
        st.caption(
            "The app proposes what follows from the records; add your own. Once this register is saved, a serious "
            "risk that is still open blocks the release, at gate G6."
        )
    with picture:
        st.html(picture_html(register))
    for number, (row, risk) in enumerate(zip(rows, register.risks, strict=True), start=1):
        _entry(number, row, risk)
    st.button("Add a risk", icon=":material/add:", on_click=_add_own, key="business.risks.add")
    save_bar(
        "risks",
        "Save the register",
        project,
        partial(_save, project, view.register),
        is_changed=not view.versions["risks"] or register != view.register,
    )


def fill_risks(register: engagement.RiskRegister) -> None:
    """Write a register into the fields."""
    st.session_state[ROWS], st.session_state[FRESH] = [], []
    for risk in register.risks:
        _add(risk.code, risk.model_dump(mode="json"))


def risks_are_changed(view: engagement.EngagementView) -> bool:
    """Tell whether a person wrote something that the register does not hold."""
    return _register(view.register) != view.register


def _take_up(register: engagement.RiskRegister) -> None:
    """Add what the records began to propose since the fields were filled."""
    for risk in register.risks:
        if risk.code not in st.session_state[ROWS] and not risk.code.startswith("own-"):
            _add(risk.code, risk.model_dump(mode="json"))


def _add(code: str, fields: dict[str, Any]) -> None:
    for field in FIELDS:
        st.session_state[f"business.risks.{field}.{code}"] = fields[field]
    st.session_state[ROWS] = [*st.session_state[ROWS], code]


def _add_own() -> None:
    taken = [int(code[4:]) for code in st.session_state[ROWS] if code.startswith("own-")]
    blank = {"title": "", "likelihood": 2, "impact": 2, "step": "solution", "mitigation": ""}
    code = f"own-{max(taken, default=0) + 1}"
    _add(code, {**blank, "standing": "open"})
    st.session_state[FRESH] = [*st.session_state[FRESH], code]


def _remove(code: str) -> None:
    st.session_state[ROWS] = [row for row in st.session_state[ROWS] if row != code]


def _register(known: engagement.RiskRegister) -> engagement.RiskRegister:
    """Return the register as it stands in the fields, with the evidence on record."""
    evidence = {risk.code: risk.evidence for risk in known.risks}
    risks = [
        {
            "code": code,
            "evidence": evidence.get(code, ""),
            **{field: st.session_state[f"business.risks.{field}.{code}"] for field in FIELDS},
        }
        for code in st.session_state[ROWS]
    ]
    return engagement.RiskRegister.model_validate({"risks": risks})


def _save(project: str, known: engagement.RiskRegister, name: str, version: int) -> Record:
    return engagement.save_risks(
        workspace(), project, _register(known), author=name, expected_version=version
    )


def _pressing_words(register: engagement.RiskRegister, *, is_saved: bool) -> str:
    count = len(register.pressing())
    if not count:
        return "**No serious risk is open.**"
    risks = "1 serious risk is" if count == 1 else f"{count} serious risks are"
    then = "The release is blocked until each is answered or accepted." if is_saved else ""
    return f":red[**{risks} open.**] {then}"


def picture_html(register: engagement.RiskRegister) -> str:
    """Return the register as a grid of three by three: the numbers of the risks by likelihood and impact.

    Only whole numbers of the register enter the markup.
    """
    cells = []
    for likelihood in (3, 2, 1):
        cells.append(f"<div>{WEIGHTS[likelihood]}</div>")
        for impact in (1, 2, 3):
            inside = [
                str(number)
                for number, risk in enumerate(register.risks, start=1)
                if (risk.likelihood, risk.impact) == (likelihood, impact)
            ]
            colour = COLOURS[likelihood * impact]
            cells.append(
                f'<div style="background:rgba({colour},.28);border-radius:6px;padding:.45rem 0;'
                f'min-height:1.3rem;font-weight:600">{", ".join(inside)}</div>'
            )
    foot = "".join(f"<div>{WEIGHTS[impact]}</div>" for impact in (1, 2, 3))
    label = "Risks by number: likelihood upwards, impact to the right"
    return (
        f'<div role="img" aria-label="{label}" style="{STYLE}">{"".join(cells)}<div></div>{foot}'
        '<div></div><div style="grid-column:2/5;opacity:.7">impact (upwards: likelihood)</div></div>'
    )


def _entry(number: int, code: str, risk: engagement.Risk) -> None:
    is_own = code.startswith("own-")
    mark = ":red" if risk.is_pressing else ":gray"
    title = plain(risk.title) or "A risk without words yet"
    level = "serious" if risk.level >= engagement.SERIOUS else "moderate" if risk.level > 2 else "small"
    label = f"**{number}** · {title} · {mark}[{level}, {risk.standing.value}]"
    with st.expander(label, expanded=code in st.session_state[FRESH], key=f"business.risks.entry.{code}"):
        if is_own:
            _own_words(code)
        else:
            st.caption(plain(f"{risk.evidence} Answered on {BY_CODE[risk.step].title}."))
        _weights(code)
        st.text_area(
            "What is done about it, or why it can be accepted",
            height=80,
            max_chars=1_000,
            key=f"business.risks.mitigation.{code}",
            persist_state="session",
        )
        _choice("It is", list(STANDINGS), STANDINGS, f"business.risks.standing.{code}")
        if is_own:
            st.button("Remove this risk", icon=":material/delete:", type="tertiary", on_click=_remove,
                      args=(code,), key=f"business.risks.remove.{code}")  # fmt: skip


def _own_words(code: str) -> None:
    what, step = st.columns([2, 1])
    what.text_input(
        "What could go wrong", max_chars=200, key=f"business.risks.title.{code}", persist_state="session"
    )
    step.selectbox(
        "Step that answers it",
        [step.code for step in STEPS],
        format_func=lambda name: BY_CODE[name].title,
        key=f"business.risks.step.{code}",
        persist_state="session",
    )


def _weights(code: str) -> None:
    for place, (field, label) in zip(
        st.columns(2), (("likelihood", "How likely"), ("impact", "How bad")), strict=True
    ):
        with place:
            _choice(label, list(WEIGHTS), WEIGHTS, f"business.risks.{field}.{code}")


def _choice(label: str, options: list[Any], words: dict[Any, str], key: str) -> None:
    st.segmented_control(
        label,
        options,
        format_func=words.__getitem__,
        required=True,
        wrap=True,
        key=key,
        persist_state="session",
    )
