"""A stage's judges beside each other: aspects x judges with spreads, and what the marks show."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from contest.queries.rulebooks import plan_of, rulebook_text
from contest.queries.standings import ABSENT
from contest.security import Actor
from contest.store import contests, entries, people, sheets
from contest.store.tables.contest import Stage, Trade
from judging import Panel, Plan
from judging.judges import JudgeFigures, PanelMark, judge_figures
from judging.numbers import exact
from judging.plan import label

ODD = Decimal(10)
"""A judge's mean on an aspect stands out when so far from the others', in percent of its scale."""
LEAST_MARKS = 3


@dataclass(frozen=True, kw_only=True)
class AspectRow:
    """
    One aspect: the mean mark of each judge, the mean and the widest spread of its panels.

    ``odd`` are judges whose mean stands out; ``widest`` is the sheet with the widest spread.
    """

    name: tuple[str, str]
    most: Decimal | None
    means: dict[str, Decimal]
    odd: frozenset[str]
    spread: Decimal
    worst: Decimal
    widest: str


@dataclass(frozen=True, kw_only=True)
class ModuleMatrix:
    """One module's aspects x judges; ``judges`` are ids in the order of the columns."""

    name: tuple[str, str]
    judges: tuple[str, ...]
    rows: tuple[AspectRow, ...]


@dataclass(frozen=True, kw_only=True)
class JudgeRow:
    """A judge with his figures; ``region`` is what counts as his own."""

    name: str
    region: str
    figures: JudgeFigures


@dataclass(frozen=True, kw_only=True)
class JudgePage:
    """A stage's judges; ``hidden``: this viewer reads it once the result is signed."""

    trades: list[Trade]
    trade: Trade | None
    stages: list[Stage]
    stage: Stage | None
    hidden: bool
    modules: tuple[ModuleMatrix, ...]
    names: dict[str, str]
    judges: tuple[JudgeRow, ...]


@dataclass(frozen=True, kw_only=True)
class _Judge:
    """Who sits in a stage; the region is the roster's, else who sends him."""

    name: str
    region: str


@dataclass(frozen=True, kw_only=True)
class _Given:
    """One mark of a panel with the sheet it stands on."""

    mark: PanelMark
    sheet_id: str


def judge_page(tx: Session, viewer: Actor, trade_id: str | None, stage_id: str | None) -> JudgePage:
    """Return a stage's judges, by default of the first trade's first stage."""
    viewer.must("statistics.read")
    trades = [
        trade
        for trade in contests.trades_of(tx, viewer.contest_id or "")
        if viewer.trade_id in {None, trade.id}
    ]
    trade = next((t for t in trades if t.id == trade_id), trades[0] if trades else None)
    stages = contests.stages_of(tx, trade.id) if trade else []
    stage = next((s for s in stages if s.id == stage_id), stages[0] if stages else None)
    hidden = stage is not None and stage.state == "open" and not viewer.may("mark.read")
    modules: tuple[ModuleMatrix, ...] = ()
    rows: tuple[JudgeRow, ...] = ()
    known: dict[str, _Judge] = {}
    if trade is not None and stage is not None and not hidden:
        plan = plan_of(rulebook_text(tx, trade.id))
        known = _judges(tx, trade, stage)
        given = _marks(tx, plan, stage, known)
        modules = _modules(plan, given, known)
        found = [
            JudgeRow(name=known[f.judge].name, region=known[f.judge].region, figures=f)
            for f in judge_figures(one.mark for one in given)
        ]
        rows = tuple(sorted(found, key=lambda row: row.name))
    return JudgePage(
        trades=trades,
        trade=trade,
        stages=stages,
        stage=stage,
        hidden=hidden,
        modules=modules,
        names={who: judge.name for who, judge in known.items()},
        judges=rows,
    )


def _judges(tx: Session, trade: Trade, stage: Stage) -> dict[str, _Judge]:
    """Return those who sit in a stage: number and name, and where they come from."""
    seats = [seat for found in sheets.seats_of_stage(tx, stage.id).values() for seat in found]
    senders = {d.id: d.name for d in people.delegations_of(tx, trade.contest_id)}
    ids = sorted({seat.staff_id for seat in seats})
    return {
        staff.id: _Judge(
            name=f"{staff.number} {person.name}",
            region=person.facts.get("region") or senders.get(staff.delegation_id or "", ""),
        )
        for staff, person in people.staff_by_ids(tx, ids)
    }


def _marks(tx: Session, plan: Plan, stage: Stage, known: Mapping[str, _Judge]) -> list[_Given]:
    """Return the marks that count on aspects that a panel marks, entries that are out left out."""
    lines = {line.id: line for line in entries.entries_of_trade(tx, stage.trade_id)}
    absent = {i.entry_id for i in sheets.incidents_of_stage(tx, stage.id) if ABSENT in i.item_id}
    owner = {sheet.id: sheet.entry_id for sheet in sheets.sheets_of_stage(tx, stage.id)}
    seats = {
        (sheet_id, seat.seat): seat.staff_id
        for sheet_id, found in sheets.seats_of_stage(tx, stage.id).items()
        for seat in found
    }
    found = []
    current = sheets.current_marks(sheets.marks_of_sheets(tx, list(owner)))
    for (sheet_id, seat, aspect), value in current.items():
        node, judge = plan.nodes.get(aspect), seats.get((sheet_id, seat))
        entry = lines[owner[sheet_id]]
        if node is None or judge is None or entry.id in absent:
            continue
        if not isinstance(node.take, Panel):
            continue
        least, most = node.take.scale.ends()
        if most is None or most <= least:
            continue
        trimmed = node.take.join.op == "trimmed_mean"
        home = entry.facts.get("region") or entry.delegation
        found.append(
            _Given(
                sheet_id=sheet_id,
                mark=PanelMark(
                    judge=judge,
                    entry=entry.id,
                    aspect=aspect,
                    value=value,
                    width=most - least,
                    home=home == known[judge].region,
                    high=_aside(node.take, "high") if trimmed else 0,
                    low=_aside(node.take, "low") if trimmed else 0,
                ),
            )
        )
    return found


def _aside(panel: Panel, name: str) -> int:
    value = panel.join.args.get(name, Decimal(1))
    return int(value) if isinstance(value, Decimal) else 0


def _modules(
    plan: Plan, given: list[_Given], known: Mapping[str, _Judge]
) -> tuple[ModuleMatrix, ...]:
    """Return each module's matrix in the order of the document."""
    by_aspect: dict[str, list[_Given]] = defaultdict(list)
    for one in given:
        by_aspect[one.mark.aspect].append(one)
    modules: dict[str, list[str]] = defaultdict(list)
    for aspect in plan.nodes:
        if aspect in by_aspect:
            modules[plan.module_of[aspect]].append(aspect)
    found = []
    for module, aspects in modules.items():
        seated = {one.mark.judge for aspect in aspects for one in by_aspect[aspect]}
        judges = sorted(seated, key=lambda judge: known[judge].name)
        name = label(plan.nodes[module]) if module else ("", "")
        rows = tuple(_row(plan, aspect, by_aspect[aspect]) for aspect in aspects)
        found.append(ModuleMatrix(name=name, judges=tuple(judges), rows=rows))
    return tuple(found)


def _row(plan: Plan, aspect: str, given: list[_Given]) -> AspectRow:
    by_judge: dict[str, list[Decimal]] = defaultdict(list)
    panels: dict[str, list[Decimal]] = defaultdict(list)
    for one in given:
        by_judge[one.mark.judge].append(one.mark.value)
        panels[one.sheet_id].append(one.mark.value)
    width = given[0].mark.width
    with exact():
        means = {judge: sum(found, Decimal(0)) / len(found) for judge, found in by_judge.items()}
        off = {
            f.judge: f.severity
            for f in judge_figures(one.mark for one in given)
            if len(by_judge[f.judge]) >= LEAST_MARKS
        }
        spreads = {sheet: max(found) - min(found) for sheet, found in panels.items()}
        widest = max(spreads, key=lambda sheet: (spreads[sheet], sheet))
        return AspectRow(
            name=label(plan.nodes[aspect]),
            most=plan.nodes[aspect].max or width,
            means=means,
            odd=frozenset(judge for judge, by in off.items() if abs(by) >= ODD),
            spread=sum(spreads.values(), Decimal(0)) / len(spreads),
            worst=spreads[widest],
            widest=widest,
        )
