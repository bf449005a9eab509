"""The sentence of each open point: which clause is silent, for which part of the mark tree."""

from judging.plan import Plan, label
from judging.rulings import Ask

_POINTS = {
    "combine": ("各分项如何合成", "how its parts combine"),
    "weights": ("权重之和不是 100% 时按印本还是按比例折算", "what to do as the weights miss 100 %"),
    "weight": ("权重", "its weight"),
    "weigh": ("各项满分不同时权重如何计算", "how weights apply to parts of different maxima"),
    "max": (
        "分项满分之和与印出的满分不符时如何处理",
        "what holds as the parts miss the printed maximum",
    ),
    "panel": ("裁判不足时如何计分", "how to mark with too few judges"),
    "too_few": (
        "去掉最高最低后没有分数可平均",
        "what to average when nothing is left after the drop",
    ),
    "prefer": ("两组同样接近时取哪一组", "which of two equally close pairs counts"),
    "mode": ("取舍方式（四舍五入或截取）", "how to round"),
    "counting": ("不足一个单位如何计", "how to count a started unit"),
    "upper": ("档位界值归哪一档", "which band a boundary value belongs to"),
    "silent_when": ("这种情形如何处理", "what to do in this case"),
    "cut": ("名额边缘并列如何处理", "what a tie astride the last place does"),
    "round": ("名额的取整方式", "how to round the number of places"),
    "of": ("名额按哪种人数计算", "which field size the quota is taken of"),
    "reading": ("该条款有两种读法", "which of two readings of the clause holds"),
    "unfit": ("名次内有人不符合条件时是否递补", "whether the next moves up when a holder is unfit"),
    "gaps": ("并列后名次是否顺延", "how ranks go on after a shared one"),
}


#: Questions to the panel itself, not to whoever answers for the text.
_PANEL = {
    "spread": (
        "“{zh}”：裁判分差超过规定，请裁判组重新打分。",
        "“{en}”: the judges are further apart than allowed; the panel marks again.",
    ),
    "agreed": (
        "“{zh}”：裁判组意见不一，请商定一个分数。",
        "“{en}”: the panel does not agree; it decides on one mark.",
    ),
}


def _topic(tail: str) -> tuple[str, str]:
    _, at, value = tail.partition(".at:")
    if at:
        return f"数值 {value} 落在哪一档", f"which band the figure {value} lies in"
    _, at, size = tail.partition("size:")
    if at:
        return f"参赛 {size} 人时的名额", f"how many places a field of {size} has"
    word = tail.rsplit(".", 1)[-1].partition(":")[0].rstrip("0123456789")
    return _POINTS.get(word, (f"“{word}”的具体数值", f"the figures of “{word}”"))


def _named(plan: Plan, head: str) -> tuple[str, str]:
    """What people call the rung or stage that a key begins with."""
    for rung in plan.rulebook.ladder:
        if head == f"ladder/{rung.id}":
            return rung.honour, rung.honour_en or rung.honour
    for stage in plan.rulebook.stages:
        if head == f"go_on:{stage.id}":
            return stage.name or stage.id, stage.name_en or stage.name or stage.id
    return head, head


def ask_of(
    plan: Plan,
    key: str,
    options: tuple[tuple[str, str, str], ...] = (),
    entries: tuple[str, ...] = (),
) -> Ask:
    """The question of an open point, in both languages."""
    head, _, tail = key.partition(".")
    if head in plan.nodes:
        name, name_en = label(plan.nodes[head])
        topic, topic_en = _topic(tail)
        said = _PANEL.get(tail.partition(":")[0])
        if said is not None:
            zh, en = (t.format(zh=name, en=name_en) for t in said)
            return Ask(key=key, zh=zh, en=en, options=options, entries=entries)
    elif head == "conduct":
        item = plan.items[tail]
        name, name_en = item.name, item.name_en or item.name
        topic, topic_en = "如何处罚", "what this conduct costs"
    elif head == "absence":
        name, name_en = tail, tail.replace("_", " ")
        topic, topic_en = "如何计分", "how it is marked"
    else:
        name, name_en = _named(plan, head)
        topic, topic_en = _topic(tail)
    return Ask(
        key=key,
        zh=f"竞赛规程没有写明“{name}”：{topic}。请裁定。",
        en=f"The rulebook does not settle, for “{name_en}”: {topic_en}. A ruling is needed.",
        options=options,
        entries=entries,
    )
