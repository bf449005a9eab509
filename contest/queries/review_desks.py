"""The recheck desk and the appeal desk of a trade."""

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from contest.queries.rulebooks import read_once
from contest.security import Actor
from contest.store import contests, entries, people, review, rulebooks, sheets
from contest.store.entries import EntryLine
from contest.store.tables.contest import Stage, Trade
from contest.store.tables.marking import Sheet
from contest.store.tables.review import Appeal, Recheck, RecheckSheet
from judging import Rulebook, modules
from judging.review import ReviewRule


@dataclass(frozen=True, kw_only=True)
class RecheckLine:
    """A sheet of a recheck; ``module`` is (zh, en)."""

    line: RecheckSheet
    sheet: Sheet
    entry: EntryLine
    module: tuple[str, str]
    by: str


@dataclass(frozen=True, kw_only=True)
class StageRecheck:
    """A stage's recheck; ``unsigned`` sheets stand in the way of the draw."""

    stage: Stage
    recheck: Recheck | None
    lines: tuple[RecheckLine, ...]
    checked: int
    wrong: int
    unsigned: int
    sheets: int
    may_write: bool

    @property
    def share(self) -> Decimal:
        """Errors among the sheets checked, in percent."""
        return Decimal(100 * self.wrong) / self.checked if self.checked else Decimal(0)


@dataclass(frozen=True, kw_only=True)
class RecheckPage:
    """A trade's rechecks; ``rule`` is what its rulebook asks for."""

    trades: list[Trade]
    trade: Trade | None
    rule: ReviewRule | None
    stages: tuple[StageRecheck, ...]


@dataclass(frozen=True, kw_only=True)
class AppealRow:
    """An appeal with the names under it."""

    appeal: Appeal
    entry: EntryLine
    filed_by: str
    ruled_by: str
    confirmed_by: str


@dataclass(frozen=True, kw_only=True)
class StageAppeals:
    """A stage's appeals; ``entries`` are those who may appeal."""

    stage: Stage
    rows: tuple[AppealRow, ...]
    entries: tuple[EntryLine, ...]
    held: int
    may_file: bool


@dataclass(frozen=True, kw_only=True)
class AppealPage:
    """A trade's appeals; ``within`` is the window in minutes, if the rulebook sets one."""

    trades: list[Trade]
    trade: Trade | None
    within: int | None
    stages: tuple[StageAppeals, ...]


def _trades(
    tx: Session, viewer: Actor, trade_id: str | None
) -> tuple[list[Trade], Trade | None, Rulebook | None]:
    """Return the viewer's trades, the one asked for (else the first), and its rulebook."""
    trades = [
        trade
        for trade in contests.trades_of(tx, viewer.contest_id or "")
        if viewer.trade_id in {None, trade.id}
    ]
    trade = next((t for t in trades if t.id == trade_id), trades[0] if trades else None)
    row = rulebooks.current_rulebook(tx, trade.id) if trade else None
    return trades, trade, read_once(row.text) if row else None


def recheck_page(tx: Session, viewer: Actor, trade_id: str | None) -> RecheckPage:
    """Return the rechecks of one trade, by default the first."""
    viewer.must("recheck.read")
    trades, trade, book = _trades(tx, viewer, trade_id)
    if trade is None or book is None:
        return RecheckPage(trades=trades, trade=trade, rule=None, stages=())
    lines = {line.id: line for line in entries.entries_of_trade(tx, trade.id)}
    return RecheckPage(
        trades=trades,
        trade=trade,
        rule=book.review,
        stages=tuple(
            _recheck(tx, stage, book, lines, viewer) for stage in contests.stages_of(tx, trade.id)
        ),
    )


def _recheck(
    tx: Session, stage: Stage, book: Rulebook, lines: dict[str, EntryLine], viewer: Actor
) -> StageRecheck:
    names = {m.id: (m.name, m.name_en or m.name) for m in modules(book, stage.key)}
    recheck = review.recheck_of(tx, stage.id)
    found = review.lines_of(tx, recheck.id) if recheck else []
    by = _names(tx, {line.checked_by for line, _ in found})
    states = [sheet.state for sheet in sheets.sheets_of_stage(tx, stage.id)]
    return StageRecheck(
        stage=stage,
        recheck=recheck,
        lines=tuple(
            RecheckLine(
                line=line,
                sheet=sheet,
                entry=lines[sheet.entry_id],
                module=names[sheet.module_id],
                by=by.get(line.checked_by or "", ""),
            )
            for line, sheet in found
        ),
        checked=sum(bool(line.outcome) for line, _ in found),
        wrong=sum(line.outcome == "wrong" for line, _ in found),
        unsigned=sum(state != "signed" for state in states),
        sheets=len(states),
        may_write=stage.state == "open" and viewer.may("recheck.write"),
    )


def appeal_page(tx: Session, viewer: Actor, trade_id: str | None) -> AppealPage:
    """Return the appeals of one trade, by default the first."""
    viewer.must("appeal.read")
    trades, trade, book = _trades(tx, viewer, trade_id)
    if trade is None or book is None:
        return AppealPage(trades=trades, trade=trade, within=None, stages=())
    lines = {line.id: line for line in entries.entries_of_trade(tx, trade.id)}
    return AppealPage(
        trades=trades,
        trade=trade,
        within=book.appeals_within,
        stages=tuple(
            _appeals(tx, stage, lines, viewer) for stage in contests.stages_of(tx, trade.id)
        ),
    )


def _appeals(tx: Session, stage: Stage, lines: dict[str, EntryLine], viewer: Actor) -> StageAppeals:
    found = review.appeals_of(tx, stage.id)
    by = _names(tx, {who for a in found for who in (a.filed_by, a.ruled_by, a.confirmed_by)})
    taking_part = entries.entries_of_stage(tx, stage.id, stage.trade_id, first=stage.position == 0)
    return StageAppeals(
        stage=stage,
        rows=tuple(
            AppealRow(
                appeal=appeal,
                entry=lines[appeal.entry_id],
                filed_by=by[appeal.filed_by],
                ruled_by=by.get(appeal.ruled_by or "", ""),
                confirmed_by=by.get(appeal.confirmed_by or "", ""),
            )
            for appeal in found
        ),
        entries=tuple(taking_part),
        held=sum(appeal.state != "closed" for appeal in found),
        may_file=stage.state != "final" and viewer.may("appeal.file") and bool(taking_part),
    )


def _names(tx: Session, ids: set[str | None]) -> dict[str, str]:
    """Return these officials as `number name`."""
    wanted = [who for who in ids if who]
    return {
        staff.id: f"{staff.number} {person.name}"
        for staff, person in people.staff_by_ids(tx, wanted)
    }
