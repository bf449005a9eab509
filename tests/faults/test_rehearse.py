"""A rehearsal finds nothing wrong with a server that is restarted, and finds a lost mark."""

from typing import Any

import pytest

from contest.demo.cast import Cast
from contest.rehearsal.play import Readiness, rehearse
from contest.rehearsal.tablets import Tablet
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import World
from tests.server import Server

SCREENS = 60


def play(server: Server, cast: Cast, *, restarts: bool) -> Readiness:
    def restart() -> None:
        server.kill()
        server.start()

    return rehearse(
        server.base,
        server.base,
        cast.credentials,
        screens=SCREENS,
        tablets=1,
        seconds=4,
        seed=3,
        restart=restart if restarts else None,
        say=lambda zh, en: print(en),
    )


def test_a_rehearsal_with_a_restart_ends_ready_and_nothing_submits_itself(
    played: tuple[Server, World, Cast],
) -> None:
    server, world, cast = played
    found = play(server, cast, restarts=True)
    assert found.wrong == []
    assert found.acknowledged == found.counts["taps"] > 0
    assert found.lines_lost >= SCREENS
    assert found.counts["doubled"] + found.counts["unheard"] + found.counts["dropped"] > 0
    store = Store(f"sqlite:///{server.folder / 'leitai.db'}")
    with store.reading() as tx:
        kinds = {line.kind for line in journal.lines(tx, world.trades["lamian"], most=100_000)}
    store.close()
    assert "trade:mark:enter" in kinds
    assert "trade:seat:submit" not in kinds


def test_a_mark_that_is_acknowledged_and_lost_is_found(
    played: tuple[Server, World, Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _, cast = played
    deliver = Tablet._deliver
    swallowed: list[str] = []

    def swallow(tablet: Tablet, operation: dict[str, Any]) -> None:
        if not swallowed or operation["aspect_id"] == swallowed[0]:
            swallowed.append(operation["aspect_id"])
            tablet.acks[operation["id"]] = {"no": 1}
            return
        deliver(tablet, operation)

    monkeypatch.setattr(Tablet, "_deliver", swallow)
    found = play(server, cast, restarts=False)
    assert [one for one in found.wrong if "the server holds None" in one]
