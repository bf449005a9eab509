"""The versions of a timetable as a list, and the newest line the journal has of them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session, col, select

from contest.store.tables.journal import JournalLine
from contest.store.tables.timetable import TimetableVersion


class VersionLine(NamedTuple):
    """A version without its documents, which are megabytes in a large contest."""

    id: str
    version: int
    state: str


def version_lines(tx: Session, contest_id: str) -> list[VersionLine]:
    """Return a contest's versions, the newest first."""
    statement = (
        select(TimetableVersion.id, TimetableVersion.version, TimetableVersion.state)
        .where(TimetableVersion.contest_id == contest_id)
        .order_by(col(TimetableVersion.version).desc())
    )
    return [VersionLine(*row) for row in tx.exec(statement)]


def newest_line(tx: Session, stream: str, kinds: Collection[str]) -> JournalLine | None:
    """Return the newest line of a stream that is of one of these kinds."""
    statement = (
        select(JournalLine)
        .where(JournalLine.stream == stream, col(JournalLine.kind).in_(kinds))
        .order_by(col(JournalLine.seq).desc())
        .limit(1)
    )
    return tx.exec(statement).first()
