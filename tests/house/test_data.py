"""The database has one place for its language, and its tables are those that the code names."""

import ast

from alembic import command
from sqlmodel import SQLModel

from contest.store.engine import Store, alembic_config, tables
from tests.house.reading import below, imports, modules, shown, tree

# Names for types and errors; anything else of these packages can ask the database something.
HARMLESS = {"Session", "SQLAlchemyError", "StaleDataError"}
# What a transaction may be told outside the store: to write out, or to read anew.
TELLING = {"expire_all", "flush", "refresh"}
DRIVERS = ("psycopg", "sqlalchemy", "sqlite3", "sqlmodel")


def sql_in(module: ast.Module) -> list[tuple[int, str]]:
    """Places of a module that could ask the database something by themselves."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [(node.lineno, a.name) for a in node.names if below(a.name, DRIVERS)]
        if isinstance(node, ast.ImportFrom) and below(node.module or "", DRIVERS):
            found += [(node.lineno, a.name) for a in node.names if a.name not in HARMLESS]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "tx"
            and node.func.attr not in TELLING
        ):
            found.append((node.lineno, f"tx.{node.func.attr}()"))
    return found


def test_sql_stands_in_the_store_alone() -> None:
    found = [
        f"{shown(path, line)}: {what}"
        for name, path in modules().items()
        if not below(name, ("contest.store",))
        for line, what in sql_in(tree(path))
    ]
    assert found == []


def test_sql_is_found_however_it_is_written() -> None:
    assert sql_in(ast.parse("from sqlmodel import select"))
    assert sql_in(ast.parse("import sqlite3"))
    assert sql_in(ast.parse("tx.exec(statement)"))
    assert not sql_in(ast.parse("from sqlmodel import Session\ntx.flush()"))


def test_tables_are_defined_in_one_folder() -> None:
    found = [
        f"{shown(path, node.lineno)}: {node.name}"
        for name, path in modules().items()
        if not below(name, ("contest.store.tables",))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords)
    ]
    assert found == []
    assert any("sqlmodel" in full for _, full in imports(tree(modules()["contest.store.engine"])))


def test_the_migrations_lead_to_the_tables_of_the_code(store: Store) -> None:
    assert tables.__all__
    assert SQLModel.metadata.tables
    # Raises with the differences if there are any.
    command.check(alembic_config(store.url))
