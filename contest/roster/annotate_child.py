"""The process that marks problems in a strange workbook, confined like the one that reads it."""

import base64
import io
import json
import re
import sys
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from contest.roster.cells import Cell, cell_position
from contest.roster.child import confine, read
from contest.roster.limits import Unreadable, file_format
from contest.roster.workbook import book_from_plain

AUTHOR = "Leitai 擂台"
SUMMARY = "汇总"
FILLS = {
    "error": PatternFill("solid", start_color="FFFFC7CE"),
    "warning": PatternFill("solid", start_color="FFFFF2CC"),
}
HEADINGS = (
    ("级别 Severity", 12),
    ("工作表 Sheet", 16),
    ("单元格 Cell", 12),
    ("问题与改法", 70),
    ("内容 Value", 24),
    ("建议 Suggestion", 18),
    ("Problem and how to mend it", 80),
)
SEVERITIES = {"error": "错误 Error", "warning": "提醒 Warning"}


def main() -> None:
    """Read a length, the problems and the workbook from standard input; print the result."""
    confine()
    message = sys.stdin.buffer.read()
    length = int.from_bytes(message[:8], "big")
    problems = json.loads(message[8 : 8 + length])
    data = message[8 + length :]
    try:
        book = kept(data) if sys.argv[1] == "keep" else rebuilt(data)
        if book is None:
            book = rebuilt(data)
        mark(book, problems)
        result = io.BytesIO()
        book.save(result)
        answer = {"data": base64.b64encode(result.getvalue()).decode()}
    except Unreadable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "workbook_unpacks_too_big"}
    json.dump(answer, sys.stdout)


def kept(data: bytes) -> openpyxl.Workbook | None:
    """Return the workbook with its looks, values for formulas; None if openpyxl cannot."""
    if file_format(data) != "xlsx":
        return None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        for sheet in book.worksheets:
            clean(sheet)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a damaged xlsx fails anywhere in openpyxl; then we rebuild it
        return None
    return book


def clean(sheet: Worksheet) -> None:
    """Take out the marks of an earlier round, and anything that would still compute."""
    # Only the cells that exist: walking the rectangle would make millions for one far cell.
    for cell in list(sheet._cells.values()):
        if isinstance(cell, MergedCell):
            continue
        if cell.data_type == "f":
            cell.data_type = "s"
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = PatternFill()


def rebuilt(data: bytes) -> openpyxl.Workbook:
    """Return the values of any readable workbook as plain tables of text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in book_from_plain(read(data, "calamine")).sheets:
        page = book.create_sheet(title(sheet.name))
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row, start=1):
                if isinstance(cell, Cell):
                    write(page, number, column, cell.text)
    return book


def title(name: str) -> str:
    """Return a sheet's name as xlsx allows it."""
    return re.sub(r"[\\*?:/\[\]]", "_", name)[:31] or "Sheet"


def write(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Write text as text: `=1+1` must never become a formula."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    return cell


def mark(book: openpyxl.Workbook, problems: list[dict[str, Any]]) -> None:
    """Colour the cells, attach the sentences and put the summary first."""
    if SUMMARY in book.sheetnames:
        book.remove(book[SUMMARY])
    for problem in problems:
        name = title(problem["sheet"])
        if name in book.sheetnames:
            mark_cell(book[name], problem)
    write_summary(book, problems)


def mark_cell(sheet: Worksheet, problem: dict[str, Any]) -> None:
    """Mark one cell; of a merged range the first cell carries the mark."""
    row, column = cell_position(problem["cell"])
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            row, column = area.min_row, area.min_col
            break
    cell = sheet.cell(row, column)
    said = f"{problem['zh']}\n{problem['en']}"
    before = cell.comment
    ours = before is not None and before.author == AUTHOR
    if before is not None:
        said = f"{before.text}\n\n{said}" if ours else f"{said}\n\n{before.author}: {before.text}"
    comment = Comment(said[:8000], AUTHOR)
    comment.width, comment.height = 360, 160
    cell.comment = comment
    if not ours or problem["severity"] == "error":
        cell.fill = FILLS[problem["severity"]]


def write_summary(book: openpyxl.Workbook, problems: list[dict[str, Any]]) -> None:
    """Write a sheet with a line per problem and a link to its cell, errors first."""
    sheet = book.create_sheet(SUMMARY, 0)
    for column, (heading, width) in enumerate(HEADINGS, start=1):
        write(sheet, 1, column, heading).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    ordered = sorted(problems, key=lambda problem: problem["severity"])
    for row, problem in enumerate(ordered, start=2):
        values = (
            SEVERITIES[problem["severity"]],
            problem["sheet"],
            problem["cell"],
            problem["zh"],
            problem["value_masked"],
            problem["suggestion"],
            problem["en"],
        )
        for column, value in enumerate(values, start=1):
            cell = write(sheet, row, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 1).fill = FILLS[problem["severity"]]
        quoted = title(problem["sheet"]).replace("'", "''")
        link = sheet.cell(row, 3)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{problem['cell']}")
        link.font = Font(color="FF0B4F80", underline="single")
    sheet.freeze_panes = "A2"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


if __name__ == "__main__":
    main()
