"""A rehearsal finds nothing wrong with a server that is restarted, and finds a lost mark."""

from threading import Event
from typing import Any

from contest.demo.cast import Cast
from contest.rehearsal.play import Readiness, rehearse
from contest.rehearsal.tablets import Tablet
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import World
from tests.server import Server

SCREENS = 60


def play(server: Server, cast: Cast) -> Readiness:
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
        restart=restart,
        say=lambda zh, en: print(en),
    )


def test_a_rehearsal_with_a_restart_ends_ready_and_nothing_submits_itself(
    played: tuple[Server, World, Cast],
) -> None:
    server, world, cast = played
    found = play(server, cast)
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


class Forgetful:
    """A server that acknowledges every mark and keeps all but those on one aspect."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.form: list[dict[str, Any]] = [
            {
                "id": name,
                "kind": "points",
                "choices": [],
                "unit": None,
                "least": "0",
                "max": "10",
                "step": "0.5",
            }
            for name in ("aroma", "taste")
        ]

    def json(self, path: str) -> dict[str, Any]:
        assert path == "/tablet/work"
        sheet = {
            "id": "sheet",
            "state": "open",
            "entry": {"label": "W-01"},
            "form": self.form,
            "marks": self.kept,
        }
        return {"contest": {"id": "contest"}, "sheets": [sheet]}

    def post_json(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        (operation,) = body["operations"]
        if operation["aspect_id"] != "taste":
            self.kept[operation["aspect_id"]] = operation["value"]
        answer = {"id": operation["id"], "status": "applied", "receipt": {"no": 1}}
        return {"results": [answer]}


class Taps(Event):
    """Stops the judge after so many taps."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.left = most

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_mark_that_is_acknowledged_and_lost_is_found() -> None:
    server: Any = Forgetful()
    tablet = Tablet("S-01", server, seed=3)
    tablet.mark(Taps(40), pace=0)
    assert tablet.wrong == []
    assert len(tablet.acks) == tablet.counts["taps"] == 40
    (found,) = tablet.kept()
    assert "taste" in found
    assert found.endswith("the server holds None")
