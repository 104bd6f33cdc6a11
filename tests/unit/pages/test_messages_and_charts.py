"""Messages are plain text, and chart data leaves as harmless CSV."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.services.export import safe_csv


def message_page() -> None:
    from core.errors import BadInput
    from pages.ui.messages import explain_empty, show_crash, show_error

    show_error(BadInput("The file *a*.csv has no rows.", "Choose <b>another</b>."))
    explain_empty("No [runs]", "Train *one*.")
    show_crash(RuntimeError("secret path /home/ann"))


def test_messages_show_their_text_and_nothing_else() -> None:
    page = AppTest.from_function(message_page).run()
    assert (
        page.error[0].value
        == "**The file \\*a\\*\\.csv has no rows\\.**  \nChoose \\<b\\>another\\<\\/b\\>\\."
    )
    assert page.markdown[0].value == "**No \\[runs\\]**"
    assert page.caption[0].value == "Train \\*one\\*\\."
    assert "secret" not in page.error[1].value


def test_csv_quotes_text_and_headers_but_not_numbers() -> None:
    data = pd.DataFrame({"=name": ["=cmd()", "ok"], "score": [-1.5, 2.0]})
    assert safe_csv(data) == b"'=name,score\n'=cmd(),-1.5\nok,2.0\n"


def chart_page() -> None:
    from core.charts.distributions import distribution_data, distribution_figure
    from pages.ui.chart import show_chart

    data = distribution_data({"top": [{"value": "=1", "count": 2}]})
    show_chart(distribution_figure(data, "a.b"), data, "contract")


def test_a_chart_offers_its_data() -> None:
    page = AppTest.from_function(chart_page).run()
    assert not page.exception
    assert list(page.dataframe[0].value.columns) == ["value", "count", "share"]
    assert page.get("download_button")[0].proto.label == "Download data"
