"""
Which problems are planned run by run instead of heat by heat, and what cannot be among them.

A stage whose order is free, or a module that names its stations with durations of their own, makes
the whole problem one of rolling starts: everyone begins alone, when a place is free.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.parts import StageNeeds, TradeNeeds
from scheduler.problem import Problem
from scheduler.records import need

Sentence = tuple[str, str]
"""zh, en"""


def rolls(stage: StageNeeds) -> bool:
    """Whether a stage asks for what heats cannot give."""
    return stage.order == "free" or any(module.stations for module in stage.modules)


def needed(problem: Problem) -> bool:
    """Whether some stage does."""
    return any(rolls(stage) for _, stage in stages_of(problem))


def heats_only(problem: Problem) -> None:
    """
    Refuse, where whatever comes knows heats only.

    Raises
    ------
    Nonsense
        With the path of the stage whose order is free or whose modules name stations.
    """
    for t, trade in enumerate(problem.trades):
        for s, stage in enumerate(trade.stages):
            need(
                not rolls(stage),
                f"trades[{t}].stages[{s}]",
                "自由顺序或指定工位的赛程只能编排和检查，暂不能调整或说明原因；请改动后重新编排。",
                "a free order or named stations can be solved and checked, but not yet re-planned "
                "or explained; change the problem and solve again.",
            )


def refused(problem: Problem) -> Iterator[Sentence]:
    """What cannot be planned together with a free order or stations of their own."""
    for trade, stage in stages_of(problem):
        for module in stage.modules:
            if module.heat_size != 1:
                yield (
                    f"{trade.name} {stage.id}/{module.id}：有自由顺序或指定工位的大赛，"
                    "各模块须逐人开始（heat_size 为 1）。同时开始的工种请另行编排。",
                    f"{trade.name} {stage.id}/{module.id}: where an order is free or stations are "
                    "named, everyone must start alone (heat_size 1). Plan trades that start "
                    "together by themselves.",
                )
    if problem.locked:
        yield (
            "有自由顺序或指定工位的大赛暂不能锁定安排，请去掉锁定后再编排。",
            "Nothing can be locked where an order is free or stations are named; leave the locks "
            "out.",
        )
    twice = shared(problem)
    for trade in problem.trades:
        if len(trade.stages) > 1 and twice & {
            person for entry in problem.entries_of[trade.id] for person in entry.person_ids
        }:
            yield (
                f"{trade.name}：有选手兼报其他工种，又有自由顺序或指定工位，不能同时编排后续阶段。"
                "请把后续阶段另行编排。",
                f"{trade.name}: some of its people are entered in another trade, so its later "
                "stages cannot be planned along with a free order or named stations. Plan those "
                "stages by themselves.",
            )


def stages_of(problem: Problem) -> Iterator[tuple[TradeNeeds, StageNeeds]]:
    """All stages in order, with their trades."""
    for trade in problem.trades:
        for stage in trade.stages:
            yield trade, stage


def shared(problem: Problem) -> set[str]:
    """People entered more than once."""
    seen: set[str] = set()
    twice: set[str] = set()
    for entry in problem.entries:
        for person in entry.person_ids:
            (twice if person in seen else seen).add(person)
    return twice
