"""Posters and heat lists, from the same producer as the public timetable."""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.queries.timetable import HeatBlock, published_blocks
from contest.reports.gather.scope import (
    NothingToPrint,
    Printable,
    Scope,
    covered,
    stages_in,
    titled,
    words,
)
from contest.reports.text import Imprint, Words
from contest.reports.timetables import (
    HeatList,
    Poster,
    PrintedEntry,
    PrintedHeat,
    heat_lists,
    posters,
)
from contest.store import timetables
from contest.store.tables.contest import Contest, Trade

OPEN_PLACE = "待定 TBD"


def posters_of(tx: Session, contest: Contest, scope: Scope, public_url: str) -> Printable:
    """Return one poster a trade, as the timetable stands now."""
    version = timetables.published(tx, contest.id)
    found = [
        Poster(
            trade=words(trade),
            stations=_stations(blocks),
            heats=tuple(_heat(block, contest, open_places=True) for block in blocks),
            version=str(version.version) if version else "",
            live_url=f"{public_url}/contests/{contest.id}/timetable",
        )
        for trade, blocks in _by_trade(tx, contest, scope)
    ]

    def set_type(imprint: Imprint) -> bytes:
        return posters(found, contest=words(contest), imprint=imprint)

    return Printable(
        count=len(found),
        title=titled("赛程海报", "Timetable posters", covered(tx, contest, scope)),
        names=tuple(e.name for p in found for h in p.heats for e in h.entries),
        typeset=set_type,
    )


def heat_lists_of(tx: Session, contest: Contest, scope: Scope) -> Printable:
    """Return the lists of all heats that have entries."""
    found = [
        (words(trade), [heat for block in blocks if (heat := _heat(block, contest)).entries])
        for trade, blocks in _by_trade(tx, contest, scope)
    ]
    lists = [(trade, heat) for trade, heats in found for heat in heats]
    if not lists:
        raise _none()

    def set_type(imprint: Imprint) -> bytes:
        return heat_lists(lists, contest=words(contest), imprint=imprint)

    return Printable(
        count=len(lists),
        title=titled("场次名单", "Heat lists", covered(tx, contest, scope)),
        names=tuple(entry.name for _, heat in lists for entry in heat.entries),
        typeset=set_type,
    )


def _none() -> NothingToPrint:
    return NothingToPrint(
        what="赛程", what_en="heats", hint="请先发布赛程。", hint_en="Publish the timetable first."
    )


def _by_trade(tx: Session, contest: Contest, scope: Scope) -> list[tuple[Trade, list[HeatBlock]]]:
    stages = {stage.id for stage, _ in stages_in(tx, contest, scope)}
    found: dict[str, tuple[Trade, list[HeatBlock]]] = {}
    if timetables.published(tx, contest.id) is not None:
        for block in published_blocks(tx, contest, panels=False):
            if block.stage.id in stages:
                found.setdefault(block.trade.id, (block.trade, []))[1].append(block)
    if not found:
        raise _none()
    ordered = sorted(found.values(), key=lambda pair: pair[0].position)
    return [(t, sorted(b, key=lambda x: (x.starts_min, x.key))) for t, b in ordered]


def _stations(blocks: list[HeatBlock]) -> tuple[str, ...]:
    labels = {seat.label for block in blocks if not block.is_theory for seat in block.seats}
    return tuple(sorted(labels, key=lambda label: (len(label), label)))


def _heat(block: HeatBlock, contest: Contest, *, open_places: bool = False) -> HeatList:
    zone = ZoneInfo(contest.timezone)
    entries = [
        PrintedEntry(
            number=seat.entry.no,
            name=seat.entry.name,
            delegation=seat.entry.delegation,
            station=seat.label,
        )
        if seat.entry
        else PrintedEntry(number="", name=OPEN_PLACE, station=seat.label)
        for seat in block.seats
        if seat.entry or open_places
    ]
    if block.is_theory:
        entries.sort(key=lambda entry: entry.number)
    return HeatList(
        heat=PrintedHeat(
            stage=words(block.stage),
            name=f"{block.module} 第 {block.number} 场",
            venue=Words(zh=block.venue.name, en=block.venue.name_en),
            starts_at=block.starts_at.astimezone(zone),
            ends_at=block.ends_at.astimezone(zone),
        ),
        entries=tuple(entries),
        hall=block.is_theory,
    )
