"""Panels of a final, once it is known who is in it: judges who must recuse are replaced."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from contest.errors import Refusal
from contest.queries.names import long_heat_name
from contest.queries.plans import timetable_of
from contest.queries.problem import Wishes, build_problem, wishes_of
from contest.store import timetables
from contest.store.contests import stage_with_trade
from contest.store.timetables import HeatLine
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.timetable import Duty, Timetable

JUDGE_RULES = frozenset(
    {
        "judge_certified",
        "judge_available",
        "judge_one_place",
        "judge_hours",
        "recusal",
        "panel_complete",
    }
)


class NoSubstitute(Refusal):
    """Recusal is a hard rule; without another judge the final has no panel."""

    key = "no_substitute"
    zh = (
        "{heat}：{judge}须回避，且没有其他持证、有空、无需回避的裁判可以替换。"
        "请先增加裁判，再确定决赛名单。"
    )
    en = (
        "{heat_en}: {judge} must recuse, and no other certified judge is free and unrelated. "
        "Add a judge, then fill the final."
    )


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """A seat of a panel given to another judge; ids of officials."""

    heat_id: str
    seat: int
    before: str
    after: str


def staff_final(tx: Session, *, stage_id: str) -> tuple[Replaced, ...]:
    """
    Replace every judge who must not mark somebody now seated in this stage.

    Called in the transaction that seats them, before sheets are made. Whoever replaces keeps
    all rules about judges: the scheduler's own checker says so, over the whole timetable.

    Raises
    ------
    NoSubstitute
    """
    _, trade = stage_with_trade(tx, stage_id)
    version = timetables.published(tx, trade.contest_id)
    wishes = wishes_of(tx, version) if version else Wishes()
    problem = build_problem(tx, trade.contest_id, wishes)
    timetable = timetable_of(tx, trade.contest_id)
    replaced: list[Replaced] = []
    for line in timetables.heats_of(tx, trade.contest_id, stage_id=stage_id):
        barred = _barred(problem, line)
        for duty in line.duties:
            if duty.staff_id not in barred:
                continue
            after, timetable = _substitute(problem, timetable, line, duty, barred, trade.code)
            if after is None:
                zh, en = long_heat_name(tx, line.heat)
                name = problem.judge_by_id[duty.staff_id].name
                raise NoSubstitute(heat=zh, heat_en=en, judge=name)
            replaced.append(
                Replaced(heat_id=line.heat.id, seat=duty.seat, before=duty.staff_id, after=after)
            )
            timetables.replace_duty(tx, duty, after)
    return tuple(replaced)


def _barred(problem: Problem, line: HeatLine) -> frozenset[str]:
    """Who must not mark this heat: theory papers are marked under a code, so nobody there."""
    if all(slot.workstation_id is None for slot in line.slots):
        return frozenset()
    seated = (slot.entry_id for slot in line.slots if slot.entry_id)
    return frozenset().union(*(problem.barred.get(entry, frozenset()) for entry in seated))


def _substitute(
    problem: Problem,
    timetable: Timetable,
    line: HeatLine,
    duty: timetables.Duty,
    barred: frozenset[str],
    code: str,
) -> tuple[str | None, Timetable]:
    """Return the certified judge with the least work who can take the seat, and the timetable."""
    work: dict[str, int] = {}
    for one in timetable.duties:
        heat = timetable.heat_by_id[one.heat_id]
        work[one.judge_id] = work.get(one.judge_id, 0) + heat.ends_min - heat.starts_min
    there = {one.judge_id for one in timetable.duties_of[line.heat.key]}
    candidates = [
        judge.id
        for judge in problem.judges
        if code in judge.certificates and judge.id not in barred | there
    ]
    before = _judge_breaches(problem, timetable)
    for candidate in sorted(candidates, key=lambda judge: work.get(judge, 0)):
        changed = replace(
            timetable,
            duties=tuple(
                _with(one, candidate)
                if (one.heat_id, one.seat) == (line.heat.key, duty.seat)
                else one
                for one in timetable.duties
            ),
        )
        if _judge_breaches(problem, changed) <= before:
            return candidate, changed
    return None, timetable


def _with(duty: Duty, judge_id: str) -> Duty:
    return replace(duty, judge_id=judge_id)


def _judge_breaches(problem: Problem, timetable: Timetable) -> set[tuple[str, tuple[str, ...]]]:
    """What is wrong with panels already (a judge who left, say) is not the substitute's fault."""
    return {
        (breach.rule, breach.ids)
        for breach in check(problem, timetable)
        if breach.rule in JUDGE_RULES
    }
