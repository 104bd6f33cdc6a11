"""Questions about a target: when they are asked, and that their answers act."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.columns import ColumnRole, Role, Roles
from core.design.data.reading.notes import kind_of
from core.design.data.reading.questions import Asking
from core.design.solution.target_questions import settle_target, target_questions
from core.errors import BadInput

ROWS = 120


def frame_of(target, rows: int = ROWS) -> pd.DataFrame:
    values = pd.Series(target)
    if values.dtype == object:
        values = values.astype("str")
    return pd.DataFrame({"x": np.arange(rows) * 1.5, "y": values})


def roles_of(frame: pd.DataFrame) -> Roles:
    return Roles(
        roles=tuple(
            ColumnRole(column=name, role=Role.TARGET if name == "y" else Role.FEATURE) for name in frame
        )
    )


def asked(frame: pd.DataFrame) -> list[str]:
    return [question.code for question in target_questions(frame, roles_of(frame))]


def settle(frame: pd.DataFrame, **answers: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    return settle_target(frame, roles_of(frame), Asking(answers, accept=True))


CLASSES = (["a", "b"] * ROWS)[:ROWS]


def test_a_plain_target_raises_no_question() -> None:
    frame = frame_of(CLASSES)
    assert asked(frame) == []
    same, notes = settle(frame)
    assert same is frame
    assert notes == ()


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (["a"] * ROWS, "one value; nothing to learn"),
        ([None] * ROWS, "no value; nothing to learn"),
        ([f"id-{i}" for i in range(ROWS)], "looks like an id"),
        (np.arange(ROWS), "looks like an id"),
    ],
)
def test_c57_c61_a_target_without_a_pattern_is_refused(target, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked(frame_of(target))


def test_c58_rows_without_a_target_are_asked_about_and_left_out() -> None:
    frame = frame_of([None, *CLASSES[1:-1], None])
    (question,) = target_questions(frame, roles_of(frame))
    assert question.code == "target_missing"
    assert question.text.startswith("2 of 120 rows lack the target y.")
    assert question.examples == ("row 1", "row 120")
    left, notes = settle(frame)
    assert left["x"].tolist() == frame["x"].tolist()[1:-1]
    assert left.index.tolist() == list(range(118))
    assert notes == ("2 rows without the target y left out.",)


def test_c58_infinite_targets_count_as_missing() -> None:
    target = np.sin(np.arange(ROWS))
    target[[3, 4, 5]] = [np.inf, -np.inf, np.nan]
    frame = frame_of(target)
    assert asked(frame) == ["target_missing"]
    assert np.isfinite(settle(frame)[0]["y"]).all()


@pytest.mark.parametrize("code", ["target_missing", "duplicates", "rare_class"])
def test_stop_refuses(code: str) -> None:
    frame = {
        "target_missing": frame_of([None, *CLASSES[1:]]),
        "duplicates": pd.concat([frame_of(CLASSES)] * 2),
        "rare_class": frame_of(["z", *CLASSES[1:]]),
    }[code]
    with pytest.raises(BadInput, match="row"):
        settle(frame, **{code: "stop"})


def test_c59_a_rare_class_is_left_out() -> None:
    frame = frame_of(["z", *CLASSES[1:]])
    (question,) = target_questions(frame, roles_of(frame))
    assert question.text.startswith("Class z of target y has 1 row; at least 4 are needed.")
    assert [choice.value for choice in question.choices] == ["leave_out", "stop"]
    left, notes = settle(frame)
    assert left["y"].tolist() == CLASSES[1:]
    assert notes == ("1 row of rare classes of y left out: z.",)


def test_c59_rare_classes_are_merged_where_they_make_a_class_together() -> None:
    frame = frame_of(["z", "z", "v", "w", *CLASSES[4:]])
    (question,) = target_questions(frame, roles_of(frame))
    assert question.text.startswith("3 classes of target y have too few rows, 4 rows together")
    assert [choice.value for choice in question.choices] == ["leave_out", "merge", "stop"]
    merged, notes = settle(frame, rare_class="merge")
    assert merged["y"].tolist() == ["other"] * 4 + CLASSES[4:]
    assert len(frame.loc[frame["y"] == "z"]) == 2
    assert "merged into other" in notes[0]


def test_c59_a_rare_class_joins_the_class_other_that_is_there() -> None:
    frame = frame_of(["z", *(["a", "other"] * ROWS)[: ROWS - 1]])
    merged, _ = settle(frame, rare_class="merge")
    assert set(merged["y"]) == {"a", "other"}
    assert merged["y"].iloc[0] == "other"


def test_c59_whole_numbers_are_never_merged_into_a_text() -> None:
    frame = frame_of([9, *([1, 2, 3] * ROWS)[: ROWS - 1]])
    (question,) = target_questions(frame, roles_of(frame))
    assert [choice.value for choice in question.choices] == ["leave_out", "stop"]


@pytest.mark.parametrize("target", [["z", *["a"] * (ROWS - 1)], [f"c{i % 70}" for i in range(ROWS)]])
def test_c59_rare_classes_that_leave_nothing_to_tell_apart_are_refused(target) -> None:
    with pytest.raises(BadInput, match=r"of target y has .*; at least 4 are needed"):
        asked(frame_of(target))


def test_c60_rows_that_all_repeat_are_asked_about_and_left_out() -> None:
    frame = pd.concat([frame_of(CLASSES)] * 3, ignore_index=True)
    (question,) = target_questions(frame, roles_of(frame))
    assert question.code == "duplicates"
    assert question.text.startswith("240 of 360 rows repeat another row in every column; 120 rows are")
    assert question.proposed == "leave_out"
    pd.testing.assert_frame_equal(settle(frame)[0], frame_of(CLASSES))
    assert settle(frame, duplicates="keep")[0] is frame


def test_c60_few_different_rows_are_kept_by_proposal() -> None:
    frame = pd.DataFrame({"x": ["p", "q"] * 100, "y": ["a", "b", "b", "a"] * 50})
    (question,) = target_questions(frame, roles_of(frame))
    assert (question.code, question.proposed) == ("duplicates", "keep")


def test_some_repeated_rows_are_usual() -> None:
    frame = pd.concat([frame_of(CLASSES), frame_of(CLASSES).head(50)], ignore_index=True)
    assert asked(frame) == []


def test_what_is_left_must_be_learnable() -> None:
    frame = frame_of(["a", "b", *["a"] * (ROWS - 2)])
    frame.loc[1, "y"] = None
    with pytest.raises(BadInput, match="one value"):
        settle(frame)


def test_notes_say_whether_rows_were_set_aside_or_classes_changed() -> None:
    _, notes = settle(frame_of([None, *CLASSES[1:]]))
    assert [kind_of(note) for note in notes] == ["set_aside"]
    rare = frame_of([*CLASSES[:-4], "c", "c", "d", "d"])
    assert [kind_of(note) for note in settle(rare, rare_class="leave_out")[1]] == ["set_aside"]
    assert [kind_of(note) for note in settle(rare, rare_class="merge")[1]] == ["changed"]
