"""
Impossible by plain arithmetic: each finding a sentence with names and numbers that a person can
check by hand. Nothing found proves nothing; anything found is a proof.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.bounds import TradeBound
from scheduler.frame import Frame, ModuleFrame, TradeFrame

Sentence = tuple[str, str]
"""zh, en"""


def shortages(frame: Frame) -> Iterator[Sentence]:
    """What is missing: room, time in a day, certificates, judges free of recusal, hours."""
    for trade in frame.trades.values():
        for stage in trade.stages:
            for module in stage.modules:
                yield from _no_room(frame, module)
                yield from _no_panel(frame, trade, module)
        yield from _all_barred(frame, trade)
    yield from _station_minutes(frame)
    yield from _judge_minutes(frame)


def too_late(frame: Frame, bounds: dict[str, TradeBound]) -> Iterator[Sentence]:
    """Trades that cannot end inside the contest's days even if all were theirs alone."""
    why = {
        "chain": ("一名选手依次完成各模块", "one entry going through all modules"),
        "rooms": (
            "全部参赛项轮流使用工位或座位",
            "all entries taking turns at workstations or seats",
        ),
        "judges": ("裁判每天可用的工时", "the hours judges can give a day"),
    }
    for trade_id, bound in bounds.items():
        if bound.ends is None:
            name = frame.problem.trade_by_id[trade_id].name
            zh, en = why[bound.reason]
            yield (
                f"{name} {bound.stage_id}/{bound.module_id}：即使独占全部场地和裁判，"
                f"也无法在大赛时间内结束（受限于{zh}）。请增加天数、工位或裁判。",
                f"{name} {bound.stage_id}/{bound.module_id} cannot end within the contest's days "
                f"even with all rooms and judges to itself (held up by {en}). "
                "Add days, workstations or judges.",
            )


def _title(frame: Frame, module: ModuleFrame) -> str:
    name = frame.problem.trade_by_id[module.trade_id].name
    return f"{name} {module.stage_id}/{module.needs.id}"


def _no_room(frame: Frame, module: ModuleFrame) -> Iterator[Sentence]:
    title, needs = _title(frame, module), module.needs
    if not module.rooms and needs.kind == "theory":
        yield (
            f"{title}：考场 {needs.venue_id} 没有可用座位。",
            f"{title}: the hall {needs.venue_id} has no seat to use.",
        )
    elif not module.rooms:
        yield (
            f"{title}：没有类型为 {needs.workstation_kind} 且供电足够的工位。",
            f"{title}: no workstation of kind {needs.workstation_kind} has power enough.",
        )
    elif not any(room.starts for room in module.rooms):
        whole = needs.setup_min + needs.minutes + needs.cleanup_min
        yield (
            f"{title}：没有一段开放时间容得下 {needs.minutes} 分钟（含布置清场 {whole} 分钟，检录 "
            f"{needs.lead_min} 分钟）。",
            f"{title}: no opening hours hold {needs.minutes} minutes ({whole} with set-up and "
            f"clean-up, after {needs.lead_min} for check-in).",
        )


def _no_panel(frame: Frame, trade: TradeFrame, module: ModuleFrame) -> Iterator[Sentence]:
    certified, panel = len(trade.judges), module.needs.panel
    if certified < panel:
        yield (
            f"{_title(frame, module)}：每场需 {panel} 名裁判，持证的只有 {certified} 名。",
            f"{_title(frame, module)}: a panel needs {panel}, and {certified} are certified.",
        )


def _all_barred(frame: Frame, trade: TradeFrame) -> Iterator[Sentence]:
    first = trade.stages[0]
    panel = max((m.needs.panel for m in first.modules if m.recuses), default=0)
    for entry in first.places:
        free = sum(entry not in trade.barred[judge] for judge in trade.judges)
        if free < panel <= len(trade.judges):
            yield (
                f"{entry}：回避之后只剩 {free} 名持证裁判，每场需 {panel} 名。",
                f"{entry}: after recusals {free} judges remain, and a panel needs {panel}.",
            )


def _station_minutes(frame: Frame) -> Iterator[Sentence]:
    wanted: dict[str, int] = {}
    for trade in frame.trades.values():
        for stage in trade.stages:
            for module in stage.modules:
                kind = module.needs.workstation_kind
                if kind is not None:
                    whole = module.setup + module.minutes + module.cleanup
                    wanted[kind] = wanted.get(kind, 0) + whole * len(stage.places)
    slot_min = frame.grid.slot_min
    for kind, slots in wanted.items():
        there = sum(
            units * frame.grid.venue_open[key[2]].bit_count()
            for key, units in frame.units.items()
            if key[:2] == ("stations", kind)
        )
        if there and slots > there:
            yield (
                f"工位类型 {kind}：共需 {slots * slot_min} 分钟，"
                f"开放时间内只有 {there * slot_min} 分钟。",
                f"workstations of kind {kind}: {slots * slot_min} minutes are needed, and the "
                f"opening hours hold {there * slot_min}.",
            )


def _judge_minutes(frame: Frame) -> Iterator[Sentence]:
    slots = 0
    for trade in frame.trades.values():
        for stage in trade.stages:
            for module in stage.modules:
                most = max((room.most for room in module.rooms), default=len(stage.places))
                slots += -(-len(stage.places) // most) * module.needs.panel * module.duty
    wanted = slots * frame.grid.slot_min
    there = sum(judge.day_limit_min for judge in frame.problem.judges) * len(frame.grid.days)
    if wanted > there:
        yield (
            f"全部裁判工作共需 {wanted} 分钟，按每日上限合计只有 {there} 分钟。",
            f"all judging takes {wanted} minutes, and the judges' daily limits hold {there}.",
        )
