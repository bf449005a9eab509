"""The journal: append-only, one gap-free chained sequence per stream."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy
from sqlmodel import Session, col, select

from contest.clock import now
from contest.store.tables.journal import JournalLine, StreamHead


class Line(NamedTuple):
    """A line just made; the same as a row of the table, without the costs of one."""

    stream: str
    seq: int
    contest_id: str
    at: datetime
    actor_id: str | None
    role: str
    kind: str
    body: dict[str, Any]
    salt: str
    previous: str
    hash: str


class Told(NamedTuple):
    """What a line tells of."""

    seq: int
    kind: str
    body: dict[str, Any]


@dataclass
class _Head:
    """The last line of a stream, as this transaction holds and moves it."""

    seq: int
    hash: str


_HEAD = select(StreamHead.seq, StreamHead.hash).where(
    col(StreamHead.stream) == sqlalchemy.bindparam("of")
)
_HEADS = select(StreamHead.stream, StreamHead.seq, StreamHead.hash).where(
    col(StreamHead.stream).in_(sqlalchemy.bindparam("of", expanding=True))
)
_TOLD = (
    select(JournalLine.seq, JournalLine.kind, JournalLine.body)
    .where(
        JournalLine.stream == sqlalchemy.bindparam("of"),
        col(JournalLine.seq) > sqlalchemy.bindparam("since"),
    )
    .order_by(col(JournalLine.seq))
    .limit(500)
)
_ADD_LINES = sqlalchemy.insert(JournalLine)
_HEAD_TAKEN = _HEAD.with_for_update()
_HEAD_MOVES = (
    sqlalchemy.update(StreamHead)
    .where(col(StreamHead.stream) == sqlalchemy.bindparam("of"))
    .values(seq=sqlalchemy.bindparam("seq"), hash=sqlalchemy.bindparam("hash"))
)


def append(
    tx: Session,
    *,
    contest_id: str,
    stream: str,
    kind: str,
    actor_id: str | None,
    role: str,
    body: Mapping[str, Any],
) -> Line:
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
    line = next_line(
        tx,
        contest_id=contest_id,
        stream=stream,
        kind=kind,
        actor_id=actor_id,
        role=role,
        body=body,
    )
    write(tx, [line])
    return line


def next_line(
    tx: Session,
    *,
    contest_id: str,
    stream: str,
    kind: str,
    actor_id: str | None,
    role: str,
    body: Mapping[str, Any],
) -> Line:
    """Return a stream's next line, which `write` must put down in the same transaction."""
    head = _held(tx, stream)
    if head is None:
        raise LookupError(f"the stream {stream} was never opened")
    line = Line(
        stream=stream,
        seq=head.seq + 1,
        contest_id=contest_id,
        at=now(),
        actor_id=actor_id,
        role=role,
        kind=kind,
        body=dict(body),
        salt=secrets.token_hex(16),
        previous=head.hash,
        hash="",
    )
    line = line._replace(hash=line_hash(line))
    head.seq, head.hash = line.seq, line.hash
    return line


def write(tx: Session, lines: Sequence[Line]) -> None:
    """Put lines down, all in one go, in the order in which they were made."""
    if lines:
        connection = tx.connection()
        connection.execute(_ADD_LINES, [line._asdict() for line in lines])
        last = {line.stream: line for line in lines}
        connection.execute(
            _HEAD_MOVES,
            [{"of": one.stream, "seq": one.seq, "hash": one.hash} for one in last.values()],
        )


def line_hash(line: JournalLine | Line, *, seq: int | None = None) -> str:
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
    return dict(tx.exec(select(StreamHead.stream, StreamHead.seq)).all())


def head_seq(tx: Session, stream: str) -> int:
    """Return the last sequence number of one stream, 0 before its first line."""
    return head(tx, stream)[0]


def head(tx: Session, stream: str) -> tuple[int, str]:
    """Return the last line's number and hash, (0, "") before the first one."""
    found = tx.connection().execute(_HEAD, {"of": stream}).first()
    return (found.seq, found.hash) if found else (0, "")


def heads_of(tx: Session, *streams: str) -> dict[str, tuple[int, str]]:
    """Return `head` of each of these streams."""
    found = tx.connection().execute(_HEADS, {"of": streams})
    return dict.fromkeys(streams, (0, "")) | {row.stream: (row.seq, row.hash) for row in found}


def told(tx: Session, stream: str, *, since: int) -> list[Told]:
    """Return what a stream's next 500 lines after `since` tell of, oldest first."""
    found = tx.connection().execute(_TOLD, {"of": stream, "since": since})
    return [Told(*row) for row in found]


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


def _held(tx: Session, stream: str) -> _Head | None:
    """Return a stream's head, locked; what is locked stays so until the transaction ends."""
    held: dict[str, _Head | None] = tx.info.setdefault("journal_heads", {})
    if stream not in held:
        found = tx.connection().execute(_HEAD_TAKEN, {"of": stream}).first()
        held[stream] = _Head(*found) if found else None
    return held[stream]
