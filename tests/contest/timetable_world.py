"""A small contest for tests of timetable, check-in and draw: two trades, 16 entries, 9 judges."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contest.clock import moment, now
from contest.ids import new_badge_token, new_id, token_hash
from contest.operations.sheets import prepare_sheets
from contest.operations.timetabling import save_draft
from contest.queries.problem import Wishes, build_problem
from contest.security import Actor
from contest.store import contests, deliveries, journal, sheets, timetables
from contest.store.engine import Store
from contest.store.tables.contest import (
    Contest,
    Delegation,
    Rulebook,
    Stage,
    Trade,
    Venue,
    Workstation,
)
from contest.store.tables.people import Certification, Entry, Person, Staff
from contest.store.timetables import HeatPlanned, SlotPlan
from scheduler.problem import Problem
from scheduler.solve import solve
from scheduler.timetable import Timetable

RULEBOOK = """
rulebook: test
trade: 测试工种
scheme:
  - id: prelim_tree
    combine: sum
    parts:
      - {id: paper, name: 理论, name_en: Theory, level: module, kind: theory, minutes: 60,
         mark: points, max: 100}
      - id: work
        name: 实操
        name_en: Practical
        level: module
        minutes: 90
        judges: 3
        combine: sum
        parts:
          - {id: taste, name: 口感, name_en: Taste, max: 100, panel: {join: mean}}
  - id: final_tree
    combine: sum
    parts:
      - id: final_work
        name: 实操
        name_en: Practical
        level: module
        minutes: 120
        judges: 3
        combine: sum
        parts:
          - {id: final_taste, name: 口感, name_en: Taste, max: 100, panel: {join: mean}}
stages:
  - {id: prelim, name: 初赛, name_en: Prelim, node: prelim_tree, ranking: r1, go_on: 4}
  - {id: final, name: 决赛, name_en: Final, node: final_tree, ranking: r2}
rankings:
  r1: {by: [prelim_tree high], tail: share}
  r2: {by: [final_tree high], tail: share}
"""
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


def make_world(
    store: Store, *, codes: tuple[str, ...] = ("lamian", "welder"), rulebook: str = RULEBOOK
) -> World:
    """Write the contest; every trade has 8 entries of four delegations and five judges.

    The fifth judge comes from the first delegation and must not mark its two entries.
    """
    with store.transaction() as tx:
        contest = Contest(
            name="测试大赛",
            name_en="Test contest",
            host="总工会",
            host_en="Union",
            # In the future of every test run, so that no heat is ever over.
            starts_on=date(2126, 5, 11),
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
            tx.add(
                Rulebook(
                    trade_id=trade.id,
                    version=1,
                    text=rulebook,
                    document_hash="d",
                    meaning_hash="m",
                )
            )
            for n, key in enumerate(("prelim", "final")):
                stage = Stage(
                    trade_id=trade.id, key=key, name=("初赛", "决赛")[n], name_en=key, position=n
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


def seat_everybody(store: Store, world: World) -> None:
    """Write heats by hand: theory for all, two practical heats of four, one final of four."""
    with store.transaction() as tx:
        contest = contests.get_contest(tx, world.contest_id)
        venues = {venue.code: venue.id for venue in timetables.venues_of(tx, contest.id)}
        benches = timetables.workstations_of(tx, contest.id)
        plans = []
        for n, (code, entries) in enumerate(world.entries.items()):
            stations = [bench for bench in benches if bench.kind == code]
            panel = tuple(world.judges[5 * n : 5 * n + 3])
            start = 480 + 5 * n

            def heat(
                stage: str,
                module: str,
                number: int,
                at: int,
                places: list[str],
                *,
                of: str = code,
                at_benches: list[Workstation] = stations,
                judges: tuple[str, ...] = panel,
            ) -> HeatPlanned:
                theory = module == "paper"
                return HeatPlanned(
                    key=f"{of}/{stage}/{module}/{number}",
                    stage_id=world.stages[of, stage],
                    venue_id=venues["T" if theory else "P"],
                    module_id=module,
                    number=number,
                    starts_min=at,
                    ends_min=at + 60,
                    slots=tuple(
                        SlotPlan(
                            workstation_id=None if theory else at_benches[i].id,
                            label=str(i + 1) if theory else at_benches[i].label,
                            place=place,
                            entry_id=None if "#" in place else place,
                        )
                        for i, place in enumerate(places)
                    ),
                    judges=judges[:1] if theory else judges,
                )

            plans += [
                heat("prelim", "paper", 1, start, entries),
                heat("prelim", "work", 1, start + 120, entries[:4]),
                heat("prelim", "work", 2, start + 240, entries[4:]),
                heat("final", "final_work", 1, start + 1440, [f"final#{i}" for i in range(1, 5)]),
            ]
        minutes = {m for plan in plans for m in (plan.starts_min, plan.ends_min)}
        moments = {m: moment(contest.starts_on, m, contest.timezone) for m in minutes}
        heats = timetables.write_heats(tx, contest, plans, moments)
        prepare_sheets(tx, [heat.id for heat in heats])


def give_a_mark(store: Store, world: World) -> None:
    with store.transaction() as tx:
        made = sheets.sheets_of_stage(tx, world.stages["lamian", "prelim"])
        sheet = next(s for s in made if s.module_id == "work")
        seat = sheets.seats_of(tx, [sheet.id])[sheet.id][0]
        mark = sheets.Given(
            id=new_id(),
            sheet_id=sheet.id,
            no=1,
            seat=1,
            staff_id=seat.staff_id,
            aspect_id="taste",
            value=Decimal("80"),
            given_at="",
            at=now(),
        )
        deliveries.add_marks(tx, [mark])


def make_draft(store: Store, world: World) -> str:
    """A draft with any timetable of all trades; return its version's id."""
    with store.transaction() as tx:
        problem = build_problem(tx, world.contest_id, Wishes())
        return save_draft(
            tx,
            actor=world.organiser,
            contest_id=world.contest_id,
            problem=problem,
            timetable=any_timetable(problem),
            job_id=None,
        ).id


def any_timetable(problem: Problem, *, seed: int = 1) -> Timetable:
    """The first timetable that is found, however long this machine takes for it."""
    found = solve(problem, seconds=60, seed=seed, progress=lambda told: told.value is None)
    assert found.timetable is not None
    return found.timetable
