"""Builds the demo contest from the sample workbooks, by the operations that organisers use."""

import secrets
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from contest.clock import now
from contest.config import Settings
from contest.demo.credentials import Credentials, Official, keep
from contest.keys import Keys, load_keys
from contest.operations.badges import issue_entry_badges, issue_staff_badges
from contest.operations.checkin import switch_checkin
from contest.operations.credentials import issue_pins
from contest.operations.founding import NewContest, found_contest
from contest.operations.people import add_staff
from contest.operations.placing import NewOfficial
from contest.operations.results import switch_board
from contest.operations.rosters import save_import, upload_roster
from contest.operations.rulebooks import load_rulebook
from contest.operations.timetabling import publish, request_draft
from contest.operations.trades import NewTrade, add_trade
from contest.presets import preset, sample_roster
from contest.queries.problem import Wishes
from contest.security import ORGANISER, Actor
from contest.store import contests, jobs, people, timetables
from contest.store.engine import Store
from contest.store.entries import entries_of_trade

USER_NAME = "demo"
ORGANISER_NAME = "周组织"
DRAFT_SECONDS = 4
TIMEZONE = "Asia/Shanghai"
TRADES = (
    NewTrade(code="lamian", prefix="LM", name="拉面", name_en="Hand-pulled noodles"),
    NewTrade(code="welding", prefix="WD", name="焊工", name_en="Welding"),
    NewTrade(code="courier", prefix="CR", name="快递员", name_en="Courier"),
)
HELPERS = (
    ("registrar", "方检录"),
    ("registrar", "黎签到"),
    ("coding_judge", "石加密"),
    ("supervisor", "卫监督"),
)
Say = Callable[[str], None]


class BuildFailed(Exception):
    """A job of the build ended badly; the sentence is the job's."""


def build_demo(settings: Settings, store: Store, say: Say) -> Credentials:
    """
    Build the demo contest of the story; a worker must be running for its jobs.

    Returns what opens the doors; it is also kept in the data folder.
    """
    keys = load_keys(settings.data_dir)
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    founded = found_contest(
        store,
        keys=keys,
        contest=NewContest(
            name="2026 年“匠心杯”职业技能大赛（演示）",
            name_en="Craftsmen's Cup 2026 (demonstration)",
            host="江州市总工会",
            host_en="Jiangzhou Federation of Trade Unions",
            starts_on=now().astimezone(ZoneInfo(TIMEZONE)).date(),
            days=2,
            is_rehearsal=True,
        ),
        organiser=ORGANISER_NAME,
        user_name=USER_NAME,
        password=password,
    )
    actor = Actor(
        role=ORGANISER,
        staff_id=founded.organiser_id,
        contest_id=founded.contest_id,
        name=ORGANISER_NAME,
    )
    trades = {trade.code: add_trade(store, actor=actor, trade=trade) for trade in TRADES}
    for code, trade_id in trades.items():
        load_rulebook(store, actor=actor, trade_id=trade_id, text=preset(code))
    for code in trades:
        say(f"导入名单 importing {code}.xlsx")
        _import(store, keys, actor, code)
    for role, name in HELPERS:
        add_staff(store, keys=keys, actor=actor, official=NewOfficial(name=name, role=role))
    say("编排赛程 solving the timetable")
    _timetable(store, actor)
    switch_checkin(store, actor=actor, is_open=True)
    with store.reading() as tx:
        stages = [s.id for trade in trades.values() for s in contests.stages_of(tx, trade)]
    for stage_id in stages:
        switch_board(store, actor=actor, stage_id=stage_id, show=True)
    credentials = _doors(store, keys, actor, trades, password)
    keep(settings.data_dir, credentials)
    return credentials


def _import(store: Store, keys: Keys, actor: Actor, code: str) -> None:
    path = sample_roster(code)
    data = path.read_bytes()
    import_id = upload_roster(store, keys=keys, actor=actor, file_name=path.name, data=data)
    with store.reading() as tx:
        latest = jobs.latest_of_kind(tx, actor.contest_id or "", "read_roster")
    _wait(store, latest.id if latest else "")
    save_import(store, keys=keys, actor=actor, import_id=import_id)


def _timetable(store: Store, actor: Actor) -> None:
    _wait(store, request_draft(store, actor=actor, wishes=Wishes(seconds=DRAFT_SECONDS)))
    with store.reading() as tx:
        draft = timetables.draft(tx, actor.contest_id or "")
    if draft is None:
        raise BuildFailed("no timetable was drafted")
    publish(store, actor=actor, version_id=draft.id)


def _doors(
    store: Store, keys: Keys, actor: Actor, trades: dict[str, str], password: str
) -> Credentials:
    """Issue badges and PINs to everybody; only the demo keeps what they are."""
    contest_id = actor.contest_id or ""
    with store.reading() as tx:
        staff = [pair for pair in people.staff_of(tx, contest_id) if pair[0].role != "organiser"]
        certified = {
            certificate.staff_id: trade.code
            for certificate, trade in people.certifications_of(tx, contest_id)
        }
        lines = [line for trade_id in trades.values() for line in entries_of_trade(tx, trade_id)]
    staff_ids = [official.id for official, _ in staff]
    badges = issue_staff_badges(store, keys=keys, actor=actor, staff_ids=staff_ids)
    pins = issue_pins(store, keys=keys, actor=actor, staff_ids=staff_ids)
    entry_ids = [line.id for line in lines]
    tokens = issue_entry_badges(store, keys=keys, actor=actor, entry_ids=entry_ids)
    return Credentials(
        contest_id=contest_id,
        user_name=USER_NAME,
        password=password,
        officials=tuple(
            Official(
                number=official.number,
                name=person.name,
                role=official.role,
                trade=certified.get(official.id, ""),
                badge=badges[official.id],
                pin=pins[official.id],
            )
            for official, person in staff
        ),
        entries={line.no: tokens[line.id] for line in lines},
    )


def _wait(store: Store, job_id: str, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with store.reading() as tx:
            job = jobs.get_job(tx, job_id)
        if job.state == "done":
            return
        if job.state in jobs.OVER:
            raise BuildFailed(str(job.result))
        time.sleep(0.1)
    raise BuildFailed(f"a job took longer than {seconds:.0f} s")
