"""Whoever may write to the database file still cannot change the journal unseen."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contest.queries.anchors import Anchor
from contest.queries.rebuild import rebuild
from contest.queries.verification import Fault, Verified, verify
from contest.store import journal
from contest.store.engine import Store
from contest.store.tables.journal import JournalLine
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, work_of

Line = dict[str, Any]
COLUMNS = ("stream", "seq", "contest_id", "at", "actor_id", "role", "kind", "body", "salt",
           "previous", "hash")  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A database file with two trades half marked."""
    path = tmp_path_factory.mktemp("tamper") / "leitai.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    world = make_world(store, codes=("lamian", "courier"), entries=3)
    for code in ("lamian", "courier"):
        for judge in world.judges[code][:3]:
            for sheet in work_of(store, judge)[:2]:
                fill_sheet(store, judge, sheet)
    store.close()
    return path, world


@pytest.fixture
def copied(written: tuple[Path, World], tmp_path: Path) -> tuple[Path, World]:
    """A copy that may be tampered with."""
    path = tmp_path / "leitai.db"
    shutil.copy(written[0], path)
    return path, written[1]


class Thief:
    """Somebody with the database file, without the application and without its triggers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path)
        self.db.row_factory = sqlite3.Row
        for (name,) in self.db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            self.db.execute(f"DROP TRIGGER {name}")

    def lines(self, stream: str) -> list[Line]:
        rows = self.db.execute("SELECT * FROM journal WHERE stream = ? ORDER BY seq", (stream,))
        return [dict(row) for row in rows]

    def alter(self, line: Line, column: str, value: object) -> None:
        self.db.execute(
            f"UPDATE journal SET {column} = ? WHERE stream = ? AND seq = ?",
            (value, line["stream"], line["seq"]),
        )

    def remove(self, line: Line) -> None:
        self.db.execute(
            "DELETE FROM journal WHERE stream = ? AND seq = ?", (line["stream"], line["seq"])
        )

    def insert(self, line: Line) -> None:
        marks = ", ".join("?" for _ in COLUMNS)
        self.db.execute(
            f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES ({marks})",
            [line[column] for column in COLUMNS],
        )

    def head(self, line: Line) -> None:
        self.db.execute(
            "UPDATE journal_head SET seq = ?, hash = ? WHERE stream = ?",
            (line["seq"], line["hash"], line["stream"]),
        )

    def done(self) -> None:
        self.db.commit()
        self.db.close()


Tamper = Callable[[Thief, random.Random, list[Line]], list[int]]


def alter(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    line = chance.choice(lines)
    column = chance.choice(["at", "actor_id", "role", "kind", "body", "salt", "previous", "hash"])
    value = str(line[column] or "")
    if column == "body":
        body = json.loads(value)
        body[chance.choice(sorted(body))] = chance.choice(["9.5", None, 7, "x"])
        changed = json.dumps(body)
    elif column == "at":
        changed = value.replace("2", "3", 1)
    else:
        place = chance.randrange(len(value) + 1)
        changed = f"{value[:place]}0{value[place:]}"
    thief.alter(line, column, changed)
    return [line["seq"]]


def scribble(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    """What is left is no date and no JSON at all."""
    line = chance.choice(lines)
    thief.alter(line, chance.choice(["at", "body"]), chance.choice(["", "{", "yesterday"]))
    return [line["seq"]]


def remove(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    start = chance.randrange(len(lines) - 1)
    gone = lines[start : min(start + chance.randint(1, 3), len(lines) - 1)]
    for line in gone:
        thief.remove(line)
    return [gone[0]["seq"]]


def swap(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    one, other = chance.sample(lines, 2)
    for line in (one, other):
        thief.remove(line)
    thief.insert({**one, "seq": other["seq"]})
    thief.insert({**other, "seq": one["seq"]})
    return [one["seq"], other["seq"]]


def cut(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    kept = chance.randrange(1, len(lines))
    for line in lines[kept:]:
        thief.remove(line)
    return [lines[kept]["seq"]]


def remove_and_close_up(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    """Every later line moves up, so that no number is missing."""
    gone = chance.randrange(len(lines) - 1)
    thief.remove(lines[gone])
    for line in lines[gone + 1 :]:
        thief.alter(line, "seq", line["seq"] - 1)
    thief.head({**lines[-1], "seq": lines[-1]["seq"] - 1})
    return [lines[gone]["seq"]]


def forge(thief: Thief, chance: random.Random, lines: list[Line]) -> list[int]:
    """A line of one's own at the end, chained to nothing that is true."""
    last = lines[-1]
    line = {**last, "seq": last["seq"] + 1, "previous": last["hash"]}
    thief.insert(line)
    thief.head(line)
    return [line["seq"]]


KINDS: tuple[Tamper, ...] = (
    alter, alter, alter, scribble, remove, swap, cut, remove_and_close_up, forge, swap,
)  # fmt: skip


def read(path: Path, *anchors: Anchor) -> Verified:
    store = Store(f"sqlite:///{path}")
    with store.reading() as tx:
        found = verify(tx, anchors)
    store.close()
    return found


def rewrite(path: Path, stream: str, *, start: int) -> None:
    """Compute every hash anew from a line on, as somebody could who reads our code."""
    store = Store(f"sqlite:///{path}")
    with store.reading() as tx:
        lines = [line for _, line in journal.every(tx, stream) if line is not None]
    store.close()
    thief = Thief(path)
    before = lines[start - 1].hash if start else ""
    for line in lines[start:]:
        copy = JournalLine(**{**line.model_dump(), "previous": before})
        before = journal.line_hash(copy)
        raw = {"stream": stream, "seq": line.seq}
        thief.alter(raw, "previous", copy.previous)
        thief.alter(raw, "hash", before)
    thief.head({"stream": stream, "seq": lines[-1].seq, "hash": before})
    thief.done()


def test_an_honest_journal_has_no_fault_and_its_anchors_fit(written: tuple[Path, World]) -> None:
    found = read(written[0])
    assert found.faults == ()
    assert found.lines > 40
    assert {anchor.name for anchor in found.anchors} >= {"LM", "CR"}
    again = read(written[0], *(Anchor.read(str(anchor)) for anchor in found.anchors))
    assert again.faults == ()


@pytest.mark.parametrize("seed", range(100))
def test_each_of_a_hundred_tamperings_is_found_and_its_line_named(
    copied: tuple[Path, World], seed: int
) -> None:
    path, world = copied
    chance = random.Random(f"tampering {seed}")
    stream = world.trades[chance.choice(["lamian", "courier"])]
    thief = Thief(path)
    touched = KINDS[seed % len(KINDS)](thief, chance, thief.lines(stream))
    thief.done()
    found = [fault for fault in read(path).faults if fault.stream == stream]
    assert set(touched) <= {fault.seq for fault in found}, found
    assert {fault.stream for fault in read(path).faults} == {stream}


def test_two_lines_that_changed_places_are_told_from_altered_ones(
    copied: tuple[Path, World],
) -> None:
    path, world = copied
    thief = Thief(path)
    lines = thief.lines(world.trades["lamian"])
    swap(thief, random.Random(3), [lines[4], lines[9]])
    thief.done()
    kinds = {(fault.seq, fault.kind) for fault in read(path).faults}
    assert {(5, "moved"), (10, "moved")} <= kinds


def anchor_faults(path: Path, world: World, anchor: Anchor) -> list[Fault]:
    assert read(path).faults == ()
    return list(read(path, anchor).faults)


def anchor_now(path: Path, name: str) -> Anchor:
    return next(anchor for anchor in read(path).anchors if anchor.name == name)


def test_a_tail_cut_with_a_new_head_is_caught_by_the_anchor_on_paper(
    copied: tuple[Path, World],
) -> None:
    path, world = copied
    paper = anchor_now(path, "LM")
    thief = Thief(path)
    lines = thief.lines(world.trades["lamian"])
    for line in lines[-3:]:
        thief.remove(line)
    thief.head(lines[-4])
    thief.done()
    (fault,) = anchor_faults(path, world, paper)
    assert (fault.kind, fault.seq) == ("anchor", paper.seq)


def test_a_history_with_every_hash_computed_anew_is_caught_by_the_anchor_on_paper(
    copied: tuple[Path, World],
) -> None:
    path, world = copied
    paper = anchor_now(path, "CR")
    stream = world.trades["courier"]
    thief = Thief(path)
    line = next(line for line in thief.lines(stream) if line["kind"] == "trade:mark:enter")
    thief.alter(line, "body", json.dumps({**json.loads(line["body"]), "value": "0"}))
    thief.done()
    rewrite(path, stream, start=line["seq"] - 1)
    (fault,) = anchor_faults(path, world, paper)
    assert fault.kind == "anchor"


def test_a_stream_that_is_gone_altogether_is_missed(
    copied: tuple[Path, World],
) -> None:
    path, world = copied
    thief = Thief(path)
    stream = world.trades["lamian"]
    for table in ("journal", "journal_head"):
        thief.db.execute(f"DELETE FROM {table} WHERE stream = ?", (stream,))
    thief.done()
    assert [(fault.stream, fault.kind) for fault in read(path).faults] == [(stream, "removed")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mark SET value = '0' WHERE id = (SELECT max(id) FROM mark)",
        "DELETE FROM mark WHERE id = (SELECT max(id) FROM mark)",
        "UPDATE mark SET seat = seat + 1 WHERE id = (SELECT max(id) FROM mark)",
        "UPDATE receipt SET answer = replace(answer, 'hash', 'hush')",
        "UPDATE sheet SET state = 'signed' WHERE id = (SELECT max(id) FROM sheet)",
        "UPDATE sheet_seat SET state = 'open' WHERE state = 'submitted'",
    ],
)
def test_what_is_kept_beside_the_journal_is_computed_again_and_compared(
    copied: tuple[Path, World], statement: str
) -> None:
    path, _ = copied
    honest = Store(f"sqlite:///{path}")
    with honest.reading() as tx:
        assert rebuild(tx).differences == ()
    thief = Thief(path)
    thief.db.execute(statement)
    thief.done()
    with honest.reading() as tx:
        assert rebuild(tx).differences
    honest.close()
