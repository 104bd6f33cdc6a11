"""How a table was read, in words: no code is shown as it is stored."""

from core.design.data.reading.options import ReadAs
from core.design.data.reading_words import reading_words


def test_options_and_their_values_are_told_in_words():
    reading = {
        "delimiter": ReadAs(value="\t", evidence="it splits every row"),
        "header_row": ReadAs(value="1", evidence="it names the columns"),
        "missing": ReadAs(value="NA\n-", evidence="usual"),
        "as_text": ReadAs(value="", evidence="nothing was chosen"),
        "notation": ReadAs(value="leading_zeros:zip=text", evidence="it was answered"),
    }
    told = {option: value for option, value, _ in reading_words(reading)}
    assert told["Columns are separated by"] == "tab"
    assert told["Row that names the columns"] == "1"
    assert told["Texts that mean missing"] == "NA, -"
    assert told["Columns kept as text"] == "none"
    assert told["How values were understood"].startswith("zip: ")
    assert "leading_zeros" not in str(told)
    assert "=text" not in str(told)
