"""A write in one process wakes the relays of the others; without Redis nothing else changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from contest.live.bell import Bell
from contest.store.engine import Store
from tests.redis import RedisServer


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def two(redis: RedisServer, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two processes' stores with their bells; each has heard that the other can be heard."""
    stores = [Store(f"sqlite:///{tmp_path / 'leitai.db'}") for _ in range(2)]
    bells = [Bell(redis.url, store) for store in stores]
    for bell in bells:
        bell.start()
        assert bell.heard.wait(20)
    for store in stores:
        store.written.clear()
    yield stores[0], stores[1]
    for bell in bells:
        bell.stop()
    for store in stores:
        store.close()


def test_a_commit_here_is_heard_there(two: tuple[Store, Store]) -> None:
    here, there = two
    with here.transaction():
        pass
    assert there.written.wait(20)


def test_who_is_rung_does_not_ring_back(two: tuple[Store, Store]) -> None:
    here, there = two
    with here.transaction():
        pass
    assert there.written.wait(20)
    here.written.clear()
    with there.transaction():
        pass
    # The answer to the second commit is the only ring that `here` may hear.
    assert here.written.wait(20)
    here.written.clear()
    assert not here.written.wait(0.3)


def test_bells_ring_again_once_redis_is_back(
    two: tuple[Store, Store], redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = two
    redis.stop()
    with here.transaction():
        pass
    assert here.written.is_set()
    redis.start()
    # Who listens again looks at once: what was written meanwhile is found without a ring.
    assert there.written.wait(20)
    there.written.clear()
    for _ in range(100):
        with here.transaction():
            pass
        if there.written.wait(0.2):
            break
    else:
        raise AssertionError("nobody was rung")
    assert "other processes are not" in caplog.text


def test_hundreds_of_writes_open_no_more_connections_than_one(
    two: tuple[Store, Store], redis: RedisServer
) -> None:
    here, there = two
    with Redis.from_url(redis.url) as asking:
        before = len(asking.client_list())
        for _ in range(300):
            with here.transaction():
                pass
        assert there.written.wait(20)
        assert len(asking.client_list()) <= before + 1
        # A line to ring by and a line to hear by for each of the two; and ours.
        assert before <= 5
