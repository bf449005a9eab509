"""Conditions as written: one comparison a line, all / any / none by indentation."""

from contest.rulebook.place import Place
from judging.conditions import Condition, Group, Rows, parse

HOWS = ("all", "any", "none")


def read_condition(place: Place) -> Condition | None:
    """A condition, or None with a finding. A list means that all of its lines hold."""
    if place.tree.items is not None:
        return _group(place, "all")
    if place.tree.pairs is None:
        return place.made(lambda: parse(place.text()))
    pairs = list(place.pairs())
    if len(pairs) != 1:
        place.error(
            "条件须只有一个键：all、any、none 或“any of 名单”。",
            "A condition has one key: all, any, none, or “any of LIST”.",
        )
        return None
    key, inner = pairs[0]
    if key in HOWS:
        return _group(inner, key)
    how, _, of = key.partition(" of ")
    if how in HOWS and of:
        where = read_condition(inner.at("where"))
        return None if where is None else Rows(how=how, of=of.strip(), where=where)
    place.error(
        f"看不懂这个条件：“{key}”。写成“名称 >= 数值”。",
        f"Not a condition: “{key}”. Write “name >= value”.",
    )
    return None


def _group(place: Place, how: str) -> Condition | None:
    kids = [read_condition(p) for p in place.items()]
    if not kids:
        place.error("这里没有写条件。", "No condition is written here.")
    found = tuple(k for k in kids if k is not None)
    return Group(how=how, kids=found) if len(found) == len(kids) and kids else None
