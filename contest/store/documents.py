"""The history of prints: who printed what and when stays; the files go after an hour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from contest.errors import NotFound
from contest.store.tables.jobs import Document, Job
from contest.store.tables.people import Person, Staff


@dataclass(frozen=True, kw_only=True)
class DocumentLine:
    """A print without its bytes; ``kept`` tells whether they are still there."""

    id: str
    kind: str
    title: str
    title_en: str
    scope: dict[str, object]
    sha256: str
    pages: int
    printed_at: datetime
    printed_by: str
    kept: bool


def add_document(tx: Session, **facts: object) -> Document:
    """Add a print to the history, with its bytes."""
    document = Document.model_validate(facts)
    tx.add(document)
    tx.flush()
    return document


def get_document(tx: Session, document_id: str) -> Document:
    """Return a print with its bytes, if they are still there, or refuse with NotFound."""
    found = tx.get(Document, document_id)
    if found is None:
        raise NotFound()
    return found


def documents_of(tx: Session, contest_id: str, *, most: int = 100) -> list[DocumentLine]:
    """Return a contest's prints, the newest first, without reading their bytes."""
    # SQLModel's types know four columns at most.
    columns: Any = (
        Document.id,
        Document.kind,
        Document.title,
        Document.title_en,
        Document.scope,
        Document.sha256,
        Document.pages,
        Document.printed_at,
        Person.name,
        col(Document.data).is_not(None),
    )
    statement = (
        select(*columns)
        .join(Staff, col(Staff.id) == col(Document.printed_by))
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(Document.contest_id == contest_id)
        .order_by(col(Document.printed_at).desc(), col(Document.id))
        .limit(most)
    )
    return [
        DocumentLine(
            id=row[0],
            kind=row[1],
            title=row[2],
            title_en=row[3],
            scope=row[4],
            sha256=row[5],
            pages=row[6],
            printed_at=row[7],
            printed_by=row[8],
            kept=row[9],
        )
        for row in tx.exec(statement)
    ]


def stale_files(tx: Session, before: datetime) -> int:
    """Return how many prints older than this still have their bytes."""
    statement = (
        select(func.count())
        .select_from(Document)
        .where(col(Document.printed_at) < before, col(Document.data).is_not(None))
    )
    return tx.exec(statement).one()


def drop_files(tx: Session, before: datetime) -> int:
    """Delete the bytes of prints older than this; return how many. Their lines stay."""
    statement = (
        update(Document)
        .where(col(Document.printed_at) < before, col(Document.data).is_not(None))
        .values(data=None)
        .execution_options(synchronize_session=False)
    )
    return tx.exec(statement).rowcount


def jobs_under_way(tx: Session, contest_id: str, kind: str) -> list[Job]:
    """Return a contest's jobs of a kind that have not ended, oldest first."""
    statement = (
        select(Job)
        .where(
            Job.contest_id == contest_id,
            Job.kind == kind,
            col(Job.state).in_(("queued", "running")),
        )
        .order_by(col(Job.asked_at), col(Job.id))
    )
    return list(tx.exec(statement))


def failed_since(tx: Session, contest_id: str, kind: str, since: datetime) -> list[Job]:
    """Return a contest's failed jobs of a kind that were asked for since then, newest first."""
    statement = (
        select(Job)
        .where(
            Job.contest_id == contest_id,
            Job.kind == kind,
            Job.state == "failed",
            col(Job.asked_at) >= since,
        )
        .order_by(col(Job.asked_at).desc(), col(Job.id))
    )
    return list(tx.exec(statement))
