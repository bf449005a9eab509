"""The timetable as pages show it: heats with names, for the organiser and for the public."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from contest.clock import moment
from contest.queries.names import module_name
from contest.queries.plans import plan_of_line
from contest.store import contests, timetables
from contest.store.entries import EntryLine, entries_of_trade
from contest.store.tables.contest import Contest, Stage, Trade, Venue
from contest.store.timetables import HeatPlanned


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One slot of a heat: where, and who; an open place has no entry but a name (`final#3`)."""

    label: str
    place: str
    entry: EntryLine | None


@dataclass(frozen=True, kw_only=True)
class HeatBlock:
    """A heat with everything named. `colour` is the trade's place in the list, 1 to 8."""

    key: str
    trade: Trade
    colour: int
    stage: Stage
    module: str
    module_en: str
    is_theory: bool
    number: int
    venue: Venue
    day: int
    date: date
    starts_min: int
    ends_min: int
    starts_at: datetime
    ends_at: datetime
    seats: tuple[Seat, ...]
    panel: tuple[str, ...]

    @property
    def entries(self) -> tuple[EntryLine, ...]:
        """Who works in this heat, by entry number."""
        return tuple(sorted((s.entry for s in self.seats if s.entry), key=lambda line: line.no))


@dataclass(frozen=True, kw_only=True)
class PublicDay:
    """One day of the published timetable."""

    date: date
    heats: tuple[HeatBlock, ...]


@dataclass(frozen=True, kw_only=True)
class PublicTimetable:
    """The timetable in force, without panels; `version` is None before the first one."""

    version: int | None
    published_at: datetime | None
    trades: tuple[tuple[Trade, int], ...]
    days: tuple[PublicDay, ...]


class Names:
    """Everything about a contest that heats refer to, read once."""

    def __init__(self, tx: Session, contest: Contest) -> None:
        self.tx = tx
        self.contest = contest
        self.trades = contests.trades_of(tx, contest.id)
        self.colours = {trade.id: n % 8 + 1 for n, trade in enumerate(self.trades)}
        by_id = {trade.id: trade for trade in self.trades}
        self.stages = {
            stage.id: (stage, by_id[trade.id])
            for trade in self.trades
            for stage in contests.stages_of(tx, trade.id)
        }
        self.entries = {
            line.id: line for trade in self.trades for line in entries_of_trade(tx, trade.id)
        }
        self.venues = {venue.id: venue for venue in timetables.venues_of(tx, contest.id)}
        self.judges = {judge.staff.id: judge.name for judge in timetables.judges_of(tx, contest.id)}

    def block(self, plan: HeatPlanned, *, panels: bool = True) -> HeatBlock:
        """Return a planned or published heat with its names."""
        stage, trade = self.stages[plan.stage_id]
        zh, en = module_name(self.tx, trade.id, plan.module_id)
        at = [
            moment(self.contest.starts_on, minute, self.contest.timezone)
            for minute in (plan.starts_min, plan.ends_min)
        ]
        return HeatBlock(
            key=plan.key,
            trade=trade,
            colour=self.colours[trade.id],
            stage=stage,
            module=zh,
            module_en=en,
            is_theory=all(slot.workstation_id is None for slot in plan.slots),
            number=plan.number,
            venue=self.venues[plan.venue_id],
            day=plan.starts_min // 1440,
            date=at[0].date(),
            starts_min=plan.starts_min,
            ends_min=plan.ends_min,
            starts_at=at[0],
            ends_at=at[1],
            seats=tuple(
                Seat(
                    label=slot.label,
                    place="" if slot.entry_id else slot.place,
                    entry=self.entries.get(slot.entry_id or ""),
                )
                for slot in plan.slots
            ),
            panel=tuple(self.judges.get(judge, "–") for judge in plan.judges) if panels else (),
        )


def published_blocks(tx: Session, contest: Contest, *, panels: bool) -> list[HeatBlock]:
    """Return the published heats as they now are, draws and filled finals included."""
    names = Names(tx, contest)
    return [
        names.block(plan_of_line(line), panels=panels)
        for line in timetables.heats_of(tx, contest.id)
    ]


def public_timetable(tx: Session, contest_id: str) -> PublicTimetable:
    """
    Return the timetable in force for anybody.

    Who judges whom is not public before the day; who stands where is drawn in public.
    """
    contest = contests.get_contest(tx, contest_id)
    version = timetables.published(tx, contest.id)
    blocks = published_blocks(tx, contest, panels=False) if version else []
    days: dict[date, list[HeatBlock]] = {}
    for block in blocks:
        days.setdefault(block.date, []).append(block)
    trades = contests.trades_of(tx, contest.id)
    return PublicTimetable(
        version=version.version if version else None,
        published_at=version.published_at if version else None,
        trades=tuple((trade, n % 8 + 1) for n, trade in enumerate(trades)),
        days=tuple(PublicDay(date=day, heats=tuple(heats)) for day, heats in sorted(days.items())),
    )
