"""What a package does to raw values is what the app did to the rows the model was trained on."""

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.design.solution.privacy.actions import apply_plan
from core.design.solution.privacy.plan import Generalise, LegalBasis, Mask, PrivacyPlan
from core.scoring.protection import protected_frame, protected_rows

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)
words = texts | st.sampled_from(
    ["anna@example.org", "a***@e***.o***", "Nurse", "care", "12 High Street", "a***"]
)
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
widths = st.sampled_from([0.1, 0.3, 1, 5, 10, 12.5])
groups = st.just({"Nurse": "care", "Doctor": "care", "Clerk": "office"})


def actions_of(table: pd.DataFrame, *actions: object) -> tuple[PrivacyPlan, list[dict]]:
    plan = PrivacyPlan(
        purpose="p", legal_basis=LegalBasis.CONSENT, retention_until=date.max, actions=tuple(actions)
    )
    kinds = {"word": "text", "amount": "number", "code": "number", "job": "category", "born": "date"}
    return plan, [one.model_dump(mode="json") | {"kind": kinds[one.column]} for one in plan.actions]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(words, numbers, words, st.dates(date(1900, 1, 1))), min_size=1, max_size=8),
    widths,
    groups,
)
def test_raw_rows_become_what_the_app_trained_on(rows, width, coarser) -> None:
    word, amount, job, born = zip(*rows, strict=True)
    table = pd.DataFrame(
        {
            "word": pd.Series(word, dtype="str"),
            "amount": pd.Series(amount, dtype=float),
            "code": pd.Series(amount, dtype=float),
            "job": pd.Series(job, dtype="str"),
            "born": pd.to_datetime(pd.Series(born)),
        }
    )
    plan, actions = actions_of(
        table,
        Mask(column="word"),
        Generalise(column="amount", to="bands", width=width),
        Generalise(column="code", to="prefix", length=2),
        Generalise(column="job", to="groups", groups=coarser),
        Generalise(column="born", to="month"),
    )
    expected = apply_plan(table, plan, b"key")
    sent = [
        {"word": w, "amount": a, "code": a, "job": j, "born": b.isoformat()}
        for w, a, j, b in zip(word, amount, job, born, strict=True)
    ]
    received = pd.DataFrame(protected_rows(sent, actions))
    for name in ("word", "amount", "code", "job"):
        assert received[name].tolist() == expected[name].tolist(), name
    assert received["born"].tolist() == expected["born"].dt.strftime("%Y-%m-%d").tolist()
    again = protected_frame(received, actions)
    assert again.to_dict("list") == received.to_dict("list")
    pd.testing.assert_frame_equal(apply_plan(expected, plan, b"key"), expected)
