"""Step states follow from records alone."""

from datetime import UTC, datetime

from core.lifecycle.records import InputRef, Record, content_hash, lineage_hash
from core.lifecycle.staleness import History, State
from core.lifecycle.steps import BY_CODE, STEPS


class Book:
    """Writes records the way a repository does, in memory."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def write(self, kind: str, payload: dict, *made_from: str) -> Record:
        history = History(self.records)
        used = [record for name in made_from if (record := history.latest(name))]
        content = content_hash(kind, payload)
        record = Record(
            id=len(self.records) + 1,
            project="p",
            kind=kind,
            version=1 + sum(r.kind == kind for r in self.records),
            iteration=1,
            payload=payload,
            author="Ada",
            reason="",
            content_hash=content,
            lineage_hash=lineage_hash(content, [r.lineage_hash for r in used]),
            inputs=tuple(InputRef(r.id, r.kind, r.content_hash) for r in used),
            created_at=datetime.now(UTC),
        )
        self.records.append(record)
        return record

    def approve(self, record: Record) -> None:
        self.write("approval", {"lineage_hash": record.lineage_hash})

    @property
    def history(self) -> History:
        return History(self.records)


CHAIN = (
    ("charter", ()),
    ("dataset", ()),
    ("roles", ("dataset",)),
    ("solution", ("charter", "dataset", "roles")),
    ("contract", ("dataset", "roles", "solution")),
    ("recipe", ("dataset", "roles", "solution")),
    ("quality", ("dataset", "contract")),
    ("baselines", ("dataset", "recipe", "solution", "charter")),
    ("go_decision", ("baselines",)),
    ("experiment", ("dataset", "recipe", "solution")),
    ("candidate", ("experiment", "charter", "baselines")),
    ("test_report", ("candidate", "charter", "contract", "quality", "go_decision")),
    ("release", ("test_report", "candidate")),
    ("prediction", ("release",)),
    ("monitoring", ("release",)),
)


def walked() -> Book:
    book = Book()
    for kind, made_from in CHAIN:
        book.write(kind, {"value": 1}, *made_from)
    return book


def stale_steps(book: Book) -> list[str]:
    return [s.step.code for s in book.history.states() if s.state is State.STALE]


def test_nothing_recorded_is_not_started() -> None:
    assert {s.state for s in Book().history.states()} == {State.NOT_STARTED}


def test_the_whole_walk_is_done() -> None:
    assert {s.state for s in walked().history.states()} == {State.DONE}


def test_new_target_makes_exactly_what_follows_stale() -> None:
    book = walked()
    book.write("roles", {"value": 2}, "dataset")
    assert stale_steps(book) == [step.code for step in STEPS if step.code not in ("business", "data")]


def test_new_payoff_leaves_data_alone_and_reaches_the_release() -> None:
    book = walked()
    book.write("charter", {"value": 2})
    stale = stale_steps(book)
    assert "data" not in stale
    assert {"solution", "proof", "compare", "test", "release"} <= set(stale)


def test_confirming_the_same_design_keeps_training_fresh() -> None:
    book = walked()
    book.write("charter", {"value": 2})
    book.write("solution", {"value": 1}, "charter", "dataset", "roles")
    assert "train" not in stale_steps(book)
    assert "compare" in stale_steps(book)


def test_going_back_to_the_old_content_makes_everything_fresh_again() -> None:
    book = walked()
    book.write("roles", {"value": 2}, "dataset")
    book.write("roles", {"value": 1}, "dataset")
    assert stale_steps(book) == []


def test_new_monitoring_changes_nothing_upstream() -> None:
    book = walked()
    book.write("monitoring", {"value": 2}, "release")
    assert stale_steps(book) == []


def test_part_of_a_step_is_in_progress() -> None:
    book = Book()
    book.write("dataset", {"value": 1})
    state = book.history.state_of(BY_CODE["data"])
    assert (state.state, state.because) == (State.IN_PROGRESS, "Still to do: column roles.")


def test_a_step_that_a_job_works_on_is_shown_as_running() -> None:
    shown = {s.step.code: s.state for s in walked().history.shown_states({"train"})}
    assert shown.pop("train") is State.RUNNING
    assert set(shown.values()) == {State.DONE}


def test_a_failed_verdict_blocks() -> None:
    book = walked()
    book.write("test_report", {"verdict": "fail", "summary": "R1 fails."}, "candidate", "charter")
    state = book.history.state_of(BY_CODE["test"])
    assert (state.state, state.because) == (State.BLOCKED, "R1 fails.")


def test_approval_is_void_once_anything_under_it_changes() -> None:
    book = walked()
    solution = book.history.latest("solution")
    assert solution is not None
    book.approve(solution)
    assert book.history.approval_of("solution") is not None
    book.write("charter", {"value": 2})
    assert book.history.approval_of("solution") is None
    book.write("solution", {"value": 1}, "charter", "dataset", "roles")
    assert book.history.approval_of("solution") is None, "same words on another charter need a new signature"


def test_the_newest_of_several_signatures_is_named() -> None:
    book = Book()
    charter = book.write("charter", {"goal": "g"})
    for _ in range(2):
        book.approve(charter)
    assert book.history.approval_of("charter") == book.records[-1]


def test_a_lineage_does_not_depend_on_the_order_of_its_inputs() -> None:
    assert lineage_hash("c", ["a", "b"]) == lineage_hash("c", ["b", "a"])
    assert lineage_hash("c", ["a", "b"]) != lineage_hash("c", ["a"])


def test_hand_back_numbers_iterations() -> None:
    book = walked()
    assert book.history.iteration == 1
    book.write("hand_back", {"from": "test", "to": "data", "new_iteration": False})
    book.write("hand_back", {"from": "monitor", "to": "data", "new_iteration": True})
    assert book.history.iteration == 2


def test_the_table_of_steps_is_consistent() -> None:
    made = {kind for step in STEPS for kind in step.produces}
    assert all(set(step.made_from) <= made for step in STEPS)
    for position, step in enumerate(STEPS):
        earlier = {kind for before in STEPS[:position] for kind in before.produces}
        assert set(step.made_from) <= earlier, f"{step.code} is made from something that comes later"


def test_a_step_explains_the_words_of_the_trade_that_it_uses() -> None:
    said = " ".join(step.why for step in STEPS)
    for word in ("hold-out", "threshold"):
        assert said.count(word) == said.count(f"(the {word})")
