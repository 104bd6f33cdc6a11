"""The architecture in a document: how predictions come about and reach people, drawn and in words."""

from collections.abc import Iterator

from core.charts.data_flow import data_flow_data, data_flow_figure
from core.design.solution.architecture import Architecture, data_flow, shipped_parts
from core.documents.document import Gap, Part, facts, source_of
from core.documents.picture import picture
from core.lifecycle.staleness import History

STEP = "Solution"
WIDTH = 760


def architecture_parts(history: History) -> Iterator[Part]:
    """Yield the drawing and the answers of the recorded architecture, or the gap where there is none."""
    record = history.latest("solution")
    answers = record.payload.get("architecture") if record else None
    if record is None or not answers:
        yield Gap("How predictions come about and reach people is not designed yet.", STEP)
        return
    architecture, source = Architecture.model_validate(answers), source_of(record)
    flow = data_flow(architecture, is_protected=history.latest("privacy") is not None)
    drawn = data_flow_figure(data_flow_data(flow.boxes, flow.arrows), "Data flow")
    yield picture(drawn, flow.in_words(), source, width=WIDTH)
    yield facts(
        source,
        mode=architecture.mode,
        how_often=architecture.how_often,
        rows_each_time=f"{architecture.rows_each:,}",
        longest_time_for_one_row=f"{architecture.latency_ms:g} ms",
        runs_on=architecture.place,
        rows_come_from=architecture.source,
        predictions_go_to=architecture.consumer,
        when_unsure=_when_unsure(architecture),
        when_the_model_is_down=architecture.when_down,
        parts_of_the_package_in_use=", ".join(shipped_parts(architecture)),
    )


def _when_unsure(architecture: Architecture) -> str:
    is_asked = architecture.when_unsure == "ask a person"
    band = f", within {architecture.unsure_within:g} of the threshold" if is_asked else ""
    return f"{architecture.when_unsure}{band}"
