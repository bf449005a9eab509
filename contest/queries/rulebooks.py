"""Rulebooks of a contest, read once per version."""

from functools import lru_cache

from sqlmodel import Session

from contest.errors import Refusal
from contest.rulebook import read_rulebook
from contest.store import contests, rulebooks
from judging import Plan, Rulebook, compile_rulebook


class NoRulebook(Refusal):
    """A trade is to be marked by a rulebook nobody has loaded."""

    key = "no_rulebook"
    zh = "“{trade}”还没有载入竞赛规程。请先在“规程”中载入。"
    en = "No rulebook is loaded for “{trade_en}”. Load one under “Rulebooks” first."


@lru_cache(maxsize=256)
def read_once(text: str) -> Rulebook:
    """Read a rulebook's text; versions never change, so reading each once is enough."""
    return read_rulebook(text)


@lru_cache(maxsize=256)
def plan_of(text: str) -> Plan:
    """Return the compiled rulebook of a text."""
    return compile_rulebook(read_once(text))


def rulebook_text(tx: Session, trade_id: str) -> str:
    """Return the text of a trade's current rulebook or refuse with NoRulebook."""
    text = rulebooks.current_text(tx, trade_id)
    if text is None:
        trade = contests.get_trade(tx, trade_id)
        raise NoRulebook(trade=trade.name, trade_en=trade.name_en)
    return text


def rulebook_of(tx: Session, trade_id: str) -> Rulebook:
    """Return a trade's current rulebook or refuse with NoRulebook."""
    return read_once(rulebook_text(tx, trade_id))
