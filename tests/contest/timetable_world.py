"""A small contest for tests of timetable, check-in and draw: two trades, 16 entries, 9 judges."""

from dataclasses import dataclass
from datetime import date

from contest.ids import new_badge_token, token_hash
from contest.security import Actor
from contest.store import journal
from contest.store.engine import Store
from contest.store.tables.contest import (
    Contest,
    Delegation,
    Stage,
    Trade,
    Venue,
    Workstation,
)
from contest.store.tables.people import Certification, Entry, Person, Staff

ROLES = ("organiser", "registrar", "supervisor", "coding_judge")


@dataclass(frozen=True, kw_only=True)
class World:
    """Ids of what was made; `tokens` are the entries' badges by entry id."""

    contest_id: str
    trades: dict[str, str]
    stages: dict[tuple[str, str], str]
    entries: dict[str, list[str]]
    tokens: dict[str, str]
    judges: list[str]
    actors: dict[str, Actor]

    @property
    def organiser(self) -> Actor:
        return self.actors["organiser"]

    def put_out(self, store: Store, actor: Actor) -> None:
        with store.transaction() as tx:
            staff = tx.get(Staff, actor.staff_id)
            assert staff is not None
            staff.active = False


def make_world(store: Store, *, codes: tuple[str, ...] = ("lamian", "welder")) -> World:
    """Write the contest; every trade has 8 entries of four delegations and five judges."""
    with store.transaction() as tx:
        contest = Contest(
            name="测试大赛",
            name_en="Test contest",
            host="总工会",
            host_en="Union",
            starts_on=date(2026, 5, 11),
            days=2,
            checkin_open=True,
        )
        tx.add(contest)
        tx.flush()
        delegations = [Delegation(contest_id=contest.id, name=f"代表队{n}") for n in range(4)]
        tx.add_all(delegations)
        hall = Venue(contest_id=contest.id, code="T", name="理论考场", name_en="Hall", seats=40)
        shop = Venue(contest_id=contest.id, code="P", name="实操赛场", name_en="Shop")
        tx.add_all([hall, shop])
        tx.flush()
        trades: dict[str, str] = {}
        stages: dict[tuple[str, str], str] = {}
        entries: dict[str, list[str]] = {}
        tokens: dict[str, str] = {}
        judges: list[str] = []
        actors: dict[str, Actor] = {}
        numbers = iter(range(1, 100))

        def person(name: str) -> Person:
            made = Person(contest_id=contest.id, name=name, id_last4=f"{next(numbers):04d}")
            tx.add(made)
            tx.flush()
            return made

        def staff(role: str, trade: str | None = None, delegation: str | None = None) -> Staff:
            who = person(f"{role}甲")
            made = Staff(
                contest_id=contest.id,
                person_id=who.id,
                role=role,
                number=f"{role[:2].upper()}-{next(numbers)}",
                trade_id=trade,
                delegation_id=delegation,
            )
            tx.add(made)
            tx.flush()
            actors.setdefault(
                role,
                Actor(
                    role=role,
                    staff_id=made.id,
                    contest_id=contest.id,
                    trade_id=made.trade_id,
                    name=who.name,
                    number=made.number,
                ),
            )
            return made

        for role in ROLES:
            staff(role)
        for position, code in enumerate(codes):
            trade = Trade(
                contest_id=contest.id,
                code=code,
                prefix=code[0].upper(),
                name=f"工种{position + 1}",
                name_en=code,
                position=position,
            )
            tx.add(trade)
            tx.flush()
            trades[code] = trade.id
            for n, key in enumerate(("prelim", "final")):
                stage = Stage(
                    trade_id=trade.id,
                    key=key,
                    name=("初赛", "决赛")[n],
                    name_en=key,
                    position=n,
                    places=4 if key == "prelim" else None,
                )
                tx.add(stage)
                tx.flush()
                stages[code, key] = stage.id
            for n in range(1, 5):
                tx.add(
                    Workstation(
                        venue_id=shop.id, label=f"{code[0].upper()}{n}", kind=code, position=n
                    )
                )
            entries[code] = []
            for n in range(1, 9):
                token = new_badge_token("C")
                entry = Entry(
                    trade_id=trade.id,
                    person_id=person(f"选手{code[0]}{n}").id,
                    delegation_id=delegations[n % 4].id,
                    entry_no=f"{code[0].upper()}-{n:02d}",
                    badge_hash=token_hash(token),
                )
                tx.add(entry)
                tx.flush()
                entries[code].append(entry.id)
                tokens[entry.id] = token
            for n in range(5):
                judge = staff(
                    "judge" if n else "chief_judge",
                    None if n else trade.id,
                    delegations[0].id if n == 4 else None,
                )
                tx.add(Certification(staff_id=judge.id, trade_id=trade.id, number=f"{code}{n}"))
                judges.append(judge.id)
        for stream in (contest.id, *trades.values()):
            journal.open_stream(tx, contest_id=contest.id, stream=stream)
        return World(
            contest_id=contest.id,
            trades=trades,
            stages=stages,
            entries=entries,
            tokens=tokens,
            judges=judges,
            actors=actors,
        )
