"""Polluted tables as programs and people really write them: what each is, and what must become of it."""

from typing import Any

from tests.faults.cases import Accepted, Asked, Refused, rows

NBSP, MINUS, BOM, ZERO_WIDTH = "\u00a0", "\u2212", "\ufeff", "\u200b"


def cycle(*texts: str, name: str = "v") -> str:
    """Return a CSV whose first column cycles through some texts, 60 rows."""
    lines = "".join(f"{texts[i % len(texts)]},{i}\n" for i in range(60))
    return f"{name},n\n{lines}"


def column(*values: Any) -> dict[str, list[Any]]:
    """Return what the first rows of the column v must be."""
    return {"v": list(values)}


LEFT_ALONE = [
    Accepted(
        "told",
        "telephone numbers",
        cycle("+493012345600", "+493012345601"),
        "telephone",
        column("+493012345600"),
    ),
    Accepted("told", "shortened ids", cycle("4.00638E+12", "4.00639E+12"), "4.00638E+12", column(4.00638e12)),
    Accepted("told", "rounded ids", cycle("4111111111100000"), "15 digits", column("4111111111100000")),
    Accepted(
        "told",
        "genes as dates",
        cycle("1-Mar", "2-Sep", "3-Oct"),
        "looks like dates",
        column("1-Mar", "2-Sep"),
    ),
    Accepted(
        "told", "two-digit years", cycle("01.03.24", "28.03.24"), "looks like dates", column("01.03.24")
    ),
    Accepted(
        "told",
        "clock with PM",
        cycle("03/13/2024 10:00 PM"),
        "looks like dates",
        column("03/13/2024 10:00 PM"),
    ),
    Accepted(
        "told",
        "named zones",
        cycle("2024-03-01 10:00 CET"),
        "looks like dates",
        column("2024-03-01 10:00 CET"),
    ),
    Accepted(
        "told",
        "two date formats",
        cycle("2024-03-01", "28/03/2024"),
        "looks like dates",
        column("2024-03-01"),
    ),
    Accepted("told", "serials among dates", cycle("2024-03-01", "2024-03-02", "45292"), "looks like dates"),
    Accepted("told", "day and month both ways", cycle("13/03/2024", "03/14/2024"), "do not exist or differ"),
    Accepted(
        "told",
        "footnote marks",
        cycle("1", "2*", "3", "4*", "5", "6", "7*", "8", "9*", "10"),
        "24 of 60 values are not numbers",
        column("1"),
    ),
    Accepted(
        "told", "one remark among numbers", cycle(*["1", "2"] * 29, "3", "about 5"), "'about 5' at line 61"
    ),
    Accepted("told", "percent for some", cycle("1%", "0.02"), "units or thousands", column("1%", "0.02")),
    Accepted("told", "two currencies", cycle("€1", "$2"), "units or thousands", column("€1", "$2")),
    Accepted(
        "told",
        "spellings of a city",
        cycle("Berlin", "berlin", "Berlin "),
        "differ only",
        column("Berlin", "berlin", "Berlin "),
    ),
    Accepted(
        "told",
        "hard spaces",
        cycle("Berlin", f"Berlin{NBSP}"),
        "differ only",
        column("Berlin", f"Berlin{NBSP}"),
    ),
    Accepted(
        "told",
        "zero-width spaces",
        cycle(f"{ZERO_WIDTH}1", "2"),
        "cannot be seen",
        column(f"{ZERO_WIDTH}1", "2"),
    ),
    Accepted("told", "a mark amid the file", cycle("x", f"{BOM}y"), "cannot be seen", column("x", f"{BOM}y")),
    Accepted("told", "letters that were lost", cycle("M\ufffdller"), "lost before", column("M\ufffdller")),
    Accepted("told", "UTF-8 as Latin-1", cycle("MÃ¼ller", "Meier"), "garbled", column("MÃ¼ller")),
    Accepted(
        "told", "web entities", cycle("Caf&eacute; &amp; Bar"), "web pages", column("Caf&eacute; &amp; Bar")
    ),
    Accepted("told", "protected by =", cycle('="00123"'), "spreadsheet protects", column('="00123"')),
    Accepted("told", "protected by '", cycle("'00123"), "spreadsheet protects", column("'00123")),
    Accepted(
        "told",
        "blank rows at the end",
        cycle("x") + ",\n" * 5,
        "5 rows without any value set aside: line 62",
        {"n": [0, 1]},
    ),
    Accepted(
        "told", "sep= of Excel", "sep=;\nv;n\n" + rows("x;{i}"), "sep=;, names the delimiter", column("x")
    ),
    Accepted("kept", "quoted and unquoted blanks", cycle('""', "x", ""), "", column(None, "x", None)),
    Accepted("kept", "tabs in cells", cycle("x\ty"), "", column("x\ty")),
    Accepted("kept", "JSON in cells", cycle('"{""a"": [1, 2]}"'), "", column('{"a": [1, 2]}')),
    Accepted("kept", "inches", cycle('5" pipe'), "", column('5" pipe')),
    Accepted(
        "kept", "yes, ja and 1", cycle("yes", "ja", "1", "no", "nein", "0"), "", column("yes", "ja", "1")
    ),
    Accepted(
        "kept",
        "mixed line ends",
        "v,n\r\nx,1\ny,2\rz,3\r\n" + rows("x,{i}"),
        "",
        {"v": ["x", "y", "z"], "n": [1, 2, 3]},
    ),
    Accepted("kept", "spaces around numbers", cycle(f"{NBSP}12{NBSP}", " 3 "), "", column(12, 3)),
    Accepted("kept", "addresses of computers", cycle("10.0.0.1", "10.0.0.2"), "", column("10.0.0.1")),
    Accepted("kept", "years as names", "v,2020,2021\n" + rows("x,{i},{i}"), "", {"2020": [0, 1]}),
]

QUESTIONED = [
    Asked(
        "dash",
        "a dash among numbers",
        cycle("-", "1", "2"),
        "placeholders:v",
        "'-' 20 times",
        column(None, 1, 2),
        {"value": column("-", "1")},
    ),
    Asked("kA", "k.A.", cycle("k.A.", "1", "2"), "placeholders:v", "'k.A.' 20 times", column(None, 1, 2)),
    Asked(
        "NA",
        "errors of Excel",
        cycle("#N/A", "1", "#DIV/0!"),
        "placeholders:v",
        "'#N/A'",
        column(None, 1, None),
    ),
    Asked(
        "less",
        "censored values",
        cycle("<5", "6", "7"),
        "placeholders:v",
        "'<5' 20 times",
        column("<5", "6"),
        {"missing": column(None, 6)},
    ),
    Asked(
        "sap",
        "minus behind",
        cycle("1.50-", "2.25"),
        "units:v",
        "minus behind",
        column(-1.5, 2.25),
        {"text": column("1.50-")},
    ),
    Asked(
        "brackets",
        "negative in brackets",
        cycle("(1.00)", "2.25"),
        "units:v",
        "in brackets",
        column(-1, 2.25),
    ),
    Asked("sign", "long minus", cycle(f"{MINUS}1", "2"), "units:v", "longer sign", column(-1, 2)),
    Asked("zl", "zloty", cycle("1 000.50 zł", "7 zł"), "units:v", "in zł", column(1000.5, 7)),
    Asked("CHF", "francs in front", cycle("CHF 1'000.50", "CHF 2"), "units:v", "in CHF", column(1000.5, 2)),
    Asked(
        "odd unit",
        "a unit that may be a code",
        cycle("12 pcs", "3 pcs"),
        "units:v",
        "in pcs",
        column("12 pcs"),
        {"number": column(12, 3)},
    ),
    Asked(
        "kg",
        "either mark",
        cycle("1.234 kg", "5.678 kg"),
        "units:v",
        "in kg",
        column("1.234 kg"),
        {"comma": column(1234), "point": column(1.234)},
    ),
    Asked(
        "thousands",
        "small thousands beside commas",
        "v;w\n" + "1,5;1.500\n2,5;12\n" * 30,
        "units:w",
        "marks between thousands",
        {"w": ["1.500", "12"]},
        {"comma": {"w": [1500, 12]}},
    ),
    Asked(
        "sheets",
        "German numbers between commas",
        "v,w\n" + '"1.234,50",1.500\n"1,25",2.250\n' * 30,
        "decimal",
        "decimal mark",
        {"w": ["1.500", "2.250"]},
        {".": {"w": [1.5, 2.25]}},
    ),
    Asked("total", "a total", cycle("a", "b") + "Total,1770\n", "stray_rows", "Line 62 seems", {"n": [0, 1]}),
    Asked(
        "summe",
        "Gesamtsumme",
        cycle("a", "b") + "Gesamtsumme:,1770\n",
        "stray_rows",
        "Line 62 seems",
        {"n": [0, 1]},
    ),
    Asked(
        "unit row",
        "units below the header",
        "v,w\nmm,kg\n" + rows("{i},1.5"),
        "stray_rows",
        "Line 2 seems",
        {"w": [1.5], "v": [0, 1]},
        {"keep": column("mm", "0")},
    ),
    Asked(
        "two headers",
        "a header of two rows",
        "Sales,,Costs,\nNorth,South,North,South\n" + rows("{i},{i},{i},{i}"),
        "stray_rows",
        "Line 2 seems",
        {"Sales": [0, 1]},
    ),
    Asked(
        "again",
        "the header again",
        cycle("a", "b") + cycle("c"),
        "stray_rows",
        "Line 62 seems",
        {"n": [*range(60), *range(60)]},
    ),
    Asked(
        "joined",
        "two files in one",
        cycle("a") + BOM + cycle("b"),
        "stray_rows",
        "Line 62 seems",
        {"n": [*range(60), *range(60)]},
    ),
    Asked(
        "foot",
        "a footnote",
        "v,n\n" + rows("{i},1") + "Source: Statistical Office\n",
        "stray_rows",
        "Line 62 seems",
        column(0, 1),
    ),
    Asked(
        "no names",
        "no header",
        "1,x,2.5\n" + rows("{i},y,0.5"),
        "header_row",
        "seems to hold values",
        {"column_1": [1, 0]},
        {"1": {"1": [0, 1]}},
    ),
    Asked(
        "colon",
        "colons",
        "v:n\n" + rows("x:{i}"),
        "delimiter",
        "a colon",
        column("x"),
        {"one": {"v:n": ["x:0"]}},
    ),
    Asked("caret", "carets", "v^n\n" + rows("x^{i}"), "delimiter", "^", {"n": [0, 1]}),
    Asked("unit sep", "unit separators", "v\x1fn\n" + rows("x\x1f{i}"), "delimiter", "U+001F", {"n": [0, 1]}),
    Asked(
        "escaped",
        "escaped quotes",
        cycle('"say \\"hi\\", ok"'),
        "escaped_quotes",
        "line 2",
        column('say "hi", ok'),
        stopped="line 2",
    ),
    Asked(
        "wrapped",
        "lines quoted whole",
        '"v,n"\n' + rows('"x ""{i}"",{i}"'),
        "wrapped_lines",
        "each holds 2 fields",
        {"v": ['x "0"', 'x "1"'], "n": [0, 1]},
        {"one": {"v,n": ['x "0",0']}},
    ),
    Asked(
        "ga",
        "lines of remarks above",
        "# made by\n# a tool\nv,n\n" + rows("x,{i}"),
        "header_row",
        "Line 3 seems",
        column("x"),
    ),
    Asked(
        "index",
        "an index of pandas",
        ",v\n" + rows("{i},x"),
        "empty_names",
        "1 column has no name",
        {"column_1": [0, 1]},
        stopped="no name",
    ),
    Asked(
        "remark",
        "a remark amid the rows",
        "v,n\n" + rows("{i},1", 30) + "# see below\n" + rows("{i},1", 30),
        "short_rows",
        "line 32",
        {"n": [1, 1]},
    ),
]

TURNED_AWAY = [
    Refused("text", "text behind a quote", cycle('"x" y'), "text follows the closing quote at line 2"),
    Refused("smart", "typographic quotes", cycle("“x, y”"), "line 2 has 3 fields"),
    Refused("single", "single quotes", cycle("'x, y'"), "line 2 has 3 fields"),
    Refused("space", "a space before quotes", cycle(' "x, y"'), "line 2 has 3 fields"),
    Refused("trailing", "a comma behind each row", "v,n\n" + rows("x,{i},"), "line 2 has 3 fields"),
    Refused("json", "JSON unquoted", cycle('{"a": 1, "b": 2}'), "line 2 has 3 fields"),
    Refused(
        "aligned", "columns aligned with spaces", "name    n\n" + rows("x       {i}"), "aligned with spaces"
    ),
    Refused(
        "markdown", "a Markdown table", "| v | n |\n|---|---|\n" + rows("| x | {i} |"), "line 2 is drawn"
    ),
    Refused("psql", "a table of psql", " v | n \n---+---\n" + rows(" x | {i}"), "line 2 is drawn"),
    Refused(
        "mysql",
        "a table in a box",
        "+---+---+\n| v | n |\n+---+---+\n" + rows("| x | {i} |"),
        "line 1 is drawn",
    ),
    Refused("html", "a table of HTML", "<table><tr><td>a</td></tr></table>\n" * 9, "a piece of a web page"),
    Refused("sql", "a dump", "INSERT INTO t VALUES (1,'x');\n" * 60, "a script for a database"),
    Refused("rtf", "formatted text", "{\\rtf1 a,b}\n1,2\n3,4\n", "a formatted text"),
]
