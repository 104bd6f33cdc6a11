"""Taking data from a database on the command line: its options, and the password that is never written."""

import argparse
import getpass
import os
import sys

from core.errors import BadInput
from core.services.ports import DatabaseRead

PASSWORD = "TREFOIL_DATABASE_PASSWORD"


def add_database_options(taking: argparse.ArgumentParser) -> None:
    """Add the options that name a database and what to read from it."""
    taking.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///FILE, duckdb:///FILE, postgresql://USER@HOST/DATABASE or mysql://USER@HOST/DATABASE; the "
        f"password comes from {PASSWORD}, or is asked",
    )
    what = taking.add_mutually_exclusive_group()
    what.add_argument("--table", metavar="TABLE", help="table of the database, or schema.table")
    what.add_argument("--query", metavar="SQL", help="one SELECT")


def wanted_from_database(arguments: argparse.Namespace) -> DatabaseRead | None:
    """Return what to read from a database, or None when a file was named instead.

    Raises BadInput unless exactly one source is named.
    """
    if arguments.database is None:
        if arguments.table or arguments.query:
            raise BadInput("--table and --query belong to a database.", "Name it with --database.")
        if arguments.data is None:
            raise BadInput("No data is named.", "Give a file, or --database with --table or --query.")
        return None
    if arguments.data is not None:
        raise BadInput("A file and a database are named.", "Leave one of them out.")
    return DatabaseRead(
        arguments.database, arguments.table or "", arguments.query or "", _password(arguments.database)
    )


def _password(url: str) -> str:
    """Return the password of a server: from the environment, else asked at a terminal, else none."""
    known = os.environ.get(PASSWORD, "")
    is_server = "@" in url and not url.startswith(("sqlite", "duckdb"))
    is_given = is_server and ":" in url.split("://")[-1].rsplit("@", 1)[0]
    if known or not is_server or is_given or not sys.stdin.isatty():
        return known
    return getpass.getpass("Password of the database: ")
