"""The organiser's overview: where every trade stands, and what waits for somebody."""

from dataclasses import dataclass

from sqlmodel import Session

from contest.queries.chief import sheet_counts
from contest.security import Actor
from contest.store import contests, freezes, results, rulebooks, sheets
from contest.store.entries import checked_in, entries_of_stage
from contest.store.tables.contest import Contest, Stage, Trade
from contest.store.tables.results import StageResult
from contest.store.timetables import published


@dataclass(frozen=True, kw_only=True)
class StageLine:
    """One stage with its counts."""

    trade: Trade
    stage: Stage
    entries: int
    present: int
    counts: dict[str, int]
    result: StageResult | None
    goes_on: bool
    frozen: bool

    @property
    def ready(self) -> bool:
        """Whether every sheet is signed."""
        return self.counts["all"] > 0 and self.counts["signed"] == self.counts["all"]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A contest at a glance."""

    contest: Contest
    trades: list[Trade]
    lines: list[StageLine]
    rulebooks: dict[str, int]
    entries: int
    present: int
    timetable: int | None

    def total(self, state: str) -> int:
        """Return how many sheets are in a state, over all stages."""
        return sum(line.counts[state] for line in self.lines)


def overview(tx: Session, actor: Actor) -> Overview:
    """Return what the desk's first page, its marking and its results page show."""
    actor.must("desk.read")
    contest = contests.get_contest(tx, actor.contest_id or "")
    trades = [
        trade
        for trade in contests.trades_of(tx, contest.id)
        if actor.trade_id is None or trade.id == actor.trade_id
    ]
    lines: list[StageLine] = []
    versions: dict[str, int] = {}
    frozen = freezes.frozen_trades(tx, [trade.id for trade in trades])
    for trade in trades:
        row = rulebooks.current_rulebook(tx, trade.id)
        if row is not None:
            versions[trade.id] = row.version
        stages = contests.stages_of(tx, trade.id)
        for stage in stages:
            entries = entries_of_stage(tx, stage.id, trade.id, first=stage.position == 0)
            present = checked_in(tx, stage.id)
            states = [sheet.state for sheet in sheets.sheets_of_stage(tx, stage.id)]
            lines.append(
                StageLine(
                    trade=trade,
                    stage=stage,
                    entries=len(entries),
                    present=sum(entry.id in present for entry in entries),
                    counts=sheet_counts(states),
                    result=results.current_result(tx, stage.id),
                    goes_on=stage.position + 1 < len(stages),
                    frozen=trade.id in frozen,
                )
            )
    version = published(tx, contest.id)
    first = [line for line in lines if line.stage.position == 0]
    return Overview(
        contest=contest,
        trades=trades,
        lines=lines,
        rulebooks=versions,
        entries=sum(line.entries for line in first),
        present=sum(line.present for line in first),
        timetable=version.version if version else None,
    )
