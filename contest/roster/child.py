"""
The process in which strange workbooks are opened, with its own memory and processor limits.

A 5 kB workbook can make a reading library ask for 500 GB and abort. Here that kills only a child.
Talks in one line of JSON on standard output; the file comes in on standard input.
"""

import io
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
import python_calamine as calamine

from contest.roster.cells import Cell, cell_from_value
from contest.roster.limits import (
    CHILD_CPU_SECONDS,
    CHILD_MEMORY,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FAR_ROWS,
    MAX_ROWS,
    Unreadable,
    file_format,
)
from contest.roster.markup import Markup, markup_by_sheet

Grid = Iterable[Iterable[object]]


def main() -> None:
    """Read standard input with the engine named by the first argument."""
    confine()
    data = sys.stdin.buffer.read()
    try:
        answer = read(data, sys.argv[1])
    except Unreadable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "workbook_unpacks_too_big"}
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))


def confine() -> None:
    """Set the limits of this process; they cannot be raised again."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, engine: str) -> dict[str, Any]:
    """Return the workbook as plain lists, as `workbook.book_from_plain` takes it."""
    kind = file_format(data)
    markup = markup_by_sheet(data) if kind == "xlsx" else {}
    if any(len(facts.far_rows) > MAX_FAR_ROWS for facts in markup.values()):
        raise Unreadable("workbook_too_many_rows")
    # Calamine lays out the whole rectangle up to the farthest cell; openpyxl reads a window.
    if kind == "xlsx" and (engine == "openpyxl" or any(m.far for m in markup.values())):
        grids = openpyxl_grids(data)
    else:
        grids = calamine_grids(data)
    left = MAX_CELLS
    sheets = []
    for name, grid, merged in grids:
        facts = markup.get(name, Markup())
        rows = []
        for number, values in enumerate(grid, start=1):
            rows.append(plain_row(number, values, facts))
            left -= sum(cell is not None for cell in rows[-1])
            if left < 0:
                raise Unreadable("workbook_too_many_rows")
        while rows and not any(cell is not None for cell in rows[-1]):
            rows.pop()
        areas = [(a.top, a.left, a.bottom, a.right) for a in facts.merged] or merged
        sheets.append({"name": name, "rows": rows, "merged": areas, "far": facts.far[:5]})
    return {"format": kind, "sheets": sheets}


def plain_row(number: int, values: Iterable[object], facts: Markup) -> list[Any]:
    """Return a row as texts, `[kind, text, formula]` or None, without what is empty at its end."""
    row: list[Any] = []
    for column, value in enumerate(values, start=1):
        cell = cell_from_value(
            value,
            formula=(number, column) in facts.formulas,
            error=(number, column) in facts.errors,
        )
        row.append(None if cell is None else plain_cell(cell))
    while row and row[-1] is None:
        row.pop()
    return row


def plain_cell(cell: Cell) -> Any:
    """Return a cell as short as it can be said: most are plain text."""
    if cell.kind == "text" and not cell.formula:
        return cell.text
    return [cell.kind, cell.text, cell.formula]


def calamine_grids(data: bytes) -> Iterator[tuple[str, Grid, list[tuple[int, int, int, int]]]]:
    """Yield name, rows and merged ranges of every visible worksheet."""
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            for index, about in enumerate(book.sheets_metadata):
                if about.visible != calamine.SheetVisibleEnum.Visible:
                    continue
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(index)
                if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                    raise Unreadable("workbook_too_many_rows")
                merged = [
                    (top + 1, left + 1, bottom + 1, right + 1)
                    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
                ]
                yield about.name, sheet.to_python(skip_empty_area=False), merged
    except calamine.PasswordError as error:
        raise Unreadable("workbook_locked") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("workbook_unreadable") from error


def openpyxl_grids(data: bytes) -> Iterator[tuple[str, Grid, list[tuple[int, int, int, int]]]]:
    """Yield the same by openpyxl, only the window of rows and columns that is ever read."""
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
                yield sheet.title, rows, []
    except Unreadable:
        raise
    except MemoryError:
        raise
    except Exception as error:  # a damaged xlsx fails anywhere in openpyxl, with any exception
        raise Unreadable("workbook_unreadable") from error


if __name__ == "__main__":
    main()
