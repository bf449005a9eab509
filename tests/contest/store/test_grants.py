"""The roles that processes run as: neither rewrites the record, the audience's writes nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel

from contest.cli import checks
from contest.store import grants, tables
from contest.store.engine import Store
from tests.postgres import Postgres

INSUFFICIENT = "42501"
TABLES = {*grants.PUBLIC_READS, *grants.KEPT_FROM_PUBLIC}


def refused(store: Store, statement: str) -> bool:
    """Whether the database says that this role may not."""
    with store.engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", "") != INSUFFICIENT:
                raise
            return True
    return False


@pytest.fixture
def roles(postgres: Postgres, migrated_postgres: str) -> Iterator[dict[str, Store]]:
    for role in (grants.APP, grants.PUBLIC):
        if not _there(postgres, role):
            postgres.run(f"CREATE ROLE {role} LOGIN")
    name = postgres.create(migrated_postgres)
    url = postgres.url(name)
    owner = Store(url)
    owner.migrate()
    stores = {
        role: Store(url.replace("postgres@", f"{role}@")) for role in (grants.APP, grants.PUBLIC)
    }
    yield {"owner": owner, **stores}
    for store in (owner, *stores.values()):
        store.close()
    postgres.drop(name)


def _there(postgres: Postgres, role: str) -> bool:
    engine = create_engine(postgres.url("postgres"))
    with engine.connect() as connection:
        asked = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
        found = connection.execute(asked, {"role": role}).scalar()
    engine.dispose()
    return found is not None


def test_every_table_is_either_read_by_the_audience_or_kept_from_it() -> None:
    assert set(SQLModel.metadata.tables) == TABLES, tables
    assert not set(grants.PUBLIC_READS) & set(grants.KEPT_FROM_PUBLIC)


def test_the_application_adds_to_the_record_and_never_alters_it(roles: dict[str, Store]) -> None:
    app = roles[grants.APP]
    for table in sorted(TABLES):
        column = "stream" if table.startswith("journal") else "1"
        assert not refused(app, f"SELECT {column} FROM {table} LIMIT 1")
        rewritten = table in grants.ONLY_ADDED
        assert refused(app, f"DELETE FROM {table} WHERE false") is rewritten
        assert refused(app, f"TRUNCATE {table}")
    assert refused(app, "UPDATE journal SET hash = hash")
    assert refused(app, "DROP TRIGGER journal_only_added ON journal")
    assert refused(app, "ALTER TABLE mark DISABLE TRIGGER ALL")
    # Whoever is not the owner may start a server whose tables are already whole.
    app.migrate()


def test_the_audience_reads_what_is_public_and_writes_nothing(roles: dict[str, Store]) -> None:
    public = roles[grants.PUBLIC]
    for table in sorted(TABLES):
        kept = table in grants.KEPT_FROM_PUBLIC
        assert refused(public, f"SELECT 1 FROM {table} LIMIT 1") is kept
        assert refused(public, f"DELETE FROM {table} WHERE false")
        assert refused(public, f"INSERT INTO {table} SELECT * FROM {table} WHERE false")


def test_the_doctor_minds_processes_that_run_as_the_owner(roles: dict[str, Store]) -> None:
    said = {}
    for role in ("owner", grants.APP):
        with roles[role].standing_still() as tx:
            said[role] = [found.level for found in checks.database(tx) if found.what == "role"]
    assert said == {"owner": ["mind"], grants.APP: []}
