"""A trade's rulebook as organisers and judges read it, with its versions and what is proposed."""

from dataclasses import dataclass

from sqlmodel import Session

from contest.queries.book_changes import StageChange, changed_lines, changes_of
from contest.queries.book_tree import Layout, layout
from contest.queries.rulebooks import plan_of, read_once
from contest.rulebook import RulebookInvalid
from contest.rulebook.findings import Finding
from contest.rulebook.read import read_and_check
from contest.security import Actor
from contest.store import contests, rulebooks, sheets
from contest.store.rulebooks import NameLine
from contest.store.tables.contest import Rulebook as Row
from contest.store.tables.contest import Trade
from judging import AspectForm, Module, Rulebook, StageRule, modules, sheet_form


@dataclass(frozen=True, kw_only=True)
class StageSheets:
    """A stage of a rulebook with its modules and their marking sheets."""

    rule: StageRule
    modules: tuple[tuple[Module, tuple[AspectForm, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A version that waits for its names: what it says otherwise and what it would change."""

    row: Row
    names: tuple[NameLine, ...]
    changes: tuple[StageChange, ...]
    lines: tuple[tuple[str, str], ...]
    may_agree: bool
    may_drop: bool


@dataclass(frozen=True, kw_only=True)
class RulebookPage:
    """One trade's rulebook; `frozen`: marking has begun, a change is a proposal."""

    trades: list[Trade]
    trade: Trade | None
    row: Row | None
    rules: Rulebook | None
    laid: Layout | None
    findings: tuple[Finding, ...]
    stages: tuple[StageSheets, ...]
    versions: tuple[Row, ...]
    proposal: Proposal | None
    frozen: bool


def rulebook_page(tx: Session, actor: Actor, trade_id: str | None) -> RulebookPage:
    """Return a trade's rulebook, by default the first trade's."""
    trades = contests.trades_of(tx, actor.contest_id or "")
    trade = next((t for t in trades if t.id == trade_id), trades[0] if trades else None)
    row = rulebooks.current_rulebook(tx, trade.id) if trade else None
    rules = read_once(row.text) if row else None
    stages = tuple(
        StageSheets(
            rule=rule,
            modules=tuple(
                (module, tuple(sheet_form(rules, module.id))) for module in modules(rules, rule.id)
            ),
        )
        for rule in (rules.stages if rules else ())
        if rules
    )
    return RulebookPage(
        trades=trades,
        trade=trade,
        row=row,
        rules=rules,
        laid=layout(plan_of(row.text)) if row else None,
        findings=findings_of(row.text) if row else (),
        stages=stages,
        versions=tuple(rulebooks.versions_of(tx, trade.id)) if trade else (),
        proposal=_proposal(tx, trade, row, actor) if trade and row else None,
        frozen=trade is not None and sheets.marks_in_trade(tx, trade.id),
    )


def _proposal(tx: Session, trade: Trade, now: Row, actor: Actor) -> Proposal | None:
    row = rulebooks.proposed_rulebook(tx, trade.id)
    if row is None or not actor.may("rulebook.agree"):
        return None
    if actor.trade_id not in {None, trade.id}:
        return None
    names = tuple(rulebooks.names_of(tx, row.id))
    return Proposal(
        row=row,
        names=names,
        changes=changes_of(tx, trade, row),
        lines=tuple(changed_lines(now.text, row.text)),
        may_agree=actor.role not in {line.role for line in names},
        may_drop=actor.may("rulebook.write"),
    )


def findings_of(text: str) -> tuple[Finding, ...]:
    """Return what is wrong, contradictory, open or worth a note in a document."""
    try:
        return read_and_check(text)[1]
    except RulebookInvalid as invalid:
        return invalid.findings


def trade_to_edit(tx: Session, actor: Actor, trade_id: str) -> tuple[Trade, str, bool]:
    """Return a trade, its rulebook's text in force, and whether a change is a proposal now."""
    trade = contests.get_trade(tx, trade_id)
    actor.must("rulebook.write", contest_id=trade.contest_id, trade_id=trade.id)
    row = rulebooks.current_rulebook(tx, trade.id)
    return trade, row.text if row else "", sheets.marks_in_trade(tx, trade.id)
