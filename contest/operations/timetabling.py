"""Drafting a timetable and putting it in force."""

from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from contest.clock import moment
from contest.errors import Refusal
from contest.operations.sheets import prepare_sheets
from contest.queries.names import long_heat_name, worded
from contest.queries.plans import plans_of
from contest.queries.problem import Wishes, build_problem, wishes_of, with_locks
from contest.security import Actor
from contest.store import contests, jobs, journal, timetables
from contest.store.engine import Store
from contest.store.timetables import HeatLine, TimetableVersion
from scheduler.check import check
from scheduler.problem import Nonsense, Problem
from scheduler.timetable import Timetable

KIND = "solve_timetable"


class DraftRunning(Refusal):
    """One solve at a time: two would only be slower."""

    key = "draft_running"
    zh = "正在编排赛程。请等它完成，或先停止它。"
    en = "A timetable is being solved. Wait for it, or stop it first."


class SolverBrokeRule(Refusal):
    """Solver and checker differ: a fault of ours, and the timetable is not used."""

    key = "solver_broke_rule"
    zh = "求解结果未通过独立核对，已放弃：{zh} 请告知技术人员。"
    en = "The result did not pass the independent check and was dropped: {en} Tell your technician."


class NotADraft(Refusal):
    """Only a draft can be published."""

    key = "not_a_draft"
    zh = "第 {version} 版不是草案，不能发布。请刷新页面。"
    en = "Version {version} is not a draft and cannot be published. Reload the page."


class TimetableBroken(Refusal):
    """The contest or the draft changed since it was solved."""

    key = "timetable_broken"
    zh = "不能发布：赛程与现在的名单不符，有 {count} 处违反规则。{rule}：{zh} 请重新编排。"
    en = (
        "This cannot be published: it does not fit the contest as it is now; {count} rules are "
        "broken. {rule}: {en} Draft a new one."
    )


class HeatsMarked(Refusal):
    """Marks belong to a heat; moving it would tear them apart."""

    key = "heats_marked"
    zh = "不能发布：{heats} 已有打分，新版会改动它们。"
    en = "This cannot be published: it would change {heats_en}, where marks were given."


def request_draft(store: Store, *, actor: Actor, wishes: Wishes) -> str:
    """
    Queue a solve of the contest as it is now; return the job's id.

    What is missing for a timetable (rosters, rulebooks, times, a hall) is refused here at once.
    """
    with store.transaction() as tx:
        contest = contests.get_contest(tx, actor.contest_id or "")
        actor.must("timetable.write", contest_id=contest.id)
        journal.take(tx, [contest.id])
        before = jobs.latest_of_kind(tx, contest.id, KIND)
        if before is not None and before.state not in jobs.OVER:
            raise DraftRunning()
        problem = with_locks(tx, contest.id, build_problem(tx, contest.id, wishes))
        job = jobs.enqueue(
            tx,
            contest_id=contest.id,
            kind=KIND,
            payload={
                "problem": problem.to_json(),
                "wishes": asdict(wishes),
                "seconds": wishes.seconds,
            },
            asked_by=actor.staff_id,
        )
        _tell(tx, actor, contest.id, "contest:timetable:request", {"job_id": job.id})
        return job.id


def save_draft(
    tx: Session,
    *,
    actor: Actor,
    contest_id: str,
    problem: Problem,
    timetable: Timetable,
    job_id: str | None,
) -> TimetableVersion:
    """Keep a checked timetable as the draft, in the caller's transaction."""
    actor.must("timetable.write", contest_id=contest_id)
    version = timetables.add_draft(
        tx,
        contest_id=contest_id,
        problem=problem.to_json(),
        timetable=timetable.to_json(),
        job_id=job_id,
    )
    body = {"version_id": version.id, "version": version.version, "job_id": job_id}
    _tell(tx, actor, contest_id, "contest:timetable:draft", body)
    return version


def publish(store: Store, *, actor: Actor, version_id: str) -> None:
    """
    Put a draft in force: its heats, slots, duties and sheets come into being.

    The check runs again, over the contest as it is now. Heats that stay as they are keep their
    draw and their marks; one that would change must not have marks.

    Raises
    ------
    TimetableBroken, HeatsMarked, NotADraft
    """
    with store.transaction() as tx:
        version = timetables.get_version(tx, version_id)
        actor.must("timetable.write", contest_id=version.contest_id)
        contest = contests.get_contest(tx, version.contest_id)
        trades = contests.trades_of(tx, contest.id)
        journal.take(tx, [contest.id, *(trade.id for trade in trades)])
        tx.refresh(version)
        if version.state != "draft":
            raise NotADraft(version=version.version)
        problem, timetable = _still_right(tx, version)
        plans = plans_of(tx, contest.id, problem, timetable)
        before = {line.heat.key: line for line in timetables.heats_of(tx, contest.id)}
        keys = {plan.key for plan in plans}
        changed = [p for p in plans if not (p.key in before and before[p.key].same_as(p))]
        gone = [line for key, line in before.items() if key not in keys]
        touched = [before[plan.key] for plan in changed if plan.key in before] + gone
        _refuse_marked(tx, touched)
        minutes = {m for plan in changed for m in (plan.starts_min, plan.ends_min)}
        moments = {m: moment(contest.starts_on, m, contest.timezone) for m in minutes}
        made = timetables.write_heats(tx, contest, changed, moments)
        prepare_sheets(tx, [heat.id for heat in made])
        timetables.drop_empty_sheets(tx, [heat.id for heat in made])
        timetables.remove_heats(tx, [line.heat.id for line in gone])
        _plan_places(tx, contest.id, problem)
        timetables.mark_published(tx, version, actor.staff_id or "")
        body: dict[str, Any] = {
            "version_id": version.id,
            "version": version.version,
            "changed": [heat.id for heat in made],
            "removed": [line.heat.id for line in gone],
        }
        _tell(tx, actor, contest.id, "contest:timetable:publish", body)


def _still_right(tx: Session, version: TimetableVersion) -> tuple[Problem, Timetable]:
    """Check the draft against the contest as it is now, by the wishes it was drafted with."""
    problem = build_problem(tx, version.contest_id, wishes_of(tx, version))
    try:
        timetable = Timetable.from_json(version.timetable)
    except Nonsense as nonsense:
        raise TimetableBroken(
            count=1, rule=nonsense.path, zh=nonsense.zh, en=nonsense.en
        ) from nonsense
    breaches = check(problem, timetable)
    if breaches:
        first = breaches[0]
        zh, en = worded(tx, version.contest_id, first.zh, first.en)
        raise TimetableBroken(count=len(breaches), rule=first.rule, zh=zh, en=en)
    return problem, timetable


def _refuse_marked(tx: Session, touched: list[HeatLine]) -> None:
    marked = timetables.heats_with_marks(tx, [line.heat.id for line in touched])
    names = [long_heat_name(tx, line.heat) for line in touched if line.heat.id in marked]
    if names:
        raise HeatsMarked(
            heats="、".join(zh for zh, _ in names), heats_en="; ".join(en for _, en in names)
        )


def _plan_places(tx: Session, contest_id: str, problem: Problem) -> None:
    """Note on each stage how many places the timetable planned for those who go on."""
    for trade in contests.trades_of(tx, contest_id):
        if trade.code not in problem.trade_by_id:
            continue
        planned = [stage.places for stage in problem.trade_by_id[trade.code].stages]
        for stage, places in zip(
            contests.stages_of(tx, trade.id), [*planned[1:], None], strict=True
        ):
            stage.places = places


def _tell(tx: Session, actor: Actor, contest_id: str, kind: str, body: dict[str, Any]) -> None:
    journal.append(
        tx,
        contest_id=contest_id,
        stream=contest_id,
        kind=kind,
        actor_id=actor.staff_id,
        role=actor.role,
        body=body,
    )
