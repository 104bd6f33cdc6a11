"""What a document rests on: its records, whether they still hold, and who signed them."""

from collections.abc import Sequence

from core.design.wording import capital
from core.documents.document import Fact, Facts, Section, source_of
from core.lifecycle.records import Record
from core.lifecycle.staleness import History, kind_title


def standing_section(history: History, kinds: Sequence[str]) -> Section:
    """Return the newest record of each kind, with what changed under it and its valid signature."""
    records = [record for kind in kinds if (record := history.latest(kind)) is not None]
    told = tuple(
        Fact(capital(kind_title(record.kind)), _standing(history, record), source_of(record))
        for record in records
    )
    return Section("What this rests on", (Facts(told),) if told else ())


def about(project: str, history: History, kinds: Sequence[str]) -> str:
    """Return the line below a title: project, iteration, day of the newest record used, what is out of date."""
    moments = [record.created_at for kind in kinds if (record := history.latest(kind)) is not None]
    day = f", as of {max(moments):%Y-%m-%d}" if moments else ", nothing on record yet"
    stale = ", ".join(kind_title(kind) for kind in kinds if history.is_stale(kind))
    warning = f". Out of date: {stale}; what rests on it may no longer hold." if stale else ""
    return f"{project}, iteration {history.iteration}{day}{warning}"


def _standing(history: History, record: Record) -> str:
    changed = sorted(kind_title(kind) for kind in history.changed_inputs(record.kind))
    state = f"out of date, changed since: {', '.join(changed)}" if changed else "up to date"
    signed = history.approval_of(record.kind)
    signature = f"; signed by {signed.author} on {signed.created_at:%Y-%m-%d}" if signed else "; not signed"
    return f"version {record.version} by {record.author}, {state}{signature}"
