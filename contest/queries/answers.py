"""The answers that an open point of a rulebook can have, in words, before any mark meets it."""

from judging import Plan

Option = tuple[str, str, str]

ANSWERS: dict[str, tuple[Option, ...]] = {
    "weights": (
        ("as_printed", "按印出的权重", "the weights as printed"),
        ("rescaled", "按比例折算为 100%", "scaled to make 100 %"),
    ),
    "max": (
        ("as_printed", "分项之和照计", "the parts as they add up"),
        ("rescaled", "折算到印出的满分", "scaled to the printed maximum"),
    ),
    "weigh": (
        ("as_is", "按得分乘权重", "points times weight"),
        ("of_hundred", "按得分率乘权重", "share of the maximum times weight"),
    ),
    "panel": (("present", "按到场裁判计分", "the judges present are enough"),),
    "spread": (("stand", "维持原打分", "let the marks stand"),),
    "too_few": (("mean", "不去最高最低，取平均", "the mean of all"),),
    "mode": (
        ("half_up", "四舍五入", "half up"),
        ("half_even", "四舍六入五成双", "half to even"),
        ("truncate", "截取", "cut off"),
        ("up", "进一", "always up"),
    ),
    "counting": (
        ("started", "不足一个单位按一个计", "a started unit counts whole"),
        ("full", "只计整单位", "full units only"),
        ("pro_rata", "按比例计", "pro rata"),
    ),
    "upper": (
        ("included", "界值归低档", "the boundary belongs to the lower band"),
        ("excluded", "界值归高档", "the boundary belongs to the upper band"),
    ),
    "prefer": (("higher", "取较高一组", "the higher pair"), ("lower", "取较低一组", "the lower")),
    "cut": (("all", "并列者全部入选", "all of them"), ("none", "并列者全不入选", "none of them")),
    "round": (
        ("up", "进一", "up"),
        ("down", "舍去", "down"),
        ("nearest", "四舍五入", "to the nearest"),
    ),
    "of": (
        ("registered", "报名人数", "those registered"),
        ("started", "参赛人数", "those who started"),
        ("finished", "完赛人数", "those who finished"),
        ("ranked", "有名次人数", "those ranked"),
    ),
    "unfit": (
        ("next", "由后面的人递补", "the next fit one moves up"),
        ("vacant", "名额空缺", "the place stays vacant"),
    ),
    "gaps": (
        ("1224", "空出（1、2、2、4）", "leave it empty: 1, 2, 2, 4"),
        ("1223", "不空出（1、2、2、3）", "leave no gap: 1, 2, 2, 3"),
    ),
    "silent_when": (("zero", "本项零分", "zero"), ("go_on", "照常计分", "marked as usual")),
    "did_not_start": (("zero", "计零分", "zero"), ("none", "没有成绩", "no result")),
    "did_not_finish": (
        ("zero", "计零分", "zero"),
        ("none", "没有成绩", "no result"),
        ("so_far", "按已打分计", "the marks so far"),
    ),
}
"""The last word of a key -> (choice, zh, en). A key that is not here is answered by a figure."""


def known_answers(plan: Plan, key: str) -> tuple[Option, ...]:
    """Return the answers the engine takes for this key; none: a figure answers it."""
    tail = key.rpartition(".")[2].partition(":")[0].rstrip("0123456789")
    if tail == "reading":
        rung = next(r for r in plan.rulebook.ladder if key == f"ladder/{r.id}.reading")
        return tuple((name, name, name) for name in rung.readings)
    if key.startswith("gaps:"):
        return (
            ("1224", "空出（1、2、2、4）", "1, 2, 2, 4"),
            ("1223", "不空出（1、2、2、3）", "1, 2, 2, 3"),
        )
    return ANSWERS.get(tail, ())
