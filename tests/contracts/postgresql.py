"""A PostgreSQL server for the tests: made in a temporary folder, reached by a socket there, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from start import find_postgresql

QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=16MB"
OWNER = "ada"


class PostgreSql:
    """A running server: `folder` holds its data and its socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        """Return the address of a database."""
        url = URL.create("postgresql", OWNER, database=database, query={"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"d{uuid4().hex}"
        self.command(f"CREATE DATABASE {name}")
        return self.url(name)

    def command(self, sql: str) -> Any:
        """Run one statement as the owner, and return its first value where it gives any."""
        url = self.url("postgres").replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            answer = connection.exec_driver_sql(sql)
            return answer.scalar() if answer.returns_rows else None

    def holds(self, database: str, words: bytes) -> bool:
        """Tell whether some bytes are in a file of a database's tables, once all of it is written."""
        self.command("CHECKPOINT")
        number = self.command(f"SELECT oid FROM pg_database WHERE datname = '{database}'")
        files = (self.folder / "data" / "base" / str(number)).iterdir()
        return any(words in path.read_bytes() for path in files)


@contextmanager
def running_postgresql() -> Iterator[PostgreSql]:
    """Run a server that listens on a socket alone."""
    tools = find_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="trefoil-postgresql-"))
    account = _account()
    os.chown(folder, account.pw_uid, account.pw_gid)
    data = str(folder / "data")
    control = [f"{tools}/pg_ctl", "-D", data, "-w"]
    options = f"-k {folder} -c listen_addresses='' {QUICK}"
    try:
        _run(
            account,
            [f"{tools}/initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        )
        _run(account, [*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield PostgreSql(folder)
        finally:
            _run(account, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _account() -> pwd.struct_passwd:
    """Return who runs the server: it refuses to run as root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _run(account: pwd.struct_passwd, command: list[str]) -> None:
    as_root = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    ran = subprocess.run(command, capture_output=True, text=True, cwd="/", env={"LC_ALL": "C"}, **as_root)  # type: ignore[call-overload]
    if ran.returncode != 0:
        raise RuntimeError(f"{command[0]}: {ran.stderr or ran.stdout}")
