"""A draft is solved from the contest, published only when right, and leaves marks alone."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contest.config import Settings
from contest.errors import NotAllowed, NotFound
from contest.jobs.context import JobContext
from contest.jobs.solve_timetable import solve_timetable
from contest.keys import load_keys
from contest.operations.timetabling import (
    DraftRunning,
    HeatsMarked,
    NotADraft,
    TimetableBroken,
    publish,
    request_draft,
)
from contest.queries.problem import (
    NoHall,
    NoMinutes,
    NothingToTimetable,
    Wishes,
    build_problem,
)
from contest.queries.rulebooks import NoRulebook
from contest.security import Actor
from contest.store import contests, jobs, journal, rulebooks, sheets, timetables
from contest.store.engine import Store
from contest.store.jobs import Hold
from contest.store.tables.contest import Rulebook, Venue
from contest.store.tables.people import Entry
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.timetable import Timetable
from tests.contest.timetable_world import RULEBOOK, World, give_a_mark, make_world

FAST = Wishes(seconds=1)


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path, DATABASE_URL=database_url)


def solve(store: Store, settings: Settings, actor: Actor, wishes: Wishes = FAST) -> str:
    """Ask for a draft and do the job here, without a worker; return the version's id."""
    job_id = request_draft(store, actor=actor, wishes=wishes)
    with store.transaction() as tx:
        job = jobs.claim(tx, worker="test", lease_seconds=60)
        assert job is not None
        assert job.id == job_id
    run(store, settings, actor, job_id)
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        assert job.state == "done"
        assert job.result is not None
        return str(job.result["version_id"])


def run(store: Store, settings: Settings, actor: Actor, job_id: str) -> None:
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        context = JobContext(
            store=store,
            hold=Hold(job_id=job_id, worker="test", attempt=job.attempt),
            contest_id=job.contest_id,
            payload=job.payload,
            actor=actor,
            settings=settings,
            keys=load_keys(settings.data_dir),
            best=job.best,
        )
    solve_timetable(context)


@pytest.fixture
def published(store: Store, world: World, settings: Settings) -> str:
    version_id = solve(store, settings, world.organiser)
    publish(store, actor=world.organiser, version_id=version_id)
    return version_id


def test_a_draft_is_solved_checked_and_published_as_heats_slots_duties_and_sheets(
    store: Store, world: World, settings: Settings
) -> None:
    version_id = solve(store, settings, world.organiser)
    with store.reading() as tx:
        version = timetables.get_version(tx, version_id)
        assert (version.version, version.state) == (1, "draft")
        problem = Problem.from_json(version.problem)
        timetable = Timetable.from_json(version.timetable)
        assert check(problem, timetable) == ()
        assert timetables.heats_of(tx, world.contest_id) == []
    publish(store, actor=world.organiser, version_id=version_id)
    with store.reading() as tx:
        version = timetables.get_version(tx, version_id)
        assert version.state == "published"
        assert timetables.published(tx, world.contest_id) == version
        assert timetables.draft(tx, world.contest_id) is None
        lines = timetables.heats_of(tx, world.contest_id)
        assert {line.heat.key for line in lines} == {heat.id for heat in timetable.heats}
        for line in lines:
            plan = timetable.heat_by_id[line.heat.key]
            assert (line.heat.starts_min, line.heat.ends_min) == (plan.starts_min, plan.ends_min)
            first = contests.get_contest(tx, world.contest_id).starts_on
            local = line.heat.starts_at.astimezone(ZoneInfo("Asia/Shanghai"))
            assert (local.date() - first).days * 1440 + local.hour * 60 + local.minute == (
                plan.starts_min
            )
            assert [duty.seat for duty in line.duties] == list(range(1, len(line.duties) + 1))
        prelim = contests.stage_with_trade(tx, world.stages["lamian", "prelim"])[0]
        assert prelim.places == 4
        made = sheets.sheets_of_stage(tx, prelim.id)
        assert len(made) == 16
        assert len(sheets.sheets_of_stage(tx, world.stages["lamian", "final"])) == 0
        finals = timetables.final_slots(tx, world.stages["lamian", "final"])
        assert {slot.place for slot in finals} == {f"final#{n}" for n in range(1, 5)}
        assert {slot.entry_id for slot in finals} == {None}
        kinds = [line.kind for line in journal.lines(tx, world.contest_id)]
        assert kinds == [
            "contest:timetable:request",
            "contest:timetable:draft",
            "contest:timetable:publish",
        ]
    with pytest.raises(NotADraft):
        publish(store, actor=world.organiser, version_id=version_id)


def test_no_judge_sits_where_his_own_delegation_works(
    store: Store, world: World, published: str
) -> None:
    with store.reading() as tx:
        for n, code in enumerate(("lamian", "welder")):
            employed = world.judges[5 * n + 4]
            own = {world.entries[code][3], world.entries[code][7]}
            for line in timetables.heats_of(tx, world.contest_id):
                if line.heat.module_id == "work" and employed in {d.staff_id for d in line.duties}:
                    assert not own & {slot.entry_id for slot in line.slots}


def test_a_broken_draft_cannot_be_published(store: Store, world: World, settings: Settings) -> None:
    version_id = solve(store, settings, world.organiser)
    with store.transaction() as tx:
        version = timetables.get_version(tx, version_id)
        made = dict(version.timetable)
        made["duties"] = made["duties"][1:]
        version.timetable = made
    with pytest.raises(TimetableBroken) as refused:
        publish(store, actor=world.organiser, version_id=version_id)
    assert refused.value.facts["rule"] == "panel_complete"
    with store.reading() as tx:
        assert timetables.heats_of(tx, world.contest_id) == []
        assert timetables.get_version(tx, version_id).state == "draft"


def test_a_draft_that_no_longer_fits_the_roster_cannot_be_published(
    store: Store, world: World, settings: Settings
) -> None:
    version_id = solve(store, settings, world.organiser)
    with store.transaction() as tx:
        tx.get_one(Entry, world.entries["lamian"][0]).state = "withdrawn"
    with pytest.raises(TimetableBroken) as refused:
        publish(store, actor=world.organiser, version_id=version_id)
    assert "L-01 选手l1" in refused.value.sentence("zh")


def test_a_second_version_keeps_heats_that_stay_and_replaces_the_draft_before(
    store: Store, world: World, settings: Settings, published: str
) -> None:
    with store.reading() as tx:
        before = {line.heat.key: line.heat.id for line in timetables.heats_of(tx, world.contest_id)}
    older = solve(store, settings, world.organiser)
    newer = solve(store, settings, world.organiser, Wishes(seconds=1, heat_size=2))
    with store.reading() as tx:
        states = {v.id: v.state for v in timetables.versions(tx, world.contest_id)}
        assert states == {published: "published", older: "superseded", newer: "draft"}
    publish(store, actor=world.organiser, version_id=newer)
    with store.reading() as tx:
        after = {line.heat.key: line.heat.id for line in timetables.heats_of(tx, world.contest_id)}
        assert {key: after[key] for key in before} == before
        assert len(after) > len(before)
        assert len(sheets.sheets_of_stage(tx, world.stages["lamian", "prelim"])) == 16
        assert timetables.get_version(tx, published).state == "superseded"


def test_heats_that_are_no_more_go_with_their_empty_sheets(
    store: Store, world: World, settings: Settings
) -> None:
    many = solve(store, settings, world.organiser, Wishes(seconds=1, heat_size=2))
    publish(store, actor=world.organiser, version_id=many)
    few = solve(store, settings, world.organiser)
    publish(store, actor=world.organiser, version_id=few)
    with store.reading() as tx:
        lines = timetables.heats_of(tx, world.contest_id)
        keys = {h["id"] for h in timetables.get_version(tx, few).timetable["heats"]}
        assert {line.heat.key for line in lines} == keys
        ids = {line.heat.id for line in lines}
        made = sheets.sheets_of_stage(tx, world.stages["welder", "prelim"])
        assert len(made) == 16
        assert {sheet.heat_id for sheet in made} <= ids


def test_a_version_that_would_move_marked_heats_is_refused(
    store: Store, world: World, settings: Settings, published: str
) -> None:
    give_a_mark(store, world)
    same = solve(store, settings, world.organiser)
    other = solve(store, settings, world.organiser, Wishes(seconds=1, heat_size=2))
    with pytest.raises(HeatsMarked) as refused:
        publish(store, actor=world.organiser, version_id=other)
    assert "工种1初赛实操 第" in refused.value.sentence("zh")
    with store.reading() as tx:
        assert timetables.get_version(tx, same).state == "superseded"
        current = timetables.published(tx, world.contest_id)
        assert current is not None
        assert current.id == published


def test_one_solve_at_a_time(store: Store, world: World) -> None:
    request_draft(store, actor=world.organiser, wishes=FAST)
    with pytest.raises(DraftRunning):
        request_draft(store, actor=world.organiser, wishes=FAST)


def test_a_contest_that_cannot_be_done_in_its_days_gets_reasons_and_no_draft(
    store: Store, world: World, settings: Settings
) -> None:
    with store.transaction() as tx:
        contest = contests.get_contest(tx, world.contest_id)
        contest.days, contest.closes_min = 1, 10 * 60
    job_id = request_draft(store, actor=world.organiser, wishes=FAST)
    with store.transaction() as tx:
        jobs.claim(tx, worker="test", lease_seconds=60)
        job = jobs.get_job(tx, job_id)
        assert job.attempt == 1
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        context = JobContext(
            store=store,
            hold=Hold(job_id=job_id, worker="test", attempt=1),
            contest_id=job.contest_id,
            payload=job.payload,
            actor=world.organiser,
            settings=settings,
            keys=load_keys(settings.data_dir),
        )
    result = solve_timetable(context)
    assert result is not None
    assert result["status"] == "impossible"
    assert all(zh and en for zh, en in result["reasons"])
    with store.reading() as tx:
        assert timetables.draft(tx, world.contest_id) is None


def test_what_is_missing_is_said_before_anything_is_queued(store: Store) -> None:
    def asked(world: World) -> None:
        request_draft(store, actor=world.organiser, wishes=FAST)

    with pytest.raises(NothingToTimetable):
        asked(make_world(store, codes=()))
    timeless = make_world(store, rulebook=RULEBOOK.replace("        minutes: 90\n", ""))
    with pytest.raises(NoMinutes):
        asked(timeless)
    hall = make_world(store)
    with store.transaction() as tx:
        for venue in timetables.venues_of(tx, hall.contest_id):
            tx.get_one(Venue, venue.id).seats = 0
    with pytest.raises(NoHall):
        asked(hall)
    bare = make_world(store)
    with store.transaction() as tx:
        row = rulebooks.current_rulebook(tx, bare.trades["lamian"])
        assert row is not None
        tx.delete(tx.get_one(Rulebook, row.id))
    with pytest.raises(NoRulebook):
        asked(bare)
    with store.transaction() as tx:
        assert jobs.claim(tx, worker="w", lease_seconds=1) is None


def test_only_the_organiser_of_the_contest_drafts_and_publishes(
    store: Store, world: World, settings: Settings
) -> None:
    version_id = solve(store, settings, world.organiser)
    stranger = make_world(store).organiser
    with pytest.raises(NotFound):
        publish(store, actor=stranger, version_id=version_id)
    for role in ("registrar", "supervisor", "judge", "chief_judge"):
        with pytest.raises(NotAllowed):
            publish(store, actor=world.actors[role], version_id=version_id)
        with pytest.raises(NotAllowed):
            request_draft(store, actor=world.actors[role], wishes=FAST)


def test_papers_are_written_where_nobody_works_if_there_is_such_a_room(
    store: Store, world: World
) -> None:
    with store.transaction() as tx:
        for venue in timetables.venues_of(tx, world.contest_id):
            if venue.code == "P":
                tx.get_one(Venue, venue.id).seats = 400
    with store.reading() as tx:
        halls = {venue.id: venue.code for venue in timetables.venues_of(tx, world.contest_id)}
        problem = build_problem(tx, world.contest_id, FAST)
    modules = [m for trade in problem.trades for stage in trade.stages for m in stage.modules]
    assert {halls[m.venue_id or ""] for m in modules if m.kind == "theory"} == {"T"}
