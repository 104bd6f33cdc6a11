"""The data report (sections after the TDSP): where the rows come from, how good they are, what they can tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.design.data.columns import GIVES_AWAY, ColumnRole, Dataset, Roles
from core.design.data.dictionary import Dictionary
from core.design.data.intake_report import IntakeReport, intake_report
from core.design.wording import counted
from core.documents.cutting import cut_table
from core.documents.data_definitions import definitions_section
from core.documents.data_relations import ranking_section, relations_section
from core.documents.data_summary import summary_section
from core.documents.data_variables import class_parts, distribution_parts, variables_section
from core.documents.document import Document, Gap, Part, Section, Source, Text, facts, source_of
from core.documents.standing import about, standing_section
from core.lifecycle.staleness import History

if TYPE_CHECKING:
    from core.design.data.leakage.finding import Finding
    from core.design.data.profile.pairs import Pair

KINDS = ("dataset", "roles", "dictionary", "recipe", "solution", "privacy")
STEP = "Data"
MOST_FINDINGS = 30
MOST_OUTLIERS = 20


@dataclass(frozen=True)
class DataOnRecord:
    """What a data report tells of.

    Attributes
    ----------
    profile : dict
        As of `core.design.data.profile.profile_table`, on the target of the roles on record.
    protected : frozenset of str
        Columns of which no name, value or category may leave the data store.
    pairs : sequence of Pair
        The columns that go with the target most, each against it.
    """

    history: History
    profile: dict[str, Any]
    leaks: Sequence["Finding"] = ()
    protected: frozenset[str] = frozenset()
    pairs: Sequence["Pair"] = field(default=())

    @cached_property
    def dataset(self) -> Dataset:
        """The newest dataset."""
        return Dataset.model_validate(self._payload("dataset"))

    @cached_property
    def roles(self) -> Roles | None:
        """The newest roles; None before the first, and while they are out of date."""
        is_known = self.history.latest("roles") is not None and not self.history.is_stale("roles")
        return Roles.model_validate(self._payload("roles")) if is_known else None

    @cached_property
    def dictionary(self) -> Dictionary:
        """The newest dictionary; an empty one before the first."""
        is_known = self.history.latest("dictionary") is not None
        return Dictionary.model_validate(self._payload("dictionary")) if is_known else Dictionary()

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """The profiles of the columns that may be told of, in file order."""
        return [column for column in self.profile["columns"] if column["name"] not in self.protected]

    @property
    def target(self) -> str | None:
        """The target, where it may be told of."""
        target = self.roles.target if self.roles else None
        return None if target in self.protected else target

    @cached_property
    def suspicions(self) -> dict[str, str]:
        """What is suspected of columns that may give the target away, the strongest evidence first."""
        roles = self.roles.roles if self.roles else ()
        kept_out = {
            role.column: f"{GIVES_AWAY}; kept out" for role in roles if role.reason.startswith(GIVES_AWAY)
        }
        found = {name: one.title for one in self.leaks for name in one.columns}
        return {**kept_out, **found}

    def may_tell(self, *texts: str) -> bool:
        """Tell whether none of the texts names a protected column."""
        return self._protected_names is None or not any(map(self._protected_names.search, texts))

    @cached_property
    def _protected_names(self) -> re.Pattern[str] | None:
        names = "|".join(map(re.escape, sorted(self.protected)))
        return re.compile(rf"(?<!\w)(?:{names})(?!\w)") if names else None

    def source(self, kind: str) -> Source:
        """Return the newest record of a kind as a source."""
        record = self.history.latest(kind)
        assert record is not None
        return source_of(record)

    def _payload(self, kind: str) -> dict[str, Any]:
        record = self.history.latest(kind)
        assert record is not None
        return record.payload


def data_report(project: str, history: History, data: DataOnRecord | None) -> Document:
    """Return the data report; without data it is one gap.

    Parameters
    ----------
    data : DataOnRecord or None
        None before the first dataset.
    """
    if data is None:
        body: tuple[Section, ...] = (Section("Data", (Gap("There is no data yet.", STEP),)),)
    else:
        body = (
            summary_section(data),
            Section("General summary", tuple(_general(data)), tuple(_intake(data))),
            Section("Quality summary", tuple(_quality(data)), tuple(_quality_parts(data))),
            Section("Target variable", tuple(_target(data))),
            variables_section(data.columns, data.source("dataset")),
            ranking_section(data),
            relations_section(data.pairs, data.profile, data.protected, data.source("dataset")),
            definitions_section(data),
        )
    return Document(
        title=f"Data report: {project}",
        about=about(project, history, KINDS),
        sections=(*body, standing_section(history, KINDS)),
    )


def _general(data: DataOnRecord) -> Iterator[Part]:
    dataset, profile = data.dataset, data.profile
    cells = max(1, dataset.rows * len(dataset.columns))
    kinds = [str(column.kind) for column in dataset.columns]
    by_kind = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in dict.fromkeys(kinds))
    yield facts(
        data.source("dataset"),
        name=dataset.name,
        rows=f"{dataset.rows:,}",
        columns=f"{len(dataset.columns):,} ({by_kind})",
        cells_without_a_value=f"{profile['missing_cells']:,} ({profile['missing_cells'] / cells:.2%})",
        rows_equal_to_an_earlier_one=f"{profile['duplicates']:,} ({profile['duplicates_method']})",
    )
    if data.protected:
        words = (
            f"{counted(len(data.protected), 'column is', 'columns are')} protected (identifiers, sensitive ones, "
            "personal data, or under the privacy plan): this report gives neither names nor values there, and leaves "
            "out what was noted on them."
        )
        yield Text(words, data.source("roles" if data.history.latest("roles") else "dataset"))


def _intake(data: DataOnRecord) -> Iterator[Section]:
    report, source = intake_report(data.dataset), data.source("dataset")
    asked = [line for line in report.asked if data.may_tell(*line)]
    told = {
        "Asked and answered": cut_table(("Question", "Answer"), asked, source, most=MOST_FINDINGS),
        "Set aside: not in the data": _findings(report, "set_aside", data),
        "Changed on the way in": _findings(report, "changed", data),
        "Noticed": _findings(report, "noticed", data),
    }
    for title, parts in told.items():
        yield Section(title, parts)


def _findings(report: IntakeReport, group: str, data: DataOnRecord) -> tuple[Part, ...]:
    rows = [
        (finding.column, finding.text)
        for finding in getattr(report, group)
        if data.may_tell(finding.column, finding.text)
    ]
    return cut_table(("Where", "What"), rows, data.source("dataset"), most=MOST_FINDINGS)


def _quality(data: DataOnRecord) -> Iterator[Part]:
    source = data.source("dataset")
    warnings = [w for w in data.profile["warnings"] if data.may_tell(w["column"] or "", w["message"])]
    rows = [(warning["column"] or "the whole table", warning["message"]) for warning in warnings]
    yield from cut_table(("Where", "Warning"), rows, source, most=MOST_FINDINGS)
    if not rows:
        yield Text("The profile warns of nothing.", source)


def _quality_parts(data: DataOnRecord) -> Iterator[Section]:
    source = data.source("dataset")
    yield Section("Missing values", tuple(_missing(data)))
    noted = [(c["name"], ", ".join(c["notes"])) for c in data.columns if c["notes"]]
    yield Section("Columns to look at", cut_table(("Column", "Note"), noted, source, most=MOST_FINDINGS))
    yield Section("Unusually small or large numbers", tuple(_outliers(data)))
    yield Section("What may give the target away", tuple(_leaks(data)))


def _missing(data: DataOnRecord) -> Iterator[Part]:
    from core.charts.missing import missing_data, missing_figure
    from core.documents.picture import picture

    source = data.source("dataset")
    shares = [
        {"column": c["name"], "share": c["missing_share"], "missing": c["missing"]} for c in data.columns
    ]
    drawn = missing_data(shares)
    if drawn.empty:
        yield Text("Every cell of the columns told of has a value.", source)
        return
    yield picture(missing_figure(drawn), "Columns with missing values, most first.", source)
    ranked = sorted((c for c in data.columns if c["missing"]), key=lambda column: -column["missing"])
    rows = [(c["name"], f"{c['missing']:,}", f"{c['missing_share']:.2%}") for c in ranked]
    yield from cut_table(
        ("Column", "Rows without a value", "Share"), rows, source, numeric=("Rows without a value", "Share")
    )


def _outliers(data: DataOnRecord) -> Iterator[Part]:
    found = [c for c in data.columns if c.get("outliers") and c["outliers"]["count"]]
    found.sort(key=lambda column: -column["outliers"]["share"])
    rows = [(c["name"], f"{c['outliers']['count']:,}", f"{c['outliers']['share']:.2%}") for c in found]
    source = data.source("dataset")
    yield from cut_table(
        ("Column", "Rows", "Share"), rows, source, numeric=("Rows", "Share"), most=MOST_OUTLIERS
    )
    if found:
        yield Text(f"{found[0]['outliers']['rule']}. Unusual is not wrong.", source)


def _is_kept_out(role: ColumnRole) -> bool:
    """Tell whether a column stays out because it gives the target away or is known too late."""
    return not role.known_at_prediction or role.reason.startswith(GIVES_AWAY)


def _leaks(data: DataOnRecord) -> Iterator[Part]:
    if data.roles is None:
        yield Gap("Leaks can be looked for once the roles of the columns are saved.", STEP)
        return
    source = data.source("roles")
    rows = [
        (", ".join(finding.columns) or "rows", finding.title, finding.evidence, finding.remedy)
        for finding in data.leaks
        if data.may_tell(*finding.columns, finding.evidence)
    ]
    yield from cut_table(("Where", "Suspicion", "Evidence", "Remedy"), rows, source)
    kept_out = [
        (role.column, role.reason or role.known_reason)
        for role in data.roles.roles
        if _is_kept_out(role) and data.may_tell(role.column, role.reason, role.known_reason)
    ]
    yield from cut_table(("Kept out of every model", "Why"), kept_out, source)
    if not rows and not kept_out:
        yield Text("Nothing that gives the target away was found; the search may miss some.", source)
    cleared = [
        (", ".join(one.columns), one.reason, one.author)
        for one in data.dictionary.cleared
        if data.may_tell(*one.columns, one.reason)
    ]
    if cleared:
        yield from cut_table(("Found honest", "Why", "By"), cleared, data.source("dictionary"))


def _target(data: DataOnRecord) -> Iterator[Part]:
    if data.roles is None:
        yield Gap("No target is chosen yet.", STEP)
        return
    if data.target is None:
        yield Text("The target is protected: it is not described here.", data.source("roles"))
        return
    source = data.source("dataset")
    column = next(column for column in data.columns if column["name"] == data.target)
    entry = data.dictionary.of(data.target)
    yield facts(data.source("roles"), target=data.target)
    if entry.meaning:
        yield facts(data.source("dictionary"), meaning=entry.meaning, unit=entry.unit)
    else:
        yield Gap("What the target means is not written down.", STEP)
    balance = data.profile["class_balance"]
    yield from class_parts(balance, data.target, source) if balance else distribution_parts(column, source)
