"""Timetables on paper: the A3 poster of a trade for the wall, and a list for each heat's door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.reports.text import (
    Imprint,
    UnprintableRecord,
    Words,
    day,
    minute,
    plain,
    refuse_id_numbers,
)
from contest.reports.typeset import typeset


@dataclass(frozen=True, kw_only=True)
class PrintedHeat:
    """One heat; times are aware and already in the contest's time zone."""

    stage: Words
    name: str
    venue: Words
    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise UnprintableRecord("a heat's times need a time zone")
        if not timedelta(0) < self.ends_at - self.starts_at < timedelta(days=1):
            raise UnprintableRecord("a heat ends after it starts, and within a day")


@dataclass(frozen=True, kw_only=True)
class PrintedEntry:
    """Who works where: ``station`` is empty where the workstation is drawn at check-in."""

    number: str
    name: str
    delegation: str = ""
    station: str = ""

    def __post_init__(self) -> None:
        refuse_id_numbers([self.number, self.name, self.delegation, self.station])


@dataclass(frozen=True, kw_only=True)
class HeatList:
    """
    A heat and its entries, in the order in which they stand on paper.

    In a ``hall`` stations are seats: the heat is printed as a list, not as rows of workstations.
    """

    heat: PrintedHeat
    entries: tuple[PrintedEntry, ...]
    hall: bool = False


@dataclass(frozen=True, kw_only=True)
class Poster:
    """One trade's heats. ``stations`` are the rows, in order; entries name theirs."""

    trade: Words
    stations: tuple[str, ...]
    heats: tuple[HeatList, ...]
    version: str = ""
    live_url: str = ""

    def __post_init__(self) -> None:
        known = set(self.stations)
        for heat in self.heats:
            for entry in () if heat.hall else heat.entries:
                if entry.station and entry.station not in known:
                    raise UnprintableRecord(f"workstation {entry.station} is not a row")


def posters(
    trades: Sequence[Poster], *, contest: Words, imprint: Imprint, columns: int = 6
) -> bytes:
    """
    A3 landscape posters, heats across and workstations down.

    A trade with more than ``columns`` heats, or with more rows than a page can show in letters
    one can read standing, goes on over the next pages.
    """
    if not trades or not any(poster.heats for poster in trades):
        raise UnprintableRecord("no heat to print")
    pages = [
        page
        for number, poster in enumerate(trades)
        for page in _pages(poster, columns, number if poster.live_url else None)
    ]
    return typeset(
        "posters",
        {"contest": contest, "pages": pages},
        imprint=imprint,
        codes=[poster.live_url or "-" for poster in trades],
    )


def heat_lists(
    heats: Sequence[tuple[Words, HeatList]], *, contest: Words, imprint: Imprint
) -> bytes:
    """A4 lists for the check-in desk and the door: (trade, heat), each on a page of its own."""
    if not heats:
        raise UnprintableRecord("no heat to print")
    facts = [
        {
            "trade": trade,
            "heat": _heat(heat.heat),
            "entries": [plain(entry) for entry in heat.entries],
        }
        for trade, heat in heats
    ]
    return typeset("heat_lists", {"contest": contest, "heats": facts}, imprint=imprint)


def _pages(poster: Poster, columns: int, code: int | None) -> list[dict[str, object]]:
    """Halls and heats still to be drawn as lists first, then the rest as grids."""
    stages = list(dict.fromkeys(heat.heat.stage.zh for heat in poster.heats))
    listed = [heat for heat in poster.heats if _is_list(heat)]
    gridded = [heat for heat in poster.heats if not _is_list(heat)]
    groups = [listed] if listed else []
    # Seven heats go four and three, not six and one: a lone column looks like a mistake.
    across = -(-len(gridded) // -(-len(gridded) // columns)) if gridded else columns
    groups += [gridded[at : at + across] for at in range(0, len(gridded), across)]
    return [
        {
            "trade": poster.trade,
            "version": poster.version,
            "code": code,
            "note": f"{number} / {len(groups)}" if len(groups) > 1 else None,
            "heats": [
                {
                    **_heat(heat.heat),
                    "tint": stages.index(heat.heat.stage.zh),
                    "entries": heat.entries,
                }
                for heat in group
            ],
            "rows": [] if group is listed else _rows(poster.stations, group),
        }
        for number, group in enumerate(groups, start=1)
    ]


def _is_list(heat: HeatList) -> bool:
    """Whether a grid would say nothing: no workstation yet, or a hall full of seats."""
    return heat.hall or not heat.entries or not all(entry.station for entry in heat.entries)


def _rows(stations: tuple[str, ...], heats: Sequence[HeatList]) -> list[dict[str, object]]:
    placed = [{entry.station: entry for entry in heat.entries} for heat in heats]
    return [
        {"station": station, "cells": [cells.get(station) for cells in placed]}
        for station in stations
        if any(station in cells for cells in placed)
    ]


def _heat(heat: PrintedHeat) -> dict[str, object]:
    return {
        "stage": heat.stage,
        "name": heat.name,
        "venue": heat.venue,
        "day": day(heat.starts_at),
        "starts": heat.starts_at.strftime("%H:%M"),
        # Past midnight the date is said again, so that nobody comes a day early.
        "ends": heat.ends_at.strftime("%H:%M")
        if heat.ends_at.date() == heat.starts_at.date()
        else minute(heat.ends_at),
    }
