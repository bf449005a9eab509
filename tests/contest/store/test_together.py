"""Small writes that come at once share a commit, and each keeps its own fate."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import Session

from contest.store import contests
from contest.store.engine import Store
from contest.store.together import Together, Work
from tests.contest.factories import DAY


class Counted:
    """A store whose transactions are counted, and which may fail to commit."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.begun = 0
        self.failing = 0
        self.together = Together(self.transaction)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        self.begun += 1
        with self.store.transaction() as tx:
            yield tx
            if self.failing:
                self.failing -= 1
                raise OSError("the disk is full")

    def at_once(self, works: list[Work]) -> list[Any]:
        """Run all at the same moment; return each one's answer or error."""
        found: list[Any] = [None] * len(works)

        def run(number: int) -> None:
            try:
                found[number] = self.together.run(works[number])
            except (LookupError, OSError) as error:
                found[number] = error

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
        with self.together._committing:
            for thread in threads:
                thread.start()
            while len(self.together._line) < len(works):
                pass
        for thread in threads:
            thread.join()
        return found


def add(name: str) -> Work:
    def work(tx: Session) -> str:
        contests.add_contest(
            tx, name=name, name_en=name, host="", host_en="", starts_on=DAY, days=1
        )
        return name

    return work


def refuse(tx: Session) -> None:
    add("half")(tx)
    raise LookupError("refused after it had begun")


def names(store: Store) -> list[str]:
    with store.reading() as tx:
        return sorted(contest.name for contest in contests.all_contests(tx))


@pytest.fixture
def counted(store: Store) -> Counted:
    return Counted(store)


def test_all_who_wait_share_one_commit(counted: Counted) -> None:
    assert counted.at_once([add(f"c{n}") for n in range(8)]) == [f"c{n}" for n in range(8)]
    assert counted.begun == 1
    assert names(counted.store) == [f"c{n}" for n in range(8)]


def test_one_that_is_refused_leaves_no_trace_and_harms_nobody(counted: Counted) -> None:
    first, error, last = counted.at_once([add("a"), refuse, add("b")])
    assert (first, last) == ("a", "b")
    assert isinstance(error, LookupError)
    assert names(counted.store) == ["a", "b"]


def test_a_commit_that_fails_is_tried_again_one_by_one(counted: Counted) -> None:
    counted.failing = 1
    assert counted.at_once([add("a"), add("b")]) == ["a", "b"]
    assert counted.begun == 3
    assert names(counted.store) == ["a", "b"]


def test_who_commits_for_others_may_be_ended_without_leaving_them_alone(counted: Counted) -> None:
    def end(tx: Session) -> None:
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt

    answers: list[Any] = []
    other = threading.Thread(target=lambda: answers.append(counted.together.run(add("other"))))
    with counted.together._committing:
        other.start()
        while not counted.together._line:
            pass
        group = [counted.together._line.popleft()]
        group[0].work, kept = end, group[0].work
        with pytest.raises(KeyboardInterrupt):
            counted.together._commit(group)
        group[0].work = kept
    other.join()
    assert answers == ["other"]
    assert names(counted.store) == ["other"]


def test_nobody_is_answered_for_what_was_not_committed(counted: Counted) -> None:
    counted.failing = 3
    assert all(isinstance(one, OSError) for one in counted.at_once([add("a"), add("b")]))
    assert names(counted.store) == []
    assert counted.at_once([add("later")]) == ["later"]
