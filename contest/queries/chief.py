"""The chief judge's pictures: a stage's sheets at a glance, and one sheet as aspects x judges."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from contest.queries.rulings import Question, question
from contest.queries.standings import ABSENT, StageView, stage_view
from contest.queries.tablet import modules_of, tablet_form
from contest.security import Actor
from contest.store import contests, results, sheets
from contest.store.entries import EntryLine, checked_in, entries_of_stage
from contest.store.people import staff_by_ids
from contest.store.tables.contest import Stage, Trade
from contest.store.tables.marking import Incident, Sheet, SheetSeat
from contest.store.tables.results import StageResult
from judging import AspectForm, ConductItem, Line, Module, Standing, explain
from judging.rulebook import CAUSES


@dataclass(frozen=True, kw_only=True)
class SheetCell:
    """One entry's sheet of one module: how many of its judges have submitted."""

    sheet: Sheet
    submitted: int
    seats: int


@dataclass(frozen=True, kw_only=True)
class StageDesk:
    """A stage as the chief judge and the desk see it."""

    trade: Trade
    stage: Stage
    stages: list[Stage]
    modules: list[Module]
    lines: list[EntryLine]
    cells: dict[tuple[str, str], SheetCell]
    standings: dict[str, Standing]
    present: set[str]
    incidents: list[Incident]
    conduct: tuple[ConductItem, ...]
    absences: tuple[str, ...]
    asks: tuple[Question, ...]
    result: StageResult | None
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class SheetMatrix:
    """One sheet: aspects x seats, with the spread between judges and the walk to its score."""

    trade: Trade
    stage: Stage
    sheet: Sheet
    line: EntryLine
    module: Module
    form: tuple[AspectForm, ...]
    seats: list[SheetSeat]
    names: dict[str, str]
    marks: dict[tuple[str, int], Decimal]
    spreads: dict[str, Decimal]
    walk: Line
    history: list[tuple[str, int, datetime, Decimal | None]]


def stage_desk(tx: Session, stage_id: str, actor: Actor) -> StageDesk:
    """Return a stage's sheets, standings and open questions."""
    stage, trade = contests.stage_with_trade(tx, stage_id)
    actor.must("mark.read", contest_id=trade.contest_id, trade_id=trade.id)
    view = stage_view(tx, stage_id)
    seats = sheets.seats_of_stage(tx, stage.id)
    cells = {
        (sheet.entry_id, sheet.module_id): SheetCell(
            sheet=sheet,
            submitted=sum(seat.state == "submitted" for seat in seats.get(sheet.id, ())),
            seats=len(seats.get(sheet.id, ())),
        )
        for sheet in sheets.sheets_of_stage(tx, stage.id)
    }
    return StageDesk(
        trade=trade,
        stage=stage,
        stages=contests.stages_of(tx, trade.id),
        modules=list(view.modules),
        lines=list(view.entries.values()),
        cells=cells,
        standings={standing.entry_id: standing for standing in view.result.standings},
        present=checked_in(tx, stage.id),
        incidents=sheets.incidents_of_stage(tx, stage.id),
        conduct=view.rules.conduct,
        absences=tuple(f"{ABSENT}{cause}" for cause in CAUSES),
        asks=tuple(question(view, ask, actor) for ask in view.result.asks),
        result=results.current_result(tx, stage.id),
        counts=sheet_counts([cell.sheet.state for cell in cells.values()]),
    )


def sheet_matrix(tx: Session, sheet_id: str, actor: Actor) -> SheetMatrix:
    """Return one sheet as aspects x judges."""
    sheet, stage = sheets.get_sheet(tx, sheet_id)
    stage, trade = contests.stage_with_trade(tx, stage.id)
    actor.must("mark.read", contest_id=trade.contest_id, trade_id=trade.id)
    view = stage_view(tx, stage.id)
    lines = sheets.marks_of_sheets(tx, [sheet.id])
    marks = {(a, s): value for (_, s, a), value in sheets.current_marks(lines).items()}
    form = tuple(tablet_form(tx, trade.id, sheet.module_id))
    seats = sheets.seats_of(tx, [sheet.id]).get(sheet.id, [])
    spreads = {}
    for aspect in form:
        given = [marks[aspect.id, seat.seat] for seat in seats if (aspect.id, seat.seat) in marks]
        if len(given) > 1:
            spreads[aspect.id] = max(given) - min(given)
    everyone = entries_of_stage(tx, stage.id, trade.id, first=stage.position == 0)
    return SheetMatrix(
        trade=trade,
        stage=stage,
        sheet=sheet,
        line=next(line for line in everyone if line.id == sheet.entry_id),
        module=modules_of(view.rulebook_row.text)[sheet.module_id],
        form=form,
        seats=seats,
        names={
            staff.id: person.name for staff, person in staff_by_ids(tx, [s.staff_id for s in seats])
        },
        marks=marks,
        spreads=spreads,
        walk=explain_module(view, sheet.entry_id, sheet.module_id),
        history=[(line.aspect_id, line.seat, line.at, line.value) for line in lines],
    )


def explain_module(view: StageView, entry_id: str, node_id: str) -> Line:
    """Return the walk from a node's value back to the marks that made it."""
    return explain(view.plan, view.result, entry_id, node_id)


def sheet_counts(states: list[str]) -> dict[str, int]:
    """Return how many sheets are in each state, and how many there are."""
    counts = {state: states.count(state) for state in ("open", "reopened", "submitted", "signed")}
    return {**counts, "all": len(states)}
