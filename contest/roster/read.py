"""Reading a whole roster: every sheet understood, every row checked, nothing saved."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from contest.clock import now
from contest.roster.cells import Book, cell_position
from contest.roster.columns import CONTESTANTS, JUDGES, VENUES, WORKSTATIONS
from contest.roster.compare import compare_contestants, compare_judges
from contest.roster.contestants import read_contestants
from contest.roster.described import columns_of, readings
from contest.roster.judges import read_judges
from contest.roster.lines import Line
from contest.roster.mending import Mends, mended_book
from contest.roster.people import Facts
from contest.roster.places import read_venues, read_workstations
from contest.roster.problems import Findings, Problem
from contest.roster.records import Preview
from contest.roster.sheets import find_tables, has_columns, title_of
from contest.roster.trades import KnownTrade
from contest.roster.workbook import read_workbook

Row = TypeVar("Row")


def read_roster(
    data: bytes | Path,
    filename: str,
    *,
    trades: Sequence[KnownTrade],
    delegations: Sequence[str] = (),
    venues: Sequence[tuple[str, str]] = (),
    today: date | None = None,
    mends: Mends | None = None,
) -> Preview:
    """
    Read an uploaded workbook into rows that can be saved and problems that must be seen.

    Parameters
    ----------
    trades, delegations, venues
        What the contest has already; venues as (code, name). Without delegations none is unknown.
    today
        The day on which birth dates must lie in the past.
    mends
        What a person has said beside the file; with it a file whose headings nobody knows is
        shown with its first rows instead of being refused.

    Raises
    ------
    WorkbookRefused
        The file cannot be read at all, or holds no roster.
    """
    book = read_workbook(data)
    facts = Facts(delegations=delegations, today=today or now().date())
    if mends is not None:
        book = mended_book(book, mends.cells)
    return read_book(book, filename, trades=trades, facts=facts, venues=venues, mends=mends)


def read_book(
    book: Book,
    filename: str,
    *,
    trades: Sequence[KnownTrade],
    facts: Facts,
    venues: Sequence[tuple[str, str]] = (),
    mends: Mends | None = None,
) -> Preview:
    """Read a book that is already open."""
    findings = Findings()
    tables = find_tables(book, findings, mends)
    titled = [(table, title_of(table, trades, filename, findings)) for table in tables]
    usable = [(t, title) for t, title in titled if has_columns(t, findings, title=title)]

    def each(kind: str, read: Callable[..., list[Row]], **more: Any) -> list[Row]:
        return [
            row
            for table, title in usable
            if table.kind == kind
            for row in read(table, findings, trades=trades, title=title, **more)
        ]

    contestants = each(CONTESTANTS, read_contestants, facts=facts)
    judges = each(JUDGES, read_judges, facts=facts)
    compare_contestants(contestants, trades)
    kept_judges = compare_judges(judges, contestants, trades)
    taken: dict[str, Line] = {}
    halls = [row for t, _ in usable if t.kind == VENUES for row in read_venues(t, findings, taken)]
    wrong = findings.wrong_rows()
    good_halls = [row for _, row in halls if (row.sheet, row.row) not in wrong]
    places = [*venues, *((row.code, row.name) for row in good_halls)]
    stations = each(WORKSTATIONS, read_workstations, venues=places, taken={})
    wrong = findings.wrong_rows()
    listed = {(table.sheet.name, row) for table, _ in usable for row in table.rows}
    unread = sum(len(table.rows) for table in tables) - len(listed)
    return Preview(
        file_name=filename,
        contestants=tuple(row for _, row in contestants if (row.sheet, row.row) not in wrong),
        judges=tuple(row for _, row in kept_judges if (row.sheet, row.row) not in wrong),
        venues=tuple(good_halls),
        workstations=tuple(row for _, row in stations if (row.sheet, row.row) not in wrong),
        problems=in_order(book, findings),
        columns=tuple(column for table in tables for column in columns_of(table)),
        sheets=tuple(readings(book, tables)),
        left_out=len(wrong & listed) + unread,
    )


def in_order(book: Book, findings: Findings) -> tuple[Problem, ...]:
    """Return the problems as the workbook runs: by sheet, row and column."""
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    return tuple(
        sorted(findings.problems, key=lambda p: (order[p.sheet], *cell_position(p.cell), p.key))
    )
