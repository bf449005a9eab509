"""A stage computed from what stands in the database: the one source of every standing shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from sqlmodel import Session

from contest.queries.marks import KeptMarks
from contest.queries.rulebooks import plan_of, read_once
from contest.store import contests, entries, rulebooks, rulings, sheets
from contest.store.entries import EntryLine
from contest.store.tables.contest import Contest, Rulebook, Stage, Trade
from judging import Incident, Module, Plan, Result, Ruling, StageRule, compute, modules
from judging import Rulebook as Rules
from judging.scheme import Carried

ABSENT = "absent:"
"""An incident whose item begins so is no conduct: it says why an entry has no marks."""


@dataclass(frozen=True, kw_only=True)
class StageView:
    """A stage with everything that its pictures are drawn from."""

    contest: Contest
    trade: Trade
    stage: Stage
    rulebook_row: Rulebook
    rules: Rules
    rule: StageRule
    modules: tuple[Module, ...]
    plan: Plan
    entries: dict[str, EntryLine]
    result: Result


def stage_view(
    tx: Session,
    stage_id: str,
    *,
    by: Rulebook | None = None,
    suppose: Sequence[Ruling] = (),
    kept: KeptMarks | None = None,
) -> StageView:
    """
    Compute a stage from its marks, incidents and rulings by the trade's current rulebook.

    What an earlier stage hands on (its node values) is computed from that stage's marks, too.
    ``by`` is another version of the rulebook, ``suppose`` are rulings that nobody has confirmed
    yet: to see what they would do. ``kept`` are marks and scores of an earlier look.
    """
    kept = kept or KeptMarks()
    known = kept.look(tx, stage_id).once("around", partial(_around, tx, stage_id))
    row = by or known.rulebook_row
    if row is None:
        raise LookupError(f"stage {stage_id} exists without a rulebook")
    rules, plan = read_once(row.text), plan_of(row.text)
    handed_on = {n.take.node for n in plan.nodes.values() if isinstance(n.take, Carried)}
    carried: dict[tuple[str, str], Decimal | None] = {}
    for earlier in known.earlier if handed_on else ():
        before, _ = _result(tx, earlier, plan, carried, kept)
        here = handed_on & plan.names[plan.stage(earlier.key).node]
        carried |= {(e, n): before.scores[e, n].value for e in before.inputs for n in here}
    result, lines = _result(tx, known.stage, plan, carried, kept, suppose)
    rule = next(rule for rule in rules.stages if rule.id == known.stage.key)
    return StageView(
        contest=known.contest,
        trade=known.trade,
        stage=known.stage,
        rulebook_row=row,
        rules=rules,
        rule=rule,
        modules=modules(rules, rule.id),
        plan=plan,
        entries=lines,
        result=result,
    )


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What a stage belongs to, and the stages before it."""

    contest: Contest
    trade: Trade
    stage: Stage
    earlier: Sequence[Stage]
    rulebook_row: Rulebook | None


def _around(tx: Session, stage_id: str) -> _Around:
    stage, trade = contests.stage_with_trade(tx, stage_id)
    stages = contests.stages_of(tx, trade.id)
    return _Around(
        contest=contests.get_contest(tx, trade.contest_id),
        trade=trade,
        stage=stage,
        earlier=stages[: [s.id for s in stages].index(stage.id)],
        rulebook_row=rulebooks.current_rulebook(tx, trade.id),
    )


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """Everything but marks that a stage is computed from."""

    lines: dict[str, EntryLine]
    incidents: tuple[Incident, ...]
    seats: dict[tuple[str, str], int]
    absent: dict[str | tuple[str, str], str]
    rulings: tuple[Ruling, ...]


def _facts(tx: Session, stage: Stage) -> _Facts:
    first = stage.position == 0
    lines = entries.entries_of_stage(tx, stage.id, stage.trade_id, first=first)
    known = {line.id: line for line in lines}
    seats = sheets.seats_of_stage(tx, stage.id)
    incidents = [row for row in sheets.incidents_of_stage(tx, stage.id) if row.entry_id in known]
    return _Facts(
        lines=known,
        incidents=tuple(
            Incident(
                id=row.id,
                entry_id=row.entry_id,
                item_id=row.item_id,
                count=row.count,
                stage_id=stage.key,
            )
            for row in incidents
            if not row.item_id.startswith(ABSENT)
        ),
        seats={
            (sheet.entry_id, sheet.module_id): len(seats.get(sheet.id, ()))
            for sheet in sheets.sheets_of_stage(tx, stage.id)
            if seats.get(sheet.id)
        },
        absent={
            row.entry_id: row.item_id.removeprefix(ABSENT)
            for row in incidents
            if row.item_id.startswith(ABSENT)
        },
        rulings=tuple(_standing_rulings(tx, stage.id)),
    )


def _result(
    tx: Session,
    stage: Stage,
    plan: Plan,
    carried: dict[tuple[str, str], Decimal | None],
    kept: KeptMarks,
    suppose: Sequence[Ruling] = (),
) -> tuple[Result, dict[str, EntryLine]]:
    look = kept.look(tx, stage.id)
    marks, facts = look.marks(tx), look.once("facts", partial(_facts, tx, stage))
    result = compute(
        plan,
        stage_id=stage.key,
        entries=list(facts.lines),
        marks=marks,
        incidents=facts.incidents,
        people={line.id: line.facts for line in facts.lines.values()},
        seats=facts.seats,
        rulings=[*facts.rulings, *suppose],
        absent=facts.absent,
        carried=carried,
        remembered=look.scores,
    )
    return result, facts.lines


def _standing_rulings(tx: Session, stage_id: str) -> Iterator[Ruling]:
    """Yield the confirmed rulings of a stage, oldest first."""
    for ruling in rulings.rulings_of_stage(tx, stage_id):
        if ruling.stands:
            yield Ruling(
                key=ruling.line.key,
                choice=ruling.line.choice,
                text=ruling.line.text,
                author=f"{ruling.author}; {ruling.witness}",
                at=ruling.line.at.isoformat(timespec="minutes"),
                order=tuple(ruling.line.order),
            )
