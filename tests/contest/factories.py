"""A small contest whose heats stand ready to be marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from contest.operations.sheets import prepare_sheets
from contest.presets import preset
from contest.rulebook import hashes, read_rulebook
from contest.security import Actor
from contest.store import contests, rulebooks
from contest.store.engine import Store
from contest.store.tables.contest import Delegation, Venue
from contest.store.tables.people import Certification, Entry, Person, Staff
from contest.store.tables.timetable import Duty, Heat, Slot
from judging import modules

TRADES = {
    "lamian": ("LM", "拉面", "Hand-pulled noodles"),
    "welding": ("WD", "焊工", "Welding"),
    "courier": ("CR", "快递员", "Courier"),
}
DAY = date(2026, 5, 11)


@dataclass
class World:
    """Ids and actors of what was made. `judges[trade]` are in the order of their seats."""

    contest_id: str
    trades: dict[str, str] = field(default_factory=dict)
    stages: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: dict[str, list[str]] = field(default_factory=dict)
    judges: dict[str, list[Actor]] = field(default_factory=dict)
    chiefs: dict[str, Actor] = field(default_factory=dict)
    organiser: Actor = field(default_factory=Actor)
    supervisor: Actor = field(default_factory=Actor)
    registrar: Actor = field(default_factory=Actor)
    coding_judge: Actor = field(default_factory=Actor)


def make_world(
    store: Store,
    *,
    codes: tuple[str, ...] = ("lamian",),
    entries: int = 4,
    final_places: int = 2,
    books: Mapping[str, str] | None = None,
) -> World:
    """
    Write a contest whose prelim heats hold everybody and whose final has empty places.

    Every trade gets seven judges (the sixth and seventh are spare) and a chief. ``books`` stand in
    for the trades' own rulebooks.
    """
    with store.transaction() as tx:
        contest = contests.add_contest(
            tx,
            name="测试大赛",
            name_en="Test contest",
            host="市总工会",
            host_en="City union",
            starts_on=DAY,
            days=2,
            checkin_open=True,
            is_rehearsal=True,
        )
        world = World(contest_id=contest.id)
        delegations = [Delegation(contest_id=contest.id, name=f"代表队{n}") for n in range(1, 5)]
        venue = Venue(
            contest_id=contest.id, code="V1", name="一号赛场", name_en="Venue 1", seats=60
        )
        tx.add_all([*delegations, venue])
        tx.flush()
        number = 0

        def staff(role: str, trade_id: str | None = None) -> Actor:
            nonlocal number
            number += 1
            person = Person(contest_id=contest.id, name=f"工作{number}", id_last4=f"{number:04d}")
            tx.add(person)
            tx.flush()
            row = Staff(
                contest_id=contest.id,
                person_id=person.id,
                role=role,
                trade_id=trade_id if role == "chief_judge" else None,
                number=f"S-{number:02d}",
            )
            tx.add(row)
            tx.flush()
            if trade_id:
                tx.add(Certification(staff_id=row.id, trade_id=trade_id, number=f"C{number}"))
            return Actor(
                role=role,
                staff_id=row.id,
                contest_id=contest.id,
                trade_id=row.trade_id,
                name=person.name,
                number=row.number,
            )

        world.organiser = staff("organiser")
        world.supervisor = staff("supervisor")
        world.registrar = staff("registrar")
        world.coding_judge = staff("coding_judge")
        for position, code in enumerate(codes):
            prefix, name, name_en = TRADES[code]
            text = (books or {}).get(code) or preset(code)
            rules = read_rulebook(text)
            trade = contests.add_trade(
                tx,
                contest_id=contest.id,
                code=code,
                prefix=prefix,
                name=name,
                name_en=name_en,
                position=position,
            )
            world.trades[code] = trade.id
            document, meaning = hashes(text)
            rulebooks.add_rulebook(
                tx,
                trade_id=trade.id,
                text=text,
                document_hash=document,
                meaning_hash=meaning,
            )
            world.judges[code] = [staff("judge", trade.id) for _ in range(7)]
            world.chiefs[code] = staff("chief_judge", trade.id)
            world.entries[code] = []
            for n in range(1, entries + 1):
                person = Person(
                    contest_id=contest.id, name=f"选手{code}{n}", facts={"skill_level": "高级工"}
                )
                tx.add(person)
                tx.flush()
                entry = Entry(
                    trade_id=trade.id,
                    person_id=person.id,
                    delegation_id=delegations[n % 4].id,
                    entry_no=f"{prefix}-{n:03d}",
                )
                tx.add(entry)
                tx.flush()
                world.entries[code].append(entry.id)
            heat_ids: list[str] = []
            for stage_position, rule in enumerate(rules.stages):
                first = stage_position == 0
                stage = contests.add_stage(
                    tx,
                    trade_id=trade.id,
                    key=rule.id,
                    name=rule.name,
                    name_en=rule.name_en,
                    position=stage_position,
                    board="live",
                    places=final_places if first else None,
                )
                world.stages[code, rule.id] = stage.id
                for module in modules(rules, rule.id):
                    starts = 480 + 120 * len(heat_ids)
                    heat = Heat(
                        contest_id=contest.id,
                        stage_id=stage.id,
                        venue_id=venue.id,
                        key=f"{code}/{rule.id}/{module.id}/1",
                        module_id=module.id,
                        number=1,
                        starts_min=starts,
                        ends_min=starts + 60,
                        starts_at=datetime(2026, 5, 11, tzinfo=UTC) + timedelta(minutes=starts),
                        ends_at=datetime(2026, 5, 11, tzinfo=UTC) + timedelta(minutes=starts + 60),
                    )
                    tx.add(heat)
                    tx.flush()
                    heat_ids.append(heat.id)
                    for n in range(len(world.entries[code]) if first else final_places):
                        seated = world.entries[code][n] if first else None
                        place = seated or f"{rule.id}#{n + 1}"
                        tx.add(
                            Slot(heat_id=heat.id, label=str(n + 1), place=place, entry_id=seated)
                        )
                    for seat in range(1, module.panel + 1):
                        judge = world.judges[code][seat - 1]
                        tx.add(Duty(heat_id=heat.id, staff_id=judge.staff_id or "", seat=seat))
                    tx.flush()
            prepare_sheets(tx, heat_ids)
    return world
