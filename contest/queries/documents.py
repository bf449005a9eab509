"""The documents page: what can be printed, what is under way, what was printed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from contest.clock import now
from contest.queries.jobs import JobPicture, picture
from contest.security import Actor
from contest.store import contests, documents, honours, people, results, sheets, timetables
from contest.store.entries import entries_of_trade
from contest.store.tables.contest import Stage, Trade

JOB = "print_document"
KINDS: dict[str, tuple[str, str]] = {
    "badges": ("证件", "Badges"),
    "score_sheets": ("评分表", "Score sheets"),
    "posters": ("赛程海报", "Timetable posters"),
    "heat_lists": ("场次名单", "Heat lists"),
    "certificates": ("证书", "Certificates"),
    "results": ("成绩册", "Result book"),
}
KEPT_FOR = timedelta(hours=1)
"""A print lists people; who needs it longer prints it again. The history stays."""
RECENT = timedelta(minutes=30)
STAGED = ("score_sheets", "heat_lists", "results")
"""Kinds whose scope may be a single stage."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A part of the contest that a document may cover; ``id`` is a trade's or stage's."""

    id: str
    name: str
    name_en: str
    staged: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """One kind of document: how much of it there is, and of badges how many are not out yet."""

    kind: str
    name: str
    name_en: str
    count: int
    fresh: int
    staged: bool


@dataclass(frozen=True, kw_only=True)
class Printing:
    """A print that has not ended, or that failed a moment ago."""

    job: JobPicture
    name: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A line of the history; ``here`` while its file can be fetched."""

    id: str
    number: str
    kind: str
    title: str
    title_en: str
    count: int
    lacking: str
    pages: int
    sha256: str
    printed_at: datetime
    printed_by: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class DocumentsPage:
    """Everything on the documents page."""

    cards: list[Card]
    choices: list[Choice]
    under_way: list[Printing]
    failed: list[Printing]
    history: list[Printed]


def number_of(document_id: str) -> str:
    """Return the number that stands on the paper and in the history."""
    return f"D-{document_id[:8]}"


def documents_page(tx: Session, viewer: Actor) -> DocumentsPage:
    """Return the documents page of the viewer's contest."""
    viewer.must("document.write")
    contest_id = viewer.contest_id or ""
    trades = contests.trades_of(tx, contest_id)
    stages = {trade.id: contests.stages_of(tx, trade.id) for trade in trades}
    under_way = documents.jobs_under_way(tx, contest_id, JOB)
    failed = documents.failed_since(tx, contest_id, JOB, now() - RECENT)
    kept_since = now() - KEPT_FOR
    return DocumentsPage(
        cards=_cards(tx, contest_id, trades, [s for found in stages.values() for s in found]),
        choices=[choice for trade in trades for choice in _choices(trade, stages[trade.id])],
        under_way=[_printing(picture(job), job.payload) for job in under_way],
        failed=[_printing(picture(job), job.payload) for job in failed],
        history=[
            Printed(
                id=line.id,
                number=number_of(line.id),
                kind=line.kind,
                title=line.title,
                title_en=line.title_en,
                count=int(str(line.scope.get("count", 0))),
                lacking=_spaced(line.scope.get("lacking")),
                pages=line.pages,
                sha256=line.sha256,
                printed_at=line.printed_at,
                printed_by=line.printed_by,
                here=line.kept and line.printed_at > kept_since,
            )
            for line in documents.documents_of(tx, contest_id)
        ],
    )


def _choices(trade: Trade, stages: list[Stage]) -> list[Choice]:
    found = [Choice(id=trade.id, name=trade.name, name_en=trade.name_en, staged=False)]
    for stage in stages:
        name = f"{trade.name} · {stage.name}"
        name_en = f"{trade.name_en}, {stage.name_en}"
        found.append(Choice(id=stage.id, name=name, name_en=name_en, staged=True))
    return found


def _printing(job: JobPicture, payload: dict[str, str]) -> Printing:
    zh, en = KINDS[payload["kind"]]
    return Printing(job=job, name=zh, name_en=en)


def _cards(tx: Session, contest_id: str, trades: list[Trade], stages: list[Stage]) -> list[Card]:
    entries = [
        line.id
        for trade in trades
        for line in entries_of_trade(tx, trade.id)
        if line.state == "registered"
    ]
    hashes = [entry.badge_hash for entry, _ in people.entries_by_ids(tx, entries)]
    credentials = people.credentials_of(tx, contest_id)
    for staff, _ in people.staff_of(tx, contest_id, active=True):
        credential = credentials.get(staff.id)
        hashes.append(credential.badge_hash if credential else None)
    heats = timetables.heats_of(tx, contest_id)
    trade_of = {stage.id: stage.trade_id for stage in stages}
    counts = {
        "badges": len(hashes),
        "score_sheets": sum(len(sheets.sheets_of_stage(tx, stage.id)) for stage in stages),
        "posters": len({trade_of[line.heat.stage_id] for line in heats}),
        "heat_lists": sum(any(slot.entry_id for slot in line.slots) for line in heats),
        "certificates": len(honours.honours_of(tx, contest_id, states=["granted"])),
        "results": sum(results.current_result(tx, stage.id) is not None for stage in stages),
    }
    return [
        Card(
            kind=kind,
            name=zh,
            name_en=en,
            count=counts[kind],
            fresh=sum(hashed is None for hashed in hashes) if kind == "badges" else 0,
            staged=kind in STAGED,
        )
        for kind, (zh, en) in KINDS.items()
    ]


def _spaced(found: object) -> str:
    return " ".join(str(one) for one in found) if isinstance(found, list) else ""
