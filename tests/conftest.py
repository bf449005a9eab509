"""What all tests share: databases, the browser, and how chance and time are treated."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from contest.store.engine import Store
from tests.postgres import Postgres

pytest_plugins = ("tests.browser",)

# A slow machine is no finding, and a finding must come again when the run is repeated.
settings.register_profile("leitai", deadline=None, derandomize=True)
settings.load_profile("leitai")

LONG = ("tests/flows/", "tests/faults/")
BOTH_DATABASES = ("tests/contest/store/", "tests/contest/operations/")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the store and of operations run on both databases, all others on SQLite."""
    if "database_kind" in metafunc.fixturenames:
        path = metafunc.definition.path.relative_to(metafunc.config.rootpath).as_posix()
        kinds = ["sqlite", "postgresql"] if path.startswith(BOTH_DATABASES) else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first: of two that run side by side none ends long after the other."""

    def turn(item: pytest.Item) -> int:
        path = item.path.relative_to(config.rootpath).as_posix()
        return next((n for n, folder in enumerate(LONG) if path.startswith(folder)), len(LONG))

    items.sort(key=turn)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("template") / "leitai.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The name of a PostgreSQL database with all tables and nothing in them, to be copied."""
    name = postgres.create()
    store = Store(postgres.url(name))
    store.migrate()
    store.close()
    return name


@pytest.fixture
def empty_database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A database without any tables."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh database with all tables and nothing in them."""
    if database_kind == "sqlite":
        path = tmp_path / "leitai.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("migrated_postgres")
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create(template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()
