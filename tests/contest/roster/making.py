"""Small workbooks made in a test, and what every test of rosters knows."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from contest.presets import FOLDER
from contest.roster import KnownTrade, Preview, read_roster
from contest.roster.cells import Area, Book, Sheet, cell_from_value
from contest.roster.identity import check_character
from contest.roster.people import Facts
from contest.roster.read import read_book

ROSTERS = FOLDER / "rosters"
DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 21)
TRADES = (
    KnownTrade(code="lamian", name="拉面", name_en="Hand-pulled noodles", aliases=("手工拉面",)),
    KnownTrade(code="welding", name="焊工", name_en="Welding", aliases=("焊接",)),
    KnownTrade(code="courier", name="快递员", name_en="Courier", aliases=("快递",)),
)
HEADERS = ("姓名", "身份证号", "手机号", "代表队", "工种")


def number(born: str = "19900307", order: int = 1) -> str:
    """A sound ID number of a region that does not exist."""
    first = f"629901{born}{order:03}"
    return first + check_character(first)


def person(**other: Any) -> tuple[Any, ...]:
    """A good row under `HEADERS`, with some cells changed."""
    row = {
        "name": "王伟",
        "id": number(),
        "phone": "19900010001",
        "sender": "甲县",
        "trade": "拉面",
    }
    row |= other
    return tuple(row.values())


def book(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> openpyxl.Workbook:
    """A workbook of the rows of each sheet."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is not None:
                    sheet.cell(row, column, value)
    return made


def data_of(made: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes | Path, name: str = "roster.xlsx", **more: Any) -> Preview:
    """Read with the trades of the tests, on their day."""
    return read_roster(data, name, trades=TRADES, today=TODAY, **more)


def quickly(
    sheets: Mapping[str, Sequence[Sequence[Any]]], *, merged: tuple[Area, ...] = (), **more: Any
) -> Preview:
    """Read rows without a file and a child process: the same checks, a thousand times faster."""
    facts = Facts(delegations=more.pop("delegations", ()), today=TODAY)
    pages = tuple(
        Sheet(
            name=name,
            rows=tuple(tuple(cell_from_value(value) for value in values) for values in rows),
            merged=merged,
        )
        for name, rows in sheets.items()
    )
    return read_book(Book(sheets=pages), "r.xlsx", trades=TRADES, facts=facts, **more)


def people(*rows: Sequence[Any], headers: Sequence[str] = HEADERS, **more: Any) -> Preview:
    """Read a list of contestants without a file."""
    return quickly({"选手": [headers, *rows]}, **more)


def found(preview: Preview) -> list[tuple[str, str]]:
    """Key and cell of every problem."""
    return [(problem.key, problem.cell) for problem in preview.problems]
