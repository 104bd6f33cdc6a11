"""Any table gets roles, a profile, a contract and a solution, or a named refusal."""

import json

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.design.data.columns import Dataset, Role
from core.design.data.profile import profile_table
from core.design.data.reading.conform import describe_columns
from core.design.data.roles import propose_roles
from core.design.solution.task import design_solution
from core.development.contract import (
    contract_from_yaml,
    contract_rows,
    contract_yaml,
    edit_contract,
    infer_contract,
)
from core.errors import BadInput
from core.scoring.contract import check_contract

ROWS = 60
VALUES = (
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, 1.0, np.nan]),
    st.integers(-3, 3),
    st.integers(-(2**53), 2**53),
    st.booleans(),
    st.none() | st.text('ab \u00e9|"=_1', max_size=5),
    st.sampled_from(["a", "b | c", "no", None]),
    st.datetimes(),
    st.none(),
)
NAMES = ["id", "customer_id", "date", "sex", "target", "a", "b", "value", "name"]


@st.composite
def tables(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True))
    return pd.DataFrame({name: column(draw(st.sampled_from(VALUES)), draw) for name in names})


def column(values, draw):
    pool = draw(st.lists(values, min_size=1, max_size=ROWS))
    series = pd.Series([pool[i % len(pool)] for i in range(ROWS)])
    if series.dtype in (object, "str") and series.notna().any():
        return series.astype("str").where(series.map(lambda v: isinstance(v, str) and bool(v.strip())))
    return series.astype(float) if series.dtype == object else series


@settings(max_examples=60, deadline=None)
@given(frame=tables())
def test_any_table_is_designed_or_refused(frame):
    columns = describe_columns(frame)
    roles = propose_roles(frame, columns)
    json.dumps(profile_table(frame, columns, roles.target), allow_nan=False)
    if roles.target is None:
        return
    contract = infer_contract(frame, columns, roles.columns(Role.FEATURE), roles.target)
    report = check_contract(frame, contract)
    assert (report.errors, report.warnings) == (0, 0)
    assert contract_from_yaml(contract_yaml(contract)) == contract
    assert edit_contract(contract, contract_rows(contract)) == contract
    dataset = Dataset(name="t", fingerprint="f", rows=ROWS, columns=columns, source="", source_sha256="")
    try:
        design = design_solution(frame, dataset, roles)
    except BadInput as refused:
        assert refused.remedy
    else:
        assert design.target not in design.features
        assert (design.positive is None) == (design.ml_task != "binary")
