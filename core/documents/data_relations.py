"""What goes with the target and with each other, in the data report: a ranking and the pictures behind it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from core.charts.pairs import pair_figure
from core.charts.relations import (
    association_data,
    association_figure,
    relation_data,
    relation_figure,
)
from core.design.wording import counted, figure
from core.documents.cutting import cut_table
from core.documents.document import Gap, Part, Section, Source, Text
from core.documents.picture import picture

if TYPE_CHECKING:
    from core.design.data.profile.pairs import Pair
    from core.documents.data_report import DataOnRecord

TO_READ_IT = (
    "0: knowing the column says nothing about the target; 1: it says everything. Each column is taken alone: two weak "
    "ones may be strong together. Where having a value at all says more than the value, that is counted. "
    "Close to 1 is suspicious: will it be known when the decision is taken?"
)


def ranking_section(data: "DataOnRecord") -> Section:
    """Return the columns ranked by how much each alone says about the target; suspected leaks come first."""
    return Section("Variable ranking", tuple(_ranking(data)))


def _ranking(told: "DataOnRecord") -> Iterator[Part]:
    target, source, suspected = told.target, told.source("dataset"), list(told.suspicions)
    found = [(column["name"], column["relation"]) for column in told.columns if column["relation"]]
    if target is None or not found:
        yield Gap("Columns are ranked once there is a target to rank them by.", "Data")
        return
    found.sort(
        key=lambda one: (suspected.index(one[0]) if one[0] in suspected else len(suspected), -one[1]["value"])
    )
    data = relation_data([{"column": name, "score": relation["value"]} for name, relation in found])
    yield picture(
        relation_figure(data, target), f"The {counted(len(data), 'column')} most related to {target}.", source
    )
    rows = [
        (
            name,
            figure(relation["value"]),
            relation["statistic"],
            f"{relation['rows']:,}",
            told.suspicions.get(name, ""),
        )
        for name, relation in found
    ]
    yield from cut_table(
        ("Column", "Strength", "Statistic", "Rows", "Suspicion"), rows, source, numeric=("Strength", "Rows")
    )
    sample = told.profile["relation_sample"]
    how = "estimated on a sample of" if sample["is_estimated"] else "exact, on all"
    yield Text(f"{TO_READ_IT} The figures are {how} {counted(sample['rows'], 'row')}.", source)


def relations_section(
    pairs: Sequence["Pair"], profile: dict[str, Any], protected: frozenset[str], source: Source
) -> Section:
    """Return the strongest columns drawn against the target, and how columns go with each other."""
    drawn = tuple(part for pair in pairs for part in _pair(pair, source))
    together = Section("Columns that go together", tuple(_associations(profile, protected, source)))
    return Section("Explanatory variables against the target", drawn, (together,))


def _pair(pair: "Pair", source: Source) -> Iterator[Part]:
    if pair.data.empty:
        return
    left = f"; {pair.left_out:,} left out for lacking a value or lying far out" if pair.left_out else ""
    words = f"{pair.x} against {pair.y}, {counted(pair.rows, 'row')}{left}."
    yield picture(pair_figure(pair), words, source)


def _associations(profile: dict[str, Any], protected: frozenset[str], source: Source) -> Iterator[Part]:
    found = profile["associations"]
    names = [name for name in found["columns"] if name not in protected]
    pairs = [one for one in found["pairs"] if not protected & {one["first"], one["second"]}]
    if not pairs:
        return
    data = association_data({"columns": names, "pairs": pairs})
    yield picture(
        association_figure(data, names), f"How {counted(len(names), 'column')} go together, 0 to 1.", source
    )
    ranked = sorted(pairs, key=lambda one: -one["value"])
    rows = [(o["first"], o["second"], figure(o["value"]), o["statistic"]) for o in ranked]
    columns = ("Column", "With", "Strength", "Statistic")
    yield from cut_table(columns, rows, source, numeric=("Strength",), most=20)
