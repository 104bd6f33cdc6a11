"""What to look at first: ranked points, what one click does about each, and looks at columns."""

import io

import numpy as np
import pandas as pd
import pytest

from benchmarks.leakage_tables import customers, noisy_copy
from core.bootstrap import open_workspace
from core.design.data.columns import Dataset, Role, Roles
from core.design.data.reading.options import ReadingOptions
from core.errors import BadInput
from core.services import projects
from core.services.design import data, first_look, leaks, looks
from core.services.design.points import Place, Point, Remedy
from core.services.design.version_comparison import new_file_comparison
from core.services.work import Progress
from core.services.workspace import Workspace, load, need

PROJECT = "Churn"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    return opened


def messy(rows: int = 400) -> pd.DataFrame:
    """Return customers with an e-mail address, a constant, a hidden gap and a repeated row."""
    rng = np.random.default_rng(3)
    frame = customers(rng, rows).assign(
        mail=[f"ada{row}@example.org" for row in range(rows)],
        plan="basic",
        age=rng.integers(18, 80, rows),
    )
    frame.loc[:20, "age"] = -999
    return pd.concat([frame, frame.tail(1)], ignore_index=True)


def take(workspace: Workspace, frame: pd.DataFrame, target: str | None = "target") -> Dataset:
    content = frame.to_csv(index=False).encode()
    data.ingest_stream(workspace, PROJECT, "c.csv", io.BytesIO(content))
    if target:
        data.propose_and_save_roles(workspace, PROJECT, target)
    return load(need(workspace.history(PROJECT), "dataset"), Dataset)


def roles_of(workspace: Workspace) -> Roles:
    return load(need(workspace.history(PROJECT), "roles"), Roles)


def every_feature(workspace: Workspace) -> None:
    """Let every column but the target enter, as somebody in a hurry does."""
    changed = [
        role
        if role.role is Role.TARGET
        else role.model_copy(update={"role": Role.FEATURE, "known_at_prediction": True})
        for role in roles_of(workspace).roles
    ]
    data.save_roles(workspace, PROJECT, Roles(roles=tuple(changed)))


def look(workspace: Workspace, dataset: Dataset, roles: Roles | None = None) -> dict[str, Point]:
    points = first_look.first_look(
        dataset,
        data.profile(workspace, dataset, roles.target if roles else None),
        roles,
        leaks.known_findings(workspace, PROJECT),
        looks.personal_data(workspace, dataset),
        can_read_again=True,
        spellings=looks.spellings(workspace, dataset),
        before=new_file_comparison(workspace, PROJECT),
    )
    assert len({point.code for point in points}) == len(points)
    assert [first_look.RANKS.index(p.code) for p in points] == sorted(
        first_look.RANKS.index(p.code) for p in points
    )
    return {point.code: point for point in points}


def test_each_point_names_its_columns_its_figures_and_what_one_click_does(workspace):
    dataset = take(workspace, messy())
    every_feature(workspace)
    points = look(workspace, dataset, roles_of(workspace))
    assert points["personal"].columns == ("mail",)
    assert "E-mail address, 100% of the values looked at" in points["personal"].evidence
    assert "ada1@" not in points["personal"].evidence
    assert points["same_for_all"].evidence == "One value in every row."
    assert points["disguised"].evidence.startswith("-999 in 21 rows")
    assert points["disguised"].remedy is Remedy.READ_AS_MISSING
    assert points["repeated"].evidence.startswith("1 row equals an earlier one")
    assert points["repeated"].remedy is Remedy.KEEP_ONE
    assert all(point.button and (point.remedy is not Remedy.OPEN or point.place) for point in points.values())


def test_what_enters_no_model_is_not_told_again_but_stored_personal_data_is(workspace):
    dataset = take(workspace, messy())
    points = look(workspace, dataset, roles_of(workspace))
    assert not {"personal", "same_for_all", "names_rows"} & points.keys()
    assert points["personal_stored"].columns == ("mail",)
    assert points["personal_stored"].place is Place.SOLUTION


def test_personal_data_that_is_proposed_to_stay_out_is_not_said_to_enter(workspace):
    dataset = take(workspace, messy(), target=None)
    personal = looks.personal_data(workspace, dataset)
    profile = data.profile(workspace, dataset, None)
    expected = data.proposed_roles(workspace, PROJECT, "target")
    told = {p.code: p for p in first_look.first_look(dataset, profile, None, (), personal, expected=expected)}
    assert "personal" not in told
    assert told["personal_stored"].columns == ("mail",)
    assert "Solution" in told["personal_stored"].advice
    assert told["same_for_all"].columns == ("plan",)


def test_what_concerns_the_whole_table_is_told_without_a_column(workspace):
    content = b"Customers 2024;;\n" + messy().to_csv(index=False, sep=";").encode()
    data.ingest_stream(
        workspace, PROJECT, "c.csv", io.BytesIO(content), options=ReadingOptions(delimiter=";", accept=True)
    )
    dataset = load(need(workspace.history(PROJECT), "dataset"), Dataset)
    two = dataset.model_copy(update={"notes": (*dataset.notes, "1 row set aside as no data: line 405.")})
    evidence = look(workspace, two)["set_aside"].evidence
    assert evidence.endswith("; 1 row set aside as no data: line 405.")
    assert "the whole table" not in evidence


def test_one_click_leaves_the_columns_of_a_point_out_and_nothing_else(workspace):
    dataset = take(workspace, messy())
    every_feature(workspace)
    before = roles_of(workspace)
    point = look(workspace, dataset, before)["same_for_all"]
    first_look.act_on(workspace, PROJECT, point, author="Ada", expected_version=2)
    after = {role.column: role for role in roles_of(workspace).roles}
    assert after["plan"].role is Role.IGNORED
    assert "left out by Ada: One value" in after["plan"].reason
    assert [role for role in before.roles if role.column != "plan"] == [
        role for name, role in after.items() if name != "plan"
    ]
    with pytest.raises(BadInput):
        first_look.act_on(workspace, PROJECT, point, author="Bob", expected_version=2)


def test_a_leak_comes_first_and_following_it_takes_it_out(workspace):
    rng = np.random.default_rng(1)
    dataset = take(workspace, noisy_copy(customers(rng, 800), rng))
    every_feature(workspace)
    point = next(iter(look(workspace, dataset, roles_of(workspace)).values()))
    assert (point.columns, point.remedy) == (("planted",), Remedy.FOLLOW)
    assert point.leak.score_with is None
    leaks.run(workspace, PROJECT, {"scored": True}, Progress())
    scored = next(iter(look(workspace, dataset, roles_of(workspace)).values())).leak
    assert scored.score_with.mean > scored.score_without.mean
    first_look.act_on(workspace, PROJECT, point, author="Ada")
    assert "planted" not in roles_of(workspace).columns(Role.FEATURE)
    assert not {"leak", "weak_leak"} & look(workspace, dataset, roles_of(workspace)).keys()


def test_reading_a_value_as_missing_keeps_how_the_file_was_read(workspace):
    content = messy().to_csv(index=False, sep=";").encode("cp1252")
    options = ReadingOptions(delimiter=";", as_text=("age",))
    data.ingest_stream(workspace, PROJECT, "c.csv", io.BytesIO(content), options=options)
    dataset = load(need(workspace.history(PROJECT), "dataset"), Dataset)
    again = first_look.reading_without(dataset, "-999")
    assert (again.delimiter, again.encoding, again.as_text) == (";", None, ("age",))
    data.read_again(workspace, PROJECT, again)
    age = next(
        c for c in load(need(workspace.history(PROJECT), "dataset"), Dataset).columns if c.name == "age"
    )
    assert age.missing == 21


def test_personal_data_is_searched_once_a_dataset(workspace, monkeypatch):
    dataset = take(workspace, messy(), target=None)
    first = looks.personal_data(workspace, dataset)
    assert [one.column for one in first] == ["mail"]
    monkeypatch.setattr("core.design.data.personal.find_personal_data", None)
    assert looks.personal_data(workspace, dataset) == first


def test_columns_are_looked_at_from_the_stored_table(workspace):
    dataset = take(workspace, messy().assign(day=pd.date_range("2024-01-01", periods=401)), target=None)
    assert looks.look_at_pair(workspace, dataset, "age", "plan").rows == 401
    assert looks.look_over_time(workspace, dataset, "day", "age").data["rows"].sum() == 401
    by = looks.look_by_group(workspace, dataset, "age", "target", "target")
    assert by.data["rows"].sum() == 401
    assert {"value", "target"} <= set(by.data)


def test_values_in_several_spellings_are_told_and_merged_with_one_click(workspace):
    city = ["Bern"] * 300 + ["bern"] * 2 + ["Thun"] * 99
    dataset = take(workspace, messy().assign(city=city))
    point = look(workspace, dataset, roles_of(workspace))["spellings"]
    assert (point.columns, point.remedy) == (("city",), Remedy.MERGE)
    assert point.evidence == "Bern: also “bern”. Merging changes 2 rows."
    assert first_look.act_on(workspace, PROJECT, point, author="Ada", expected_version=1).version == 2
    merged = load(need(workspace.history(PROJECT), "dataset"), Dataset)
    assert "spellings" not in look(workspace, merged, roles_of(workspace))


def test_spellings_of_personal_data_are_not_told(workspace):
    mail = [f"ada{row % 40}@example.org" for row in range(400)] + ["ADA0@example.org"]
    dataset = take(workspace, messy().assign(mail=mail))
    assert looks.spellings(workspace, dataset) == ()


def test_repeated_rows_are_reduced_to_one_of_each_with_one_click(workspace):
    dataset = take(workspace, messy())
    point = look(workspace, dataset, roles_of(workspace))["repeated"]
    first_look.act_on(workspace, PROJECT, point, author="Ada", expected_version=1)
    after = load(need(workspace.history(PROJECT), "dataset"), Dataset)
    assert (dataset.rows, after.rows) == (401, 400)
    assert not {"repeated", "changed"} & look(workspace, after, roles_of(workspace)).keys()


def test_another_file_is_said_to_differ_from_the_version_before(workspace):
    take(workspace, messy())
    assert new_file_comparison(workspace, PROJECT) is None
    dataset = take(workspace, messy().drop(columns="plan").assign(visits=1))
    point = look(workspace, dataset, roles_of(workspace))["changed"]
    assert point.title == "This differs from version 1"
    assert point.evidence.startswith("The column plan is no longer there. The column visits is new.")
    assert point.place is Place.CHANGES


def test_another_file_with_the_same_rows_is_no_point(workspace):
    take(workspace, messy())
    dataset = take(workspace, messy()[["plan", *messy().columns.drop("plan")]])
    assert new_file_comparison(workspace, PROJECT) is not None
    assert "changed" not in look(workspace, dataset, roles_of(workspace))


def test_a_value_that_cannot_be_read_again_leads_to_a_table_put_right_at_the_source(workspace):
    dataset = take(workspace, messy())
    profile, roles = data.profile(workspace, dataset, "target"), roles_of(workspace)
    points = first_look.first_look(dataset, profile, roles, (), (), can_read_again=False)
    (point,) = [one for one in points if one.code == "disguised"]
    assert (point.place, point.button) == (Place.NEW_VERSION, "Bring in a mended table")
    assert "cannot be read again here" in point.advice
    assert "Reading it as missing" not in point.advice


def test_suspects_are_told_only_once_they_were_searched(workspace):
    take(workspace, noisy_copy(messy(), np.random.default_rng(0)))
    every_feature(workspace)
    assert leaks.suspects(workspace, PROJECT) == frozenset()
    found = leaks.leak_findings(workspace, PROJECT)
    assert leaks.suspects(workspace, PROJECT) == {name for one in found for name in one.columns} != set()
