"""The lists of venues and workstations."""

import re
from collections.abc import Sequence

from contest.roster.contestants import read_trades
from contest.roster.layout import Table
from contest.roster.lines import Line
from contest.roster.problems import Findings
from contest.roster.records import VenueRow, WorkstationRow
from contest.roster.texts import matching_key, mended_code
from contest.roster.trades import KnownTrade

CLOCK = re.compile(r"(?P<hour>[01]?[0-9]|2[0-4])[:：时点](?P<minute>[0-5][0-9])?分?(:[0-5][0-9])?")
MOST_SEATS = 100_000


def read_venues(
    table: Table, findings: Findings, taken: dict[str, Line]
) -> list[tuple[Line, VenueRow]]:
    """
    Read every row of a list of venues; a venue without a code is known by its name.

    `taken` remembers names and codes over all sheets of the workbook, as it does below.
    """
    read: list[tuple[Line, VenueRow]] = []
    for number in table.rows:
        line = Line(table=table, row=number, findings=findings)
        name = line.text("name")
        code = line.text("code", mended_code) or name
        if not name:
            if not line.broken("name"):
                line.add("missing_venue", "name")
            continue
        seats = read_seats(line)
        opens, closes = read_time(line, "opens"), read_time(line, "closes")
        if opens is not None and closes is not None and closes <= opens:
            line.add("impossible_hours", "closes", value=line.text("closes"))
        for word in dict.fromkeys((matching_key(name), matching_key(code))):
            if word in taken:
                line.add(
                    "duplicate_venue", "name", value=name, other=taken[word].place("name", line)
                )
        taken.setdefault(matching_key(name), line)
        taken.setdefault(matching_key(code), line)
        venue = VenueRow(
            sheet=line.sheet,
            row=number,
            code=code,
            name=name,
            name_en=line.text("name_en"),
            seats=seats,
            opens_min=opens,
            closes_min=closes,
            notes=line.notes(),
        )
        read.append((line, venue))
    return read


def read_seats(line: Line) -> int:
    """Return the seats, 0 if none are given; a wrong number is noted."""
    text = line.text("seats")
    digits = re.sub(r"(个|座|人|位)$", "", text)
    if not digits:
        return 0
    if not re.fullmatch(r"[0-9]{1,6}", digits) or int(digits) > MOST_SEATS:
        line.add("seats_not_a_number", "seats", value=text)
        return 0
    return int(digits)


def read_time(line: Line, field: str) -> int | None:
    """Return a time of day in minutes, None if the cell is empty or wrong."""
    text = line.text(field)
    if not text:
        return None
    match = CLOCK.fullmatch(text.replace(" ", "").rpartition("T")[2])
    minutes = int(match["hour"]) * 60 + int(match["minute"] or 0) if match else 1441
    if minutes > 1440:
        line.add("impossible_hours", field, value=text)
        return None
    return minutes


def read_workstations(
    table: Table,
    findings: Findings,
    *,
    trades: Sequence[KnownTrade],
    title: str,
    venues: Sequence[tuple[str, str]],
    taken: dict[tuple[str, str], Line],
) -> list[tuple[Line, WorkstationRow]]:
    """Read every row of a list of workstations; `venues` are codes and names of sound venues."""
    codes = {matching_key(word): code for code, name in venues for word in (code, name)}
    names = dict(venues)
    read = []
    for order, number in enumerate(table.rows, start=1):
        line = Line(table=table, row=number, findings=findings)
        venue = read_venue(line, codes)
        label = line.text("label")
        if not label and not line.broken("label"):
            line.add("missing_label", "label")
        if label and venue:
            first = taken.setdefault((venue, matching_key(label)), line)
            if first is not line:
                line.add(
                    "duplicate_workstation",
                    "label",
                    value=label,
                    venue=names[venue],
                    other=first.place("label", line),
                )
        found = (title,) if title else read_trades(line, trades)
        if len(found) > 1:
            line.add("one_trade_only", "trade", value=line.text("trade"))
        position = read_position(line, order)
        if venue and label and len(found) == 1:
            station = WorkstationRow(
                sheet=line.sheet,
                row=number,
                venue=venue,
                label=label,
                trade=found[0],
                kind=line.text("kind"),
                position=position,
                notes=line.notes(),
            )
            read.append((line, station))
    return read


def read_venue(line: Line, codes: dict[str, str]) -> str:
    """Return the code of the venue a workstation stands in, '' if there is no such venue."""
    text = line.text("venue")
    if not text:
        if not line.broken("venue"):
            line.add("missing_venue", "venue")
        return ""
    code = codes.get(matching_key(text), "")
    if not code:
        line.add("unknown_venue", "venue", value=text)
    return code


def read_position(line: Line, order: int) -> int:
    """Return the place among its neighbours; without a number the order of the rows counts."""
    text = line.text("position")
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    if text:
        line.add("position_not_a_number", "position", value=text)
    return order
