"""Headings of rosters that a person has explained before; the journal is their memory."""

from typing import Any

from sqlmodel import Session, col, select

from contest.store.tables.journal import JournalLine

KIND = "contest:roster:columns"
MOST = 50


def known_headings(tx: Session, contest_id: str) -> list[dict[str, Any]]:
    """Return what was said of headings in this contest, the newest first."""
    statement = (
        select(JournalLine)
        .where(JournalLine.stream == contest_id, JournalLine.kind == KIND)
        .order_by(col(JournalLine.seq).desc())
        .limit(MOST)
    )
    return [line.body["headings"] for line in tx.exec(statement)]
