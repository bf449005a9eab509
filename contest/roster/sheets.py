"""Understanding the sheets of a book: which hold a list of ours, and whether it can be read."""

from collections.abc import Sequence

from contest.roster.cells import Book, Sheet, cell_position
from contest.roster.columns import REQUIRED, VENUES, column_title, is_help, kind_of_name
from contest.roster.layout import HEADER_WITHIN, Table, find_table, header_cells, table_of
from contest.roster.mending import Layout, Mends
from contest.roster.problems import Findings
from contest.roster.refusals import NoRoster
from contest.roster.texts import masked
from contest.roster.trades import KnownTrade, named_in


def find_tables(book: Book, findings: Findings, mends: Mends | None = None) -> list[Table]:
    """
    Find the list of every sheet; sheets without one are noted.

    With `mends` a person will say what the columns of an unknown sheet are; without, a workbook
    in which no sheet is known is refused.
    """
    tables = []
    odd = []
    for sheet in book.sheets:
        for name in sheet.far:
            findings.add("far_cell", sheet.name, *cell_position(name), name=sheet.name)
        if is_help(sheet.name):
            continue
        layout = mends.layout_of(sheet) if mends else None
        if layout is not None and not layout.kind:
            continue
        table = find_table(sheet) if layout is None else laid_out(sheet, layout)
        kind = kind_of_name(sheet.name)
        if table is not None:
            tables.append(table)
            note_skipped(table, findings)
            if not table.rows:
                findings.add("empty_sheet", sheet.name, table.header_row, 1, name=sheet.name)
        elif not any(cell for row in sheet.rows for cell in row):
            if kind:
                findings.add("empty_sheet", sheet.name, 1, 1, name=sheet.name)
        elif kind:
            expected = "、".join(column_title(kind, field) for field in REQUIRED[kind])
            findings.add("no_header", sheet.name, 1, 1, name=sheet.name, expected=expected)
        else:
            odd.append(sheet)
    anything = any(cell for sheet in book.sheets for row in sheet.rows for cell in row)
    if not tables and not (mends and anything):
        names = "、".join(masked(sheet.name) for sheet in book.sheets)
        raise NoRoster(sheets=names or "—")
    for sheet in odd:
        findings.add("sheet_not_used", sheet.name, 1, 1, name=sheet.name)
    return tables


def laid_out(sheet: Sheet, layout: Layout) -> Table:
    """Return the list of a sheet whose columns a person has named."""
    row = layout.header_row
    headers = header_cells(sheet, row) if row else {}
    return table_of(sheet, layout.kind, max(row, 1), row + 1, dict(layout.fields), headers)


def note_skipped(table: Table, findings: Findings) -> None:
    """Note the rows inside the list that are not part of it; plain remarks need no word."""
    for row, reason in table.skipped.items():
        if reason != "remark":
            column, cell = next(table.sheet.filled(row))
            findings.add(reason, table.sheet.name, row, column, value=cell.text, row=row)


def title_of(table: Table, trades: Sequence[KnownTrade], filename: str, findings: Findings) -> str:
    """Return the one trade that title, sheet or file name tell, where no column does."""
    if table.kind == VENUES or "trade" in table.fields:
        return ""
    above = [
        cell.text
        for row in range(1, min(table.header_row, HEADER_WITHIN))
        for _, cell in table.sheet.filled(row)
    ]
    for text in (table.sheet.name, " ".join(above), filename):
        named = named_in(text, trades)
        if len(named) == 1:
            trade = next(trade for trade in trades if trade.code == named[0])
            findings.add(
                "trade_from_title",
                table.sheet.name,
                table.header_row,
                1,
                name=table.sheet.name,
                trade=trade.name,
            )
            return trade.code
    return ""


def has_columns(table: Table, findings: Findings, *, title: str) -> bool:
    """Tell whether a sheet has every column it needs; one complaint for each that it lacks."""
    missing = [
        field
        for field in REQUIRED[table.kind]
        if field not in table.fields and not (field == "trade" and title)
    ]
    for field in missing:
        findings.add(
            "missing_column",
            table.sheet.name,
            table.header_row,
            1,
            name=table.sheet.name,
            column=column_title(table.kind, field),
            row=table.header_row,
        )
    return not missing
