"""
The production server for real: nginx with TLS, PostgreSQL with a standby, Redis, four processes.

What runs is what `leitai admin production` wrote. A thousand screens watch over both public
processes while three judges mark; then processes are killed, and at last the database.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest

from contest.demo.cast import Cast
from contest.demo.visitor import Visitor
from contest.rehearsal.crowd import Crowd, NotHealed
from tests.contest.factories import World
from tests.faults.judges import Judges
from tests.postgres import Postgres
from tests.production import Installation, make_contest
from tests.redis import RedisServer

WATCHERS = 1000


@dataclass(frozen=True)
class Day:
    """Everything that is running."""

    site: Installation
    primary: Postgres
    standby: Postgres
    world: World
    judges: Judges
    crowd: Crowd

    @property
    def board(self) -> str:
        return f"/boards/{self.world.stages['lamian', 'prelim']}.json"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with ExitStack() as last:
        primary = Postgres(())
        last.callback(primary.stop)
        name = primary.create()
        standby = Postgres((), standby_of=primary)
        last.callback(standby.stop)
        primary.run("ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (leitai_standby)'")
        primary.run("SELECT pg_reload_conf()")
        redis = RedisServer()
        redis.start()
        last.callback(redis.stop)
        primary.run("CREATE ROLE leitai_app LOGIN IN ROLE pg_monitor")
        primary.run("CREATE ROLE leitai_public LOGIN")
        both = f"host={primary.data},{standby.data}&target_session_attrs=read-write"
        as_owner, as_app, as_public = (
            f"postgresql://{role}@/{name}?{both}&connect_timeout=3"
            for role in ("postgres", "leitai_app", "leitai_public")
        )
        site = Installation(
            tmp_path_factory.mktemp("production"),
            database=as_app,
            owner_database=as_owner,
            public_database=as_public,
            redis=redis.url,
        )
        patch = last.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("SSL_CERT_FILE", str(site.certificate.certificate))
        migrated = site.leitai("migrate", role="owner")
        assert migrated.exit_code == 0, migrated.output
        world, doors = make_contest(site.data, primary.url(name))
        last.callback(site.stop)
        begun = time.monotonic()
        site.start()
        crowd = Crowd(
            site.base.replace(site.hall, site.public),
            world.stages["lamian", "prelim"],
            WATCHERS,
            connect_to="127.0.0.1",
        )
        last.callback(crowd.stop)
        crowd.start()
        cast = Cast(base=site.base, credentials=doors)
        cast.organiser_comes()
        cast.come(doors.officials)
        crowd.wait_for(0)
        print(
            f"\n{WATCHERS} screens and {len(doors.officials)} judges are there after "
            f"{time.monotonic() - begun:.1f} s"
        )
        judges = Judges(list(cast.visitors.values()))
        judges.start()
        yield Day(site, primary, standby, world, judges, crowd)


def wrong(server: Postgres, database: str, judges: Judges) -> list[str]:
    """What the database says otherwise than the tablets; shares no code with the server."""
    # Copies: the judges go on marking.
    acks = dict(judges.acks)
    with psycopg.connect(host=str(server.data), user="postgres", dbname=database) as line:
        rows = line.execute("SELECT id, sheet_id, aspect_id, value FROM mark").fetchall()
        told = line.execute(
            "SELECT body->>'mark_id', hash FROM journal WHERE kind = 'trade:mark:enter'"
        ).fetchall()
    kept = {row[0]: row[1:] for row in rows}
    counted, hashes = Counter(row[0] for row in told), {row[1] for row in told}
    found = [f"lost: {one}" for one in acks if one not in kept]
    found += [f"given by nobody: {one}" for one in kept if one not in judges.taps]
    found += [f"counted {times} times: {one}" for one, times in counted.items() if times != 1]
    found += [f"not in the journal: {one}" for one in kept if one not in counted]
    found += [f"receipt without line: {r}" for r in acks.values() if r["hash"] not in hashes]
    for one, tap in dict(judges.taps).items():
        given = tuple(tap[name] for name in ("sheet_id", "aspect_id", "value"))
        if one in kept and kept[one] != given:
            found.append(f"kept as something else: {one}")
    return found


def database_of(site: Installation) -> str:
    return site.plan.database.partition("@/")[2].partition("?")[0]


def heal(day: Day) -> int:
    """Wait until every screen holds the picture of now or a newer one; answers its number."""
    seq: int = Visitor(day.site.base).json(day.board)["seq"]
    try:
        day.crowd.wait_for(seq)
    except NotHealed as trouble:
        raise AssertionError(f"{trouble}\n{day.site.state()}") from trouble
    assert day.crowd.wrong == []
    return seq


def test_a_killed_process_on_each_side_loses_no_mark_and_every_screen_heals(day: Day) -> None:
    day.judges.wait_for_more(60)
    begun = time.monotonic()
    day.site.kill("public-1")
    day.site.kill("hall-1")
    day.judges.wait_for_more(60)
    print(f"\n60 marks after the kill: {time.monotonic() - begun:.1f} s")
    heal(day)
    print(
        f"{day.crowd.lost} screens lost their line; all hold the newest picture after "
        f"{time.monotonic() - begun:.1f} s; {day.judges.sent_again} deliveries were repeated"
    )
    assert WATCHERS * 0.2 < day.crowd.lost < WATCHERS
    assert wrong(day.primary, database_of(day.site), day.judges) == []
    # The roles that the processes run as are as weak as can be, and not weaker.
    assert "permission denied" not in day.site.log()


def test_the_standby_takes_over_with_every_acknowledged_mark(day: Day) -> None:
    day.judges.wait_for_more(20)
    status = day.site.leitai("standby", "status")
    assert (status.exit_code, "leitai_standby" in status.output) == (0, True), status.output
    # A bare machine has no such program; every shell has the word.
    stop = f"sh -c 'kill -9 {day.primary.process.pid}'"
    database = database_of(day.site)
    standby = f"host={day.standby.data} user=postgres dbname={database}"
    wrong_word = day.site.leitai("standby", "drill", "--standby", standby, "--stop", "no-such-word")
    assert (wrong_word.exit_code, "演练没有开始" in wrong_word.output) == (1, True)
    drilled = day.site.leitai("standby", "drill", "--standby", standby, "--stop", stop)
    assert drilled.exit_code == 0, drilled.output + day.site.log()
    print(f"\n{drilled.output}")
    day.judges.wait_for_more(20)
    day.judges.stop()
    seq = heal(day)
    # Who asks is told what every screen was sent.
    told = Visitor(day.site.base).json(day.board)
    assert {**told, "at": ""} == {**day.crowd.pictures[seq], "at": ""}
    assert wrong(day.standby, database, day.judges) == []
    print(f"{len(day.judges.acks)} marks were acknowledged, none is lost or counted twice")
    alone = day.site.leitai("standby", "status")
    assert alone.exit_code == 1
    assert "没有同步的备用库" in alone.output
