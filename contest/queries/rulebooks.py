"""Rulebooks of a contest, read once per version."""

from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from contest.errors import Refusal
from contest.rulebook import read_rulebook
from contest.security import Actor
from contest.store import contests
from contest.store.tables.contest import Rulebook as Row
from contest.store.tables.contest import Trade
from judging import (
    AspectForm,
    Module,
    Plan,
    Rulebook,
    StageRule,
    compile_rulebook,
    modules,
    sheet_form,
)


class NoRulebook(Refusal):
    """A trade is to be marked by a rulebook nobody has loaded."""

    key = "no_rulebook"
    zh = "“{trade}”还没有载入竞赛规程。请先在“规程”中载入。"
    en = "No rulebook is loaded for “{trade_en}”. Load one under “Rulebooks” first."


@lru_cache(maxsize=64)
def read_once(text: str) -> Rulebook:
    """Read a rulebook's text; versions never change, so reading each once is enough."""
    return read_rulebook(text)


@lru_cache(maxsize=64)
def plan_of(text: str) -> Plan:
    """Return the compiled rulebook of a text."""
    return compile_rulebook(read_once(text))


def rulebook_text(tx: Session, trade_id: str) -> str:
    """Return the text of a trade's current rulebook or refuse with NoRulebook."""
    row = contests.current_rulebook(tx, trade_id)
    if row is None:
        trade = contests.get_trade(tx, trade_id)
        raise NoRulebook(trade=trade.name, trade_en=trade.name_en)
    return row.text


def rulebook_of(tx: Session, trade_id: str) -> Rulebook:
    """Return a trade's current rulebook or refuse with NoRulebook."""
    return read_once(rulebook_text(tx, trade_id))


@dataclass(frozen=True, kw_only=True)
class StageSheets:
    """A stage of a rulebook with its modules and their marking sheets."""

    rule: StageRule
    modules: tuple[tuple[Module, tuple[AspectForm, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class RulebookPage:
    """One trade's rulebook as organisers and judges read it."""

    trades: list[Trade]
    trade: Trade | None
    row: Row | None
    rules: Rulebook | None
    stages: tuple[StageSheets, ...]


def rulebook_page(tx: Session, actor: Actor, trade_id: str | None) -> RulebookPage:
    """Return a trade's rulebook, by default the first trade's."""
    trades = contests.trades_of(tx, actor.contest_id or "")
    trade = next((t for t in trades if t.id == trade_id), trades[0] if trades else None)
    row = contests.current_rulebook(tx, trade.id) if trade else None
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
    return RulebookPage(trades=trades, trade=trade, row=row, rules=rules, stages=stages)
