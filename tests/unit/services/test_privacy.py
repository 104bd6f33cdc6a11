"""Privacy services: the plan in force, groups of the sensitive columns, the secret, and the command line."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.bootstrap import open_workspace
from core.design.data.columns import Dataset, Role, Roles
from core.design.solution.privacy.plan import Drop, Generalise, LegalBasis, PrivacyPlan, Pseudonymise
from core.errors import BadInput, Missing, NotReady, Tampered
from core.services import projects
from core.services.design import data
from core.services.privacy import erasure
from core.services.privacy import protection as privacy
from core.services.privacy.secret_key import key_path, secret_key
from core.services.privacy.traces import files_holding
from core.services.workspace import Workspace, load, need

PROJECT = "People"
ROWS = 90


def plan(*actions, until=date(2999, 1, 1)):
    return PrivacyPlan(purpose="p", legal_basis=LegalBasis.CONSENT, retention_until=until, actions=actions)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A project with a table of people, and roles."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "member": [f"member-{i:03d}" for i in range(ROWS)],
            "age": rng.integers(20, 70, ROWS),
            "sex": ["f"] * 40 + ["m"] * 40 + ["x"] * 10,
            "spend": rng.normal(50, 9, ROWS).round(2),
            "left": ["yes", "no"] * (ROWS // 2),
        }
    )
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    kept = opened.files.keep_upload("people.csv", table.to_csv(index=False).encode())
    data.ingest_file(opened, PROJECT, kept, name="people.csv")
    proposed = data.proposed_roles(opened, PROJECT, target="left")
    roles = {"sex": Role.SENSITIVE, "member": Role.IDENTIFIER}
    chosen = (r.model_copy(update={"role": roles.get(r.column, r.role)}) for r in proposed.roles)
    data.save_roles(opened, PROJECT, Roles(roles=tuple(chosen)))
    return opened


def newest(workspace: Workspace) -> Dataset:
    return load(need(workspace.history(PROJECT), "dataset"), Dataset)


def test_the_secret_is_made_once_and_a_damaged_one_is_refused(workspace: Workspace) -> None:
    assert secret_key(workspace) == secret_key(workspace)
    assert len(secret_key(workspace)) == 32
    key_path(workspace).write_bytes(b"short")
    with pytest.raises(Tampered):
        secret_key(workspace)


def test_protecting_keeps_roles_and_row_order(workspace: Workspace) -> None:
    before = newest(workspace)
    ages = workspace.datasets.get(before.fingerprint)["age"]
    actions = Drop(column="member"), Generalise(column="age", to="bands", width=10)
    privacy.protect_dataset(workspace, PROJECT, plan(*actions), "Ada")
    after = workspace.datasets.get(newest(workspace).fingerprint)
    assert after["age"].tolist() == (ages // 10 * 10).tolist()
    roles = load(need(workspace.history(PROJECT), "roles"), Roles)
    assert [role.column for role in roles.roles] == list(after.columns)
    assert not workspace.datasets.path(before.fingerprint).exists()


def test_a_table_that_another_project_uses_stays(workspace: Workspace) -> None:
    projects.create_project(workspace, "Other")
    workspace.save("Other", "dataset", newest(workspace))
    fingerprint = newest(workspace).fingerprint
    _, removed = privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="member")), "Ada")
    assert workspace.datasets.path(fingerprint).exists()
    assert len(removed.still_needed) == 2


def test_another_plan_needs_the_file_again(workspace: Workspace) -> None:
    privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="member")), "Ada")
    with pytest.raises(BadInput, match="already"):
        privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="age")), "Ada")


def test_the_target_cannot_be_dropped(workspace: Workspace) -> None:
    with pytest.raises(BadInput, match="target left"):
        privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="left")), "Ada")


def test_new_data_gets_the_plan_in_force(workspace: Workspace) -> None:
    raw = newest(workspace)
    table = workspace.datasets.get(raw.fingerprint)
    assert privacy.protect_new_data(workspace, PROJECT) is None
    privacy.protect_dataset(workspace, PROJECT, plan(Pseudonymise(column="member")), "Ada")
    names = workspace.datasets.get(newest(workspace).fingerprint)["member"].tolist()
    more = table.iloc[::-1].reset_index(drop=True)
    workspace.save(PROJECT, "dataset", raw.model_copy(update={"fingerprint": workspace.datasets.put(more)}))
    assert privacy.protect_new_data(workspace, PROJECT) is not None
    assert workspace.datasets.get(newest(workspace).fingerprint)["member"].tolist() == names[::-1]


def test_new_rows_lose_columns_that_nobody_has_judged(workspace: Workspace) -> None:
    rows = workspace.datasets.get(newest(workspace).fingerprint).assign(nickname="Bob")
    assert "nickname" in privacy.protect_frame(workspace, PROJECT, rows)
    privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="member")), "Ada")
    assert set(privacy.protect_frame(workspace, PROJECT, rows)) == {"age", "sex", "spend", "left"}


def test_new_rows_are_refused_after_the_last_day(workspace: Workspace) -> None:
    privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="member")), "Ada")
    now = privacy.protection(workspace.history(PROJECT))
    assert now is not None
    over = now.plan.model_copy(update={"retention_until": date(2020, 1, 1)})
    workspace.save(PROJECT, "privacy", now.model_copy(update={"plan": over}))
    with pytest.raises(NotReady, match="2020-01-01"):
        privacy.protect_frame(workspace, PROJECT, pd.DataFrame({"age": [1]}))


def test_values_leave_records_but_names_stay() -> None:
    content = {
        "columns": [
            {"name": "member", "categories": ["anna"], "minimum": 1.0},
            {"name": "sex", "categories": ["f", "m"]},
        ],
        "failures": [{"column": "member", "value": "anna", "row": 3}],
        "answered": [{"question": {"examples": ["anna;1"], "code": "encoding"}, "value": "utf-8"}],
    }
    assert privacy.without_values(content, frozenset({"member"})) == {
        "columns": [
            {"name": "member", "categories": None, "minimum": None},
            {"name": "sex", "categories": ["f", "m"]},
        ],
        "failures": [{"column": "member", "value": "(protected)", "row": 3}],
        "answered": [{"question": {"examples": [], "code": "encoding"}, "value": "utf-8"}],
    }


def test_sensitive_groups_name_values_with_enough_rows(workspace: Workspace) -> None:
    groups = privacy.sensitive_groups(workspace, PROJECT, np.arange(10, 90))
    assert list(groups) == ["sex"]
    assert {value: (places.min(), len(places)) for value, places in groups["sex"].items()} == {
        "f": (0, 30),
        "m": (30, 40),
    }


def test_anonymity_of_the_newest_data(workspace: Workspace) -> None:
    found = privacy.anonymity(workspace, PROJECT, ["sex"], "left")
    assert (found.together.smallest, found.diversity) == (10, 2)
    with pytest.raises(BadInput, match="shoe"):
        privacy.anonymity(workspace, PROJECT, ["shoe"])


def test_forgetting_needs_a_row_a_column_and_quiet(workspace: Workspace) -> None:
    for column, value in (("member", "nobody-1"), ("shoe", "member-001")):
        with pytest.raises(Missing):
            erasure.forget_person(workspace, PROJECT, column, value)
    workspace.jobs.add(PROJECT, "train", {})
    with pytest.raises(NotReady):
        erasure.forget_person(workspace, PROJECT, "member", "member-001")


def test_a_coarse_column_cannot_tell_a_person(workspace: Workspace) -> None:
    privacy.protect_dataset(workspace, PROJECT, plan(Generalise(column="age", to="bands", width=10)), "Ada")
    with pytest.raises(BadInput, match="too coarse"):
        erasure.forget_person(workspace, PROJECT, "age", "30")


def test_log_files_lose_the_person_and_nobody_else(workspace: Workspace) -> None:
    log = workspace.home / "worker.log"
    log.write_text("member-001 failed, member-0011 did not\n", encoding="utf-8")
    erasure.forget_person(workspace, PROJECT, "member", "member-001")
    assert log.read_text(encoding="utf-8") == "(erased) failed, member-0011 did not\n"


def test_texts_are_found_in_every_wrapping(tmp_path: Path) -> None:
    import gzip
    import zipfile

    text = "Jörg Zebulon"
    pd.DataFrame({"c": [text]}).to_parquet(tmp_path / "a.parquet")
    np.savez(tmp_path / "b.npz", labels=np.array([text]))
    (tmp_path / "c.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "inner.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.txt", text)
    with zipfile.ZipFile(tmp_path / "d.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")
    (tmp_path / "e.json").write_text(json.dumps(text), encoding="utf-8")
    (tmp_path / "f.txt").write_text("nobody", encoding="utf-8")
    (tmp_path / "g.zip").write_bytes(b"PK broken")
    held = files_holding(sorted(tmp_path.iterdir()), [text])
    assert {path.name for path in held} == {"a.parquet", "b.npz", "c.gz", "inner.zip", "d.zip", "e.json"}


def test_the_command_line_protects_and_forgets(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        "purpose: Keep customers.\nlegal_basis: contract\nretention_until: 2999-12-31\n"
        "actions:\n  - {column: member, action: pseudonymise}\n",
        encoding="utf-8",
    )
    home = ["--home", str(workspace.home), "--json"]
    assert main(["protect", PROJECT, "--plan", str(file), *home]) == 0
    assert json.loads(capsys.readouterr().out)["uploads_removed"] == 1
    assert main(["forget", PROJECT, "member", "member-007", *home]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["rows_deleted"], answer["still_holding"]) == (1, [])
    assert main(["forget", PROJECT, "member", "member-007", *home]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("purpose: [", "YAML"), ("purpose: x\n", "legal_basis"), ("a: &a 1\nb: *a\n", "aliases")],
)
def test_a_plan_file_that_is_none_is_refused_in_one_line(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    assert main(["protect", PROJECT, "--plan", str(file), "--home", str(workspace.home)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1


CODES = plan(Pseudonymise(column="member"), Generalise(column="age", to="bands", width=10))


def test_no_action_is_done_twice_to_rows_made_of_protected_ones(workspace: Workspace) -> None:
    privacy.protect_dataset(workspace, PROJECT, CODES, "Ada")
    protected = workspace.datasets.get(newest(workspace).fingerprint)
    fewer = protected.iloc[5:].reset_index(drop=True)
    answered = newest(workspace).model_copy(update={"fingerprint": workspace.datasets.put(fewer)})
    workspace.save(PROJECT, "dataset", answered)
    privacy.protect_dataset(workspace, PROJECT, CODES, "Ada")
    privacy.protect_new_data(workspace, PROJECT)
    pd.testing.assert_frame_equal(workspace.datasets.get(newest(workspace).fingerprint), fewer)


def test_a_record_from_before_the_mark_is_known_by_its_fingerprint(workspace: Workspace) -> None:
    privacy.protect_dataset(workspace, PROJECT, CODES, "Ada")
    old = newest(workspace).model_copy(update={"is_protected": False})
    workspace.save(PROJECT, "dataset", old)
    privacy.protect_dataset(workspace, PROJECT, CODES, "Ada")
    assert newest(workspace).fingerprint == old.fingerprint


def test_a_changed_plan_waits_for_the_file_and_then_takes_over(workspace: Workspace, tmp_path: Path) -> None:
    table = workspace.datasets.get(newest(workspace).fingerprint)
    privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="member")), "Ada")
    privacy.plan_next(workspace, PROJECT, CODES, "Ada")
    assert "member" not in privacy.protect_frame(workspace, PROJECT, table)
    file = tmp_path / "again.csv"
    table.to_csv(file, index=False)
    data.ingest_file(workspace, PROJECT, file)
    now = privacy.protection(workspace.history(PROJECT))
    assert now is not None
    assert (now.plan, now.next_plan) == (CODES, None)
    rows = workspace.datasets.get(newest(workspace).fingerprint)
    assert rows["member"].str.fullmatch("[0-9a-f]{32}").all()
    assert rows["age"].tolist() == (table["age"] // 10 * 10).tolist()
    assert workspace.history(PROJECT).is_stale("roles")


def test_rows_logged_under_an_earlier_plan_get_what_it_left(workspace: Workspace) -> None:
    table = workspace.datasets.get(newest(workspace).fingerprint)
    privacy.protect_dataset(workspace, PROJECT, CODES, "Ada")
    logged = privacy.protect_frame(workspace, PROJECT, table)
    workspace.save(
        PROJECT,
        "prediction",
        newest(workspace).model_copy(update={"fingerprint": workspace.datasets.put(logged)}),
    )
    stricter = plan(*CODES.actions, Drop(column="spend"))
    privacy.plan_next(workspace, PROJECT, stricter, "Ada")
    raw = newest(workspace).model_copy(
        update={"fingerprint": workspace.datasets.put(table), "is_protected": False}
    )
    workspace.save(PROJECT, "dataset", raw)
    privacy.protect_new_data(workspace, PROJECT)
    record = workspace.history(PROJECT).latest("prediction")
    assert record is not None
    kept = workspace.datasets.get(record.payload["fingerprint"])
    pd.testing.assert_frame_equal(kept, logged.drop(columns="spend"))


def test_another_last_day_takes_effect_at_once_and_no_row_changes(workspace: Workspace) -> None:
    privacy.protect_dataset(workspace, PROJECT, CODES, "Ada")
    before = newest(workspace)
    privacy.protect_dataset(
        workspace, PROJECT, CODES.model_copy(update={"retention_until": date(3000, 1, 1)})
    )
    now = privacy.protection(workspace.history(PROJECT))
    assert now is not None
    assert now.plan.retention_until == date(3000, 1, 1)
    assert newest(workspace) == before


def test_a_change_needs_a_plan_in_force_that_fits(workspace: Workspace) -> None:
    with pytest.raises(NotReady, match="No privacy plan is in force"):
        privacy.plan_next(workspace, PROJECT, CODES)
    privacy.protect_dataset(workspace, PROJECT, plan(Drop(column="member")), "Ada")
    with pytest.raises(BadInput, match="shoe"):
        privacy.plan_next(workspace, PROJECT, plan(Drop(column="shoe")))
    with pytest.raises(BadInput, match="the rows before it are gone"):
        privacy.protect_dataset(workspace, PROJECT, CODES)
