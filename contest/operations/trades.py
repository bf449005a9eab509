"""The trades of a contest."""

import re
from dataclasses import dataclass

from contest.errors import BadInput, Refusal
from contest.operations.telling import tell
from contest.security import Actor
from contest.store import contests, journal
from contest.store.engine import Store


@dataclass(frozen=True, kw_only=True)
class NewTrade:
    """A trade: `code` is its short name in rosters and addresses, `prefix` begins entry numbers."""

    code: str
    prefix: str
    name: str
    name_en: str


class TradeTwice(Refusal):
    """Codes and prefixes tell trades apart."""

    key = "trade_twice"
    zh = "工种代码“{code}”或编号前缀“{prefix}”已使用，请换一个。"
    en = "The trade code “{code}” or the prefix “{prefix}” is in use. Choose another."


def add_trade(store: Store, *, actor: Actor, trade: NewTrade) -> str:
    """Add a trade to the actor's contest; return its id."""
    code, prefix = trade.code.strip().lower(), trade.prefix.strip().upper()
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,19}", code) or not re.fullmatch(r"[A-Z]{1,4}", prefix):
        raise BadInput(
            zh="工种代码用 2 至 20 个小写字母或数字，编号前缀用 1 至 4 个字母。",
            en="A trade code has 2 to 20 small letters or digits, a prefix 1 to 4 letters.",
        )
    if not trade.name.strip():
        raise BadInput(zh="请填写工种名称。", en="Give the trade's name.")
    with store.transaction() as tx:
        contest_id = actor.contest_id or ""
        actor.must("rulebook.write", contest_id=contest_id)
        journal.take(tx, [contest_id])
        present = contests.trades_of(tx, contest_id)
        if any(other.code == code or other.prefix == prefix for other in present):
            raise TradeTwice(code=code, prefix=prefix)
        row = contests.add_trade(
            tx,
            contest_id=contest_id,
            code=code,
            prefix=prefix,
            name=trade.name.strip(),
            name_en=trade.name_en.strip(),
            position=len(present),
        )
        tell(tx, actor, "contest:trade:add", {"trade_id": row.id, "code": code})
    return row.id
