"""One comparison a line; all, any, none by indentation; what is not known stays unknown."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from judging.numbers import ONE, ZERO, Span, number, point, snap
from judging.refusals import BadRecord

#: What a name can stand for: a number (as a span), a word, a list of rows, or nothing known.
Known = Span | str | Sequence[Mapping[str, object]] | None
Look = Callable[[str], Known]
Scales = Mapping[str, tuple[str, ...]]

_LINE = re.compile(
    r"^(?P<name>[^\s<>=!]+)(?:\s+at\s+(?P<at>\d{4}-\d\d-\d\d))?"
    r"\s*(?P<op>>=|<=|!=|=|>|<|\bin\b)\s*(?P<value>[^\s<>=!].*)$"
)
_WORDS = {"yes": ONE, "是": ONE, "true": ONE, "no": ZERO, "否": ZERO, "false": ZERO}


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """``name op value``; ``at`` is the day on which an age counts."""

    name: str
    op: str
    value: Decimal | str | tuple[str, ...]
    at: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """``all``, ``any`` or ``none`` of several conditions."""

    how: str
    kids: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """``any of`` or ``none of`` the rows of a list fact (past honours) meet ``where``."""

    how: str
    of: str
    where: "Condition"


Condition = Compare | Group | Rows


def parse(text: str) -> Compare:
    """A comparison from its line, as in ``skill_level >= 技师`` or ``age at 2026-05-01 < 35``."""
    match = _LINE.match(text.strip())
    if match is None:
        raise BadRecord(
            zh=f"看不懂这个条件：“{text}”。写成“名称 >= 数值”。",
            en=f"Not a condition: “{text}”. Write “name >= value”.",
        )
    raw = match["value"].strip()
    value: Decimal | str | tuple[str, ...]
    if match["op"] == "in":
        value = tuple(v.strip() for v in raw.strip("[]").split(","))
    else:
        value = literal(raw)
    at = date.fromisoformat(match["at"]) if match["at"] else None
    if (match["name"] == "age") != (at is not None):
        raise BadRecord(
            zh=f"年龄须写明日期：“{text}”。写成“age at 2026-05-01 >= 18”。",
            en=f"An age needs its day: “{text}”. Write “age at 2026-05-01 >= 18”.",
        )
    return Compare(name=match["name"], op=match["op"], value=value, at=at)


def literal(text: str) -> Decimal | str:
    """A number, yes or no (1 and 0), or the word itself."""
    folded = _WORDS.get(text.lower())
    if folded is not None:
        return folded
    value = number(text)
    return text if value is None else value


def known(value: object) -> Known:
    """A fact as conditions read it: text that spells a number is a number, an empty one unknown."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal | int):
        return point(Decimal(value))
    if isinstance(value, str):
        read = literal(value.strip())
        return point(read) if isinstance(read, Decimal) else read
    return value if isinstance(value, Sequence) else None


def names(condition: Condition) -> frozenset[str]:
    """Every name the condition reads, list facts by their list."""
    if isinstance(condition, Compare):
        return frozenset({condition.name})
    if isinstance(condition, Rows):
        return frozenset({condition.of})
    return frozenset().union(*(names(k) for k in condition.kids))


def holds(condition: Condition, look: Look, scales: Scales, missing: set[str]) -> bool | None:
    """
    True, False, or None where something needed is not known yet.

    ``missing`` collects the names of unknown facts; a value still between two bounds also gives
    None unless both ends agree, and adds nothing, since the mark is on its way.
    """
    if isinstance(condition, Group):
        answers = [holds(k, look, scales, missing) for k in condition.kids]
        return _combine(condition.how, answers)
    if isinstance(condition, Rows):
        rows = _rows(look(condition.of))
        if rows is None:
            missing.add(condition.of)
            return None
        answers = [holds(condition.where, _row(row), scales, missing) for row in rows]
        return _combine(condition.how, answers)
    return _compare(condition, look, scales, missing)


def _rows(value: Known) -> list[Mapping[str, object]] | None:
    """The rows of a list fact; None for whatever is no list of rows."""
    if value is None or isinstance(value, str):
        return None
    rows = [row for row in value if isinstance(row, Mapping)]
    return rows if len(rows) == len(value) else None


def _row(row: Mapping[str, object]) -> Look:
    return lambda name: known(row.get(name))


def _is_span(value: object) -> TypeGuard[Span]:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], Decimal)


def _combine(how: str, answers: Sequence[bool | None]) -> bool | None:
    if how == "all":
        return False if False in answers else None if None in answers else True
    some = True if True in answers else None if None in answers else False
    if how == "any" or some is None:
        return some
    return not some


def _age(birth: str, at: date) -> Decimal | None:
    try:
        born = date.fromisoformat(birth)
    except ValueError:
        return None
    # Born on 29 February: a year older on 1 March in a common year.
    return Decimal(at.year - born.year - ((at.month, at.day) < (born.month, born.day)))


def _compare(c: Compare, look: Look, scales: Scales, missing: set[str]) -> bool | None:
    name = "birth" if c.at is not None else c.name
    left = look(name)
    if c.at is not None and isinstance(left, str):
        years = _age(left, c.at)
        left = None if years is None else point(years)
    if left is None:
        missing.add(name)
        return None
    right = c.value
    order = scales.get(c.name)
    if order is not None and isinstance(left, str) and isinstance(right, str):
        if left not in order or right not in order:
            missing.add(name)
            return None
        left, right = point(Decimal(order.index(left))), Decimal(order.index(right))
    if _is_span(left) and isinstance(right, Decimal):
        return _compare_span(c.op, left, right)
    if isinstance(right, tuple) and isinstance(left, str):
        return left in right
    if isinstance(right, tuple) and _is_span(left):
        low, high = left
        return None if low != high else any(literal(word) == low for word in right)
    same = left == right
    if c.op == "=":
        return same
    if c.op == "!=":
        return not same
    missing.add(name)
    return None


def _compare_span(op: str, left: Span, right: Decimal) -> bool | None:
    low, high, value = snap(left[0]), snap(left[1]), snap(right)
    if op in ("<", "<="):
        flipped = _compare_span(">=" if op == "<" else ">", left, right)
        return None if flipped is None else not flipped
    if op in ("=", "!="):
        inside = low <= value <= high
        same = None if inside and low != high else inside
        return same if op == "=" or same is None else not same
    sure, never = (low > value, high <= value) if op == ">" else (low >= value, high < value)
    return True if sure else False if never else None
