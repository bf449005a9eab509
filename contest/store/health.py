"""Is the database as this version needs it, and does it keep what it says it keeps?"""

from datetime import datetime, timedelta
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import Session, col, select

from contest.clock import now
from contest.store import grants
from contest.store.engine import alembic_config
from contest.store.tables.journal import JournalLine

POSTGRESQL = {"synchronous_commit": ("on", "remote_apply"), "fsync": ("on",),
              "full_page_writes": ("on",)}  # fmt: skip
SQLITE = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "foreign_keys": ("1",)}


def migrated(tx: Session) -> bool:
    """Tell whether every migration has run."""
    wanted = ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head()
    return MigrationContext.configure(tx.connection()).get_current_revision() == wanted


def may_rewrite(tx: Session) -> bool:
    """Tell whether we come to PostgreSQL as somebody who could alter the journal."""
    connection = tx.connection()
    return connection.dialect.name == "postgresql" and grants.may_rewrite(connection)


def undurable(tx: Session) -> dict[str, str]:
    """Return the settings, with their values, under which a commit may be lost to a power cut."""
    connection = tx.connection()
    postgresql = connection.dialect.name == "postgresql"
    asked, wanted = ("SHOW", POSTGRESQL) if postgresql else ("PRAGMA", SQLITE)
    held = {name: str(connection.execute(text(f"{asked} {name}")).scalar()) for name in wanted}
    return {name: value for name, value in held.items() if value not in wanted[name]}


def clock_ahead(tx: Session) -> timedelta:
    """Return how far the database's clock is ahead of ours; SQLite has none of its own."""
    connection = tx.connection()
    if connection.dialect.name != "postgresql":
        return timedelta(0)
    theirs: Any = connection.execute(text("SELECT clock_timestamp()")).scalar()
    return theirs - now()


def newest_line_at(tx: Session) -> datetime | None:
    """Return the newest moment that stands in the journal."""
    return tx.exec(select(JournalLine.at).order_by(col(JournalLine.at).desc()).limit(1)).first()
