"""The journal: append-only, one gap-free chained sequence per stream."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from contest.clock import now
from contest.store.tables.journal import JournalLine, StreamHead


def append(
    tx: Session,
    *,
    contest_id: str,
    stream: str,
    kind: str,
    actor_id: str | None,
    role: str,
    body: Mapping[str, Any],
) -> JournalLine:
    """
    Add one line in the transaction of the change it tells of.

    Parameters
    ----------
    stream
        The trade's id, or the contest's for what concerns all its trades.
    kind
        One of `contest.journal.KINDS`, `subject:object:verb`.
    body
        What happened, JSON-able, with ids only: no names, no personal numbers.
    """
    head = tx.get(StreamHead, stream, with_for_update=True, populate_existing=True)
    if head is None:
        raise LookupError(f"the stream {stream} was never opened")
    salt = secrets.token_hex(16)
    at = now()
    line = JournalLine(
        stream=stream,
        seq=head.seq + 1,
        contest_id=contest_id,
        at=at,
        actor_id=actor_id,
        role=role,
        kind=kind,
        body=dict(body),
        salt=salt,
        previous=head.hash,
        hash="",
    )
    line.hash = line_hash(line)
    tx.add(line)
    head.seq, head.hash = line.seq, line.hash
    tx.flush()
    return line


def line_hash(line: JournalLine) -> str:
    """Return SHA-256 over the line before and the salted body, as hexadecimal."""
    body = json.dumps(
        [
            line.stream,
            line.seq,
            line.at.isoformat(),
            line.actor_id,
            line.role,
            line.kind,
            line.body,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    salted = hashlib.sha256((line.salt + body).encode()).hexdigest()
    return hashlib.sha256((line.previous + salted).encode()).hexdigest()


def heads(tx: Session) -> dict[str, int]:
    """Return the last sequence number of every stream."""
    return {head.stream: head.seq for head in tx.exec(select(StreamHead))}


def head_seq(tx: Session, stream: str) -> int:
    """Return the last sequence number of one stream, 0 before its first line."""
    head = tx.get(StreamHead, stream)
    return head.seq if head else 0


def lines(tx: Session, stream: str, *, since: int = 0, most: int = 500) -> list[JournalLine]:
    """Return a stream's lines after `since`, oldest first."""
    statement = (
        select(JournalLine)
        .where(JournalLine.stream == stream, col(JournalLine.seq) > since)
        .order_by(col(JournalLine.seq))
        .limit(most)
    )
    return list(tx.exec(statement))


def recent(
    tx: Session, contest_id: str, *, stream: str | None = None, most: int = 100
) -> list[JournalLine]:
    """Return a contest's newest lines, of all streams or of one, newest first."""
    statement = (
        select(JournalLine)
        .where(JournalLine.contest_id == contest_id)
        .order_by(col(JournalLine.at).desc(), col(JournalLine.seq).desc())
        .limit(most)
    )
    if stream is not None:
        statement = statement.where(JournalLine.stream == stream)
    return list(tx.exec(statement))


def open_stream(tx: Session, *, contest_id: str, stream: str) -> None:
    """Begin a stream, together with the contest or trade it belongs to."""
    tx.add(StreamHead(stream=stream, contest_id=contest_id))
    tx.flush()


def take(tx: Session, streams: Iterable[str]) -> None:
    """
    Take the streams' locks before reading what a rule depends on, always in the same order.

    Whoever writes to a trade waits here for the writer before him: a mark cannot slip into a
    sheet that is being signed, and two writers cannot wait for each other.
    """
    for stream in sorted(set(streams)):
        tx.get(StreamHead, stream, with_for_update=True, populate_existing=True)
