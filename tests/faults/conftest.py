"""A served contest with one judge on a tablet, for everything that is to go wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.demo.cast import Cast
from contest.demo.credentials import Credentials, Official
from contest.keys import load_keys
from contest.operations.badges import issue_staff_badges
from contest.operations.credentials import issue_pins, set_password
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.server import Server

PASSWORD = "marmot-under-the-old-bridge"


@pytest.fixture
def played(tmp_path: Path) -> Iterator[tuple[Server, World, Cast]]:
    """A served contest with one judge signed in on a tablet."""
    store = Store(f"sqlite:///{tmp_path / 'leitai.db'}")
    store.migrate()
    world = make_world(store)
    keys = load_keys(tmp_path)
    organiser, judge = world.organiser, world.judges["lamian"][0]
    staff_id, judge_id = organiser.staff_id or "", judge.staff_id or ""
    set_password(
        store, keys=keys, actor=organiser, staff_id=staff_id, user_name="o", password=PASSWORD
    )
    badges = issue_staff_badges(store, keys=keys, actor=organiser, staff_ids=[judge_id])
    pins = issue_pins(store, keys=keys, actor=organiser, staff_ids=[judge_id])
    official = Official(
        number=judge.number,
        name=judge.name,
        role="judge",
        trade="lamian",
        badge=badges[judge_id],
        pin=pins[judge_id],
    )
    store.close()
    server = Server(tmp_path)
    server.start()
    doors = Credentials(
        contest_id=world.contest_id, user_name="o", password=PASSWORD, officials=(official,)
    )
    cast = Cast(base=server.base, credentials=doors)
    cast.organiser_comes()
    cast.come([official])
    yield server, world, cast
    server.kill_left_over()
