"""The database: one engine, one door for writing, one for reading."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event, Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from contest.store import tables
from contest.store.grants import grant
from contest.store.together import Together, Work

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY = (OperationalError, NoConnectionFree)
"""What the database raises when it could not be reached or not in time; nothing was kept."""
__all__ = ["BUSY", "Connection", "StaleDataError", "Store", "alembic_config", "tables"]


class Tx(Session):
    """A session for one transaction: its connection stays the same and need not be looked up."""

    _line: Connection | None = None

    def connection(self, *how: Any, **options: Any) -> Connection:
        """Return the transaction's connection, begun with the first call."""
        if self._line is None:
            self._line = super().connection(*how, **options)
        return self._line


class Store:
    """
    One contest database, SQLite or PostgreSQL.

    `written` is set after every commit, so that the relay need not wait for its next look.
    """

    def __init__(self, url: str) -> None:
        self.url = _driver(url)
        self.engine = _engine(self.url)
        self.written = Event()
        self._told = [self.written]
        # SQLite lets waiting writers try again at random; in a queue of ours none is starved.
        self._turn = Lock() if self.url.startswith("sqlite") else nullcontext()
        self._groups: dict[Work, Together] = {}

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """
        Open the only door for writing: everything inside is committed together or not at all.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE): with a lock taken only at
        the first write, a mark slipped into a sheet that was being signed.
        """
        with self._turn, Tx(self.engine, expire_on_commit=False) as tx:
            tx.connection(execution_options={"leitai_writes": True})
            yield tx
            tx.commit()
        for told in self._told:
            told.set()

    def tell_too(self) -> Event:
        """Return another event that is set after every commit, as `written` is."""
        told = Event()
        self._told.append(told)
        return told

    def together(self, work: Work, item: Any) -> Any:
        """
        Do one of many small writes that come at once; return its answer after its commit.

        SQLite has one writer at a time, so all who wait share a transaction and its sync.
        PostgreSQL commits in parallel and groups by itself.
        """
        if self.engine.dialect.name == "sqlite":
            group = self._groups.setdefault(work, Together(self.transaction, work))
            return group.run(item)
        with self.transaction() as tx:
            (answer,) = work(tx, [item])
        return answer

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a view for reading; nothing done in it is kept, and what was read stays readable."""
        with Tx(self.engine, expire_on_commit=False) as tx:
            yield tx

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Open a bare line for a question of one statement, for what every request asks."""
        with self.engine.connect().execution_options(leitai_glances=True) as line:
            yield line

    @contextmanager
    def standing_still(self) -> Iterator[Session]:
        """Open a view for reading in which everything is of one moment, however long it takes."""
        with Tx(self.engine, expire_on_commit=False) as tx:
            if self.engine.dialect.name == "postgresql":
                tx.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield tx

    def migrate(self) -> None:
        """Bring the tables up to this version's, and give the weaker roles their rights on them."""
        command.upgrade(alembic_config(self.url), "head")
        if self.engine.dialect.name == "postgresql":
            with self.engine.begin() as connection:
                grant(connection)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def alembic_config(url: str) -> Config:
    """Return Alembic's settings for this database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # A percent sign in a password would be read as interpolation.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _driver(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=10, max_overflow=20, pool_pre_ping=True, json_serializer=_dumps
        )
    folder = Path(make_url(url).database or "").parent
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        json_serializer=_dumps,
        connect_args={"timeout": 15},
        # A reader never waits for another; the writers queue at the door.
        pool_size=20,
        max_overflow=-1,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver must not begin transactions by itself: the door does, with its own lock.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "trusted_schema=OFF",
            "secure_delete=ON",
            # Without it INSERT OR REPLACE would pass the journal's triggers.
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        how = connection.get_execution_options()
        # A lone statement is of one moment by itself.
        if "leitai_glances" not in how:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if "leitai_writes" in how else "BEGIN")

    return engine
