"""The journal is only ever added to, on both databases, and confirms no guess."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from contest.queries.verification import verify
from contest.store import contests, journal
from contest.store.engine import Store
from tests.contest.factories import DAY, World, make_world
from tests.contest.hands import fill_sheet, work_of


@pytest.fixture
def world(store: Store) -> World:
    made = make_world(store)
    judge = made.judges["lamian"][0]
    fill_sheet(store, judge, max(work_of(store, judge), key=lambda sheet: len(sheet["form"])))
    return made


def told(tx: Session, stream: str, value: str = "8.5") -> journal.Line:
    return journal.append(
        tx,
        contest_id=stream,
        stream=stream,
        kind="contest:contest:create",
        actor_id=None,
        role="",
        body={"value": value},
    )


@pytest.mark.parametrize("table", ["journal", "mark", "receipt"])
@pytest.mark.parametrize("how", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_every_rewrite_is_refused_by_the_database_itself(
    store: Store, world: World, table: str, how: str
) -> None:
    column = "hash" if table == "journal" else "id"
    with pytest.raises(DBAPIError, match="only"), store.transaction() as tx:
        tx.execute(text(how.format(table, column)))


def test_a_line_cannot_be_put_over_another_one(store: Store, world: World) -> None:
    again = (
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1"
        if store.engine.dialect.name == "sqlite"
        else "INSERT INTO journal SELECT * FROM journal WHERE seq = 1 "
        "ON CONFLICT (stream, seq) DO UPDATE SET hash = ''"
    )
    with pytest.raises(DBAPIError, match="only"), store.transaction() as tx:
        tx.execute(text(again))


def test_what_is_read_back_has_the_hash_that_was_written(store: Store, world: World) -> None:
    with store.standing_still() as tx:
        found = verify(tx)
    assert (found.faults, found.lines > 5) == ((), True)


def test_the_same_mark_twice_has_two_hashes_so_that_none_confirms_a_guess(store: Store) -> None:
    lines = []
    with store.transaction() as tx:
        for _ in range(2):
            contest = contests.add_contest(
                tx, name="测试", name_en="Test", host="", host_en="", starts_on=DAY, days=1
            )
            lines.append(told(tx, contest.id))
    first, second = lines
    assert (first.seq, first.previous) == (second.seq, second.previous) == (1, "")
    second = second._replace(stream=first.stream, contest_id=first.contest_id, at=first.at)
    assert journal.line_hash(second) != first.hash
    assert journal.line_hash(second._replace(salt=first.salt)) == first.hash
    assert len(first.salt) == 32


def test_writers_of_one_stream_leave_no_gap_and_no_fork(store: Store, world: World) -> None:
    def write() -> None:
        for _ in range(5):
            with store.transaction() as tx:
                told(tx, world.contest_id)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.standing_still() as tx:
        assert journal.head_seq(tx, world.contest_id) == 20
        assert verify(tx).faults == ()


def test_a_check_that_runs_while_others_write_sees_one_moment(store: Store, world: World) -> None:
    with store.standing_still() as tx:
        before = verify(tx)
        with store.transaction() as other:
            told(other, world.contest_id)
        again = verify(tx)
    assert (again.faults, again.lines) == ((), before.lines)
