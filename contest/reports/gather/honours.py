"""Certificates of what was granted, and the book of signed results."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.queries.anchors import anchor_of
from contest.queries.rulebooks import read_once
from contest.reports.certificates import Certificate, HonourKind, certificates
from contest.reports.gather.scope import (
    NothingToPrint,
    Printable,
    Scope,
    covered,
    stages_in,
    titled,
    trades_in,
    words,
)
from contest.reports.results import ResultRow, ResultSheet, ResultState, result_book
from contest.reports.text import Imprint, Words
from contest.store import honours, people, results, rulebooks
from contest.store.tables.contest import Contest, Stage, Trade
from contest.store.tables.results import StageResult

STATES = {
    "signed": ResultState.CANDIDATE,
    "noticed": ResultState.PUBLIC_NOTICE,
    "final": ResultState.FINAL,
}
NOTES = {
    "unranked": Words(zh="不排名", en="Unranked"),
    "provisional": Words(zh="暂定", en="Provisional"),
    "waiting": Words(zh="无成绩", en="No score"),
}


def certificates_of(tx: Session, contest: Contest, scope: Scope, public_url: str) -> Printable:
    """Return a certificate for every honour granted in the scope."""
    trades = {trade.id for trade in trades_in(tx, contest, scope)}
    issuer = Words(zh=contest.host, en=contest.host_en)
    zone = ZoneInfo(contest.timezone)
    found = [
        Certificate(
            kind=HonourKind(line.honour.kind),
            honour=Words(zh=line.honour.name, en=line.honour.name_en),
            holder=line.person.name,
            holder_en=line.person.pinyin,
            trade=words(line.trade),
            issuer=issuer,
            issued_on=line.honour.granted_at.astimezone(zone).date(),
            number=line.honour.certificate_no,
            verify_url=f"{public_url}/verify/{line.honour.verify_code}",
        )
        for line in honours.honours_of(tx, contest.id, states=["granted"])
        if line.trade.id in trades
        and line.result.withdrawn_at is None
        and line.honour.granted_at
        and line.honour.certificate_no
    ]
    if not found:
        raise NothingToPrint(
            what="证书",
            what_en="certificates",
            hint="荣誉须经两方批准，且公示结束后才能打印证书。",
            hint_en="An honour needs both approvals and the end of the public notice first.",
        )

    def set_type(imprint: Imprint) -> bytes:
        return certificates(found, contest=words(contest), imprint=imprint)

    return Printable(
        count=len(found),
        title=titled("证书", "Certificates", covered(tx, contest, scope)),
        names=tuple(paper.holder for paper in found),
        typeset=set_type,
    )


def results_of(tx: Session, contest: Contest, scope: Scope) -> Printable:
    """Return the signed results of a scope, each with its state."""
    found = [
        _sheet(tx, contest, stage, trade, signed)
        for stage, trade in stages_in(tx, contest, scope)
        if stage.state in STATES and (signed := results.current_result(tx, stage.id)) is not None
    ]
    if not found:
        raise NothingToPrint(
            what="成绩",
            what_en="results",
            hint="裁判长签署成绩后才能打印成绩册。",
            hint_en="A result is printed after the chief judge has signed it.",
        )

    def set_type(imprint: Imprint) -> bytes:
        return result_book(found, contest=words(contest), imprint=imprint)

    return Printable(
        count=len(found),
        title=titled("成绩册", "Result book", covered(tx, contest, scope)),
        names=tuple(row.name for sheet in found for row in sheet.rows),
        typeset=set_type,
    )


def _sheet(
    tx: Session, contest: Contest, stage: Stage, trade: Trade, signed: StageResult
) -> ResultSheet:
    zone = ZoneInfo(contest.timezone)
    rows: list[dict[str, Any]] = signed.picture["rows"]
    book = rulebooks.get_rulebook(tx, signed.rulebook_id)
    names = {
        node.id: Words(zh=node.name or node.id, en=node.name_en)
        for tree in read_once(book.text).trees
        for node in tree.walk()
    }
    columns = [part[0] for part in rows[0]["parts"] if part[0] in names] if rows else []
    won: dict[str, list[Words]] = {}
    for line in honours.honours_of(tx, contest.id, result_id=signed.id):
        if line.honour.state not in {"revoked", "held"}:
            won.setdefault(line.entry.id, []).append(
                Words(zh=line.honour.name, en=line.honour.name_en)
            )
    _, chief = people.staff_with_person(tx, signed.signed_by)
    return ResultSheet(
        trade=words(trade),
        stage=words(stage),
        state=STATES[stage.state],
        modules=tuple(names[column] for column in columns),
        rows=tuple(_row(row, columns, won.get(row["id"], [])) for row in rows),
        notice_from=signed.noticed_at.astimezone(zone) if signed.noticed_at else None,
        notice_until=signed.notice_ends_at.astimezone(zone) if signed.notice_ends_at else None,
        objections_to=contest.host,
        signed_by=chief.name,
        signed_at=signed.signed_at.astimezone(zone),
        rulebook=Words(
            zh=f"{trade.name}竞赛规程 第 {book.version} 版（{book.document_hash[:12]}）",
            en=f"{trade.name_en} rulebook, version {book.version}",
        ),
        anchor=str(anchor_of(tx, trade) or ""),
    )


def _row(row: dict[str, Any], columns: list[str], won: list[Words]) -> ResultRow:
    parts = dict(row["parts"])
    return ResultRow(
        rank=str(row["rank"] or ""),
        number=row["no"],
        name=row["name"],
        delegation=row["delegation"],
        parts=tuple(_score(parts.get(column)) for column in columns),
        total=_score(row["score"]),
        honours=tuple(won),
        note=NOTES.get(row["state"]) if row["rank"] is None or row["score"] is None else None,
    )


def _score(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
