"""What PostgreSQL says of its standbys, and how one takes over."""

import psycopg
from sqlalchemy import text
from sqlmodel import Session

SYNCHRONOUS = {"sync", "quorum"}


def can_follow(tx: Session) -> bool:
    """Tell whether this database can have a standby at all."""
    return tx.connection().dialect.name == "postgresql"


def synchronous_standbys(tx: Session) -> list[str]:
    """Return the names of the standbys whose answer each commit waits for."""
    if not can_follow(tx):
        return []
    connection = tx.connection()
    asked = text("SELECT application_name, sync_state FROM pg_stat_replication")
    return [name for name, state in connection.execute(asked) if state in SYNCHRONOUS]


def promote(address: str, seconds: float) -> None:
    """Let the standby at this address (libpq's words) take writes; wait so long at most."""
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        connection.execute("SELECT pg_promote(true, %s)", [seconds])
