"""Hard rules about judges and panels: one function per rule, named as in ``rules``."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.places import DAY_MIN
from scheduler.view import Breach, Stay, View, overlaps


def judge_certified(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        for judge in view.judges_of(heat):
            if heat.trade_id not in judge.certificates:
                yield view.breach(
                    "judge_certified",
                    heat,
                    f"{judge.name} 没有本工种的裁判证。",
                    f"{judge.name} holds no certificate of this trade.",
                    judge.id,
                )


def judge_available(view: View) -> Iterator[Breach]:
    for judge_id, stays in view.service.items():
        judge = view.problem.judge_by_id[judge_id]
        for stay in stays:
            if judge.windows and not any(
                w.holds(stay.starts_min, stay.ends_min) for w in judge.windows
            ):
                yield view.breach(
                    "judge_available",
                    stay.heat,
                    f"{judge.name} 这段时间不能到场。",
                    f"{judge.name} is not available then.",
                    judge.id,
                )


def judge_one_place(view: View) -> Iterator[Breach]:
    for judge_id, stays in view.service.items():
        judge = view.problem.judge_by_id[judge_id]
        rested = [Stay(s.starts_min, s.ends_min + judge.rest_min, s.heat) for s in stays]
        for before, after in overlaps(rested):
            zh, en = view.title(before.heat)
            yield view.breach(
                "judge_one_place",
                after.heat,
                f"{judge.name} 还在 {zh} 执裁、评分或休息。",
                f"{judge.name} is still judging, marking or resting from {en}.",
                before.heat.id,
                judge.id,
            )


def judge_hours(view: View) -> Iterator[Breach]:
    for judge_id, stays in view.service.items():
        judge = view.problem.judge_by_id[judge_id]
        worked: dict[int, list[Stay]] = {}
        for stay in stays:
            worked.setdefault(stay.starts_min // DAY_MIN, []).append(stay)
        for day, of_day in worked.items():
            minutes = sum(s.ends_min - s.starts_min for s in of_day)
            if minutes > judge.day_limit_min:
                yield Breach(
                    rule="judge_hours",
                    ids=(judge.id, *(s.heat.id for s in of_day)),
                    zh=f"{judge.name} 第 {day + 1} 天执裁 {minutes} 分钟，"
                    f"上限 {judge.day_limit_min}。",
                    en=f"{judge.name} works {minutes} minutes on day {day + 1}, and "
                    f"{judge.day_limit_min} is the most.",
                )


def recusal(view: View) -> Iterator[Breach]:
    # Theory papers are marked under a code, so only practical work asks for recusal.
    for heat in view.heats:
        if view.module(heat).kind == "practical":
            judges = {judge.id: judge for judge in view.judges_of(heat)}
            for assignment in view.timetable.assignments_of[heat.id]:
                barred = view.problem.barred.get(assignment.entry_id, frozenset())
                for judge_id in sorted(barred & set(judges)):
                    name = judges[judge_id].name
                    yield view.breach(
                        "recusal",
                        heat,
                        f"{name} 须回避 {assignment.entry_id}。",
                        f"{name} must not mark {assignment.entry_id}.",
                        judge_id,
                        assignment.entry_id,
                    )


def panel_complete(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        duties = sorted(view.timetable.duties_of[heat.id], key=lambda d: d.seat)
        size, judges = view.module(heat).panel, {d.judge_id for d in duties}
        if [d.seat for d in duties] != list(range(1, size + 1)) or len(judges) != len(duties):
            yield view.breach(
                "panel_complete",
                heat,
                f"裁判组应为 1 至 {size} 席各一名不同裁判。",
                f"the panel must have a different judge on each seat 1 to {size}.",
            )
        if any((d.role == "lead") != (d.seat == 1) for d in duties):
            yield view.breach(
                "panel_complete",
                heat,
                "须恰有一名组长，坐第 1 席。",
                "there must be exactly one lead, on seat 1.",
            )
        for duty in duties:
            judge = view.problem.judge_by_id[duty.judge_id]
            if judge.chief_of == heat.trade_id and duty.seat != 1:
                yield view.breach(
                    "panel_complete",
                    heat,
                    f"裁判长 {judge.name} 在组时须任组长。",
                    f"the chief judge {judge.name} must lead.",
                    judge.id,
                )
