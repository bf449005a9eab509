"""A wish in the organiser's words, both languages, with names, numbers and the clause behind it."""

from __future__ import annotations

from typing import NamedTuple

from scheduler.parts import Lock
from scheduler.problem import Problem
from scheduler.rules import HARD_RULES
from scheduler.view import clock
from scheduler.wishes import Wish


class Words(NamedTuple):
    """What is wished for, and the section that says so."""

    zh: str
    en: str
    source: str


TEXTS: dict[str, tuple[str, str, str]] = {
    "trade": (
        "{name} 如期举行（{count} 个参赛项）",
        "{name} is held, with {count} entries",
        "placed_once",
    ),
    "days": (
        "大赛在 {count} 天内结束",
        "the contest ends within {count} days",
        "within_hours",
    ),
    "breaks": (
        "第 {day} 天的休息时间",
        "the breaks of day {day}",
        "within_hours",
    ),
    "venue_hours": (
        "{name} 的开放时间",
        "the opening hours of {name}",
        "within_hours",
    ),
    "power": (
        "{name} 供电不超过 {count} 千瓦",
        "{name} supplies no more than {count} kW",
        "venue_power",
    ),
    "closed": (
        "{name} 的停赛时段",
        "the times at which {name} is put off",
        "trade_open",
    ),
    "lag": (
        "{name} 与前一阶段间隔 {count} 分钟",
        "{name} waits {count} minutes after the stage before",
        "stage_lag",
    ),
    "seats": (
        "{name} 只有 {count} 个座位",
        "{name} has only {count} seats",
        "theory_seats",
    ),
    "stations": (
        "{name} 类工位只有 {count} 个",
        "there are only {count} workstations of kind {name}",
        "workstation_not_shared",
    ),
    "panel": (
        "{name} 每场 {count} 名裁判",
        "{count} judges in each heat of {name}",
        "panel_complete",
    ),
    "heat_size": (
        "{name} 每场至多 {count} 个参赛项",
        "at most {count} entries in a heat of {name}",
        "heat_size",
    ),
    "lead": (
        "{name} 赛前 {count} 分钟检录",
        "check-in {count} minutes before {name}",
        "lead_time",
    ),
    "setup": (
        "{name} 的布置与清场共 {count} 分钟",
        "{count} minutes of set-up and clean-up in {name}",
        "within_hours",
    ),
    "down": (
        "工位 {name} 的停用时段",
        "the times at which workstation {name} is down",
        "workstation_up",
    ),
    "judge_hours": (
        "裁判 {name} 可到场的时间",
        "the times at which judge {name} can come",
        "judge_available",
    ),
    "employer": (
        "裁判 {name} 回避本单位选手",
        "judge {name} marks nobody of his own delegation",
        "recusal",
    ),
    "judge_limit": (
        "裁判 {name} 每天至多执裁 {count} 分钟",
        "judge {name} works at most {count} minutes a day",
        "judge_hours",
    ),
    "recusal": (
        "裁判 {name} 回避选手 {who}",
        "judge {name} marks nothing of {who}",
        "recusal",
    ),
    "lock": (
        "已锁定：{what}",
        "locked: {what}",
        "locked_kept",
    ),
    "away": (
        "参赛项 {name} 不在场的时间",
        "the times at which entry {name} is away",
        "entry_present",
    ),
    "twice": (
        "选手 {name} 参加两个工种",
        "{name} competes in two trades",
        "one_place_at_a_time",
    ),
}


def words_of(problem: Problem, wish: Wish) -> Words:
    """The sentence of a wish."""
    kind, key = wish
    zh, en, rule = TEXTS[kind]
    facts = _facts(problem, kind, key)
    return Words(zh.format(**facts), en.format(**facts), HARD_RULES[rule].source)


def _facts(problem: Problem, kind: str, key: str) -> dict[str, object]:
    if kind in ("trade", "closed"):
        count = len(problem.entries_of[key])
        return {"name": problem.trade_by_id[key].name, "count": count}
    if kind in ("days", "breaks"):
        return {"count": len(problem.days), "day": int(key or 0) + 1}
    if kind in ("venue_hours", "power", "seats"):
        venue = problem.venue_by_id[key]
        return {"name": venue.name, "count": venue.seats if kind == "seats" else venue.power_kw}
    if kind in ("panel", "heat_size", "lead", "setup"):
        module, trade = problem.module_by_key[key], key.split("/")[0]
        counts = {
            "panel": module.panel,
            "heat_size": module.heat_size,
            "lead": module.lead_min,
            "setup": module.setup_min + module.cleanup_min,
        }
        name = problem.trade_by_id[trade].name + key.removeprefix(trade).replace("/", " ", 1)
        return {"name": name, "count": counts[kind]}
    if kind == "lag":
        trade, _, stage_id = key.partition("/")
        stages = problem.trade_by_id[trade].stages
        lag = next(stage.lag_min for stage in stages if stage.id == stage_id)
        return {"name": f"{problem.trade_by_id[trade].name} {stage_id}", "count": lag}
    if kind in ("judge_hours", "judge_limit", "employer"):
        judge = problem.judge_by_id[key]
        return {"name": judge.name, "count": judge.day_limit_min}
    if kind == "stations":
        return {"name": key, "count": sum(s.kind == key for s in problem.workstations)}
    if kind == "recusal":
        recusal = problem.recusals[int(key)]
        name = problem.judge_by_id[recusal.judge_id].name
        return {"name": name, "who": recusal.person_id}
    if kind == "lock":
        return {"what": _locked(problem.locked[int(key)])}
    return {"name": key}


def _locked(lock: Lock) -> str:
    facts = [
        None if lock.starts_min is None else clock(lock.starts_min),
        lock.venue_id,
        lock.entry_id,
        lock.workstation_id,
        lock.judge_id,
    ]
    return " ".join([lock.heat_id, *(fact for fact in facts if fact is not None)])
