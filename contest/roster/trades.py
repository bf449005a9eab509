"""Trades as rosters write them: by code, name or alias; what is only similar is proposed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from contest.roster.texts import matching_key

COMMON = set("工员师手人作业务操")
SEPARATORS = re.compile(r"[、,，;；/|+＋\n]|和|及")


@dataclass(frozen=True, kw_only=True)
class KnownTrade:
    """A trade of the contest: `code` is what the rows get, everything else is how people say it."""

    code: str
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Return every way to write this trade, for comparison."""
        said = (self.code, self.name, self.name_en, *self.aliases)
        return tuple(matching_key(word) for word in said if word)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Trades read from one cell, and the pieces nobody knows with a proposal each ('' if none)."""

    codes: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...] = ()


def find_trades(text: str, trades: Sequence[KnownTrade]) -> Found:
    """Read one cell that may name several trades: 拉面、焊工."""
    whole = find_one(text, trades)
    if whole:
        return Found(codes=(whole,))
    codes: list[str] = []
    unknown: list[tuple[str, str]] = []
    for piece in filter(None, (piece.strip() for piece in SEPARATORS.split(text))):
        code = find_one(piece, trades)
        if code is None:
            unknown.append((piece, similar(piece, trades)))
        elif code not in codes:
            codes.append(code)
    return Found(codes=tuple(codes), unknown=tuple(unknown))


def find_one(text: str, trades: Sequence[KnownTrade]) -> str | None:
    """Return the code of the trade this text says exactly, with or without a bracketed hint."""
    key = matching_key(text)
    for form in (key, re.sub(r"\([^)]*\)", "", key)):
        for trade in trades:
            if form in trade.words():
                return trade.code
    return None


def named_in(text: str, trades: Sequence[KnownTrade]) -> list[str]:
    """Return the codes of all trades whose Chinese name or alias occurs in a title."""
    key = matching_key(text)
    return [
        trade.code
        for trade in trades
        if any(matching_key(word) in key for word in (trade.name, *trade.aliases))
    ]


def similar(text: str, trades: Sequence[KnownTrade]) -> str:
    """Return the name of the trade that was probably meant, '' if none is near."""
    key = matching_key(text)
    names = {word: trade.name for trade in trades for word in trade.words()}
    for word, name in names.items():
        if len(word) > 1 and len(key) > 1 and (word in key or key in word):
            return name
    # 电焊 and 焊工 share what tells trades apart; 钳工 and 焊工 share only that both are trades.
    alike = [word for word in names if set(word) & set(key) - COMMON]
    near = get_close_matches(key, alike, n=1, cutoff=0.4)
    return names[near[0]] if near else ""
