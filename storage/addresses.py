"""Where the databases live: in SQLite files of the workspace folder, or at the addresses that a person sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.errors import BadInput
from storage.postgresql import in_schema

RECORDS, STUDIES, TRACKING = "TREFOIL_DATABASE_URL", "TREFOIL_STUDIES_URL", "TREFOIL_TRACKING_URL"
FILES = {RECORDS: "trefoil.db", STUDIES: "studies.db", TRACKING: "mlflow.db"}
SCHEMAS = {RECORDS: "trefoil", STUDIES: "trefoil_studies", TRACKING: "trefoil_tracking"}
POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")
FORM = "postgresql://USER:PASSWORD@HOST/DATABASE"


@dataclass(frozen=True)
class Addresses:
    """Where each of the three databases lives, as SQLAlchemy and MLflow write it; passwords included."""

    records: str
    studies: str
    tracking: str


def addresses(folder: Path, settings: Mapping[str, str]) -> Addresses:
    """Return the addresses that the settings name, and SQLite files of a folder for the others.

    Where the records live on a server, so do studies and tracking unless their own setting says otherwise:
    several hosts may share the folder, and SQLite is not safe on a network's disk.

    Raises
    ------
    BadInput
        For an address of another form.
    """
    shared = settings.get(RECORDS, "")
    records, studies, tracking = (
        _address(folder, name, settings.get(name) or shared) for name in (RECORDS, STUDIES, TRACKING)
    )
    return Addresses(records, studies, tracking)


def is_server(address: str) -> bool:
    """Tell whether an address is that of an MLflow server."""
    return address.startswith(("http://", "https://"))


def _address(folder: Path, name: str, wanted: str) -> str:
    if not wanted:
        return f"sqlite:///{folder / FILES[name]}"
    if name == TRACKING and is_server(wanted):
        return wanted.rstrip("/")
    return in_schema(_checked(name, wanted), SCHEMAS[name]).render_as_string(hide_password=False)


def _checked(name: str, wanted: str) -> URL:
    forms = f"{FORM}, or http://HOST:PORT of an MLflow server" if name == TRACKING else FORM
    try:
        url = make_url(wanted)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in POSTGRESQL or not url.database:
        raise BadInput(f"{name} is no address that can be used.", f"Write it as {forms}.")
    return url.set(drivername="postgresql+psycopg")
