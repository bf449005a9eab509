"""A contest that waits for its rosters, and an upload read as the worker would read it."""

from dataclasses import dataclass
from typing import Any

from contest.config import Settings
from contest.jobs.context import JobContext
from contest.jobs.read_roster import read_roster
from contest.keys import Keys
from contest.operations.rosters import preview_of, upload_roster
from contest.queries.import_plan import ImportPlan
from contest.queries.importing import plan_import
from contest.security import ORGANISER, Actor
from contest.store import jobs, rosters
from contest.store.engine import Store
from contest.store.jobs import Hold
from tests.contest.access_world import KEYS, World, build

WORKER = "test"


def upload(store: Store, actor: Actor, data: bytes, name: str = "roster.xlsx") -> str:
    """Upload a workbook and let its job run here; return the import's id."""
    import_id = upload_roster(store, keys=KEYS, actor=actor, file_name=name, data=data)
    read_now(store, actor, import_id)
    return import_id


def read_now(
    store: Store, actor: Actor, import_id: str, keys: Keys = KEYS
) -> dict[str, Any] | None:
    """Run the reading job of an import as a worker would, in this process."""
    with store.transaction() as tx:
        job = jobs.claim(tx, worker=WORKER, lease_seconds=600)
        assert job is not None
        hold = Hold(job_id=job.id, worker=WORKER, attempt=job.attempt)
        assert job.payload == {"import_id": import_id}
    context = JobContext(
        store=store,
        hold=hold,
        contest_id=actor.contest_id or "",
        payload={"import_id": import_id},
        actor=actor,
        settings=Settings(),
        keys=keys,
    )
    return read_roster(context)


def plan(store: Store, actor: Actor, import_id: str) -> ImportPlan:
    """What saving this import would do now."""
    with store.reading() as tx:
        found = rosters.get_import(tx, import_id)
        preview = preview_of(KEYS, found)
        return plan_import(tx, keys=KEYS, contest_id=found.contest_id, preview=preview)


@dataclass(frozen=True)
class Desk:
    """A contest with its organiser."""

    world: World
    actor: Actor


def desk(store: Store) -> Desk:
    """Build the contest and return it with its organiser."""
    world = build(store)
    return Desk(world=world, actor=world.actor(ORGANISER))
