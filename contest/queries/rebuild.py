"""Every number that is kept is computed again from the journal, and compared."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from contest.errors import Refusal
from contest.queries.board import standings_picture
from contest.queries.standings import stage_view
from contest.store import contests, journal, results, rulebooks, sheets
from contest.store.tables.contest import Stage, Trade


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What is kept (`kept`) and what follows from the journal (`computed`), about one thing."""

    trade: str
    what: str
    id: str
    kept: str
    computed: str


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """How many marks, sheets and results were computed again, and where they differ."""

    marks: int
    sheets: int
    results: int
    differences: tuple[Difference, ...]


def rebuild(tx: Session) -> Rebuilt:
    """
    Compute marks, sheets and signed results of every trade from its journal and compare.

    Standings are never kept, so nothing of them can be wrong except what was signed.
    """
    found: list[Difference] = []
    counts = {"marks": 0, "sheets": 0, "results": 0}
    for contest in contests.all_contests(tx):
        for trade in contests.trades_of(tx, contest.id):
            story = _story(tx, trade)
            counts["marks"] += len(story.marks)
            found += _marks(tx, trade, story)
            for stage in contests.stages_of(tx, trade.id):
                kept = sheets.sheets_of_stage(tx, stage.id)
                counts["sheets"] += len(kept)
                found += _sheets(tx, trade, stage, story)
                signed = results.results_of_stage(tx, stage.id)
                counts["results"] += len(signed)
                found += _results(tx, trade, stage, story)
    return Rebuilt(**counts, differences=tuple(found))


def picture_hash(picture: dict[str, Any]) -> str:
    """Return the SHA-256 of a result's picture, computed apart from the code that signs."""
    text = json.dumps(picture, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class _Story:
    """What a trade's journal tells: marks by id, sheets by id, signed results by id."""

    def __init__(self) -> None:
        self.marks: dict[str, dict[str, Any]] = {}
        self.states: dict[str, str] = defaultdict(lambda: "open")
        self.versions: dict[str, int] = defaultdict(lambda: 1)
        self.seats: dict[str, set[int]] = defaultdict(set)
        self.signed: dict[str, str] = {}
        self.withdrawn: set[str] = set()
        self.hashes: set[str] = set()


def _story(tx: Session, trade: Trade) -> _Story:
    told = _Story()
    for _, line in journal.every(tx, trade.id):
        if line is None:
            continue
        told.hashes.add(line.hash)
        body = line.body
        match line.kind:
            case "trade:mark:enter":
                told.marks[body["mark_id"]] = body
            case "trade:seat:submit":
                sheet = body["sheet_id"]
                told.seats[sheet].add(body["seat"])
                if body["state"] == "submitted":
                    told.states[sheet] = "submitted"
                    told.versions[sheet] += 1
            case "trade:sheet:sign":
                for sheet in body["sheet_ids"]:
                    told.states[sheet] = "signed"
                    told.versions[sheet] += 1
            case "trade:sheet:reopen":
                told.states[body["sheet_id"]] = "reopened"
                told.versions[body["sheet_id"]] += 1
                told.seats[body["sheet_id"]].clear()
            case "trade:result:sign":
                told.signed[body["result_id"]] = body["sha256"]
            case "trade:result:withdraw":
                told.withdrawn.add(body["result_id"])
    return told


def _marks(tx: Session, trade: Trade, told: _Story) -> Iterator[Difference]:
    rows = {
        line.id: line
        for stage in contests.stages_of(tx, trade.id)
        for line in sheets.marks_of_stage(tx, stage.id)
    }
    receipts = sheets.find_receipts(tx, rows)
    for mark_id in sorted(rows.keys() | told.marks.keys()):
        row, body = rows.get(mark_id), told.marks.get(mark_id)
        kept = row and [row.sheet_id, row.no, row.seat, row.aspect_id, row.value, row.given_at]
        if body is None:
            yield _differ(trade, "mark", mark_id, kept, None)
            continue
        value = None if body["value"] is None else Decimal(body["value"])
        computed = [body["sheet_id"], body["no"], body["seat"], body["aspect_id"]]
        computed += [value, body["given_at"]]
        if kept != computed:
            yield _differ(trade, "mark", mark_id, kept, computed)
        receipt = receipts.get(mark_id)
        digest = receipt and (receipt.answer.get("receipt") or {}).get("hash")
        if digest not in told.hashes:
            yield _differ(trade, "receipt", mark_id, digest, "a line of the journal")


def _sheets(tx: Session, trade: Trade, stage: Stage, told: _Story) -> Iterator[Difference]:
    seats = sheets.seats_of_stage(tx, stage.id)
    for sheet in sheets.sheets_of_stage(tx, stage.id):
        kept = (sheet.state, sheet.version)
        computed = (told.states[sheet.id], told.versions[sheet.id])
        if kept != computed:
            yield _differ(trade, "sheet", sheet.id, kept, computed)
        submitted = {seat.seat for seat in seats.get(sheet.id, ()) if seat.state == "submitted"}
        if submitted != told.seats[sheet.id]:
            yield _differ(trade, "seats", sheet.id, submitted, told.seats[sheet.id])


def _results(tx: Session, trade: Trade, stage: Stage, told: _Story) -> Iterator[Difference]:
    for result in results.results_of_stage(tx, stage.id):
        said = told.signed.get(result.id)
        digest = picture_hash(result.picture)
        if not result.sha256 == digest == said:
            yield _differ(trade, "result", result.id, (result.sha256, digest), said)
        if (result.withdrawn_at is not None) != (result.id in told.withdrawn):
            yield _differ(trade, "result", result.id, result.withdrawn_at, "withdrawn or not")
    current = results.current_result(tx, stage.id)
    if current is None:
        return
    try:
        signed_by = rulebooks.get_rulebook(tx, current.rulebook_id)
        computed = standings_picture(stage_view(tx, stage.id, by=signed_by))
    except (Refusal, LookupError) as refusal:
        yield _differ(trade, "standings", stage.id, "signed", refusal)
        return
    if picture_hash(computed) != picture_hash(current.picture):
        yield _differ(trade, "standings", stage.id, current.picture, computed)


def _differ(trade: Trade, what: str, about: str, kept: object, computed: object) -> Difference:
    return Difference(
        trade=trade.prefix, what=what, id=about, kept=str(kept)[:400], computed=str(computed)[:400]
    )
