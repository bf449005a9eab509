"""Names and conditions of a rulebook in the words of its own labels."""

from judging.conditions import Compare, Condition, Rows
from judging.numbers import ONE, plain
from judging.plan import Plan, label
from judging.scheme import Readings

Words = tuple[str, str]

_OPS: dict[str, Words] = {
    ">=": ("不低于", "at least"),
    "<=": ("不高于", "at most"),
    ">": ("高于", "above"),
    "<": ("低于", "below"),
    "=": ("为", "is"),
    "!=": ("不为", "is not"),
    "in": ("是其中之一：", "is one of"),
}
_ROWS: dict[str, Words] = {
    "all": ("每一项都满足", "each has"),
    "any": ("至少一项满足", "one has"),
    "none": ("没有一项满足", "none has"),
}
_GROUPS: dict[str, Words] = {
    "all": ("以下都成立", "all of"),
    "any": ("以下至少一条成立", "any of"),
    "none": ("以下都不成立", "none of"),
}


def named(plan: Plan, name: str) -> Words:
    """What the rulebook calls a node, a reading or a fact; the bare name where it says nothing."""
    if name in plan.nodes:
        return label(plan.nodes[name])
    if name in plan.owner:
        take = plan.nodes[plan.owner[name]].take
        readings = take.readings if isinstance(take, Readings) else ()
        return label(next(r for r in readings if r.id == name))
    fact = plan.rulebook.facts.get(name)
    if fact is not None:
        return fact.name, fact.name_en or fact.name
    return _OWN.get(name, (name, name))


_OWN: dict[str, Words] = {
    "rank": ("名次", "rank"),
    "age": ("年龄", "age"),
    "birth": ("出生日期", "date of birth"),
}


def said(plan: Plan, condition: Condition) -> Words:
    """A condition as a sentence part, zh and en."""
    if isinstance(condition, Compare):
        return _compared(plan, condition)
    if isinstance(condition, Rows):
        how, of = _ROWS[condition.how], named(plan, condition.of)
        zh, en = said(plan, condition.where)
        return f"{of[0]}中{how[0]}（{zh}）", f"of {of[1]} {how[1]} ({en})"
    kids = [said(plan, kid) for kid in condition.kids]
    zh, en = "；".join(zh for zh, _ in kids), "; ".join(en for _, en in kids)
    if condition.how == "all":
        return zh, en
    how = _GROUPS[condition.how]
    return f"{how[0]}（{zh}）", f"{how[1]} ({en})"


def _answered(plan: Plan, name: str) -> bool:
    """Whether a reading or fact is a yes or a no."""
    if name in plan.scales:
        return plan.scales[name].unit == "yes_no"
    return name in plan.rulebook.facts and plan.rulebook.facts[name].yes_no


def _compared(plan: Plan, c: Compare) -> Words:
    zh, en = named(plan, c.name)
    if c.at is not None:
        zh, en = f"{c.at} 的{zh}", f"{en} on {c.at}"
    if _answered(plan, c.name) and c.op in ("=", "!="):
        yes = (c.value == ONE) == (c.op == "=")
        return f"{zh}：{'是' if yes else '否'}", f"{en}: {'yes' if yes else 'no'}"
    if isinstance(c.value, tuple):
        value = "、".join(c.value), ", ".join(c.value)
    else:
        text = c.value if isinstance(c.value, str) else plain(c.value)
        value = text, text
    op = _OPS[c.op]
    return f"{zh} {op[0]} {value[0]}".replace("： ", "："), f"{en} {op[1]} {value[1]}"
