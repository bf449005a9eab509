"""The journal: append-only, one gap-free chained sequence per stream."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
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
    head = _held(tx, stream)
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
    return line


def line_hash(line: JournalLine, *, seq: int | None = None) -> str:
    """
    Return SHA-256 over the line before and the salted body, as hexadecimal.

    The salt keeps a hash from confirming a guess: of twenty-one possible marks nobody can tell
    by trying which one a receipt stands for. `seq` asks what the hash were in another place.
    """
    body = json.dumps(
        [
            line.stream,
            line.seq if seq is None else seq,
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


def head(tx: Session, stream: str) -> tuple[int, str]:
    """Return the last line's number and hash, (0, "") before the first one."""
    found = tx.get(StreamHead, stream)
    return (found.seq, found.hash) if found else (0, "")


def lines(tx: Session, stream: str, *, since: int = 0, most: int = 500) -> list[JournalLine]:
    """Return a stream's lines after `since`, oldest first."""
    statement = (
        select(JournalLine)
        .where(JournalLine.stream == stream, col(JournalLine.seq) > since)
        .order_by(col(JournalLine.seq))
        .limit(most)
    )
    return list(tx.exec(statement))


def every(
    tx: Session, stream: str, *, at_once: int = 500
) -> Iterator[tuple[Any, JournalLine | None]]:
    """
    Yield every line of a stream in its order with its number, None for one that cannot be read.

    What a stranger's hand has written into the database need not be a date or JSON at all.
    """
    numbers = list(
        tx.exec(
            select(JournalLine.seq)
            .where(JournalLine.stream == stream)
            .order_by(col(JournalLine.seq))
        )
    )
    for start in range(0, len(numbers), at_once):
        some = numbers[start : start + at_once]
        try:
            found = {line.seq: line for line in _numbered(tx, stream, some)}
        except (ValueError, TypeError):
            found = {}
            for number in some:
                with suppress(ValueError, TypeError):
                    found |= {line.seq: line for line in _numbered(tx, stream, [number])}
        for number in some:
            line = found.get(number)
            if line is not None:
                tx.expunge(line)
            yield number, line


def _numbered(tx: Session, stream: str, numbers: list[int]) -> list[JournalLine]:
    return list(
        tx.exec(
            select(JournalLine).where(
                JournalLine.stream == stream, col(JournalLine.seq).in_(numbers)
            )
        )
    )


def stream_heads(tx: Session) -> list[StreamHead]:
    """Return the head of every stream, by contest."""
    return list(
        tx.exec(select(StreamHead).order_by(col(StreamHead.contest_id), col(StreamHead.stream)))
    )


def streams_with_lines(tx: Session) -> set[str]:
    """Return every stream that any line says it belongs to."""
    return set(tx.exec(select(JournalLine.stream).distinct()))


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
        _held(tx, stream)


def _held(tx: Session, stream: str) -> StreamHead | None:
    """Return a stream's head, locked; what is locked stays so until the transaction ends."""
    held: dict[str, StreamHead | None] = tx.info.setdefault("journal_heads", {})
    if stream not in held:
        held[stream] = tx.get(StreamHead, stream, with_for_update=True, populate_existing=True)
    return held[stream]
