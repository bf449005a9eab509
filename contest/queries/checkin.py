"""Who is present and who is missing: the registrar's counters and the organiser's lists."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from contest.queries.names import heat_name
from contest.security import Actor
from contest.store import checkin, contests, entries, timetables
from contest.store.entries import EntryLine
from contest.store.tables.contest import Contest, Stage, Trade


@dataclass(frozen=True, kw_only=True)
class HeatPresence:
    """One heat: how many are present of how many expected, and who is missing."""

    id: str
    zh: str
    en: str
    starts_at: datetime
    ends_at: datetime
    present: int
    expected: int
    missing: tuple[EntryLine, ...]


@dataclass(frozen=True, kw_only=True)
class StagePresence:
    """One stage of a trade; `colour` is the trade's place in the contest's list, 1 to 8."""

    trade: Trade
    colour: int
    stage: Stage
    present: int
    expected: int
    heats: tuple[HeatPresence, ...]


@dataclass(frozen=True, kw_only=True)
class CheckinPage:
    """The whole contest's check-in."""

    contest: Contest
    is_open: bool
    present: int
    expected: int
    stages: tuple[StagePresence, ...]
    latest: tuple[tuple[str, str, datetime], ...]


def checkin_page(tx: Session, viewer: Actor) -> CheckinPage:
    """Return presence by trade, stage and heat; a chief judge sees his own trade."""
    viewer.must("checkin.read")
    contest = contests.get_contest(tx, viewer.contest_id or "")
    lines = checkin.expected(tx, contest.id)
    heats = {line.heat.id: line.heat for line in timetables.heats_of(tx, contest.id)}
    stages = []
    for colour, trade in enumerate(contests.trades_of(tx, contest.id)):
        if viewer.trade_id not in (None, trade.id):
            continue
        people = {line.id: line for line in entries.entries_of_trade(tx, trade.id)}
        for stage in contests.stages_of(tx, trade.id):
            of_stage = [line for line in lines if line.stage_id == stage.id]
            if not of_stage:
                continue
            by_heat: dict[str, list[checkin.Expected]] = {}
            for line in of_stage:
                by_heat.setdefault(line.heat_id, []).append(line)
            here = {line.entry_id: line.at is not None for line in of_stage}
            stages.append(
                StagePresence(
                    trade=trade,
                    colour=colour % 8 + 1,
                    stage=stage,
                    present=sum(here.values()),
                    expected=len(here),
                    heats=tuple(
                        _heat(tx, trade.id, heats[heat_id], of_heat, people)
                        for heat_id, of_heat in by_heat.items()
                    ),
                )
            )
    return CheckinPage(
        contest=contest,
        is_open=contest.checkin_open,
        present=sum(stage.present for stage in stages),
        expected=sum(stage.expected for stage in stages),
        stages=tuple(stages),
        latest=tuple(
            (entry.entry_no, person.name, line.at)
            for line, entry, person, _ in checkin.latest(tx, contest.id, most=8)
        ),
    )


def _heat(
    tx: Session,
    trade_id: str,
    heat: timetables.Heat,
    lines: list[checkin.Expected],
    people: dict[str, EntryLine],
) -> HeatPresence:
    zh, en = heat_name(tx, trade_id, heat)
    return HeatPresence(
        id=heat.id,
        zh=zh,
        en=en,
        starts_at=heat.starts_at,
        ends_at=heat.ends_at,
        present=sum(line.at is not None for line in lines),
        expected=len(lines),
        missing=tuple(people[line.entry_id] for line in lines if line.at is None),
    )
