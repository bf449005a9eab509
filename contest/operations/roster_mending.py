"""An upload explained or mended at the desk; it is read again, and still nothing is saved."""

import json
from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from contest.errors import BadInput
from contest.keys import Keys
from contest.operations.rosters import KIND, NotShownYet, preview_of
from contest.operations.telling import tell
from contest.roster.cells import cell_position
from contest.roster.mending import (
    MOST_CELLS,
    MOST_TEXT,
    Headings,
    Layout,
    Mends,
    headings_of,
)
from contest.secrets import open_file, seal_file
from contest.security import Actor
from contest.store import jobs, journal, layouts, rosters
from contest.store.engine import Store
from contest.store.rosters import RosterImport


def mends_of(keys: Keys, upload: RosterImport) -> Mends:
    """Return what was said beside an upload so far."""
    sealed = (upload.preview or {}).get("mends")
    if sealed is None:
        return Mends()
    return Mends.from_json(json.loads(open_file(keys, _name(upload), bytes.fromhex(sealed))))


def mends_for_reading(tx: Session, keys: Keys, upload: RosterImport) -> Mends:
    """Return the same, with the headings that were explained for earlier files."""
    known = tuple(Headings(**one) for one in layouts.known_headings(tx, upload.contest_id))
    return replace(mends_of(keys, upload), known=known)


def mend_cells(
    store: Store, *, keys: Keys, actor: Actor, import_id: str, cells: Mapping[str, str | None]
) -> str:
    """
    Put texts in the place of what stands in cells, and have the upload read again.

    `cells` are by sheet and cell (`选手!C7`); None takes a mend back. Returns the reading's job.
    """
    with store.transaction() as tx:
        upload = _shown(tx, actor, import_id)
        before = mends_of(keys, upload)
        sheets = {sheet.name for sheet in preview_of(keys, upload).sheets}
        kept = dict(before.cells)
        for place, text in cells.items():
            _must_be_cell(place, sheets)
            if text is None:
                kept.pop(place, None)
            else:
                kept[place] = text.strip()[:MOST_TEXT]
        if len(kept) > MOST_CELLS:
            raise BadInput(
                zh=f"在页面上最多改 {MOST_CELLS} 格。请在表格中改好后重新上传。",
                en=f"At most {MOST_CELLS} cells are mended here. Mend and upload the file.",
            )
        job_id = _read_again(tx, keys, actor, upload, replace(before, cells=kept))
        body = {"import_id": upload.id, "job_id": job_id, "cells": len(cells)}
        tell(tx, actor, "contest:roster:mend", body)
        return job_id


def name_columns(
    store: Store, *, keys: Keys, actor: Actor, import_id: str, sheet: str, layout: Layout
) -> str:
    """Say what the columns of a sheet are; other files with its headings are read the same way."""
    with store.transaction() as tx:
        upload = _shown(tx, actor, import_id)
        heads = {one.name: one.head for one in preview_of(keys, upload).sheets}
        if sheet not in heads:
            raise BadInput(
                zh="工作簿中没有这个工作表。请刷新页面。",
                en="The workbook has no such sheet. Reload the page.",
            )
        before = mends_of(keys, upload)
        after = replace(before, layouts={**before.layouts, sheet: layout})
        job_id = _read_again(tx, keys, actor, upload, after)
        known = headings_of(heads[sheet], layout)
        body = {
            "import_id": upload.id,
            "job_id": job_id,
            "headings": {"kind": known.kind, "fields": known.fields},
        }
        tell(tx, actor, layouts.KIND, body)
        return job_id


def _shown(tx: Session, actor: Actor, import_id: str) -> RosterImport:
    upload = rosters.get_import(tx, import_id)
    actor.must("roster.write", contest_id=upload.contest_id)
    journal.take(tx, [upload.contest_id])
    upload = rosters.get_import(tx, import_id, lock=True)
    if upload.state != "shown":
        raise NotShownYet()
    return upload


def _must_be_cell(place: str, sheets: set[str]) -> None:
    sheet, _, cell = place.rpartition("!")
    try:
        cell_position(cell)
    except ValueError:
        sheet = ""
    if sheet not in sheets:
        raise BadInput(
            zh=f"没有单元格“{place[:40]}”。请刷新页面。",
            en=f"There is no cell “{place[:40]}”. Reload the page.",
        )


def _read_again(tx: Session, keys: Keys, actor: Actor, upload: RosterImport, mends: Mends) -> str:
    plain = json.dumps(mends.to_json(), ensure_ascii=False).encode()
    job = jobs.enqueue(
        tx,
        contest_id=upload.contest_id,
        kind=KIND,
        payload={"import_id": upload.id},
        asked_by=actor.staff_id,
    )
    sealed = seal_file(keys, _name(upload), plain)
    upload.preview, upload.state, upload.job_id = {"mends": sealed.hex()}, "reading", job.id
    tx.flush()
    return job.id


def _name(upload: RosterImport) -> str:
    return f"roster_import.mends:{upload.id}"
