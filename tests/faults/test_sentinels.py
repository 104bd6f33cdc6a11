"""Marks planted in columns of personal data are found nowhere but in the data store; a forgotten person nowhere."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.data.columns import Role, Roles
from core.design.solution.privacy.plan import Drop, LegalBasis, Mask, PrivacyPlan, Pseudonymise
from core.services import projects
from core.services.deployment import monitor, predict, release, testing
from core.services.design import business, data, solution
from core.services.development import compare, proof, quality, training
from core.services.privacy import erasure
from core.services.privacy import protection as privacy
from core.services.privacy.secret_key import key_path
from core.services.privacy.traces import files_below, files_holding
from core.services.work import Progress
from core.services.workspace import Workspace, load, need
from tests.app.walk import SEARCH, TARGET, charter, customers

PROJECT = "Sentinels"
ROWS = 400
NEW_ROWS = 60
PERSON = 17
FAITHS = ("Zoroastrizan", "Mandaeizan", "Samaritizan")
MARKS = ("Sentinelname", "Zqhardt", "zqmail.example", "ZQMEMBER-")
PLANTED = ("full_name_zq", "mailbox_zq", "member_zq", "faith_zq")
STORE = ("datasets", "uploads", "profiles", "comparisons")
PLAN = PrivacyPlan(
    purpose="Keep customers.",
    legal_basis=LegalBasis.CONTRACT,
    retention_until=date(2999, 12, 31),
    actions=(
        Drop(column="full_name_zq"),
        Mask(column="mailbox_zq"),
        Pseudonymise(column="member_zq"),
    ),
)


def people(rows: int, seed: int) -> pd.DataFrame:
    """Return made-up customers with a mark in each value of four columns that name or describe a person."""
    marks = [f"{seed}x{number:04d}" for number in range(rows)]
    return customers(rows, seed=seed).assign(
        full_name_zq=[f"Sentinelname{mark} Zqhardt" for mark in marks],
        mailbox_zq=[f"sentinel.{mark}@zqmail.example" for mark in marks],
        member_zq=[f"ZQMEMBER-{mark}" for mark in marks],
        faith_zq=[FAITHS[number % 3] for number in range(rows)],
    )


def begin(workspace: Workspace, folder: Path, plan: PrivacyPlan | None) -> None:
    """Take planted data in, protect it where a plan is given, and give the columns their roles."""
    path = folder / "people.csv"
    people(ROWS, 0).to_csv(path, index=False)
    projects.create_project(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, charter(), author="Ada")
    kept = workspace.files.keep_upload(path.name, path.read_bytes())
    data.ingest_file(workspace, PROJECT, kept, name=path.name)
    if plan is not None:
        privacy.protect_dataset(workspace, PROJECT, plan, "Ada")
    proposed = data.proposed_roles(workspace, PROJECT, target=TARGET)
    forced = dict.fromkeys(PLANTED, Role.IDENTIFIER) | {"faith_zq": Role.SENSITIVE}
    roles = tuple(r.model_copy(update={"role": forced.get(r.column, r.role)}) for r in proposed.roles)
    data.save_roles(workspace, PROJECT, Roles(roles=roles), author="Ada")
    data.data_view(workspace, PROJECT)


def go_on(workspace: Workspace, folder: Path) -> None:
    """Walk from the solution to a monitored release."""
    solution.save_solution(workspace, PROJECT, solution.propose_solution(workspace, PROJECT), author="Ada")
    quality.infer_and_check(workspace, PROJECT)
    proof.run(workspace, PROJECT, {}, Progress())
    proof.decide(workspace, PROJECT, go=True, author="Ada", reason="A signal.")
    training.run(workspace, PROJECT, SEARCH, Progress())
    number = compare.best_number(workspace, PROJECT)
    compare.run(workspace, PROJECT, {"number": number, "reason": "Best.", "author": "Ada"}, Progress())
    testing.run(workspace, PROJECT, {}, Progress())
    release.run(workspace, PROJECT, {"author": "Ada", "reason": "Passes."}, Progress())
    for service, seed in ((predict, 1), (monitor, 2)):
        path = folder / f"new-{seed}.csv"
        people(NEW_ROWS, seed).to_csv(path, index=False)
        kept = workspace.files.keep_upload(path.name, path.read_bytes())
        service.run(workspace, PROJECT, {"path": str(kept), "name": path.name}, Progress())


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two walked workspaces: one open to all, one protected by a plan."""
    folder = tmp_path_factory.mktemp("sentinels")
    for name, plan in (("open", None), ("protected", PLAN)):
        workspace = open_workspace(folder / name)
        begin(workspace, folder, plan)
        go_on(workspace, folder)
    return folder


@pytest.fixture
def copied(walked: Path, tmp_path: Path):
    """Return a function that opens a copy of one of the workspaces."""

    def use(name: str) -> Workspace:
        shutil.copytree(walked / name, tmp_path / name)
        return open_workspace(tmp_path / name)

    return use


def found(workspace: Workspace, texts: list[str], but: tuple[str, ...] = STORE) -> dict[str, list[str]]:
    """Return the files of a workspace outside some folders that hold one of the texts."""
    held = files_holding(files_below(workspace.home, but), texts)
    return {path.relative_to(workspace.home).as_posix(): said[:3] for path, said in held.items()}


def test_no_value_or_category_leaves_the_data_store(copied) -> None:
    workspace = copied("open")
    assert found(workspace, [*MARKS, *FAITHS]) == {}


def test_no_name_of_a_protected_column_is_in_a_model_package_log_or_tracking(copied) -> None:
    workspace = copied("open")
    assert set(privacy.protected_columns(workspace.history(PROJECT))) == set(PLANTED)
    assert found(workspace, list(PLANTED), (*STORE, "trefoil.db")) == {}


def test_the_search_itself_finds_what_the_data_store_holds(copied) -> None:
    workspace = copied("open")
    for mark in MARKS:
        assert {path.split("/")[0] for path in found(workspace, [mark], ())} >= {"datasets", "uploads"}


def test_under_a_plan_no_unprotected_value_is_left_anywhere(copied) -> None:
    workspace = copied("protected")
    assert found(workspace, list(MARKS), ()) == {}
    key = key_path(workspace)
    assert key.stat().st_mode & 0o777 == 0o600
    secret = key.read_bytes()
    others = [path for path in files_below(workspace.home) if path != key]
    assert [
        path for path in others if secret in path.read_bytes() or secret.hex().encode() in path.read_bytes()
    ] == []


def test_under_a_plan_the_rows_are_still_told_apart_and_scored(copied) -> None:
    workspace = copied("protected")
    scored = workspace.datasets.get(need(workspace.history(PROJECT), "prediction").payload["fingerprint"])
    assert "full_name_zq" not in scored.columns
    assert scored["member_zq"].nunique() == NEW_ROWS
    assert scored["mailbox_zq"].str.contains("***", regex=False).all()


def test_protecting_later_also_protects_what_was_logged_before(copied) -> None:
    workspace = copied("open")
    _, removed = privacy.protect_dataset(workspace, PROJECT, PLAN, "Ada")
    assert removed.uploads >= 3
    assert found(workspace, list(MARKS), ()) == {}
    history = workspace.history(PROJECT)
    for kind, field in (
        ("prediction", "fingerprint"),
        ("monitoring", "fingerprint"),
        ("release", "reference"),
    ):
        table = workspace.datasets.get(need(history, kind).payload[field])
        assert "full_name_zq" not in table.columns
    before = workspace.history(PROJECT).records
    _, again = privacy.protect_dataset(workspace, PROJECT, PLAN, "Ada")
    assert (again.tables, again.uploads) == (0, 0)
    assert workspace.history(PROJECT).records == before


@pytest.mark.parametrize("name", ["open", "protected"])
def test_a_forgotten_person_is_on_disk_no_more(copied, name: str) -> None:
    workspace = copied(name)
    table = people(ROWS, 0)
    person = [str(text) for text in table.loc[PERSON, ["full_name_zq", "mailbox_zq", "member_zq"]]]
    done = erasure.forget_person(workspace, PROJECT, "member_zq", person[2], "Ada")
    assert (done.rows, done.models, done.still_holding) == (1, (1,), ())
    assert found(workspace, person, ()) == {}
    rest = data.data_view(workspace, PROJECT).dataset
    assert rest is not None
    assert rest.rows == ROWS - 1
    event = workspace.history(PROJECT).records[-1]
    assert (event.kind, event.payload["value_hash"]) == ("erasure", done.value_hash)


def test_a_person_of_a_scored_batch_is_forgotten_there_too(copied) -> None:
    workspace = copied("open")
    person = people(NEW_ROWS, 1)["member_zq"][3]
    done = erasure.forget_person(workspace, PROJECT, "member_zq", person, "Ada")
    assert done.rows == 0
    scored = workspace.datasets.get(need(workspace.history(PROJECT), "prediction").payload["fingerprint"])
    assert len(scored) == NEW_ROWS - 1
    assert found(workspace, [person], ()) == {}


def test_the_live_model_goes_on_after_a_person_was_forgotten(copied, tmp_path: Path) -> None:
    workspace = copied("protected")
    erasure.forget_person(workspace, PROJECT, "member_zq", people(ROWS, 0)["member_zq"][PERSON], "Ada")
    path = tmp_path / "again.csv"
    people(NEW_ROWS, 3).to_csv(path, index=False)
    result = predict.run(workspace, PROJECT, {"path": str(path), "name": path.name}, Progress())
    assert result["rows"] == NEW_ROWS
    roles = load(need(workspace.history(PROJECT), "roles"), Roles)
    assert roles.target == TARGET
