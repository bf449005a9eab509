"""The organiser's timetable page: versions, the solve, the problem in numbers, and the grid."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from contest.errors import NotFound, Refusal
from contest.queries.grid import Grid, grid_of
from contest.queries.jobs import JobPicture, picture
from contest.queries.moving import laid_of, report_of
from contest.queries.names import module_name, worded
from contest.queries.plans import plan_of_line, plans_of
from contest.queries.problem import Wishes, build_problem
from contest.queries.steps import StepWords, ways_of, words_of
from contest.queries.timetable import HeatBlock, Names
from contest.security import Actor
from contest.store import contests, jobs, timetable_steps, timetables
from contest.store.tables.contest import Contest, Trade
from contest.store.timetable_steps import VersionLine
from contest.store.timetables import TimetableVersion
from scheduler.problem import ModuleNeeds, Problem
from scheduler.rules import SOFT_GOALS
from scheduler.timetable import Report


@dataclass(frozen=True, kw_only=True)
class ModuleNumbers:
    """A module with its working time and panel."""

    name: str
    name_en: str
    minutes: int
    panel: int


@dataclass(frozen=True, kw_only=True)
class TradeNumbers:
    """What the solver is asked to place for one trade."""

    name: str
    name_en: str
    entries: int
    stations: int
    judges: int
    modules: tuple[ModuleNumbers, ...]


@dataclass(frozen=True, kw_only=True)
class SolvePicture:
    """The newest solve: its job, and for one without a timetable the reasons, zh and en."""

    job: JobPicture
    status: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """
    What the viewer may change by hand: heats `moves` in a draft, a draft `copies` of a version.

    `locked` are keys of heats; `undo` and `redo` the steps that the buttons take.
    """

    moves: bool
    copies: bool
    locked: frozenset[str]
    undo: StepWords | None
    redo: StepWords | None


@dataclass(frozen=True, kw_only=True)
class TimetablePage:
    """Everything on the page; `missing` says why no draft can be asked for, zh and en."""

    contest: Contest
    trades: list[Trade]
    versions: list[VersionLine]
    version: TimetableVersion | None
    report: Report | None
    goals: tuple[tuple[str, str, int], ...]
    solve: SolvePicture | None
    numbers: tuple[TradeNumbers, ...]
    missing: tuple[str, str] | None
    wishes: Wishes
    hand: ByHand
    trade: Trade | None
    day: int
    days: tuple[tuple[int, date], ...]
    all_days: tuple[tuple[int, date], ...]
    heats: tuple[HeatBlock, ...]
    heat_count: int
    grid: Grid | None


def timetable_page(
    tx: Session,
    viewer: Actor,
    *,
    version_id: str | None = None,
    trade_code: str | None = None,
    day: int | None = None,
) -> TimetablePage:
    """Return one trade's day of a version: the draft first, else the one in force."""
    viewer.must("timetable.read")
    contest = contests.get_contest(tx, viewer.contest_id or "")
    version = _version(tx, contest, version_id)
    trades = [
        trade for trade in contests.trades_of(tx, contest.id) if viewer.trade_id in (None, trade.id)
    ]
    trade = next((t for t in trades if t.code == trade_code), trades[0] if trades else None)
    count, of_trade = _blocks(tx, contest, version, trade) if version and trade else (0, [])
    used = sorted({block.day for block in of_trade})
    day = day if day in used else (used[0] if used else 0)
    shown = [block for block in of_trade if block.day == day]
    problem, missing = _problem(tx, contest)
    report = report_of(version) if version else None
    hand = _by_hand(tx, contest, viewer, version)
    opening = 1440 * day + contest.opens_min, 1440 * day + contest.closes_min
    stations = timetables.workstations_of(tx, contest.id)
    return TimetablePage(
        contest=contest,
        trades=trades,
        versions=timetable_steps.version_lines(tx, contest.id),
        version=version,
        report=report,
        goals=tuple(
            (SOFT_GOALS[goal.name].zh, SOFT_GOALS[goal.name].en, goal.value)
            for goal in (report.goals if report else ())
        ),
        solve=_solve(tx, contest),
        numbers=_numbers(tx, trades, problem) if problem else (),
        missing=missing,
        wishes=_wishes(tx, contest),
        hand=hand,
        trade=trade,
        day=day,
        days=tuple((d, contest.starts_on + timedelta(days=d)) for d in used),
        all_days=tuple((d, contest.starts_on + timedelta(days=d)) for d in range(contest.days)),
        heats=tuple(shown),
        heat_count=count,
        grid=grid_of(
            shown,
            [s.label for s in stations if trade and s.kind == trade.code],
            hours=opening if hand.moves else None,
        )
        if shown
        else None,
    )


def _version(tx: Session, contest: Contest, version_id: str | None) -> TimetableVersion | None:
    if version_id is None:
        return timetables.draft(tx, contest.id) or timetables.published(tx, contest.id)
    version = timetables.get_version(tx, version_id)
    if version.contest_id != contest.id:
        raise NotFound()
    return version


def _blocks(
    tx: Session, contest: Contest, version: TimetableVersion, trade: Trade
) -> tuple[int, list[HeatBlock]]:
    """How many heats a version has, and one trade's of them with names."""
    if version.state == "published":
        plans = [plan_of_line(line) for line in timetables.heats_of(tx, contest.id)]
    else:
        at = laid_of(version)
        plans = plans_of(tx, contest.id, at.problem, at.timetable)
    names = Names(tx, contest)
    return len(plans), [
        names.block(plan) for plan in plans if names.stages[plan.stage_id][1].id == trade.id
    ]


def _by_hand(
    tx: Session, contest: Contest, viewer: Actor, version: TimetableVersion | None
) -> ByHand:
    may = version is not None and viewer.may("timetable.write")
    if version is None or not may:
        return ByHand(moves=False, copies=False, locked=frozenset(), undo=None, redo=None)
    ways = ways_of(tx, contest.id, version.id)
    return ByHand(
        moves=version.state == "draft",
        copies=timetables.draft(tx, contest.id) is None,
        locked=frozenset(lock["heat_id"] for lock in version.problem.get("locked", ())),
        undo=words_of(tx, contest.id, ways.undo),
        redo=words_of(tx, contest.id, ways.redo),
    )


def _problem(tx: Session, contest: Contest) -> tuple[Problem | None, tuple[str, str] | None]:
    try:
        return build_problem(tx, contest.id, Wishes()), None
    except Refusal as refusal:
        return None, (refusal.sentence("zh"), refusal.sentence("en"))


def _wishes(tx: Session, contest: Contest) -> Wishes:
    """What was wished for last time stands in the form again."""
    job = jobs.latest_of_kind(tx, contest.id, "solve_timetable")
    return Wishes(**job.payload["wishes"]) if job else Wishes()


def _solve(tx: Session, contest: Contest) -> SolvePicture | None:
    job = jobs.latest_of_kind(tx, contest.id, "solve_timetable")
    if job is None:
        return None
    result: dict[str, Any] = job.result or {}
    reasons = [worded(tx, contest.id, zh, en) for zh, en in result.get("reasons", ())]
    return SolvePicture(job=picture(job), status=result.get("status", ""), reasons=tuple(reasons))


def _numbers(tx: Session, trades: list[Trade], problem: Problem) -> tuple[TradeNumbers, ...]:
    return tuple(
        TradeNumbers(
            name=trade.name,
            name_en=trade.name_en,
            entries=len(problem.entries_of[trade.code]),
            stations=sum(station.kind == trade.code for station in problem.workstations),
            judges=sum(trade.code in judge.certificates for judge in problem.judges),
            modules=tuple(
                _module(tx, trade, module)
                for stage in problem.trade_by_id[trade.code].stages
                for module in stage.modules
            ),
        )
        for trade in trades
        if trade.code in problem.trade_by_id
    )


def _module(tx: Session, trade: Trade, module: ModuleNeeds) -> ModuleNumbers:
    zh, en = module_name(tx, trade.id, module.id)
    return ModuleNumbers(name=zh, name_en=en, minutes=module.minutes, panel=module.panel)
