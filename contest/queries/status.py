"""How the installation is, for the desk: processes, screens, and tablets that keep marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.presence import Report
from contest.security import CHIEF_JUDGE, Actor
from contest.store import contests, devices


@dataclass(frozen=True, kw_only=True)
class ProcessLine:
    """One process; `at` is when it last spoke, in the contest's time zone."""

    name: str
    kind: str
    serves: str
    lives: bool
    at: datetime
    lines: int
    jobs: int


@dataclass(frozen=True, kw_only=True)
class BoardLine:
    """
    One board over all processes.

    `behind` is the furthest any process is, in journal lines; `lag` the slowest hall screen's,
    in seconds, None where no hall screen says how it is.
    """

    id: str
    trade: tuple[str, str | None]
    stage: tuple[str, str | None]
    watchers: int
    late: int
    behind: int
    lag: float | None


@dataclass(frozen=True, kw_only=True)
class TabletLine:
    """A tablet that said it still keeps marks."""

    name: str
    waiting: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StatusPage:
    """All of it."""

    processes: list[ProcessLine]
    boards: list[BoardLine]
    tablets: list[TabletLine]

    @property
    def watchers(self) -> int:
        """Return how many screens watch, over all boards."""
        return sum(board.watchers for board in self.boards)


def status_page(tx: Session, actor: Actor, said: Sequence[Report]) -> StatusPage:
    """Return how the installation is; of another contest only its processes are told."""
    actor.must("desk.read")
    contest = contests.get_contest(tx, actor.contest_id or "")
    zone = ZoneInfo(contest.timezone)
    living = [report for report in said if report.lives and report.kind == "web"]
    return StatusPage(
        processes=[
            ProcessLine(
                name=report.name,
                kind=report.kind,
                serves=str(report.facts.get("serves", "")),
                lives=report.lives,
                at=report.at.astimezone(zone),
                lines=int(report.facts.get("lines", 0)),
                jobs=int(report.facts.get("jobs", 0)),
            )
            for report in said
        ],
        boards=_boards(tx, actor, living),
        tablets=_tablets(tx, contest.id, zone, living),
    )


def _boards(tx: Session, actor: Actor, living: Sequence[Report]) -> list[BoardLine]:
    found = []
    for trade in contests.trades_of(tx, actor.contest_id or ""):
        if actor.role == CHIEF_JUDGE and actor.trade_id != trade.id:
            continue
        for stage in contests.stages_of(tx, trade.id):
            told = [boards[stage.id] for boards in map(_told_boards, living) if stage.id in boards]
            if told:
                newest = max(one["seq"] for one in told)
                # A process of an earlier version says nothing of it.
                lag = max(one.get("lag", -1.0) for one in told)
                found.append(
                    BoardLine(
                        id=stage.id,
                        trade=(trade.name, trade.name_en),
                        stage=(stage.name, stage.name_en),
                        watchers=sum(one["watchers"] for one in told),
                        late=sum(one["behind"] for one in told),
                        behind=newest - min(one["seq"] for one in told),
                        lag=lag if lag >= 0 else None,
                    )
                )
    return found


def _told_boards(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = report.facts.get("boards", {})
    return told


def _tablets(
    tx: Session, contest_id: str, zone: ZoneInfo, living: Sequence[Report]
) -> list[TabletLine]:
    names = {device.id: device.name for device in devices.devices_of(tx, contest_id)}
    newest: dict[str, tuple[datetime, int]] = {}
    for report in living:
        for device_id, told in report.facts.get("tablets", {}).items():
            last = (datetime.fromisoformat(told["at"]), int(told["waiting"]))
            newest[device_id] = max(last, newest.get(device_id, last))
    return [
        TabletLine(name=names[device_id], waiting=waiting, at=at.astimezone(zone))
        for device_id, (at, waiting) in sorted(newest.items(), key=lambda item: -item[1][1])
        if waiting and device_id in names
    ]
