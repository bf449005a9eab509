"""From the contest in the database to the problem that the scheduler solves."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlmodel import Session

from contest.errors import BadInput, Refusal
from contest.queries.rulebooks import plan_of, rulebook_text
from contest.store import contests, jobs, timetables
from contest.store.tables.contest import Contest, Trade, Venue
from judging import Module, StageRule, modules
from judging.quota import places
from judging.rulebook import SIZES
from scheduler import problem as parts
from scheduler.problem import DAY_MIN, Nonsense, Problem

LUNCH = (12 * 60, 13 * 60)
LONGEST_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """
    What the organiser may set for a draft; all in whole minutes except `seconds` of solving.

    The rulebook gives the working time of each module; what a heat takes besides is local.
    `heat_size` is the most entries in one practical heat (None: as many as workstations).
    """

    seconds: int = 30
    lunch: bool = True
    setup_min: int = 10
    cleanup_min: int = 10
    marking_min: int = 10
    lead_min: int = 20
    lag_min: int = 30
    heat_size: int | None = None

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            least, most = (1, LONGEST_SECONDS) if name == "seconds" else (0, 24 * 60)
            if name == "heat_size":
                least = 1
            if value is not None and not least <= value <= most:
                raise BadInput(
                    zh=f"“{WORDS[name][0]}”须在 {least} 到 {most} 之间，现为 {value}。",
                    en=f"“{WORDS[name][1]}” must be between {least} and {most}, not {value}.",
                )


WORDS = {
    "seconds": ("求解时间（秒）", "Seconds of solving"),
    "lunch": ("午休", "Lunch break"),
    "setup_min": ("布置（分钟）", "Set-up (minutes)"),
    "cleanup_min": ("清场（分钟）", "Clean-up (minutes)"),
    "marking_min": ("赛后评分（分钟）", "Marking after a heat (minutes)"),
    "lead_min": ("赛前检录（分钟）", "Check-in before a heat (minutes)"),
    "lag_min": ("阶段间隔（分钟）", "Pause between stages (minutes)"),
    "heat_size": ("每场最多人数", "Most entries in a heat"),
}


class NothingToTimetable(Refusal):
    """Without trades and entries there is nobody to place."""

    key = "nothing_to_timetable"
    zh = "还没有任何工种的选手名单。请先导入名单。"
    en = "No trade has entries yet. Import the rosters first."


class NoMinutes(Refusal):
    """A module without a working time cannot be placed."""

    key = "no_minutes"
    zh = "“{trade}”的规程没有写明模块“{module}”的时长。请在规程中补上 minutes 后重新载入。"
    en = "The rulebook of “{trade_en}” gives no time for module “{module_en}”. Add its minutes."


class NoHall(Refusal):
    """Theory needs seats."""

    key = "no_hall"
    zh = "“{trade}”有理论考试，但没有带座位的赛场。请在名单工作簿中给考场填上座位数。"
    en = "“{trade_en}” has a theory test, but no venue has seats. Give the hall its seats."


class NotReadable(Refusal):
    """The scheduler refuses the records; its own sentence says why."""

    key = "problem_refused"
    zh = "无法编排：{zh}（{path}）"
    en = "This cannot be timetabled: {en} ({path})"


def wishes_of(tx: Session, version: timetables.TimetableVersion) -> Wishes:
    """Return what was wished for when this version was drafted."""
    if version.job_id is None:
        return Wishes()
    return Wishes(**jobs.get_job(tx, version.job_id).payload["wishes"])


def with_locks(tx: Session, contest_id: str, problem: Problem) -> Problem:
    """Return a problem with the locks of the draft, or of the version in force, that still fit."""
    version = timetables.draft(tx, contest_id) or timetables.published(tx, contest_id)
    locks = version.problem.get("locked", ()) if version else ()
    return replace(
        problem,
        locked=tuple(
            parts.Lock(**lock)
            for lock in locks
            if lock["heat_id"].rpartition("/")[0] in problem.module_by_key
            and lock["venue_id"] in problem.venue_by_id
        ),
    )


def build_problem(tx: Session, contest_id: str, wishes: Wishes) -> Problem:
    """
    Return the contest as a scheduling problem.

    Trades and stages go by their codes (`lamian`, `prelim`), so that a heat's key can be read
    and stays the same in every version; entries, judges, venues and workstations by their ids.
    """
    contest = contests.get_contest(tx, contest_id)
    venues = timetables.venues_of(tx, contest.id)
    benches = timetables.workstations_of(tx, contest.id)
    hall = _theory_hall(venues, {bench.venue_id for bench in benches})
    needs, entries = [], []
    for trade in contests.trades_of(tx, contest.id):
        registered = timetables.registered_entries(tx, trade.id)
        if not registered:
            continue
        needs.append(_needs(tx, trade, len(registered), hall, wishes))
        entries += [
            parts.Entry(
                id=entry.id,
                person_ids=(entry.person_id,),
                trade_id=trade.code,
                delegation_id=entry.delegation_id,
            )
            for entry in registered
        ]
    if not needs:
        raise NothingToTimetable()
    codes = {trade.id for trade in needs}
    try:
        return Problem(
            days=tuple(_day(contest, day, wishes) for day in range(contest.days)),
            venues=tuple(_venue(contest, venue) for venue in venues),
            workstations=tuple(
                parts.Workstation(
                    id=bench.id,
                    venue_id=bench.venue_id,
                    kind=bench.kind,
                    label=bench.label,
                    position=bench.position,
                )
                for bench in benches
            ),
            trades=tuple(needs),
            entries=tuple(entries),
            judges=tuple(
                parts.Judge(
                    id=judge.staff.id,
                    name=judge.name,
                    certificates=judge.codes & codes,
                    delegation_id=judge.staff.delegation_id,
                    chief_of=_chief_of(tx, judge, codes),
                )
                for judge in timetables.judges_of(tx, contest.id)
            ),
        )
    except Nonsense as nonsense:
        raise NotReadable(path=nonsense.path, zh=nonsense.zh, en=nonsense.en) from nonsense


def _chief_of(tx: Session, judge: timetables.JudgeLine, codes: set[str]) -> str | None:
    if judge.staff.role != "chief_judge" or judge.staff.trade_id is None:
        return None
    code = contests.get_trade(tx, judge.staff.trade_id).code
    return code if code in judge.codes & codes else None


def _day(contest: Contest, day: int, wishes: Wishes) -> parts.Day:
    first = day * DAY_MIN
    pause = (max(LUNCH[0], contest.opens_min), min(LUNCH[1], contest.closes_min))
    return parts.Day(
        index=day,
        opens_min=first + contest.opens_min,
        closes_min=first + contest.closes_min,
        breaks=(parts.Window(starts_min=first + pause[0], ends_min=first + pause[1]),)
        if wishes.lunch and pause[0] < pause[1]
        else (),
    )


def _venue(contest: Contest, venue: Venue) -> parts.Venue:
    return parts.Venue(
        id=venue.id,
        name=venue.name,
        seats=venue.seats,
        windows=tuple(
            parts.Window(
                starts_min=day * DAY_MIN + venue.opens_min,
                ends_min=day * DAY_MIN + venue.closes_min,
            )
            for day in range(contest.days)
        ),
    )


def _needs(
    tx: Session, trade: Trade, entries: int, hall: Venue | None, wishes: Wishes
) -> parts.TradeNeeds:
    text = rulebook_text(tx, trade.id)
    rules = plan_of(text).rulebook
    stages, count = [], entries
    for number, stage in enumerate(rules.stages):
        stages.append(
            parts.StageNeeds(
                id=stage.id,
                places=count,
                lag_min=wishes.lag_min if number else 0,
                modules=tuple(
                    _module(trade, module, hall, wishes) for module in modules(rules, stage.id)
                ),
            )
        )
        count = going_on(text, stage, count)
    return parts.TradeNeeds(id=trade.code, name=trade.name, stages=tuple(stages))


def going_on(text: str, stage: StageRule, field: int) -> int:
    """Return how many places the next stage needs at most, of a field of this many."""
    if stage.go_on is None:
        return field
    sizes = dict.fromkeys(SIZES, (field, field))
    most = places(plan_of(text), stage.go_on, sizes, f"stages.{stage.id}.go_on").high
    return max(1, min(most or field, field))


def _theory_hall(venues: list[Venue], with_workstations: set[str]) -> Venue | None:
    """Return where papers are written: the most seats, rather in a room without workstations."""
    rooms = [venue for venue in venues if venue.seats > 0]
    return max(rooms, key=lambda r: (r.id not in with_workstations, r.seats), default=None)


def _module(trade: Trade, module: Module, hall: Venue | None, wishes: Wishes) -> parts.ModuleNeeds:
    if module.minutes is None:
        raise NoMinutes(
            trade=trade.name, trade_en=trade.name_en, module=module.name, module_en=module.name_en
        )
    both: dict[str, Any] = {
        "id": module.id,
        "minutes": module.minutes,
        "lead_min": wishes.lead_min,
        "marking_min": wishes.marking_min,
        # Papers marked outside still need somebody who enters the figure.
        "panel": max(module.panel, 1),
    }
    if module.kind == "theory":
        if hall is None:
            raise NoHall(trade=trade.name, trade_en=trade.name_en)
        return parts.ModuleNeeds(kind="theory", venue_id=hall.id, **both)
    return parts.ModuleNeeds(
        kind="practical",
        workstation_kind=trade.code,
        setup_min=wishes.setup_min,
        cleanup_min=wishes.cleanup_min,
        heat_size=wishes.heat_size,
        **both,
    )
