"""What a workbook holds, whichever library read it: sheets, rows, cells, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

KINDS = ("text", "number", "date", "time", "yes_no", "error")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """
    One cell that holds something.

    `text` is the value as a person would type it: whole numbers without a point, dates and times
    in ISO form. It is empty only for a formula whose result was never computed.
    """

    text: str
    kind: str = "text"
    formula: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of cell; one of {KINDS}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A merged range, rows and columns counted from 1, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One visible sheet; `far` names filled cells outside the window that is read."""

    name: str
    rows: tuple[tuple[Cell | None, ...], ...]
    merged: tuple[Area, ...] = ()
    far: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell, counted from 1, or None where nothing is written."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Yield column and cell of everything visible in a row."""
        for column, cell in enumerate(self.rows[row - 1], start=1):
            if cell is not None and (cell.text.strip() or cell.formula):
                yield column, cell


@dataclass(frozen=True, kw_only=True)
class Book:
    """A workbook: its visible sheets in their order, and what kind of file it came in."""

    sheets: tuple[Sheet, ...]
    format: str = "xlsx"


def column_letter(column: int) -> str:
    """Return the letter of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name a spreadsheet shows for a cell, such as C7."""
    return f"{column_letter(column)}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """Return row and column, counted from 1, of a name such as C7."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", name)
    if match is None:
        raise ValueError(f"{name!r} is not the name of a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def cell_from_value(value: object, *, formula: bool = False, error: bool = False) -> Cell | None:
    """Turn what a reading library returned into a cell; None for an empty one."""
    if error:
        return Cell(kind="error", text="#ERROR!", formula=formula)
    if value is None or value == "":
        return Cell(text="", formula=True) if formula else None
    if isinstance(value, bool):
        return Cell(kind="yes_no", text="TRUE" if value else "FALSE", formula=formula)
    if isinstance(value, int | float):
        return Cell(kind="number", text=number_text(value), formula=formula)
    if isinstance(value, datetime) and value.time() != time():
        return Cell(kind="date", text=value.isoformat(timespec="minutes"), formula=formula)
    if isinstance(value, date):
        return Cell(kind="date", text=value.isoformat()[:10], formula=formula)
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        return Cell(kind="time", text=text, formula=formula)
    if isinstance(value, time):
        return Cell(kind="time", text=value.isoformat(timespec="minutes"), formula=formula)
    return Cell(text=str(value), formula=formula)


def number_text(value: int | float) -> str:
    """Return a number as a person would type it: 13800000001.0 is 13800000001."""
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    return str(int(value))
