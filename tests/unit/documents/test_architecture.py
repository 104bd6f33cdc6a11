"""The architecture is drawn from the record of the solution, or is a gap."""

from datetime import UTC, datetime

from core.design.solution.architecture import Architecture, WhenUnsure
from core.documents.architecture import architecture_parts
from core.documents.document import Facts, Gap, Picture
from core.lifecycle.records import Record
from core.lifecycle.staleness import History


def history(payload: dict) -> History:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return History([Record(1, "p", "solution", 1, 1, payload, "Ana", "", "a" * 64, "b" * 64, (), moment)])


def test_without_an_architecture_there_is_a_gap() -> None:
    (part,) = architecture_parts(history({}))
    assert isinstance(part, Gap)
    assert part.step == "Solution"


def test_the_drawing_has_its_words_and_the_answers_their_source() -> None:
    hostile = "<script>alert(1)</script>"
    told = Architecture(source=hostile, when_unsure=WhenUnsure.ASK).model_dump(mode="json")
    drawn, answers = architecture_parts(history({"architecture": told}))
    assert isinstance(drawn, Picture)
    assert "<script" not in drawn.svg
    assert "Model to Decision: advice." in drawn.words
    assert isinstance(answers, Facts)
    values = {fact.label: fact.value for fact in answers.facts}
    assert values["When unsure"] == "ask a person, within 0.05 of the threshold"
    assert values["Rows come from"] == hostile
    assert answers.facts[0].source.fingerprint == "a" * 12
