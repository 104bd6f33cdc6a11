"""The contract's answer on a table: verdict, counts and the cells that failed."""

import pandas as pd
import streamlit as st

from core.lifecycle.records import Payload
from pages.ui.escape import plain


def show_contract_report(report: Payload) -> None:
    """Show a quality payload: what the contract says of these rows, and where they break it."""
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("**Data contract: what each column must look like**", width="content")
            _badge(report)
        st.markdown(plain(report["summary"]))
        if not report["failures"]:
            return
        with st.expander(f"Cells that failed ({_listed(report)})"):
            frame = pd.DataFrame(report["failures"]).astype(object)
            st.dataframe(frame.where(frame.notna(), "").map(str), width="stretch", hide_index=True)
            st.caption(
                "An error is a cell that the model was never meant to see. A warning is a value outside what the "
                "training rows held: the model answers, with less ground under it."
            )


def _badge(report: Payload) -> None:
    if report["errors"]:
        st.badge(f"{report['errors']:,} errors", icon=":material/cancel:", color="red")
    if report["warnings"]:
        st.badge(f"{report['warnings']:,} warnings", icon=":material/warning:", color="yellow")
    if not report["errors"] and not report["warnings"]:
        st.badge("every row as expected", icon=":material/check_circle:", color="green")


def _listed(report: Payload) -> str:
    total = report["errors"] + report["warnings"]
    shown = len(report["failures"])
    return f"first {shown:,} of {total:,}" if total > shown else f"{shown:,}"
