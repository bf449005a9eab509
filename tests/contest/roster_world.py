"""A contest that waits for its rosters, and an upload read as the worker would read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contest.config import Settings
from contest.jobs.context import JobContext
from contest.jobs.read_roster import read_roster
from contest.keys import Keys
from contest.operations.rosters import Saved, preview_of, save_import, upload_roster
from contest.queries.import_plan import ImportPlan
from contest.queries.importing import plan_import
from contest.security import ORGANISER, Actor
from contest.store import contests, jobs, journal, rosters
from contest.store.engine import Store
from contest.store.jobs import Hold
from tests.contest.access_world import KEYS, World, build
from tests.contest.roster.making import HEADERS, book, data_of, number, person

WORKER = "test"


def upload(store: Store, actor: Actor, data: bytes, name: str = "roster.xlsx") -> str:
    """Upload a workbook and let its job run here; return the import's id."""
    import_id = upload_roster(store, keys=KEYS, actor=actor, file_name=name, data=data)
    read_now(store, actor, import_id)
    return import_id


def read_now(
    store: Store, actor: Actor, import_id: str, keys: Keys = KEYS
) -> dict[str, Any] | None:
    """Run the reading job of an import as a worker would, in this process."""
    with store.transaction() as tx:
        job = jobs.claim(tx, worker=WORKER, lease_seconds=600)
        assert job is not None
        hold = Hold(job_id=job.id, worker=WORKER, attempt=job.attempt)
        assert job.payload == {"import_id": import_id}
    context = JobContext(
        store=store,
        hold=hold,
        contest_id=actor.contest_id or "",
        payload={"import_id": import_id},
        actor=actor,
        settings=Settings(),
        keys=keys,
    )
    return read_roster(context)


def plan(store: Store, actor: Actor, import_id: str) -> ImportPlan:
    """What saving this import would do now."""
    with store.reading() as tx:
        found = rosters.get_import(tx, import_id)
        preview = preview_of(KEYS, found)
        return plan_import(tx, keys=KEYS, contest_id=found.contest_id, preview=preview)


@dataclass(frozen=True)
class Desk:
    """A contest with its organiser."""

    world: World
    actor: Actor


def desk(store: Store) -> Desk:
    """Build the contest and return it with its organiser."""
    world = build(store)
    return Desk(world=world, actor=world.actor(ORGANISER))


JUDGES = ("姓名", "身份证号", "工作单位", "执裁工种", "裁判证号", "裁判等级", "职务")
HALLS = ("赛场编号", "赛场名称", "座位数", "开放时间", "关闭时间")
STATIONS = ("所在赛场", "工位号", "工种", "设备", "位置")
LI = person(name="李㛃", id=number("19910101", 2), phone="19900010002", sender="乙厂")
MA = person(name="马𬱖", id=number("19920202", 3), phone="19900010003", trade="焊工")
SHEETS: dict[str, Sequence[Sequence[Any]]] = {
    "选手": [HEADERS, person(), LI, MA],
    "裁判": [
        JUDGES,
        ("高山", number("19700101"), "乙厂", "拉面", "LC-1", "国家级", "裁判长"),
        ("林海", number("19700102"), "学院", "拉面、焊工", "LC-2", "省级", "裁判"),
    ],
    "赛场": [HALLS, ("LM", "厨艺馆", 60, "08:30", None)],
    "工位": [STATIONS, ("厨艺馆", "L01", "拉面", "双眼灶", 1), ("厨艺馆", "L02", "拉面", "", 2)],
}
FIRST = Saved(people=3, entries=3, judges=2, venues=1, workstations=2)


def workbook(**other: Sequence[Sequence[Any]]) -> bytes:
    return data_of(book(SHEETS | other))


def save(store: Store, home: Desk, data: bytes, *, update: bool = False) -> Saved:
    import_id = upload(store, home.actor, data)
    agreed = plan(store, home.actor, import_id).digest if update else ""
    return save_import(store, keys=KEYS, actor=home.actor, import_id=import_id, update=agreed)


def entries(store: Store, home: Desk) -> list[tuple[str, str, str]]:
    with store.reading() as tx:
        return [
            (line.entry.entry_no, line.person.name, line.delegation.name)
            for line in rosters.roster(tx, home.world.contest_id)
        ]


def kinds(store: Store, home: Desk) -> list[str]:
    with store.reading() as tx:
        lines = journal.recent(tx, home.world.contest_id)
    return [line.kind for line in reversed(lines)]


def sign_a_stage(store: Store, home: Desk) -> None:
    """Let the trade of noodles have a signed prelim."""
    with store.transaction() as tx:
        contests.add_stage(
            tx,
            trade_id=home.world.trades["lamian"],
            key="prelim",
            name="初赛",
            name_en="Prelim",
            position=0,
            state="signed",
        )
