"""A rulebook laid out for reading: the mark tree, rankings, conduct and ladder, each in words."""

from dataclasses import dataclass
from decimal import Decimal

from contest.queries.book_words import answer, figure, stepped, taken
from judging import UNSTATED, ConductItem, Node, Plan, Quota, RankRule, Rung
from judging.numbers import plain
from judging.wording import named, said

Words = tuple[str, str]

TAILS: dict[str, Words] = {
    "share": ("仍相同则并列", "equals share the rank"),
    "never_share": ("名次不并列", "ranks are never shared"),
    "lots": ("仍相同则抽签", "lots decide"),
    "ruling": ("仍相同由裁判长裁定", "a ruling decides"),
    "unstated": ("仍相同如何区分未写明", "what parts equals is not stated"),
}
CONDUCT: dict[str, Words] = {
    "zero": ("“{of}”计零分", "zero for “{of}”"),
    "out": ("取消资格", "out of the contest"),
    "unstated": ("如何处罚未写明", "what it costs is not stated"),
}


@dataclass(frozen=True, kw_only=True)
class NodeLine:
    """One node in words with those below; ``weight`` empty where all parts count alike."""

    name: Words
    level: str
    max: str
    weight: str
    how: Words
    clause: str
    source: str
    steps: tuple[tuple[Words, str], ...]
    kids: tuple["NodeLine", ...]


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule with its name, what it says and its clause."""

    name: Words
    what: Words
    clause: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A whole rulebook in words."""

    trees: tuple[NodeLine, ...]
    rankings: tuple[RuleLine, ...]
    conduct: tuple[RuleLine, ...]
    ladder: tuple[tuple[Rung, Words], ...]
    review: Words | None


def layout(plan: Plan) -> Layout:
    """Return a compiled rulebook in words."""
    book = plan.rulebook
    review = book.review
    return Layout(
        trees=tuple(_node(plan, tree) for tree in book.trees),
        rankings=tuple(_ranking(plan, rule) for rule in book.rankings.values()),
        conduct=tuple(_conduct(plan, item) for item in book.conduct),
        ladder=tuple((rung, _reached(plan, rung)) for rung in book.ladder),
        review=None
        if review is None
        else (
            f"前 {review.top} 名全部复核，其余抽取 {plain(review.share * 100)}%；"
            f"出错率超过 {plain(review.errors_above * 100)}% 全部复核",
            f"all of the top {review.top} and {plain(review.share * 100)} % of the rest; "
            f"all of them past {plain(review.errors_above * 100)} % with errors",
        ),
    )


def _node(plan: Plan, node: Node) -> NodeLine:
    weight = ""
    if node.weight is UNSTATED:
        weight = "?"
    elif isinstance(node.weight, Decimal) and node.weight != 1:
        weight = f"{plain(node.weight * 100)}%"
    return NodeLine(
        name=named(plan, node.id),
        level=node.level,
        max="" if node.max is None else plain(node.max),
        weight=weight,
        how=taken(plan, node),
        clause=node.clause,
        source=node.source,
        steps=tuple((stepped(plan, step), step.clause) for step in node.steps),
        kids=tuple(_node(plan, part) for part in node.parts),
    )


def _ranking(plan: Plan, rule: RankRule) -> RuleLine:
    keys = [(named(plan, key.node), key.high) for key in rule.by]
    zh = "，".join(f"{name[0]}{'高' if high else '低'}者在前" for name, high in keys)
    en = ", ".join(f"{name[1]} ({'high' if high else 'low'} first)" for name, high in keys)
    more = [TAILS[rule.tail]]
    if rule.within is not None:
        more.append(
            (f"相差不超过 {plain(rule.within)} 视为相同", f"equal within {plain(rule.within)}")
        )
    if rule.only_at_cuts:
        more.append(("后面的依据只在决定奖项时用", "later keys act only at a prize"))
    if rule.scale is not None:
        more.append(
            (f"中位数折算为 700（{rule.scale.method}）", f"median at 700 ({rule.scale.method})")
        )
    return RuleLine(
        name=(rule.name or rule.id, rule.name_en or rule.name or rule.id),
        what=(
            "；".join([zh, *(word for word, _ in more)]),
            "; ".join([en, *(word for _, word in more)]),
        ),
        clause=rule.clause,
    )


def _conduct(plan: Plan, item: ConductItem) -> RuleLine:
    names = [named(plan, node) for node in item.nodes]
    of = "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
    if item.effect == "take":
        each = ("每次", "each time ") if item.each else ("", "")
        most = "" if item.most is None else f"，最多 {plain(item.most)} 分"
        most_en = "" if item.most is None else f", at most {plain(item.most)}"
        points = figure(item.take)[0]
        what = (
            f"从“{of[0]}”{each[0]}扣 {points} 分{most}",
            f"{each[1]}{points} off “{of[1]}”{most_en}",
        )
    elif item.effect == "escalate":
        steps = [figure(step)[0] for step in item.escalate]
        words = {"warn": ("警告", "warning"), "zero": ("零分", "zero"), "out": ("取消资格", "out")}
        zh = " → ".join(words.get(step, (f"扣 {step} 分", ""))[0] for step in steps)
        en = " → ".join(words.get(step, ("", f"{step} off"))[1] for step in steps)
        what = f"“{of[0]}”逐次：{zh}", f"“{of[1]}”, time by time: {en}"
    else:
        zh, en = CONDUCT[item.effect]
        what = zh.format(of=of[0]), en.format(of=of[1])
    return RuleLine(name=(item.name, item.name_en or item.name), what=what, clause=item.clause)


def _reached(plan: Plan, rung: Rung) -> Words:
    """Return who receives an honour."""
    parts: list[Words] = []
    if rung.ranks is not None:
        low, high = rung.ranks
        if isinstance(high, Quota):
            count = quota(high)
            parts.append((f"第 {low} 名至{count[0]}", f"from rank {low} to {count[1]}"))
        else:
            span = str(low) if low == high else f"{low}–{high}"
            parts.append((f"第 {span} 名", f"rank {span}"))
    if rung.first is not None:
        parts.append(quota(rung.first))
    if rung.rest:
        parts.append(("其余有名次者", "all others with a rank"))
    if rung.needs is not None:
        parts.append(said(plan, rung.needs))
    for name, condition in rung.readings.items():
        zh, en = said(plan, condition)
        parts.append((f"读法 {name}：{zh}", f"reading {name}: {en}"))
    if rung.not_with:
        listed = "、".join(rung.not_with)
        parts.append((f"不与“{listed}”兼得", f"not together with “{listed}”"))
    return "；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)


def quota(quota: Quota) -> Words:
    """Return how many people a quota reaches."""
    if quota.count is not None:
        return f"前 {quota.count} 名", f"the first {quota.count}"
    of = answer("of", quota.of)
    if quota.percent is not None:
        share, way = plain(quota.percent * 100), answer("round", quota.round)
        return f"{of[0]}的 {share}%（{way[0]}）", f"{share} % of {of[1]} ({way[1]})"
    rows = [(low, high, gives) for low, high, gives in quota.by_size]
    text = "；".join(f"{low}–{'' if high is None else high} → {gives}" for low, high, gives in rows)
    return f"按{of[0]}：{text}", f"by {of[1]}: {text.replace('；', '; ')}"
