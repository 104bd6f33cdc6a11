"""Data definitions in the data report: raw sources, processed sets, feature sets and the dictionary."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.design.data.columns import Column, ColumnRole
from core.design.data.reading_words import reading_words
from core.design.wording import counted
from core.documents.cutting import cut_names, cut_table
from core.documents.document import Gap, Part, Section, Text, facts, source_of
from core.lifecycle.records import Record

if TYPE_CHECKING:
    from core.documents.data_report import DataOnRecord

MOST_COLUMNS = 200
STEP = "Data"


def definitions_section(data: "DataOnRecord") -> Section:
    """Return where the data comes from, what was made of it, and what each column means."""
    return Section(
        "Data definitions",
        (),
        (
            Section("Raw data sources", tuple(_sources(data))),
            Section("Processed data", tuple(_processed(data))),
            Section("Feature sets", tuple(_features(data))),
            Section("Dictionary", tuple(_dictionary(data))),
        ),
    )


def _sources(data: "DataOnRecord") -> Iterator[Part]:
    versions = [record for record in data.history.records if record.kind == "dataset"]
    for record in reversed(versions[-5:]):
        payload = record.payload
        yield facts(
            source_of(record),
            version=f"{record.version}, taken in on {record.created_at:%Y-%m-%d} by {record.author}",
            file=payload["name"],
            came_from=data.dataset.origin.in_words() if record is versions[-1] else None,
            rows=f"{payload['rows']:,}",
            hash_of_the_file=payload["source_sha256"],
            hash_of_the_table=payload["fingerprint"],
        )
    reading = reading_words(data.dataset.reading)
    yield from cut_table(("Read with", "Value", "Because"), reading, data.source("dataset"))


def _processed(data: "DataOnRecord") -> Iterator[Part]:
    plan, recipe = data.history.latest("privacy"), data.history.latest("recipe")
    if plan is not None:
        counts = [str(action["action"]) for action in plan.payload["plan"]["actions"]]
        told = ", ".join(f"{counts.count(action)} {action}" for action in dict.fromkeys(counts))
        yield facts(source_of(plan), privacy_plan=f"applied to {counted(len(counts), 'column')}: {told}")
    if recipe is None:
        yield Gap("How columns are prepared for a model is not decided yet.", "Data quality")
        return
    content = recipe.payload["recipe"]
    features = [
        (item["name"], f"{item['kind']}, and its words" if item.get("words") else item["kind"])
        for item in content["features"]
        if item["name"] not in data.protected
    ]
    for place in content.get("places", []):
        features.append((" and ".join(place), "distances of typical places"))
    yield from cut_table(("Prepared column", "As"), features, source_of(recipe))
    yield Text("What is learned from values (fillings, categories, scales) is learned inside each fold.")


def _features(data: "DataOnRecord") -> Iterator[Part]:
    solution: Record | None = data.history.latest("solution")
    if solution is None:
        yield Gap("Which columns may enter a model is not decided yet.", "Solution")
        return
    names = [name for name in solution.payload["features"] if name not in data.protected]
    told = f"{len(solution.payload['features']):,}: {cut_names(names, MOST_COLUMNS)}"
    yield facts(source_of(solution), may_enter_a_model=told)


def _dictionary(data: "DataOnRecord") -> Iterator[Part]:
    roles = {role.column: role for role in data.roles.roles} if data.roles else {}
    shown = [column for column in data.dataset.columns if column.name not in data.protected]
    rows = [_entry(data, column, roles.get(column.name)) for column in shown]
    columns = ("Column", "Kind", "Role", "Meaning", "Unit", "Owner", "Missing", "Values", "When predicting")
    source = data.source("dictionary" if data.history.latest("dictionary") else "dataset")
    yield from cut_table(columns, rows, source, numeric=("Missing", "Values"), most=MOST_COLUMNS)
    silent = sum(not data.dictionary.of(column.name).meaning for column in shown)
    if silent:
        have = "has" if silent == 1 else "have"
        yield Gap(f"{silent:,} of {counted(len(shown), 'column')} {have} no meaning written down.", STEP)


def _entry(data: "DataOnRecord", column: Column, role: ColumnRole | None) -> tuple[str, ...]:
    entry = data.dictionary.of(column.name)
    return (
        column.name,
        str(column.kind),
        str(role.role) if role else "",
        entry.meaning,
        entry.unit,
        entry.owner,
        f"{column.missing:,}",
        f"{column.distinct:,}",
        _known(role) if role else "",
    )


def _known(role: ColumnRole) -> str:
    return "known" if role.known_at_prediction else f"not known: {role.known_reason}".rstrip(": ")
