"""What a heat moved by hand would break, found over only those trades that its new time touches."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from sqlmodel import Session

from contest.errors import BadInput, NotFound, Refusal
from contest.queries.names import Wording
from contest.security import Actor
from contest.store import timetables
from contest.store.timetables import TimetableVersion
from scheduler.check import check
from scheduler.problem import DAY_MIN, Problem
from scheduler.rules import HARD_RULES
from scheduler.timetable import HeatPlan, Report, Timetable
from scheduler.view import Breach

MOST_SENTENCES = 6
MOST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A version's documents, read; they never change once a version is made."""

    contest_id: str
    problem: Problem
    timetable: Timetable


class Read:
    """The few versions read last: reading a large one takes seconds, a question comes each step."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[str, Laid] = OrderedDict()
        self._lock = Lock()

    def get(self, version_id: str) -> Laid | None:
        """Return a version that was read not long ago."""
        with self._lock:
            return self._found.get(version_id)

    def keep(self, version_id: str, laid: Laid) -> None:
        """Keep a version; the one kept longest goes."""
        with self._lock:
            self._found[version_id] = laid
            while len(self._found) > self._most:
                self._found.popitem(last=False)


READ = Read(2)


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A rule that a move would break: its sentence, and what clashes, each zh and en."""

    rule: str
    says: tuple[str, str]
    why: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A heat at another time, in minutes, and what that would break; nothing when it may go."""

    heat: str
    starts_min: int
    ends_min: int
    broken: tuple[Broken, ...]


class NoSuchHeat(Refusal):
    """The page is older than the version it names."""

    key = "no_such_heat"
    zh = "这一版赛程没有场次 {heat}。请刷新页面。"
    en = "This version has no heat {heat}. Reload the page."


def laid_of(version: TimetableVersion) -> Laid:
    """Return a version's documents, read again only when they are not at hand."""
    found = READ.get(version.id)
    if found is None:
        found = Laid(
            contest_id=version.contest_id,
            problem=Problem.from_json(version.problem),
            timetable=Timetable.from_json(version.timetable),
        )
        READ.keep(version.id, found)
    return found


def report_of(version: TimetableVersion) -> Report | None:
    """Return a version's report alone: the rest may be large."""
    report = version.timetable.get("report")
    nothing: dict[str, Any] = {"heats": [], "assignments": [], "duties": []}
    return Timetable.from_json({**nothing, "report": report}).report


def laid(tx: Session, viewer: Actor, version_id: str) -> Laid:
    """Return the documents of a version of the viewer's contest."""
    found = READ.get(version_id) or timetables.get_version(tx, version_id)
    if found.contest_id != viewer.contest_id:
        raise NotFound()
    return found if isinstance(found, Laid) else laid_of(found)


def answer_to_move(
    tx: Session, viewer: Actor, *, version_id: str, heat: str, starts_min: int
) -> Answer:
    """Return what moving a heat to this start would break, in words."""
    viewer.must("timetable.write")
    at = laid(tx, viewer, version_id)
    moved = moved_heat(at.timetable, heat, starts_min)
    breaches = broken_by(at.problem, at.timetable, moved)
    return Answer(
        heat=heat,
        starts_min=moved.starts_min,
        ends_min=moved.ends_min,
        broken=told(tx, at, moved, breaches) if breaches else (),
    )


def heat_of(timetable: Timetable, heat: str) -> HeatPlan:
    """Return a heat of a timetable by its key."""
    found = timetable.heat_by_id.get(heat)
    if found is None:
        raise NoSuchHeat(heat=heat[:60])
    return found


def moved_heat(timetable: Timetable, heat: str, starts_min: int) -> HeatPlan:
    """Return a heat of a timetable as it would be at another start."""
    found = heat_of(timetable, heat)
    if not 0 <= starts_min <= MOST_DAYS * DAY_MIN:
        raise BadInput(
            zh=f"开始时间须在第 1 到第 {MOST_DAYS} 天之内。",
            en=f"The start must lie within days 1 to {MOST_DAYS}.",
        )
    lasts = found.ends_min - found.starts_min
    return replace(found, starts_min=starts_min, ends_min=starts_min + lasts)


def with_heat(timetable: Timetable, moved: HeatPlan) -> Timetable:
    """Return a timetable with one heat in another place."""
    heats = tuple(moved if heat.id == moved.id else heat for heat in timetable.heats)
    return replace(timetable, heats=heats)


def broken_by(problem: Problem, timetable: Timetable, moved: HeatPlan) -> tuple[Breach, ...]:
    """
    Return what a heat breaks in its new place that was not broken before.

    The whole check takes half a second for fifty trades. A new time can only clash with what
    shares people, judges or rooms with the heat, so trades that share none are left out; each of
    the others is checked whole.
    """
    trades = touched(problem, timetable, moved)
    few = _problem_of(problem, trades)
    before = _timetable_of(timetable, trades)
    found = check(few, with_heat(before, moved))
    if not found:
        return ()
    known = {(breach.rule, breach.ids) for breach in check(few, before)}
    return tuple(breach for breach in found if (breach.rule, breach.ids) not in known)


def touched(problem: Problem, timetable: Timetable, moved: HeatPlan) -> frozenset[str]:
    """Return the trades that a heat's new time can bring into conflict with it, its own first."""
    people = {p for entry in problem.entries_of[moved.trade_id] for p in entry.person_ids}
    trades = {e.trade_id for e in problem.entries if not people.isdisjoint(e.person_ids)}
    trades.add(moved.trade_id)
    panel = {duty.judge_id for duty in timetable.duties_of[moved.id]}
    first, last = _held(problem, moved)
    for heat in timetable.heats:
        if heat.trade_id in trades:
            continue
        starts, ends = _held(problem, heat)
        beside = heat.venue_id == moved.venue_id and starts < last and first < ends
        # A judge's day counts all his heats of that day.
        near = starts < last + DAY_MIN and first < ends + DAY_MIN
        if beside or (
            near and any(duty.judge_id in panel for duty in timetable.duties_of[heat.id])
        ):
            trades.add(heat.trade_id)
    return frozenset(trades)


def _held(problem: Problem, heat: HeatPlan) -> tuple[int, int]:
    """When a heat holds its room, set-up and clean-up included."""
    module = problem.module_by_key[heat.module_key]
    return heat.starts_min - module.setup_min, heat.ends_min + module.cleanup_min


def _problem_of(problem: Problem, trades: frozenset[str]) -> Problem:
    entries = tuple(entry for entry in problem.entries if entry.trade_id in trades)
    people = {person for entry in entries for person in entry.person_ids}
    return replace(
        problem,
        trades=tuple(trade for trade in problem.trades if trade.id in trades),
        entries=entries,
        judges=tuple(
            replace(
                judge,
                certificates=judge.certificates & trades,
                chief_of=judge.chief_of if judge.chief_of in trades else None,
            )
            for judge in problem.judges
        ),
        recusals=tuple(one for one in problem.recusals if one.person_id in people),
        locked=tuple(lock for lock in problem.locked if lock.heat_id.split("/")[0] in trades),
    )


def _timetable_of(timetable: Timetable, trades: frozenset[str]) -> Timetable:
    heats = tuple(heat for heat in timetable.heats if heat.trade_id in trades)
    return Timetable(
        heats=heats,
        assignments=tuple(one for heat in heats for one in timetable.assignments_of[heat.id]),
        duties=tuple(one for heat in heats for one in timetable.duties_of[heat.id]),
    )


def told(tx: Session, at: Laid, moved: HeatPlan, breaches: Iterable[Breach]) -> tuple[Broken, ...]:
    """Return breaches by rule, with names; of many of one kind the first few."""
    people = {person: entry.id for entry in at.problem.entries for person in entry.person_ids}
    wording = Wording(tx, at.contest_id, people=people)
    by_rule: dict[str, list[Breach]] = {}
    for breach in breaches:
        by_rule.setdefault(breach.rule, []).append(breach)
    return tuple(
        Broken(
            rule=rule,
            says=(HARD_RULES[rule].zh, HARD_RULES[rule].en),
            why=tuple(wording.of(*_short(one, moved)) for one in found[:MOST_SENTENCES]),
            more=max(0, len(found) - MOST_SENTENCES),
        )
        for rule, found in by_rule.items()
    )


def _short(breach: Breach, moved: HeatPlan) -> tuple[str, str]:
    """A breach's sentences, without the name of the heat in hand at their beginning."""
    if breach.ids[0] != moved.id:
        return breach.zh, breach.en
    return breach.zh.partition("）：")[2], breach.en.partition("): ")[2]
