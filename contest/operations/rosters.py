"""Rosters: uploading, saving what was shown, forgetting; entries that withdraw and return."""

import json
from dataclasses import dataclass

from sqlmodel import Session

from contest.errors import Refusal
from contest.keys import Keys
from contest.operations.roster_writing import Writer
from contest.operations.telling import tell
from contest.queries.importing import plan_import
from contest.roster import Preview
from contest.roster.limits import MAX_BYTES
from contest.roster.refusals import EmptyFile, TooBig
from contest.secrets import open_file, seal_file
from contest.security import Actor
from contest.store import contests, jobs, journal, rosters
from contest.store.engine import Store
from contest.store.rosters import RosterImport

KIND = "read_roster"


class NotShownYet(Refusal):
    """Only what a person has seen can be saved."""

    key = "roster_not_shown"
    zh = "这份名单还没有读完，或已被放弃，不能导入。请刷新页面。"
    en = "This roster has not been read yet or was discarded. Reload the page."


class ChangedSinceShown(Refusal):
    """Somebody changed people meanwhile: the differences agreed to are no longer those."""

    key = "roster_changed_since_shown"
    zh = "在您核对期间，人员资料又有变动，差异与所见不同。请重新核对后再导入。"
    en = "People were changed while you were looking; the differences are no longer those you saw."


class NothingToSave(Refusal):
    """Every row is known already, or in error."""

    key = "roster_nothing_to_save"
    zh = "这份名单中没有可导入的新内容。"
    en = "There is nothing new to save in this roster."


class ResultSigned(Refusal):
    """Who took part in a signed result cannot change."""

    key = "entry_result_signed"
    zh = "“{trade}”已有签署的成绩，参赛名单不能再变。如确需更改，请裁判长先撤回成绩。"
    en = (
        "“{trade_en}” has a signed result, so who takes part cannot change. "
        "The chief judge must withdraw the result first."
    )


@dataclass(frozen=True, kw_only=True)
class Saved:
    """How much was written; all zero when the import had been saved before."""

    people: int = 0
    entries: int = 0
    judges: int = 0
    venues: int = 0
    workstations: int = 0
    updated: int = 0


def upload_roster(store: Store, *, keys: Keys, actor: Actor, file_name: str, data: bytes) -> str:
    """
    Keep a workbook, sealed, and queue its reading; return the import's id.

    Raises
    ------
    EmptyFile, TooBig
    """
    if not data:
        raise EmptyFile()
    if len(data) > MAX_BYTES:
        raise TooBig()
    with store.transaction() as tx:
        actor.must("roster.write")
        contest_id = actor.contest_id or ""
        upload = rosters.add_import(
            tx,
            contest_id=contest_id,
            file_name=file_name[-200:],
            data=b"",
            asked_by=actor.staff_id or "",
        )
        upload.data = seal_file(keys, f"roster_import.data:{upload.id}", data)
        job = jobs.enqueue(
            tx,
            contest_id=contest_id,
            kind=KIND,
            payload={"import_id": upload.id},
            asked_by=actor.staff_id,
        )
        upload.job_id = job.id
        tell(tx, actor, "contest:roster:upload", {"import_id": upload.id, "job_id": job.id})
        return upload.id


def workbook_of(keys: Keys, upload: RosterImport) -> bytes:
    """Return the uploaded bytes."""
    return open_file(keys, f"roster_import.data:{upload.id}", upload.data)


def preview_of(keys: Keys, upload: RosterImport) -> Preview:
    """Return what was read from an upload that is shown."""
    if upload.state != "shown" or upload.preview is None:
        raise NotShownYet()
    sealed = bytes.fromhex(upload.preview["sealed"])
    plain = open_file(keys, f"roster_import.preview:{upload.id}", sealed)
    return Preview.from_json(json.loads(plain))


def show_import(tx: Session, *, keys: Keys, upload: RosterImport, preview: Preview) -> None:
    """Keep what was read, sealed, in the transaction that ends the reading job."""
    plain = json.dumps(preview.to_json(), ensure_ascii=False).encode()
    sealed = seal_file(keys, f"roster_import.preview:{upload.id}", plain)
    kept = upload.preview or {}
    upload.preview, upload.state = {**kept, "sealed": sealed.hex()}, "shown"
    tx.flush()


def save_import(
    store: Store, *, keys: Keys, actor: Actor, import_id: str, update: str = ""
) -> Saved:
    """
    Write a shown roster: new people, entries, judges, venues and workstations, all or nothing.

    Entry numbers go on from the trade's highest, in the order of the roster. People who are known
    already stay as they are unless `update` is the digest of the differences that were shown.
    Saving again writes nothing.

    Raises
    ------
    NotShownYet, ChangedSinceShown, NothingToSave
    """
    with store.transaction() as tx:
        upload = rosters.get_import(tx, import_id)
        actor.must("roster.write", contest_id=upload.contest_id)
        trades = contests.trades_of(tx, upload.contest_id)
        journal.take(tx, [upload.contest_id, *(trade.id for trade in trades)])
        upload = rosters.get_import(tx, import_id, lock=True)
        if upload.state == "saved":
            return Saved()
        preview = preview_of(keys, upload)
        plan = plan_import(tx, keys=keys, contest_id=upload.contest_id, preview=preview)
        if update and update != plan.digest:
            raise ChangedSinceShown()
        changes = plan.changes if update else ()
        if not plan.fresh and not changes:
            raise NothingToSave()
        writer = Writer(tx=tx, keys=keys, contest_id=upload.contest_id)
        writer.write_places(plan.venues, plan.workstations)
        people, entries = writer.write_contestants(plan.entries)
        judges = writer.write_judges(plan.judges)
        for change in changes:
            writer.apply(change)
        writer.join_judges_to_delegations()
        rosters.close_import(tx, upload, "saved")
        saved = Saved(
            people=people,
            entries=entries,
            judges=judges,
            venues=len(plan.venues),
            workstations=len(plan.workstations),
            updated=len(changes),
        )
        tell(tx, actor, "contest:roster:save", {"import_id": upload.id, **vars(saved)})
        return saved


def discard_import(store: Store, *, actor: Actor, import_id: str) -> None:
    """Forget an upload: the workbook and everything read from it are gone."""
    with store.transaction() as tx:
        upload = rosters.get_import(tx, import_id)
        actor.must("roster.write", contest_id=upload.contest_id)
        journal.take(tx, [upload.contest_id])
        upload = rosters.get_import(tx, import_id, lock=True)
        if upload.state not in rosters.OPEN:
            return
        job = rosters.import_job(tx, upload)
        if job is not None and job.state not in jobs.OVER:
            jobs.ask_stop(tx, job, "stop")
        rosters.close_import(tx, upload, "discarded")
        tell(tx, actor, "contest:roster:discard", {"import_id": upload.id})


def withdraw_entry(store: Store, *, actor: Actor, entry_id: str) -> None:
    """Take an entry out of the contest (退赛); its marks, if any, are kept but no longer ranked."""
    _set_state(store, actor, entry_id, "withdrawn", "trade:entry:withdraw")


def return_entry(store: Store, *, actor: Actor, entry_id: str) -> None:
    """Let an entry that withdrew take part again."""
    _set_state(store, actor, entry_id, "registered", "trade:entry:return")


def _set_state(store: Store, actor: Actor, entry_id: str, state: str, kind: str) -> None:
    with store.transaction() as tx:
        entry, trade = rosters.entry_with_trade(tx, entry_id)
        actor.must("roster.write", contest_id=trade.contest_id)
        journal.take(tx, [trade.contest_id, trade.id])
        entry, trade = rosters.entry_with_trade(tx, entry_id)
        if entry.state == state:
            return
        if any(stage.state != "open" for stage in contests.stages_of(tx, trade.id)):
            raise ResultSigned(trade=trade.name, trade_en=trade.name_en)
        entry.state = state
        tell(tx, actor, kind, {"entry_id": entry.id}, trade_id=trade.id)
