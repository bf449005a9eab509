"""Versions of rulebooks, and the names under those proposed after marking began."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlmodel import Session, col, func, select

from contest.errors import NotFound
from contest.store.tables.contest import Rulebook, RulebookName
from contest.store.tables.people import Person, Staff


@dataclass(frozen=True, kw_only=True)
class NameLine:
    """One name under a proposed version."""

    role: str
    name: str
    number: str
    at: datetime


def current_rulebook(tx: Session, trade_id: str) -> Rulebook | None:
    """Return the newest version in force of a trade's rulebook, if one was loaded."""
    return _newest(tx, trade_id, "in_force")


def proposed_rulebook(tx: Session, trade_id: str) -> Rulebook | None:
    """Return the version that waits for its names, if there is one."""
    return _newest(tx, trade_id, "proposed")


_TEXT = (
    sqlalchemy.select(col(Rulebook.text))
    .where(
        col(Rulebook.trade_id) == sqlalchemy.bindparam("trade_id"),
        col(Rulebook.state) == "in_force",
    )
    .order_by(col(Rulebook.version).desc())
    .limit(1)
)


def current_text(tx: Session, trade_id: str) -> str | None:
    """Return the text of what `current_rulebook` returns, which every delivery asks for."""
    return tx.connection().execute(_TEXT, {"trade_id": trade_id}).scalar()


def _newest(tx: Session, trade_id: str, state: str) -> Rulebook | None:
    statement = (
        select(Rulebook)
        .where(Rulebook.trade_id == trade_id, Rulebook.state == state)
        .order_by(col(Rulebook.version).desc())
        .limit(1)
    )
    return tx.exec(statement).first()


def versions_of(tx: Session, trade_id: str) -> list[Rulebook]:
    """Return every version of a trade's rulebook, the newest first."""
    statement = select(Rulebook).where(Rulebook.trade_id == trade_id)
    return list(tx.exec(statement.order_by(col(Rulebook.version).desc())))


def get_rulebook(tx: Session, rulebook_id: str) -> Rulebook:
    """Return one version of a rulebook or refuse with NotFound."""
    found = tx.get(Rulebook, rulebook_id)
    if found is None:
        raise NotFound()
    return found


def add_rulebook(tx: Session, *, trade_id: str, **facts: object) -> Rulebook:
    """Add the next version of a trade's rulebook."""
    last = tx.exec(select(func.max(Rulebook.version)).where(Rulebook.trade_id == trade_id)).one()
    rulebook = Rulebook.model_validate({"version": (last or 0) + 1, **facts, "trade_id": trade_id})
    tx.add(rulebook)
    tx.flush()
    return rulebook


def add_name(tx: Session, **facts: object) -> None:
    """Put a name under a proposed version; the database refuses a second one of the same role."""
    tx.add(RulebookName.model_validate(facts))
    tx.flush()


def names_of(tx: Session, rulebook_id: str) -> list[NameLine]:
    """Return the names under a version, oldest first."""
    statement = (
        select(RulebookName, Staff.number, Person.name)
        .join(Staff, col(Staff.id) == col(RulebookName.staff_id))
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(RulebookName.rulebook_id == rulebook_id)
        .order_by(col(RulebookName.at))
    )
    return [
        NameLine(role=row.role, name=name, number=number, at=row.at)
        for row, number, name in tx.exec(statement)
    ]
