"""Where the databases live: what a person may set, what each owner gets, and what is said when it does not work."""

from pathlib import Path

import optuna
import pytest

from core.errors import BadInput
from storage.addresses import RECORDS, STUDIES, TRACKING, addresses
from storage.database import open_database
from storage.postgresql import Unreachable
from storage.studies import OptunaStudyStore
from storage.tracking import MlflowTracker
from tests.contracts.postgresql import PostgreSql


def test_without_a_setting_all_are_files_of_the_folder(tmp_path: Path) -> None:
    found = addresses(tmp_path, {})
    assert found.records == f"sqlite:///{tmp_path / 'trefoil.db'}"
    assert found.studies == f"sqlite:///{tmp_path / 'studies.db'}"
    assert found.tracking == f"sqlite:///{tmp_path / 'mlflow.db'}"


def test_the_others_follow_the_records_unless_they_have_a_setting(tmp_path: Path) -> None:
    server = "postgresql://ada:pa%2Fss@db/shop"
    found = addresses(tmp_path, {RECORDS: server, TRACKING: "http://tracking:5000/"})
    assert found.records == "postgresql+psycopg://ada:pa%2Fss@db/shop?options=-csearch_path%3Dtrefoil"
    assert found.studies.endswith("search_path%3Dtrefoil_studies")
    assert found.tracking == "http://tracking:5000"
    assert addresses(tmp_path, {STUDIES: server}).records.startswith("sqlite:///")


def test_an_address_with_a_search_path_of_its_own_is_left_alone(tmp_path: Path) -> None:
    own = "postgresql+psycopg://ada@db/shop?options=-csearch_path%3Dmine"
    assert addresses(tmp_path, {RECORDS: own}).tracking == own


@pytest.mark.parametrize(
    "wanted", ["mysql://a@h/d", "http://h:5000", "postgresql://h", "nonsense", "sqlite:///x"]
)
def test_another_form_is_refused_without_repeating_it(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(BadInput, match="TREFOIL_DATABASE_URL is no address") as refused:
        addresses(tmp_path, {RECORDS: wanted})
    assert wanted not in str(refused.value)


@pytest.mark.parametrize(
    "store", [open_database, OptunaStudyStore, MlflowTracker], ids=lambda store: store.__name__
)
def test_a_server_that_does_not_answer_is_named_in_one_line(store, tmp_path: Path) -> None:
    address = addresses(tmp_path, {RECORDS: "postgresql://ada:s3cret@127.0.0.1:1/shop"}).records
    with pytest.raises(
        Unreachable, match=r"The database postgresql://ada:\*\*\*@127.0.0.1:1/shop cannot be used"
    ) as told:
        if store is OptunaStudyStore:
            store(address).open("s", "maximize", optuna.samplers.TPESampler())
        elif store is MlflowTracker:
            store(address, tmp_path)
        else:
            store(address)
    assert "s3cret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_database_that_is_gone_later_is_named(postgresql: PostgreSql, tmp_path: Path) -> None:
    database = open_database(addresses(tmp_path, {RECORDS: postgresql.new_database()}).records)
    database.engine.dispose()
    postgresql.command(f"DROP DATABASE {database.engine.url.database}")
    for use in (database.read, database.write):
        with pytest.raises(Unreachable, match="does not exist"), use() as session:
            session.connection()


def test_a_refused_database_is_named(postgresql: PostgreSql, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match='database "nowhere" does not exist'):
        open_database(addresses(tmp_path, {RECORDS: postgresql.url("nowhere")}).records)


def test_an_mlflow_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"The MLflow server http://127\.0\.0\.1:1 does not answer"):
        MlflowTracker("http://127.0.0.1:1", tmp_path)
