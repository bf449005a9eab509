"""What a print covers, and what comes of it before ink."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from contest.errors import NotFound, Refusal
from contest.reports.text import Imprint, Words
from contest.store import contests
from contest.store.tables.contest import Contest, Stage, Trade


class NothingToPrint(Refusal):
    """The chosen scope is empty."""

    key = "nothing_to_print"
    zh = "所选范围内没有可打印的{what}。{hint}"
    en = "There are no {what_en} to print in this scope. {hint_en}"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """
    What the organiser chose.

    ``where`` is empty for all, or the id of a trade or of a stage. For badges ``who`` is
    contestants, judges, staff or all; ``numbers`` names single badges by their numbers, and with
    ``only_new`` those who have a valid badge are left alone.
    """

    where: str = ""
    who: str = "all"
    numbers: tuple[str, ...] = ()
    only_new: bool = False


@dataclass(frozen=True, kw_only=True)
class Printable:
    """
    Facts ready for the typesetter.

    ``names`` are the texts in which a rare character may hide. ``staff_tokens`` and
    ``entry_tokens`` are the new badges' tokens: they become valid together with the document.
    """

    count: int
    title: Words
    names: tuple[str, ...]
    typeset: Callable[[Imprint], bytes]
    staff_tokens: dict[str, str] = field(default_factory=dict)
    entry_tokens: dict[str, str] = field(default_factory=dict)


def trades_in(tx: Session, contest: Contest, scope: Scope) -> list[Trade]:
    """Return the trades that a scope covers, in their order; a foreign id is `NotFound`."""
    trades = contests.trades_of(tx, contest.id)
    if not scope.where:
        return trades
    wanted = [trade for trade in trades if trade.id == scope.where]
    return wanted or [next(t for s, t in stages_in(tx, contest, scope) if s.id == scope.where)]


def stages_in(tx: Session, contest: Contest, scope: Scope) -> list[tuple[Stage, Trade]]:
    """Return the stages that a scope covers with their trades, in order."""
    found = [
        (stage, trade)
        for trade in contests.trades_of(tx, contest.id)
        for stage in contests.stages_of(tx, trade.id)
        if scope.where in {"", trade.id, stage.id}
    ]
    if not found and scope.where not in {"", *(t.id for t in contests.trades_of(tx, contest.id))}:
        raise NotFound()
    return found


def words(thing: Contest | Trade | Stage) -> Words:
    """Return the name of a contest, trade or stage."""
    return Words(zh=thing.name, en=thing.name_en)


def covered(tx: Session, contest: Contest, scope: Scope) -> Words | None:
    """Return what a scope is called, or None where it covers the whole contest."""
    for stage, trade in stages_in(tx, contest, scope) if scope.where else ():
        if stage.id == scope.where:
            return Words(zh=f"{trade.name}{stage.name}", en=f"{trade.name_en}, {stage.name_en}")
        if trade.id == scope.where:
            return words(trade)
    return None


def titled(zh: str, en: str, part: Words | None) -> Words:
    """Return a document's title with the part of the contest that it covers."""
    return Words(zh=f"{zh}（{part.zh}）", en=f"{en} ({part.en})") if part else Words(zh=zh, en=en)
