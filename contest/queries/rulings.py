"""The rulings desk: what each stage asks of people, what was answered, what may come up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from contest.queries.answers import known_answers
from contest.queries.standings import StageView, stage_view
from contest.security import Actor
from contest.store import contests, rulings
from contest.store.entries import EntryLine
from contest.store.rulings import SignedRuling
from contest.store.tables.contest import Stage, Trade
from judging import Ask
from judging.open_points import open_points

Option = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    One question with everything needed to answer it.

    ``zh`` and ``en`` name people by number and name. ``options`` are (choice, zh, en); empty: a
    figure answers. ``entries`` are those the answer
    concerns; ``orders``: an order of them may be the answer.
    """

    key: str
    zh: str
    en: str
    options: tuple[Option, ...]
    entries: tuple[EntryLine, ...]
    orders: bool


@dataclass(frozen=True, kw_only=True)
class RulingRow:
    """A ruling as people read it; ``said`` is the answer (zh, en)."""

    signed: SignedRuling
    question: tuple[str, str]
    said: tuple[str, str]
    replaced: bool
    may_confirm: bool


@dataclass(frozen=True, kw_only=True)
class StageRulings:
    """One stage: open questions, rulings so far, points the text leaves open but nothing hit."""

    stage: Stage
    asks: tuple[Question, ...]
    rulings: tuple[RulingRow, ...]
    early: tuple[Question, ...]
    may_rule: bool


@dataclass(frozen=True, kw_only=True)
class RulingsPage:
    """A trade's rulings; without a rulebook there is no stage."""

    trades: list[Trade]
    trade: Trade | None
    stages: tuple[StageRulings, ...]


def rulings_page(tx: Session, viewer: Actor, trade_id: str | None) -> RulingsPage:
    """Return one trade's questions and rulings, by default the first trade's."""
    viewer.must("ruling.read")
    trades = [
        trade
        for trade in contests.trades_of(tx, viewer.contest_id or "")
        if viewer.trade_id in {None, trade.id}
    ]
    trade = next((t for t in trades if t.id == trade_id), trades[0] if trades else None)
    stages = contests.stages_of(tx, trade.id) if trade else []
    return RulingsPage(
        trades=trades,
        trade=trade,
        stages=tuple(_stage(tx, stage_view(tx, stage.id), viewer) for stage in stages),
    )


def _stage(tx: Session, view: StageView, viewer: Actor) -> StageRulings:
    made = rulings.rulings_of_stage(tx, view.stage.id)
    asked = {ask.key for ask in view.result.asks}
    early = [
        ask
        for ask in open_points(view.plan)
        if ask.key not in asked and ask.key not in view.result.rulings and _here(view, ask)
    ]
    last = {signed.line.key: signed.line.id for signed in made if signed.stands}
    return StageRulings(
        stage=view.stage,
        asks=tuple(question(view, ask, viewer) for ask in view.result.asks),
        rulings=tuple(
            RulingRow(
                signed=signed,
                question=_asked(view, signed.line.key),
                said=_said(view, signed),
                replaced=signed.stands and last[signed.line.key] != signed.line.id,
                may_confirm=not signed.stands
                and view.stage.state == "open"
                and viewer.may("ruling.confirm"),
            )
            for signed in made
        ),
        early=tuple(question(view, ask, viewer) for ask in early),
        may_rule=view.stage.state == "open" and viewer.may("ruling.write"),
    )


def _here(view: StageView, ask: Ask) -> bool:
    """Whether an open point of the book can come up in this stage at all."""
    node = ask.key.partition(".")[0]
    if node.startswith("go_on:"):
        return node == f"go_on:{view.rule.id}"
    if node.startswith("ladder/"):
        return view.rule.go_on is None
    return node not in view.plan.nodes or node in view.plan.names[view.rule.node]


def question(view: StageView, ask: Ask, viewer: Actor) -> Question:
    """Return a question for people; what an answer would give is for those who may read marks."""
    words = {choice: (zh, en) for choice, zh, en in known_answers(view.plan, ask.key)}
    options = tuple(
        (choice, f"{words[choice][0]}：{zh}", f"{words[choice][1]}: {en}")
        if choice in words and zh.startswith("得 ")
        else (choice, zh, en)
        for choice, zh, en in ask.options
    ) or known_answers(view.plan, ask.key)
    if not viewer.may("mark.read"):
        options = ()
    return Question(
        key=ask.key,
        zh=named(ask.zh, view.entries),
        en=named(ask.en, view.entries),
        options=tuple(option for option in options if option[0] != "order"),
        entries=tuple(view.entries[e] for e in ask.entries if e in view.entries),
        orders=any(choice == "order" for choice, _, _ in options),
    )


def named(text: str, entries: Mapping[str, EntryLine]) -> str:
    """Put number and name where a sentence of the engine has an entry's id."""
    return re.sub(
        r"[0-9A-Z]{26}",
        lambda found: (
            f"{entries[found[0]].no} {entries[found[0]].name}" if found[0] in entries else found[0]
        ),
        text,
    )


def _asked(view: StageView, key: str) -> tuple[str, str]:
    """Return what a ruling answered, from the book; a tie by those whom it parts."""
    for ask in (*view.result.asks, *open_points(view.plan)):
        if ask.key == key:
            return named(ask.zh, view.entries), named(ask.en, view.entries)
    head, _, tail = key.partition(":")
    if head == "tie":
        who = named(tail.rpartition(":")[2].replace("=", ", "), view.entries)
        return f"名次并列：{who}", f"tie: {who}"
    told = named(key, view.entries)
    return told, told


def _said(view: StageView, signed: SignedRuling) -> tuple[str, str]:
    if signed.line.order:
        who = " > ".join(
            f"{view.entries[e].no} {view.entries[e].name}" if e in view.entries else e
            for e in signed.line.order
        )
        return who, who
    words = {"share": ("并列", "they share the rank")}
    words |= {choice: (zh, en) for choice, zh, en in known_answers(view.plan, signed.line.key)}
    return words.get(signed.line.choice, (signed.line.choice, signed.line.choice))
