"""
Rosters as organisers send them: read, checked, annotated. No Flask, no database.

`read_roster(data, filename, *, trades, delegations=(), venues=(), today=None) -> Preview`
    Reads an xlsx, xls, xlsb or ods of any origin in a child process with limits. A file that
    cannot be read raises a `WorkbookRefused` with a sentence in both languages; everything wrong
    in a file that can is a `Problem` with its cell.
`Preview(contestants, judges, venues, workstations, problems, columns, sheets, left_out)`
    Frozen rows ready to be saved; `to_json()` and `Preview.from_json()` give it back exactly.
    It holds complete ID numbers, so it is stored and shown with the same care as those.
`grouped(problems) -> tuple[Group, ...]`
    The problems by kind with a title each, for the screen.
`annotate(data, problems) -> bytes`
    The organiser's workbook with red cells, comments and a summary sheet.
`template(trades) -> bytes`
    An empty workbook with lists to choose from, ID and telephone columns as text.
`read_workbook(data) -> Book`
    Only the cells, for other kinds of tables.
"""

from contest.roster.annotate import annotate
from contest.roster.problems import Group, Problem, grouped
from contest.roster.read import read_roster
from contest.roster.records import (
    ContestantRow,
    JudgeRow,
    Licence,
    Preview,
    VenueRow,
    WorkstationRow,
)
from contest.roster.refusals import WorkbookRefused
from contest.roster.template import template
from contest.roster.trades import KnownTrade
from contest.roster.workbook import read_workbook

__all__ = [
    "ContestantRow",
    "Group",
    "JudgeRow",
    "KnownTrade",
    "Licence",
    "Preview",
    "Problem",
    "VenueRow",
    "WorkbookRefused",
    "WorkstationRow",
    "annotate",
    "grouped",
    "read_roster",
    "read_workbook",
    "template",
]
