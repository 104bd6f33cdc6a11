"""Released versions: the live one with its package, and all of them with who signed."""

import streamlit as st

from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.services.deployment import release, reproducing
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.figures import NARROW, figure, money, short_hash, size_words, span, when
from pages.ui.messages import show_error

PROVEN = "gives the same predictions"
RUN_IT = """unzip {name} -d model && cd model
pip install -r requirements.txt
python serve.py --port 8000"""


def show_live(project: str, view: release.ReleaseView) -> None:
    """Show the live version with its figures on the hold-out and its package."""
    live = next(record for record in view.releases if record.payload["version"] == view.live_version)
    history = workspace().history(project)
    charter = history.latest("charter")
    currency = charter.payload["payoff"]["currency"] if charter else ""
    judged = live.payload["judged"]
    st.subheader("Live now", anchor=False)
    value_span = span(*judged["value_interval"], currency)
    with st.grid(3, min_column_width=NARROW):
        st.metric("Version", f"{view.live_version}", border=True, height="stretch")
        _with_interval("Score on rows kept aside", figure(judged["score"]), span(*judged["interval"]))
        _with_interval("Value per row", money(judged["value_per_row"], currency), value_span)
    _package(project, live)


def _with_interval(label: str, value: str, interval: str) -> None:
    interval_words = f"likely {plain(interval)}"
    st.metric(label, plain(value), interval_words, delta_color="off", delta_arrow="off", border=True)


def reproduction_words(found: Payload | None) -> str:
    """Return what running the printed script showed, in a sentence; empty for releases from before it was run."""
    if found is None:
        return ""
    source = "your file" if found["is_own_file"] else "the data as the app keeps it, written as CSV,"
    if found["verdict"] == "too long":
        return (
            f"Nobody has checked reproduce.py: it took more than {found['allowed_s']:,.0f} s and was ended."
        )
    return (
        f"The script trains from {source} and gives the same predictions: largest difference "
        f"{found['difference']:.2g} on {found['rows']:,} rows. It is reproduce.py, and ran by itself before this "
        "release."
    )


def _package(project: str, live: Record) -> None:
    version = live.payload["version"]
    proof = reproduction_words(live.payload.get("reproduction"))
    try:
        package = release.package_path(workspace(), project)
    except TrefoilError as error:
        show_error(error)
        return
    name = f"model-v{version}.zip"
    with st.container(border=True):
        st.markdown("**Hand it to IT: runs without this app**")
        st.caption(
            "Inside: the model, its data contract (what each column must look like), a scoring service with a "
            "Dockerfile, the model card, a plain training script, and tests that fail when a byte "
            "changes. Three lines start it:"
        )
        st.code(RUN_IT.format(name=name), language="bash")
        st.download_button(
            f"Download the package ({size_words(package.stat().st_size)})",
            package.read_bytes,
            file_name=name,
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            key="release.download",
        )
        if proof:
            st.caption(f":material/verified: {plain(proof)}" if PROVEN in proof else plain(proof))
        if "written as CSV" in proof:
            st.download_button(
                "The data as CSV, for reproduce.py",
                lambda: reproducing.data_as_csv(workspace(), project, live),
                file_name="data.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
                key="release.data",
            )


def show_versions(view: release.ReleaseView) -> None:
    """Show every version: when, by whom, why, and from what."""
    st.subheader("All versions", anchor=False)
    rows = [
        {
            "Version": record.payload["version"],
            "": "live" if record.payload["version"] == view.live_version else "",
            "Released": when(record.created_at),
            "Signed by": record.author,
            "Reason": record.reason,
            "Score": record.payload["judged"]["score"],
            "Model": short_hash(record.payload["candidate"]),
            "Test report": short_hash(record.payload["test_report"]),
        }
        for record in view.releases
    ]
    st.dataframe(rows, width="stretch", hide_index=True)
    st.caption("Model and test report are named by the start of their fingerprints.")
