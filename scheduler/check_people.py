"""Hard rules about the people who compete: one function per rule, as in ``rules``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.timetable import HeatPlan
from scheduler.view import Breach, Stay, View, Who, clock, overlaps


def placed_once(view: View) -> Iterator[Breach]:
    placed: dict[tuple[str, str], list[HeatPlan]] = {}
    for assignment in view.timetable.assignments:
        heat = view.timetable.heat_by_id[assignment.heat_id]
        placed.setdefault((heat.module_key, assignment.entry_id), []).append(heat)
    for trade in view.problem.trades:
        for stage in trade.stages:
            for module in stage.modules:
                key = f"{trade.id}/{stage.id}/{module.id}"
                for who in view.problem.places(trade.id, stage.id):
                    heats = placed.get((key, who), [])
                    if len(heats) != 1:
                        yield Breach(
                            rule="placed_once",
                            ids=(key, who, *(h.id for h in heats)),
                            zh=f"{trade.name} {stage.id}/{module.id}：{who} "
                            f"排了 {len(heats)} 次，应为 1 次。",
                            en=f"{trade.name} {stage.id}/{module.id}: {who} is placed "
                            f"{len(heats)} times instead of once.",
                        )


def one_place_at_a_time(view: View) -> Iterator[Breach]:
    for who, stays in view.stays.items():
        for before, after in overlaps(stays):
            zh, en = view.title(before.heat)
            yield view.breach(
                "one_place_at_a_time",
                after.heat,
                f"{_name(who)} 同时在 {zh}。",
                f"{_name(who)} is in {en} at the same time.",
                before.heat.id,
                _name(who),
            )


def entry_present(view: View) -> Iterator[Breach]:
    away = {entry.id: entry.away for entry in view.problem.entries if entry.away}
    for heat in view.heats if away else ():
        first = heat.starts_min - view.module(heat).lead_min
        for assignment in view.timetable.assignments_of[heat.id]:
            entry = assignment.entry_id
            if any(w.meets(first, heat.ends_min) for w in away.get(entry, ())):
                yield view.breach(
                    "entry_present",
                    heat,
                    f"{entry} 此时（含检录）不在场。",
                    f"{entry} is away then, check-in included.",
                    entry,
                )


def module_order(view: View) -> Iterator[Breach]:
    order = {
        f"{trade.id}/{stage.id}/{module.id}": (trade.id, stage.id, i)
        for trade in view.problem.trades
        for stage in trade.stages
        for i, module in enumerate(stage.modules)
        if stage.order == "fixed"
    }
    for who, stays in view.stays.items():
        chains: dict[tuple[str, str], list[tuple[int, Stay]]] = {}
        for stay in stays:
            if stay.heat.module_key in order:
                trade, stage, i = order[stay.heat.module_key]
                chains.setdefault((trade, stage), []).append((i, stay))
        for chain in chains.values():
            for (i, before), (j, after) in pairwise(sorted(chain)):
                if i < j and after.starts_min < before.ends_min:
                    zh, en = view.title(before.heat)
                    yield view.breach(
                        "module_order",
                        after.heat,
                        f"{_name(who)} 应先完成 {zh}。",
                        f"{_name(who)} must first finish {en}.",
                        before.heat.id,
                        _name(who),
                    )


def lead_time(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        hours, lead = view.hours(heat), view.module(heat).lead_min
        if hours is not None and heat.starts_min - lead < hours.starts_min:
            yield view.breach(
                "lead_time",
                heat,
                f"检录须在开赛前 {lead} 分钟，早于当天开放时间。",
                f"check-in {lead} minutes before would lie before the day opens.",
            )
    for who, stays in view.stays.items():
        for before, after in pairwise(stays):
            lead = view.module(after.heat).lead_min
            if after.starts_min - lead < before.ends_min <= after.starts_min:
                zh, en = view.title(before.heat)
                yield view.breach(
                    "lead_time",
                    after.heat,
                    f"{_name(who)} 在 {zh} 之后不足 {lead} 分钟检录。",
                    f"{_name(who)} has less than {lead} minutes after {en}.",
                    before.heat.id,
                    _name(who),
                )


def stage_lag(view: View) -> Iterator[Breach]:
    by_stage: dict[tuple[str, str], list[HeatPlan]] = {}
    for heat in view.heats:
        by_stage.setdefault((heat.trade_id, heat.stage_id), []).append(heat)
    for trade in view.problem.trades:
        for before, after in pairwise(trade.stages):
            done = [
                h.ends_min + view.module(h).marking_min
                for h in by_stage.get((trade.id, before.id), [])
            ]
            for heat in by_stage.get((trade.id, after.id), []):
                if done and heat.starts_min < max(done) + after.lag_min:
                    yield view.breach(
                        "stage_lag",
                        heat,
                        f"早于 {before.id} 评分结束（{clock(max(done))}）后 {after.lag_min} 分钟。",
                        f"begins before {after.lag_min} minutes have passed since the "
                        f"marking of {before.id} ended ({clock(max(done))}).",
                    )


def possible_finalist(view: View) -> Iterator[Breach]:
    first = {trade.id: trade.stages[0].id for trade in view.problem.trades}
    later: dict[str, list[HeatPlan]] = {}
    for heat in view.heats:
        if heat.stage_id != first[heat.trade_id]:
            later.setdefault(heat.trade_id, []).append(heat)
    trades_of: dict[str, dict[str, None]] = {}
    for entry in view.problem.entries:
        for person in entry.person_ids:
            trades_of.setdefault(person, {})[entry.trade_id] = None
    for person, trades in trades_of.items():
        if len(trades) > 1:
            heats = [h for t in trades for h in later.get(t, [])]
            fixed = [Stay(s.starts_min, s.ends_min, s.heat) for s in view.stays.get(person, [])]
            maybe = [Stay(h.starts_min - view.module(h).lead_min, h.ends_min, h) for h in heats]
            for i, stay in enumerate(maybe):
                for other in fixed + maybe[:i]:
                    apart = stay.ends_min <= other.starts_min or other.ends_min <= stay.starts_min
                    if other.heat.trade_id != stay.heat.trade_id and not apart:
                        zh, en = view.title(other.heat)
                        yield view.breach(
                            "possible_finalist",
                            stay.heat,
                            f"{person} 若晋级，与 {zh} 冲突。",
                            f"{person}, if going on, would meet {en}.",
                            other.heat.id,
                            person,
                        )


def _name(who: Who) -> str:
    return who if isinstance(who, str) else "/".join(who)
