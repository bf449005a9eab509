"""How a workbook was understood, for the person who checks it: its sheets and columns."""

from collections.abc import Sequence

from contest.roster.cells import Book, Sheet, column_letter
from contest.roster.layout import Table
from contest.roster.mending import head_of
from contest.roster.records import Column, SheetReading
from contest.roster.texts import masked


def columns_of(table: Table) -> list[Column]:
    """Return every column with three of its values, masked."""
    fields = {column: field for field, column in table.fields.items()}
    headers = table.extras | {column: header_text(table.sheet, table, column) for column in fields}
    return [
        Column(
            sheet=table.sheet.name,
            letter=column_letter(column),
            header=masked(header),
            field=fields.get(column, ""),
            samples=samples(table, column),
        )
        for column, header in sorted(headers.items())
    ]


def header_text(sheet: Sheet, table: Table, column: int) -> str:
    """Return what stands above a column, the lowest line of the header first."""
    for row in (table.first - 1, table.header_row, table.header_row - 1):
        cell = sheet.cell(row, column)
        if cell is not None and cell.text.strip():
            return cell.text
    return ""


def samples(table: Table, column: int) -> tuple[str, ...]:
    """Return the first three values of a column, masked."""
    values = (table.sheet.cell(row, column) for row in table.rows[:20])
    return tuple(masked(cell.text, most=20) for cell in values if cell and cell.text.strip())[:3]


def readings(book: Book, tables: Sequence[Table]) -> list[SheetReading]:
    """Return how each sheet was understood."""
    found = {table.sheet.name: table for table in tables}
    return [
        SheetReading(
            name=sheet.name,
            kind=table.kind,
            header_row=table.header_row,
            rows=len(table.rows),
            ignored=tuple(table.skipped),
            head=head_of(sheet),
        )
        if (table := found.get(sheet.name))
        else SheetReading(name=sheet.name, kind="", head=head_of(sheet))
        for sheet in book.sheets
    ]
