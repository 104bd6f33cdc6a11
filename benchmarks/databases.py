"""Types, refusals and speed of reading PostgreSQL and MySQL: starts servers of its own, where installed.

    python benchmarks/databases.py

Needs `initdb` and `pg_ctl` (package postgresql), `mariadbd` and `mariadb-install-db` (package
mariadb-server). Everything is below a temporary folder, on spare ports of 127.0.0.1.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pandas as pd
import pyarrow.parquet as pq
from sqlalchemy import create_engine, text

from core.errors import BadInput
from core.services.ports import DatabaseRead
from storage.database_reader import SqlDatabaseReader

PASSWORD = "s3cret-Passw0rd"
ROWS = 200_000
COLUMNS = {
    "postgresql": (
        "i integer, b bigint, n numeric(12,2), u numeric, f double precision, t text, y boolean, d date, "
        "z timestamptz, s timestamp, j jsonb"
    ),
    "mysql": (
        "i int, b bigint, n decimal(12,2), u decimal(60,3), f double, t text character set utf8mb4, y boolean, "
        "d date, z timestamp null, s datetime(6), j json"
    ),
}
FIRST = (
    "(1, 9007199254740993, 10.25, 3.125, 0.1, 'Zoë 東京 🙂', true, '2024-02-29', "
    "'2024-03-31 01:30:00+00:00', '2024-03-31 02:30:00.25', '{\"a\": 1}')"
)
REFUSED = (
    "DROP TABLE kinds",
    "INSERT INTO kinds (i) VALUES (9)",
    "SELECT 1; DROP TABLE kinds",
    "SELECT 1) AS asked; DROP TABLE kinds; --",
    "SELECT 1) AS asked; COMMIT; DROP TABLE kinds; SELECT * FROM (SELECT 2",
    "SELECT no_such FROM kinds",
)


def main() -> None:
    """Check and time every server that is installed."""
    for name, start in (("postgresql", postgresql), ("mysql", mariadb)):
        with tempfile.TemporaryDirectory(prefix="trefoil-db-", dir="/tmp") as folder:
            Path(folder).chmod(0o777)
            with start(Path(folder)) as url:
                if url is None:
                    print(f"{name}: not installed")
                    continue
                check(name, url, Path(folder))


def check(name: str, url: str, folder: Path) -> None:
    """Print the types, the refusals and the time to read a table of 200,000 rows."""
    fill(name, url.replace("@", f":{PASSWORD}@").replace(f"{name}://", DRIVERS[name]))
    read = SqlDatabaseReader()
    found = read.extract(DatabaseRead(url, table="kinds", password=PASSWORD), folder / "kinds.parquet")
    table = pq.read_table(folder / "kinds.parquet")
    print(f"\n{name}: {found.rows} rows, address on record {found.url}")
    for field in table.schema:
        print(f"  {field.name}: {field.type!s:28} {table[field.name].to_pylist()}")
    assert PASSWORD not in found.url
    for query in REFUSED:
        print(f"  {query!r}: {refusal(read, DatabaseRead(url, query=query, password=PASSWORD), folder)}")
    print(f"  wrong password: {refusal(read, DatabaseRead(url, table='kinds', password='wrong'), folder)}")
    assert read.extract(DatabaseRead(url, table="kinds", password=PASSWORD), folder / "k.parquet").rows == 2
    big = DatabaseRead(url, query="SELECT * FROM big WHERE t LIKE 'row%' ORDER BY i", password=PASSWORD)
    started = time.perf_counter()
    rows = read.extract(big, folder / "big.parquet").rows
    ours = time.perf_counter() - started
    started = time.perf_counter()
    engine = create_engine(url.replace("@", f":{PASSWORD}@").replace(f"{name}://", DRIVERS[name]))
    with engine.connect() as connection:
        pd.read_sql(text("SELECT * FROM big ORDER BY i"), connection).to_parquet(folder / "peer.parquet")
    peer = time.perf_counter() - started
    engine.dispose()
    print(
        f"  {rows:,} rows: {ours:.2f} s; pandas.read_sql and to_parquet {peer:.2f} s; ratio {ours / peer:.2f}"
    )


def refusal(read: SqlDatabaseReader, wanted: DatabaseRead, folder: Path) -> str:
    """Return the one line with which something is refused."""
    try:
        read.extract(wanted, folder / "refused.parquet")
    except BadInput as error:
        assert wanted.password not in str(error) and "\n" not in str(error)
        return str(error)
    raise AssertionError(f"{wanted.query or wanted.table} was not refused")


def fill(name: str, url: str) -> None:
    """Make the tables."""
    engine = create_engine(url)
    first = FIRST if name == "postgresql" else FIRST.replace("+00:00", "")
    with engine.begin() as connection:
        if name == "mysql":
            connection.exec_driver_sql("SET time_zone = '+00:00'")
        connection.exec_driver_sql(f"CREATE TABLE kinds ({COLUMNS[name]})")
        connection.exec_driver_sql(f"INSERT INTO kinds VALUES {first}")
        connection.exec_driver_sql("INSERT INTO kinds (i) VALUES (2)")
        connection.exec_driver_sql("CREATE TABLE big (i integer, f double precision, t varchar(20), d date)")
        rows = [(n, n / 7, f"row {n % 100}", "2024-01-01") for n in range(ROWS)]
        for start in range(0, ROWS, 20_000):
            connection.exec_driver_sql(
                "INSERT INTO big VALUES (%s, %s, %s, %s)", rows[start : start + 20_000]
            )
    engine.dispose()


DRIVERS = {"postgresql": "postgresql+psycopg://", "mysql": "mysql+pymysql://"}


@contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """Run PostgreSQL in a folder; its address, or None where it is not installed."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    initdb = shutil.which("initdb") or (f"{tools[-1]}/initdb" if tools else None)
    if initdb is None:
        yield None
        return
    server, port = str(Path(initdb).resolve().with_name("postgres")), spare_port()
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "password").chmod(0o644)
    data = str(folder / "data")
    run = as_user("postgres")
    subprocess.run(
        [*run, initdb, "-D", data, "-U", "ada", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8",
         f"--pwfile={folder / 'password'}"],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    command = [*run, server, "-D", data, "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
    with running(command, port, folder):
        yield f"postgresql://ada@127.0.0.1:{port}/postgres"


@contextmanager
def mariadb(folder: Path) -> Iterator[str | None]:
    """Run MariaDB in a folder; its address, or None where it is not installed."""
    install, server = shutil.which("mariadb-install-db"), shutil.which("mariadbd")
    if install is None or server is None:
        yield None
        return
    data, port, run = folder / "data", spare_port(), as_user("mysql")
    subprocess.run([*run, install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"],
                   check=True, capture_output=True, cwd=folder)  # fmt: skip
    start = folder / "start.sql"
    start.write_text(
        "CREATE DATABASE shop CHARACTER SET utf8mb4;\n"
        f"CREATE USER ada@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\nGRANT ALL ON *.* TO ada@'127.0.0.1';\n",
        encoding="utf-8",
    )
    start.chmod(0o644)
    command = [*run, server, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
               f"--socket={folder}/s", "--skip-name-resolve", f"--init-file={start}",
               "--character-set-server=utf8mb4"]  # fmt: skip
    with running(command, port, folder):
        yield f"mysql://ada@127.0.0.1:{port}/shop"


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a server until its port answers, and end it afterwards."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:])
        time.sleep(1)
        yield
    finally:
        os.killpg(server.pid, 2 if "postgres" in " ".join(command) else 15)
        server.wait(30)


def as_user(name: str) -> list[str]:
    """Return what runs a command as a user, as servers refuse to run as root."""
    return ["runuser", "-u", name, "--"] if os.geteuid() == 0 else []


def spare_port() -> int:
    """Return a port of 127.0.0.1 that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
