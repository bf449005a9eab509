"""Small writes that come at once share a commit, and each keeps its own fate."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import Session

from contest.store import contests
from contest.store.engine import Store
from contest.store.together import AT_ONCE, Together, Work, _Waiting
from tests.contest.factories import DAY


def work(tx: Session, wanted: Sequence[str]) -> list[str]:
    """Found a contest for each name; some names make trouble."""
    for name in wanted:
        contests.add_contest(
            tx, name=name, name_en=name, host="", host_en="", starts_on=DAY, days=1
        )
        if name == "half":
            raise LookupError("failed after it had begun")
    return [f"{name} founded" for name in wanted]


class Counted:
    """A store whose transactions are counted, and which may fail to commit."""

    def __init__(self, store: Store, work: Work = work) -> None:
        self.store = store
        self.begun = 0
        self.failing = 0
        self.together = Together(self.transaction, work)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        self.begun += 1
        with self.store.transaction() as tx:
            yield tx
            if self.failing:
                self.failing -= 1
                raise OSError("the disk is full")

    def at_once(self, names: list[str]) -> list[Any]:
        """Run all at the same moment; return each one's answer or error."""
        found: list[Any] = [None] * len(names)

        def run(number: int) -> None:
            try:
                found[number] = self.together.run(names[number])
            except (LookupError, OSError) as error:
                found[number] = error

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(names))]
        with self.somebody_commits():
            for thread in threads:
                thread.start()
            while len(self.together._line) < len(names):
                pass
        for thread in threads:
            thread.join()
        return found

    @contextmanager
    def somebody_commits(self) -> Iterator[None]:
        """Let everybody wait meanwhile."""
        self.together._busy = True
        yield
        self.together._pass_on()


def names(store: Store) -> list[str]:
    with store.reading() as tx:
        return sorted(contest.name for contest in contests.all_contests(tx))


@pytest.fixture
def counted(store: Store) -> Counted:
    return Counted(store)


def test_all_who_wait_share_one_commit(counted: Counted) -> None:
    wanted = [f"c{n}" for n in range(8)]
    assert counted.at_once(wanted) == [f"{name} founded" for name in wanted]
    assert counted.begun == 1
    assert names(counted.store) == wanted


def test_one_that_fails_leaves_no_trace_and_harms_nobody(counted: Counted) -> None:
    first, error, last = counted.at_once(["a", "half", "b"])
    assert (first, last) == ("a founded", "b founded")
    assert isinstance(error, LookupError)
    assert names(counted.store) == ["a", "b"]


def test_a_commit_that_fails_is_tried_again_one_by_one(counted: Counted) -> None:
    counted.failing = 1
    assert counted.at_once(["a", "b"]) == ["a founded", "b founded"]
    assert counted.begun == 3
    assert names(counted.store) == ["a", "b"]


def test_who_commits_for_others_may_be_ended_without_leaving_them_alone(store: Store) -> None:
    def end_the_first(tx: Session, wanted: Sequence[str]) -> list[str]:
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        return work(tx, wanted)

    counted = Counted(store, end_the_first)
    answers: list[Any] = []
    other = threading.Thread(target=lambda: answers.append(counted.together.run("other")))
    with counted.somebody_commits():
        other.start()
        while not counted.together._line:
            pass
        mine = _Waiting("mine")
        with pytest.raises(KeyboardInterrupt):
            counted.together._commit([mine, counted.together._line.popleft()], mine)
        assert [one.item for one in counted.together._line] == ["other"]
    other.join()
    assert answers == ["other founded"]
    assert names(store) == ["other"]


def test_nobody_is_answered_for_what_was_not_committed(counted: Counted) -> None:
    counted.failing = 3
    assert all(isinstance(one, OSError) for one in counted.at_once(["a", "b"]))
    assert names(counted.store) == []
    assert counted.at_once(["later"]) == ["later founded"]


def test_more_than_fit_into_one_commit_are_all_answered(counted: Counted) -> None:
    wanted = [f"c{n:03}" for n in range(AT_ONCE + 20)]
    assert counted.at_once(wanted) == [f"{name} founded" for name in wanted]
    assert counted.begun == 2
    assert names(counted.store) == wanted
