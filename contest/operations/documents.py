"""Asking for a print, keeping what the worker made, and forgetting files in time."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import BadInput, Refusal
from contest.operations.telling import tell
from contest.queries.documents import JOB, KEPT_FOR, KINDS, number_of
from contest.security import Actor
from contest.store import contests, documents, jobs
from contest.store.engine import Store

MOST_WAITING = 5
WHO = ("all", "contestants", "judges", "staff")


# No file system and no header takes these; a trade's name may hold any of them.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


class TooManyPrints(Refusal):
    """The queue of prints is long enough."""

    key = "too_many_prints"
    status = 429
    zh = "已有 {count} 份文档在排队，请等前面的完成后再试。"
    en = "{count} documents are waiting already. Try again when they are done."


class FileGone(Refusal):
    """The file was deleted; its line of history stays."""

    key = "file_gone"
    status = 410
    zh = "文件已在一小时后按规定删除，记录仍在。需要时请重新生成。"
    en = "The file was deleted after an hour, as it must be; its record stays. Make it again."


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to hand out."""

    name: str
    data: bytes


def request_print(
    store: Store,
    *,
    actor: Actor,
    kind: str,
    where: str = "",
    who: str = "all",
    numbers: tuple[str, ...] = (),
    only_new: bool = False,
) -> str:
    """
    Queue a print for the worker; return the job's id.

    ``where`` is empty, or the id of a trade or stage of this contest; for badges ``who`` is one
    of `WHO`, ``numbers`` picks single ones, ``only_new`` leaves out whoever has a badge.
    """
    actor.must("document.write")
    if kind not in KINDS or who not in WHO or len(numbers) > 200:
        raise BadInput(zh="请选择要生成的文档和范围。", en="Choose a document and its scope.")
    with store.transaction() as tx:
        contest_id = actor.contest_id or ""
        _known(tx, contest_id, where)
        waiting = documents.jobs_under_way(tx, contest_id, JOB)
        if len(waiting) >= MOST_WAITING:
            raise TooManyPrints(count=len(waiting))
        scope = {"where": where, "who": who, "numbers": list(numbers), "only_new": only_new}
        job = jobs.enqueue(
            tx,
            contest_id=contest_id,
            kind=JOB,
            payload={"kind": kind, "scope": scope},
            asked_by=actor.staff_id,
        )
        return job.id


def keep_document(
    tx: Session,
    *,
    actor: Actor,
    document_id: str,
    job_id: str,
    kind: str,
    title: tuple[str, str],
    scope: dict[str, Any],
    pages: int,
    printed_at: datetime,
    data: bytes,
) -> None:
    """Write a print into the history, with one journal line, in the caller's transaction."""
    actor.must("document.write")
    digest = hashlib.sha256(data).hexdigest()
    documents.drop_files(tx, now() - KEPT_FOR)
    documents.add_document(
        tx,
        id=document_id,
        contest_id=actor.contest_id,
        job_id=job_id,
        kind=kind,
        title=title[0],
        title_en=title[1],
        scope=scope,
        sha256=digest,
        pages=pages,
        data=data,
        printed_by=actor.staff_id,
        printed_at=printed_at,
    )
    body = {"document_id": document_id, "kind": kind, "pages": pages, "sha256": digest}
    tell(tx, actor, "contest:document:print", body)


def fetch_file(store: Store, *, actor: Actor, document_id: str) -> File:
    """Return a print's file while it is kept; after that it is refused even if still stored."""
    with store.reading() as tx:
        document = documents.get_document(tx, document_id)
        actor.must("document.write", contest_id=document.contest_id)
        if document.data is None or document.printed_at < now() - KEPT_FOR:
            raise FileGone()
        title = _NOT_IN_NAMES.sub("_", document.title)
        return File(name=f"{title}-{number_of(document.id)}.pdf", data=document.data)


def forget_old(store: Store) -> int:
    """Delete the files whose hour is over; return how many. Cheap when there is none."""
    before = now() - KEPT_FOR
    with store.reading() as tx:
        if not documents.stale_files(tx, before):
            return 0
    with store.transaction() as tx:
        return documents.drop_files(tx, before)


def _known(tx: Session, contest_id: str, where: str) -> None:
    trades = contests.trades_of(tx, contest_id)
    known = {"", *(trade.id for trade in trades)}
    known.update(stage.id for trade in trades for stage in contests.stages_of(tx, trade.id))
    if where not in known:
        raise BadInput(zh="所选工种或阶段不存在。", en="There is no such trade or stage.")
