"""
Changing a draft by hand: a heat moves, is locked, or a change is taken back and done again.

Every change is a version of its own. The journal's line of it carries the way back and forth: the
versions that undoing and redoing return to.
"""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from contest.errors import Refusal
from contest.operations.timetabling import NotADraft, TimetableBroken
from contest.queries.moving import (
    READ,
    Laid,
    broken_by,
    heat_of,
    laid_of,
    moved_heat,
    report_of,
    told,
    with_heat,
)
from contest.queries.names import long_heat_name
from contest.queries.plans import timetable_of
from contest.queries.problem import build_problem, wishes_of, with_locks
from contest.queries.steps import KINDS, Ways, ways_of
from contest.security import Actor
from contest.store import contests, journal, timetables
from contest.store.engine import Store
from contest.store.timetables import TimetableVersion
from scheduler.goals import finish_of, measure, time_value
from scheduler.problem import Lock, Problem
from scheduler.timetable import Report, Timetable

MOST_STEPS = 20


class BreaksRules(Refusal):
    """A heat was dropped where it cannot be."""

    key = "breaks_rules"
    zh = "没有移动：会违反 {count} 条规则。{zh}"
    en = "Nothing was moved: {count} rules would be broken. {en}"


class HeatMarked(Refusal):
    """Marks were given in this heat: it has taken place."""

    key = "heat_marked"
    zh = "{heat} 已有打分，不能再移动。"
    en = "Marks were given in {heat_en}: it cannot be moved any more."


class DraftWaits(Refusal):
    """A second draft would put the one that waits aside."""

    key = "draft_waits"
    zh = "已有草案在等待发布。请先发布它，或在它上面调整。"
    en = "A draft waits already. Publish it first, or change that one."


class NothingToUndo(Refusal):
    """The way back ends where the draft came to be."""

    key = "nothing_to_undo"
    zh = "没有可撤销或重做的手动调整。"
    en = "There is no change by hand to take back or to do again."


def copy(store: Store, *, actor: Actor, version_id: str) -> str:
    """
    Make a draft to be changed by hand of a version in force or of an old one; return its id.

    Of the version in force the heats are taken as they now are, draws and panels included.
    """
    with store.transaction() as tx:
        version = _taken(tx, actor, version_id)
        if timetables.draft(tx, version.contest_id) is not None:
            raise DraftWaits()
        at = laid_of(version) if version.state != "published" else _in_force(tx, version)
        return _keep(tx, actor, version, at, step="copy", ways=Ways(), body={})


def move(store: Store, *, actor: Actor, version_id: str, heat: str, starts_min: int) -> str:
    """
    Move a heat of the draft to another start, if that breaks nothing; return the new version's id.

    Raises
    ------
    BreaksRules, HeatMarked, NotADraft
    """
    with store.transaction() as tx:
        version = _draft(tx, actor, version_id)
        at = laid_of(version)
        moved = moved_heat(at.timetable, heat, starts_min)
        if heat_of(at.timetable, heat) == moved:
            return version.id
        _refuse_marked(tx, version.contest_id, heat)
        if breaches := broken_by(at.problem, at.timetable, moved):
            broken = told(tx, at, moved, breaches)
            zh, en = broken[0].why[0]
            raise BreaksRules(count=len(broken), zh=zh, en=en)
        after = replace(at, timetable=_reported(at.problem, with_heat(at.timetable, moved)))
        step = {"what": "move", "heat": heat, "starts_min": starts_min}
        return _step(tx, actor, version, after, step)


def lock(store: Store, *, actor: Actor, version_id: str, heat: str, keep: bool) -> str:
    """Lock a heat's time and venue, so that solving again keeps them, or let it go."""
    with store.transaction() as tx:
        version = _draft(tx, actor, version_id)
        at = laid_of(version)
        stands = heat_of(at.timetable, heat)
        others = tuple(one for one in at.problem.locked if one.heat_id != heat)
        mine = Lock(heat_id=heat, starts_min=stands.starts_min, venue_id=stands.venue_id)
        problem = replace(at.problem, locked=(*others, mine) if keep else others)
        if problem == at.problem:
            return version.id
        step = {"what": "lock" if keep else "unlock", "heat": heat}
        return _step(tx, actor, version, replace(at, problem=problem), step)


def step_back(store: Store, *, actor: Actor, version_id: str, again: bool = False) -> str:
    """Take the last change by hand back, or do one again that was taken back."""
    with store.transaction() as tx:
        version = _draft(tx, actor, version_id)
        known = ways_of(tx, version.contest_id, version.id)
        stack = known.redo if again else known.undo
        if not stack:
            raise NothingToUndo()
        last, rest = stack[-1], stack[:-1]
        at = laid_of(timetables.get_version(tx, last["to"]))
        here = {**last, "to": version.id}
        after = (
            Ways(undo=(*known.undo, here), redo=rest)
            if again
            else Ways(undo=rest, redo=(*known.redo, here))
        )
        step, body = "redo" if again else "undo", {"heat": last["heat"]}
        return _keep(tx, actor, version, at, step=step, ways=after, body=body)


def _taken(tx: Session, actor: Actor, version_id: str) -> TimetableVersion:
    version = timetables.get_version(tx, version_id)
    actor.must("timetable.write", contest_id=version.contest_id)
    journal.take(tx, [version.contest_id])
    tx.refresh(version, ["state"])
    return version


def _draft(tx: Session, actor: Actor, version_id: str) -> TimetableVersion:
    version = _taken(tx, actor, version_id)
    if version.state != "draft":
        raise NotADraft(version=version.version)
    return version


def _in_force(tx: Session, version: TimetableVersion) -> Laid:
    """The heats as they now are, beside the contest as it is now."""
    problem = with_locks(
        tx, version.contest_id, build_problem(tx, version.contest_id, wishes_of(tx, version))
    )
    now = timetable_of(tx, version.contest_id)
    gone = [heat for heat in now.heats if heat.module_key not in problem.module_by_key]
    if gone:
        raise TimetableBroken(
            count=len(gone),
            rule="known_names",
            zh=f"规程中已没有模块 {gone[0].module_key}。",
            en=f"The rulebook has no module {gone[0].module_key} any more.",
        )
    return Laid(
        contest_id=version.contest_id,
        problem=problem,
        timetable=_reported(problem, replace(now, report=report_of(version))),
    )


def _reported(problem: Problem, timetable: Timetable) -> Timetable:
    """The report's figures after a change by hand; what was proven stays proven."""
    report = timetable.report
    if report is None:
        return timetable
    value = time_value(problem, finish_of(problem, timetable).values())
    gap = 100 * (value - report.bound) / report.bound if report.bound else 0.0
    changed: Report = replace(
        report,
        value=value,
        gap_percent=round(gap, 3),
        status="optimal" if value <= report.bound else "feasible",
        goals=measure(problem, timetable),
    )
    return replace(timetable, report=changed)


def _refuse_marked(tx: Session, contest_id: str, key: str) -> None:
    code, stage_key, *_ = key.split("/")
    for trade in contests.trades_of(tx, contest_id):
        for stage in contests.stages_of(tx, trade.id) if trade.code == code else ():
            for line in timetables.heats_of(tx, contest_id, stage_id=stage.id):
                if (stage.key, line.heat.key) == (stage_key, key) and timetables.heats_with_marks(
                    tx, [line.heat.id]
                ):
                    zh, en = long_heat_name(tx, line.heat)
                    raise HeatMarked(heat=zh, heat_en=en)


def _step(
    tx: Session, actor: Actor, version: TimetableVersion, at: Laid, step: dict[str, Any]
) -> str:
    """Keep a change and how to take it back; what was taken back before cannot be done again."""
    known = ways_of(tx, version.contest_id, version.id)
    undo = (*known.undo, {**step, "to": version.id})[-MOST_STEPS:]
    body = {name: value for name, value in step.items() if name != "what"}
    return _keep(tx, actor, version, at, step=step["what"], ways=Ways(undo=undo), body=body)


def _keep(
    tx: Session,
    actor: Actor,
    before: TimetableVersion,
    at: Laid,
    *,
    step: str,
    ways: Ways,
    body: dict[str, Any],
) -> str:
    made = timetables.add_draft(
        tx,
        contest_id=before.contest_id,
        problem=at.problem.to_json(),
        timetable=at.timetable.to_json(),
        job_id=before.job_id,
    )
    READ.keep(made.id, at)
    journal.append(
        tx,
        contest_id=made.contest_id,
        stream=made.contest_id,
        kind=KINDS[step],
        actor_id=actor.staff_id,
        role=actor.role,
        body={
            "version_id": made.id,
            "version": made.version,
            "before": before.id,
            **body,
            "undo": list(ways.undo),
            "redo": list(ways.redo),
        },
    )
    return made.id
