"""A row of every table in one contest, natural where the contest has one and made up elsewhere."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel, select

from contest.store import tables

MODELS: dict[str, type[SQLModel]] = {
    mapper.local_table.name: mapper.class_
    for mapper in SQLModel._sa_registry.mappers
    if isinstance(mapper.local_table, Table)
}
MADE_UP: dict[type, Callable[[], Any]] = {
    str: lambda: secrets.token_hex(8),
    int: lambda: 1,
    bool: lambda: False,
    dict: dict,
    list: list,
    bytes: lambda: b"x",
    Decimal: lambda: Decimal(1),
    date: lambda: date(2026, 5, 11),
    datetime: lambda: datetime(2026, 5, 11, 8, tzinfo=UTC),
}
assert tables  # the models are known once their modules are


def table_of(argument: str) -> str | None:
    """Return the table that a route's argument such as `entry_id` or `import_id` leads to."""
    name = argument.removesuffix("_id")
    if name == argument:
        return None
    ends = [table for table in MODELS if table == name or table.endswith(f"_{name}")]
    return min(ends, key=len, default=None)


def natural_row(tx: Session, table: str) -> str | None:
    """Return the id of some row that is there already."""
    found: Any = tx.exec(select(MODELS[table])).first()
    return None if found is None else str(found.id)


def any_row(tx: Session, table: str, known: Mapping[str, str]) -> str:
    """
    Return the id of a row of this table; where there is none one is made up, and its parents.

    `known` are ids by table that are taken before any other, such as the contest's.
    """
    if found := known.get(table) or natural_row(tx, table):
        return found
    model: Any = MODELS[table]
    facts: dict[str, Any] = {}
    for column in model.__table__.columns:
        field = model.model_fields[column.name]
        if not field.is_required() and not column.foreign_keys:
            continue
        if column.foreign_keys:
            facts[column.name] = any_row(
                tx, next(iter(column.foreign_keys)).column.table.name, known
            )
        else:
            facts[column.name] = MADE_UP[_plain(field.annotation)]()
    row = model.model_validate(facts)
    tx.add(row)
    tx.flush()
    return str(row.id)


def _plain(annotation: Any) -> type:
    origin = getattr(annotation, "__origin__", annotation)
    return origin if isinstance(origin, type) else str
