"""A timetable and what is said about it, as lines of text in one language."""

from collections.abc import Iterator
from typing import Any

from scheduler.problem import Problem
from scheduler.rules import SOFT_GOALS
from scheduler.timetable import HeatPlan, Report, Timetable
from scheduler.view import clock

Both = tuple[str, str]
"""zh, en"""


def said(both: Both, lang: str) -> str:
    """The sentence in the language asked for."""
    return both[0] if lang == "zh" else both[1]


def shown(problem: Problem, timetable: Timetable, lang: str) -> str:
    """The timetable's report, then its heats in order of time."""
    lines = list(_report(timetable.report, lang)) if timetable.report else []
    for heat in sorted(timetable.heats, key=lambda h: (h.starts_min, h.id)):
        lines.append(_heat(problem, timetable, heat, lang))
    return "\n".join(lines)


def city_text(told: dict[str, Any], lang: str) -> str:
    """A city of a season in a line: how it ended, how good it is, or why there is nothing."""
    if told["value"] is None:
        why = " ".join(said(tuple(reason), lang) for reason in told["reasons"])
        return f"{told['city']}  {told['status']}  {why}".rstrip()
    gap = said(
        (f"离最优至多 {told['gap_percent']} %", f"at most {told['gap_percent']} % above the best"),
        lang,
    )
    return f"{told['city']}  {told['status']}  {told['value']}  {gap}"


def _report(report: Report, lang: str) -> Iterator[str]:
    proven = said(("已证明最优", "proven optimal"), lang)
    gap = said(
        (f"离最优至多 {report.gap_percent} %", f"at most {report.gap_percent} % above the best"),
        lang,
    )
    value = said(("目标值", "value"), lang)
    bound = said(("下界", "bound"), lang)
    quality = proven if report.status == "optimal" else gap
    yield f"{value} {report.value}  {bound} {report.bound}  {quality}  {report.seconds:.2f} s"
    for stage in report.stages:
        yield f"  {stage.name}  {stage.seconds:.2f} s  {stage.value if stage.value else '-'}"
    for goal in report.goals:
        rule = SOFT_GOALS[goal.name]
        yield f"  {goal.value}  {said((rule.zh, rule.en), lang)}"


def _heat(problem: Problem, timetable: Timetable, heat: HeatPlan, lang: str) -> str:
    venue = problem.venue_by_id[heat.venue_id].name
    people = len(timetable.assignments_of[heat.id])
    judges = " ".join(
        problem.judge_by_id[duty.judge_id].name for duty in timetable.duties_of[heat.id]
    )
    count = said((f"{people} 人", f"{people} entries"), lang)
    times = f"{clock(heat.starts_min)}–{clock(heat.ends_min)[3:]}"
    return f"{times}  {heat.id}  {venue}  {count}  {judges}".rstrip()
