"""What PostgreSQL says of its standbys, and how one takes over."""

import psycopg
from sqlalchemy import text
from sqlmodel import Session

SYNCHRONOUS = {"sync", "quorum"}


def synchronous_standbys(tx: Session) -> list[str]:
    """Return the names of the standbys whose answer each commit waits for."""
    connection = tx.connection()
    if connection.dialect.name != "postgresql":
        return []
    asked = text("SELECT application_name, sync_state FROM pg_stat_replication")
    return [name for name, state in connection.execute(asked) if state in SYNCHRONOUS]


def promote(address: str, seconds: float) -> None:
    """Let the standby at this address (libpq's words) take writes; wait so long at most."""
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        connection.execute("SELECT pg_promote(true, %s)", [seconds])
