"""Copies of a SQLite database taken while it is in use, and what a copy must be to be trusted."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

PAGES_AT_ONCE = 2000


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address, None for any other database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.drivername.startswith("sqlite") else None


def plain_address(url: str) -> str:
    """Return a PostgreSQL address as PostgreSQL's own programs read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def copy(source: Path, target: Path) -> None:
    """
    Copy a database of one moment, while marks come in, into one file.

    The server may write meanwhile: SQLite's online backup starts the changed pages again.
    """
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as made:
        held.backup(made, pages=PAGES_AT_ONCE, sleep=0.01)
        made.execute("PRAGMA journal_mode=DELETE")


def faults(path: Path) -> list[str]:
    """Return what SQLite finds wrong with a file; a file that is no database at all is a fault."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as held:
            said = [str(row[0]) for row in held.execute("PRAGMA integrity_check")]
            said += [str(row) for row in held.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for line in said if line != "ok"]


def is_held(path: Path) -> bool:
    """Tell whether some process has the database open: nobody else gets it for himself alone."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as asking:
        try:
            asking.execute("PRAGMA locking_mode=EXCLUSIVE")
            asking.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
        asking.execute("ROLLBACK")
    return False
