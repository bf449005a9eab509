"""Runs a print as the worker's child does, without another process."""

from pathlib import Path
from typing import Any

from contest.config import Settings
from contest.jobs.child import do_job
from contest.operations.documents import fetch_file, request_print
from contest.security import Actor
from contest.store import documents, jobs
from contest.store.engine import Store
from contest.store.jobs import Hold, Job

PUBLIC = "https://leitai.example.cn"


def settings_for(store: Store, folder: Path) -> Settings:
    return Settings(data_dir=folder / "data", DATABASE_URL=store.url, public_url=PUBLIC)


def run_job(store: Store, folder: Path, job_id: str) -> Job:
    """Let a worker named `test` do the oldest job, which must be this one; return how it ended."""
    with store.transaction() as tx:
        claimed = jobs.claim(tx, worker="test", lease_seconds=60)
        assert claimed is not None
        assert claimed.id == job_id
        hold = Hold(job_id=job_id, worker="test", attempt=claimed.attempt)
    do_job(store, settings_for(store, folder), hold)
    with store.reading() as tx:
        ended = jobs.get_job(tx, job_id)
        tx.expunge(ended)
        return ended


def print_now(store: Store, folder: Path, actor: Actor, kind: str, **scope: Any) -> Job:
    """Ask for a document and let the worker make it."""
    job_id = request_print(store, actor=actor, kind=kind, **scope)
    return run_job(store, folder, job_id)


def printed(store: Store, folder: Path, actor: Actor, kind: str, **scope: Any) -> bytes:
    """Return the file of a document made now; the job must have succeeded."""
    ended = print_now(store, folder, actor, kind, **scope)
    assert ended.state == "done", ended.result
    assert ended.result is not None
    return fetch_file(store, actor=actor, document_id=ended.result["document_id"]).data


def history(store: Store, contest_id: str) -> list[documents.DocumentLine]:
    with store.reading() as tx:
        return documents.documents_of(tx, contest_id)
