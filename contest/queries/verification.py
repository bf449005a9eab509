"""Is the journal still what was written? Every line is recomputed and every fault named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from contest.queries.anchors import Anchor
from contest.store import contests, journal
from contest.store.tables.journal import JournalLine, StreamHead

LOOKED_FOR = 200
"""Lines that do not fit are tried at each other's places; more than so many are only counted."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """
    What is wrong where. `kind` is altered, moved, removed, cut, joined, head, foreign or anchor.

    `seq` is the line's number in its stream, 0 where a whole stream is meant.
    """

    stream: str
    seq: int
    kind: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """How many lines were read, what is wrong, and today's anchors to compare with paper."""

    lines: int
    faults: tuple[Fault, ...]
    anchors: tuple[Anchor, ...]


def verify(tx: Session, anchors: Sequence[Anchor] = ()) -> Verified:
    """
    Read the whole journal of every contest and find each altered, removed, swapped or cut line.

    Someone who may write to the database can also compute every hash anew; only what stands
    elsewhere, on a screen or on paper, shows that. Such `anchors` are compared, too.
    """
    names = stream_names(tx)
    hashes: dict[str, dict[int, str]] = {}
    faults: list[Fault] = []
    heads = journal.stream_heads(tx)
    for head in heads:
        seen = hashes.setdefault(head.stream, {})
        faults += _stream(tx, head, names, seen)
    known = {head.stream for head in heads}
    for stream in sorted(set(names) - known):
        faults.append(_fault(stream, 0, "removed", names[stream], "整条日志被删除", "is gone"))
    for stream in sorted(journal.streams_with_lines(tx) - known):
        said = names.get(stream, stream)
        faults.append(_fault(stream, 0, "foreign", said, "不属于任何大赛", "belongs to nothing"))
    faults += [fault for anchor in anchors for fault in _anchor(anchor, names, hashes)]
    return Verified(
        lines=sum(len(seen) for seen in hashes.values()),
        faults=tuple(faults),
        anchors=tuple(
            Anchor(name=names[head.stream], seq=head.seq, start=head.hash[: Anchor.LENGTH])
            for head in heads
            if head.stream in names and head.seq
        ),
    )


def stream_names(tx: Session) -> dict[str, str]:
    """Return stream -> what paper and screens call it: a trade's prefix, or 0 for the contest."""
    found: dict[str, str] = {}
    for contest in contests.all_contests(tx):
        found[contest.id] = "0"
        found |= {trade.id: trade.prefix for trade in contests.trades_of(tx, contest.id)}
    return found


def _stream(
    tx: Session, head: StreamHead, names: dict[str, str], hashes: dict[int, str]
) -> Iterator[Fault]:
    name = names.get(head.stream, head.stream)
    odd: list[JournalLine] = []
    unread: list[int] = []
    expected, before = 1, ""
    for number, line in journal.every(tx, head.stream):
        if line is None or not isinstance(number, int):
            unread.append(number if isinstance(number, int) else expected)
            expected, before = unread[-1] + 1, "?"
            continue
        if number > expected:
            what = f"第 {expected} 至 {number - 1} 行" if number > expected + 1 else "这一行"
            yield _fault(
                head.stream, expected, "removed", name, f"{what}缺失",
                "is missing" if number == expected + 1 else f"to {number - 1} are missing",
            )  # fmt: skip
            before = "?"
        if number < expected:
            yield _fault(head.stream, number, "foreign", name, "编号不合", "has no such number")
            continue
        if journal.line_hash(line) != line.hash:
            odd.append(line)
        elif before not in {"?", line.previous}:
            yield _fault(
                head.stream, number, "joined", name, "与前一行不相接", "does not follow its line"
            )
        if line.contest_id != head.contest_id:
            yield _fault(
                head.stream, number, "foreign", name, "属于另一场大赛", "names another contest"
            )
        hashes[number] = line.hash
        expected, before = number + 1, line.hash if line not in odd else "?"
    yield from _misplaced(head.stream, name, odd)
    for number in unread:
        yield _fault(head.stream, number, "altered", name, "无法读取", "cannot be read")
    yield from _head(head, name, expected - 1, hashes)


def _misplaced(stream: str, name: str, odd: list[JournalLine]) -> Iterator[Fault]:
    """Tell lines that only stand in another's place from those whose content was changed."""
    places = [line.seq for line in odd][:LOOKED_FOR]
    for line in odd:
        fits = [seq for seq in places if journal.line_hash(line, seq=seq) == line.hash]
        if fits:
            yield _fault(
                stream, line.seq, "moved", name, f"原为第 {fits[0]} 行", f"was line {fits[0]}"
            )
        else:
            yield _fault(stream, line.seq, "altered", name, "内容被改动", "was altered")


def _head(head: StreamHead, name: str, last: int, hashes: dict[int, str]) -> Iterator[Fault]:
    if head.seq > last:
        yield _fault(
            head.stream, last + 1, "cut", name, f"末尾缺失，应到第 {head.seq} 行",
            f"and all up to {head.seq} were cut off",
        )  # fmt: skip
    elif head.seq < last or head.hash != hashes.get(last, head.hash):
        yield _fault(head.stream, last, "head", name, "与日志末端不符", "is not the stream's head")
    elif not last and head.hash:
        yield _fault(head.stream, 0, "head", name, "日志末端不符", "has a head without lines")


def _anchor(
    anchor: Anchor, names: dict[str, str], hashes: dict[str, dict[int, str]]
) -> Iterator[Fault]:
    streams = [stream for stream, name in names.items() if name == anchor.name]
    found = [hashes.get(stream, {}).get(anchor.seq) for stream in streams]
    if not any(one and one.startswith(anchor.start) for one in found):
        cut = all(one is None for one in found)
        yield _fault(
            streams[0] if streams else anchor.name, anchor.seq, "anchor", anchor.name,
            f"与锚点 {anchor} 不符：{'此行已不存在' if cut else '此行或更早的内容被改写'}",
            f"does not fit the anchor {anchor}: "
            + ("it no longer exists" if cut else "it or what came before was rewritten"),
        )  # fmt: skip


def _fault(stream: str, seq: int, kind: str, name: str, zh: str, en: str) -> Fault:
    where, place = (f"{name} 第 {seq} 行", f"{name} line {seq}") if seq else (name, name)
    return Fault(stream=stream, seq=seq, kind=kind, zh=f"{where}：{zh}", en=f"{place} {en}")
