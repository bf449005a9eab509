"""A rulebook's rules as sentences, zh and en: how a node gets its value, what each step does."""

from collections.abc import Mapping
from decimal import Decimal

from contest.queries.answers import ANSWERS
from judging import UNSTATED, Join, Node, Panel, Plan, Step
from judging.numbers import plain
from judging.scheme import ArgValue, Carried, Parts, Points, Readings, Unstated
from judging.wording import named, said

Words = tuple[str, str]

OPEN: Words = ("规程未写明", "not stated")
JOINS: dict[str, Words] = {
    "sum": ("相加", "added"),
    "weighted": ("加权合计", "weighted total"),
    "mean": ("取平均", "mean"),
    "trimmed_mean": (
        "去掉 {high} 个最高、{low} 个最低，其余平均",
        "mean without the {high} highest and the {low} lowest",
    ),
    "median": ("取中位数", "median"),
    "closest_pair_mean": ("取最接近的两个平均", "mean of the two closest"),
    "best": ("取最好 {k} 项", "best {k}"),
    "judgement_0_3": ("0 至 3 评判：满分 × 合计 ÷ 9", "judged 0 to 3: maximum × sum ÷ 9"),
    "agreed": ("商定一个分数", "agreed mark"),
}
STEPS: dict[str, Words] = {
    "take_off": ("扣分", "deduction"),
    "add": ("加分", "bonus"),
    "bands": ("档位", "bands"),
    "lookup": ("对照表", "table"),
    "deviation": ("偏差", "distance"),
    "scale": ("折算", "scale"),
    "floor": ("下限", "floor"),
    "cap": ("上限", "cap"),
    "round": ("取舍", "rounding"),
    "gate": ("合格线", "pass mark"),
}
GATES: dict[str, Words] = {
    "unranked": ("不排名", "no rank"),
    "zero": ("计零分", "zero"),
    "no_honour": ("不授荣誉", "no honour"),
}


def figure(value: object) -> Words:
    """Return an argument as people read it."""
    if value is UNSTATED or value is None:
        return f"（{OPEN[0]}）", f"({OPEN[1]})"
    text = plain(value) if isinstance(value, Decimal) else str(value)
    return text, text


def answer(name: str, value: object) -> Words:
    """Return the word of a mode, a way to count or the like."""
    words = {choice: (zh, en) for choice, zh, en in ANSWERS.get(name, ())}
    return words.get(str(value), figure(value))


def joined(join: Join | Unstated) -> Words:
    """Return how several values become one."""
    if not isinstance(join, Join):
        return f"合成方式{OPEN[0]}", f"how they combine is {OPEN[1]}"
    args = {"high": "1", "low": "1", "k": "1"}
    args |= {name: figure(value)[0] for name, value in join.args.items()}
    zh, en = JOINS[join.op]
    return zh.format(**args), en.format(**args)


def taken(plan: Plan, node: Node) -> Words:
    """Return where a node's value comes from."""
    match node.take:
        case Points():
            return "一个分数", "one mark"
        case Panel(judges=judges, join=join, spread=spread):
            zh, en = joined(join)
            zh, en = f"{judges} 名裁判，{zh}", f"{judges} judges, {en}"
            if spread is not None:
                zh += f"；分差超过 {plain(spread)} 重新打分"
                en += f"; marked again if further apart than {plain(spread)}"
            return zh, en
        case Readings(readings=readings, starts_at=start):
            names = [named(plan, reading.id) for reading in readings]
            zh, en = "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
            begins = "" if start is None else f"；起始 {plain(start)} 分"
            begins_en = "" if start is None else f"; starts at {plain(start)}"
            return f"测量：{zh}{begins}", f"measured: {en}{begins_en}"
        case Carried(node=origin):
            zh, en = named(plan, origin)
            return f"带入“{zh}”的成绩", f"carried over from “{en}”"
        case Parts(join=join):
            zh, en = joined(join)
            return f"各分项{zh}", f"parts: {en}"


def stepped(plan: Plan, step: Step) -> Words:
    """Return what one step does, with its condition first."""
    zh, en = _does(plan, step)
    if step.when is not None:
        when = said(plan, step.when)
        return f"若{when[0]}，{zh}", f"if {when[1]}: {en}"
    return zh, en


def _does(plan: Plan, step: Step) -> Words:
    if step.unstated:
        zh, en = STEPS[step.op]
        return f"{zh}：{OPEN[0]}", f"{en}: {OPEN[1]}"
    if step.test is not None:
        test = said(plan, step.test)
        if step.op == "zero_when":
            return f"{test[0]}：零分", f"zero if {test[1]}"
        return f"{test[0]}：如何处理{OPEN[0]}", f"what happens if {test[1]} is {OPEN[1]}"
    a: Mapping[str, ArgValue] = step.args
    if step.op in ("take_off", "add"):
        return _per_unit(plan, step.op, a)
    if step.op == "bands":
        return _table("档位", "bands", _bands(a["rows"]))
    if step.op == "lookup":
        return _table("对照", "table", _looked(a))
    if step.op == "round":
        mode = answer("mode", a["mode"])
        places = figure(a["places"])[0]
        return f"保留 {places} 位小数，{mode[0]}", f"rounded to {places} places, {mode[1]}"
    if step.op == "gate":
        least, other = figure(a["at_least"])[0], GATES[str(a["else"])]
        return f"低于 {least} 分：{other[0]}", f"below {least}: {other[1]}"
    zh, en = {
        "floor": ("不低于 {at}", "not below {at}"),
        "cap": ("不超过 {at}", "not above {at}"),
        "deviation": ("与 {from} 的偏差", "distance from {from}"),
        "scale": ("由 {from} 折算为 {to}", "scaled from {from} to {to}"),
    }[step.op]
    words = {name: figure(value) for name, value in a.items()}
    return (
        zh.format(**{name: word[0] for name, word in words.items()}),
        en.format(**{name: word[1] for name, word in words.items()}),
    )


def _per_unit(plan: Plan, op: str, a: Mapping[str, ArgValue]) -> Words:
    verb, verb_en = ("扣", "off") if op == "take_off" else ("加", "added")
    points = figure(a["points"])
    if "of" not in a:
        return f"{verb} {points[0]} 分", f"{points[1]} {verb_en}"
    of, per = named(plan, str(a["of"])), figure(a.get("per", Decimal(1)))
    zh = f"“{of[0]}”每 {per[0]} {verb} {points[0]} 分"
    en = f"{points[1]} {verb_en} for each {per[1]} of “{of[1]}”"
    if "counting" in a:
        how = answer("counting", a["counting"])
        return f"{zh}（{how[0]}）", f"{en} ({how[1]})"
    return zh, en


def _bands(rows: ArgValue) -> list[tuple[str, str]]:
    found = []
    for low, high, gives in rows if isinstance(rows, tuple) else ():
        ends = ["…" if end is None else plain(end) for end in (low, high)]
        found.append((" – ".join(ends) if ends[0] != ends[1] else ends[0], plain(gives)))
    return found


def _looked(a: Mapping[str, ArgValue]) -> list[tuple[str, str]]:
    table = a["table"]
    rows = list(table.items()) if isinstance(table, Mapping) else []
    found = [(plain(key), plain(value)) for key, value in rows]
    return [*found, ("…", figure(a["rest"])[0])] if "rest" in a else found


def _table(zh: str, en: str, rows: list[tuple[str, str]]) -> Words:
    text = "；".join(f"{key} → {value}" for key, value in rows)
    return f"{zh}：{text}", f"{en}: {text.replace('；', '; ')}"
