"""The half page that a data report begins with: what it is, how good it is, and what is to be decided."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.design.wording import counted
from core.documents.cutting import cut_table
from core.documents.document import Gap, Part, Section, Text

if TYPE_CHECKING:
    from core.documents.data_report import DataOnRecord

MOST_WORST = 5
STEP = "Data"


def summary_section(data: "DataOnRecord") -> Section:
    """Return what a reader without time needs: one paragraph, what is open, and the worst findings."""
    return Section("In short", (Text(_what(data), data.source("dataset")), *_open(data), *_worst(data)))


def _what(data: "DataOnRecord") -> str:
    dataset, profile = data.dataset, data.profile
    size = f"{counted(dataset.rows, 'row')} and {counted(len(dataset.columns), 'column')}"
    missing = profile["missing_cells"] / max(1, dataset.rows * len(dataset.columns))
    gaps = (
        f"{missing:.1%} of the cells have no value" if profile["missing_cells"] else "every cell has a value"
    )
    repeats = counted(profile["duplicates"], "row repeats", "rows repeat") + " an earlier one"
    target = f" {data.target} is to be predicted{_balance(data)}." if data.target else ""
    return (
        f"{dataset.name}: {size}. "
        f"{gaps[:1].upper()}{gaps[1:]}; {repeats if profile['duplicates'] else 'no row repeats another'}.{target}"
    )


def _balance(data: "DataOnRecord") -> str:
    found = data.profile["class_balance"]
    if len(found) < 2:
        return ""
    rarest = found[-1]
    return f" (the rarest of {len(found)} classes is {rarest['label']}, in {rarest['share']:.1%} of the rows)"


def _open(data: "DataOnRecord") -> Iterator[Part]:
    if data.roles is None:
        yield Gap("Confirm what each column is for: then leaks are looked for and columns ranked.", STEP)
    suspects = [one for one in data.leaks if data.may_tell(*one.columns, one.evidence)]
    if suspects:
        yield Gap(f"Decide on {counted(len(suspects), 'suspicion')} of giving the target away.", STEP)
    if data.roles is not None and data.target and not data.dictionary.of(data.target).meaning:
        yield Gap(f"Write down what {data.target} means.", STEP)


def _worst(data: "DataOnRecord") -> Iterator[Part]:
    """Yield the findings that can spoil every figure first: leaks by their evidence, then the profile's warnings."""
    leaks = [
        (", ".join(one.columns) or "rows", f"{one.title}: {one.evidence}")
        for one in data.leaks
        if data.may_tell(*one.columns, one.evidence)
    ]
    warnings = [
        (one["column"] or "the whole table", one["message"])
        for one in data.profile["warnings"]
        if data.may_tell(one["column"] or "", one["message"])
    ]
    worst = [*leaks, *warnings][:MOST_WORST]
    source = data.source("dataset")
    if not worst:
        yield Text("Nothing stands out; the search may miss some.", source)
        return
    yield from cut_table(("The worst findings", "Evidence"), worst, source)
    left = len(leaks) + len(warnings) - len(worst)
    if left:
        yield Text(f"{counted(left, 'more is', 'more are')} told in the quality summary.", source)
