"""Where a contest begins: its dates, its trades and its first organiser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contest.errors import BadInput, Refusal
from contest.keys import Keys
from contest.operations.credentials import keep_password
from contest.operations.placing import NewOfficial, place_official
from contest.operations.telling import tell
from contest.proofs import check_password
from contest.secrets import hash_password
from contest.security import ORGANISER, Actor
from contest.store import contests
from contest.store.engine import Store

MOST_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class NewTrade:
    """A trade: `code` is its short name in rosters and addresses, `prefix` begins entry numbers."""

    code: str
    prefix: str
    name: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class NewContest:
    """A contest as its organiser writes it down."""

    name: str
    name_en: str
    host: str
    host_en: str
    starts_on: date
    days: int = 1
    opens_min: int = 8 * 60
    closes_min: int = 18 * 60
    is_demo: bool = False
    trades: Sequence[NewTrade] = ()


@dataclass(frozen=True, kw_only=True)
class Founded:
    """A new contest and its first organiser, who may act at once."""

    contest_id: str
    organiser: Actor
    trades: dict[str, str]


class TradeTwice(Refusal):
    """Codes and prefixes tell trades apart."""

    key = "trade_twice"
    zh = "工种代码“{code}”或编号前缀“{prefix}”已使用，请换一个。"
    en = "The trade code “{code}” or the prefix “{prefix}” is in use. Choose another."


def found_contest(
    store: Store,
    *,
    keys: Keys,
    facts: NewContest,
    organiser: NewOfficial,
    user_name: str,
    password: str,
) -> Founded:
    """
    Create a contest with its first organiser; the only operation without an actor.

    It is reached from the server's console only.
    """
    if not facts.name.strip() or not facts.host.strip():
        raise BadInput(zh="请填写大赛名称和主办单位。", en="Give the contest's name and its host.")
    if not 1 <= facts.days <= MOST_DAYS or not 0 <= facts.opens_min < facts.closes_min <= 1440:
        raise BadInput(
            zh=f"大赛为 1 至 {MOST_DAYS} 天，每天的开始时间须早于结束时间。",
            en=f"A contest lasts 1 to {MOST_DAYS} days, and each day opens before it closes.",
        )
    check_password(password, words=[facts.name, organiser.name, user_name])
    with store.transaction() as tx:
        contest = contests.add_contest(
            tx,
            name=facts.name.strip(),
            name_en=facts.name_en.strip(),
            host=facts.host.strip(),
            host_en=facts.host_en.strip(),
            starts_on=facts.starts_on,
            days=facts.days,
            opens_min=facts.opens_min,
            closes_min=facts.closes_min,
            is_demo=facts.is_demo,
        )
        staff_id = place_official(tx, keys=keys, contest_id=contest.id, official=organiser)
        hashed = hash_password(keys, staff_id, password)
        keep_password(tx, staff_id=staff_id, user_name=user_name, hashed=hashed)
        actor = Actor(
            role=ORGANISER, staff_id=staff_id, contest_id=contest.id, name=organiser.name
        )
        tell(tx, actor, "contest:contest:create", {"demo": facts.is_demo})
    trades = {trade.code: add_trade(store, actor=actor, trade=trade) for trade in facts.trades}
    return Founded(contest_id=contest.id, organiser=actor, trades=trades)


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
