"""Conditions as a rulebook writes them, answered for a proof with fractions; knows no engine."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

#: What a name stands for: a figure, a word, rows, or None where nothing is known.
Look = Callable[[str], Any]

_LINE = re.compile(r"^(\S+?)(?:\s+at\s+(\d{4})-(\d\d)-(\d\d))?\s*(>=|<=|!=|=|>|<|\bin\b)\s*(.+)$")
_WORDS = {"yes": 1, "是": 1, "true": 1, "no": 0, "否": 0, "false": 0}
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?%?$")


class Unproved(Exception):
    """The file does not prove what it says; ``zh`` and ``en`` say where."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def figure(text: object) -> Fraction:
    """The exact number a text spells."""
    word = str(text)
    if not _NUMBER.match(word):
        raise Unproved(f"“{word}”不是数。", f"“{word}” is no number.")
    return Fraction(word.removesuffix("%")) / (100 if word.endswith("%") else 1)


def known(value: object) -> Any:
    """A fact: text that spells a number or yes and no is a figure; nothing stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, list):
        return value
    word = str(value).strip()
    if word.lower() in _WORDS:
        return Fraction(_WORDS[word.lower()])
    return figure(word) if _NUMBER.match(word) else word


def holds(condition: object, look: Look, scales: Mapping[str, list[str]]) -> bool:
    """Whether a condition is met; a fact that is not there proves nothing."""
    if isinstance(condition, list):
        return all(holds(c, look, scales) for c in condition)
    if isinstance(condition, dict):
        ((how, inner),) = condition.items()
        if how in ("all", "any", "none"):
            kids = inner if isinstance(inner, list) else [inner]
            return _joined(how, [holds(c, look, scales) for c in kids])
        quantity, _, of = how.partition(" of ")
        rows = look(of.strip())
        if not isinstance(rows, list):
            raise Unproved(f"缺少信息“{of}”。", f"The fact “{of}” is missing.")
        where = inner["where"]
        met = [holds(where, _within(row), scales) for row in rows]
        return _joined(quantity, met)
    return _line(str(condition), look, scales)


def _within(row: Mapping[str, Any]) -> Look:
    return lambda name: known(row.get(name))


def _joined(how: str, answers: list[bool]) -> bool:
    if how == "all":
        return all(answers)
    return any(answers) if how == "any" else not any(answers)


def _line(text: str, look: Look, scales: Mapping[str, list[str]]) -> bool:
    match = _LINE.match(text.strip())
    if match is None:
        raise Unproved(f"看不懂条件“{text}”。", f"“{text}” is no condition.")
    name, op, said = match[1], match[5], match[6].strip()
    left = look("birth" if match[2] else name)
    if left is None:
        raise Unproved(f"缺少信息“{name}”。", f"The fact “{name}” is missing.")
    if match[2]:
        left = _age(str(left), date(int(match[2]), int(match[3]), int(match[4])))
    if op == "in":
        return left in [known(w.strip()) for w in said.strip("[]").split(",")]
    right = known(said)
    order = scales.get(name)
    if order and isinstance(left, str) and isinstance(right, str):
        if left not in order or right not in order:
            raise Unproved(f"“{name}”不在等级表中。", f"“{name}” is not on its scale.")
        left, right = order.index(left), order.index(right)
    if op in ("=", "!="):
        return (left == right) is (op == "=")
    if isinstance(left, str) or isinstance(right, str):
        raise Unproved(f"“{text}”无法比较。", f"“{text}” compares words with figures.")
    return bool({">": left > right, ">=": left >= right, "<": left < right}.get(op, left <= right))


def _age(birth: str, day: date) -> Fraction:
    born = date.fromisoformat(birth)
    return Fraction(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))
