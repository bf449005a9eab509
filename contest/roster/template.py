"""The empty roster that organisers may fill in."""

import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from contest.roster.cells import column_letter
from contest.roster.columns import CONTESTANTS, JUDGES, KIND_NAMES, VENUES, WORKSTATIONS
from contest.roster.records import SKILL_LEVELS
from contest.roster.trades import KnownTrade

ROWS = 1000
# Header, width, what may be chosen, and whether the column must be text.
COLUMNS: dict[str, tuple[tuple[str, int, str, bool], ...]] = {
    CONTESTANTS: (
        ("序号", 6, "", False), ("姓名", 14, "", False), ("性别", 6, "genders", False),
        ("身份证号", 22, "", True), ("手机号", 16, "", True), ("代表队", 24, "", False),
        ("工作单位", 28, "", False), ("参赛工种", 12, "trades", False),
        ("职业技能等级", 14, "levels", False), ("英文名", 18, "", False), ("备注", 20, "", False),
    ),
    JUDGES: (
        ("序号", 6, "", False), ("姓名", 14, "", False), ("性别", 6, "genders", False),
        ("身份证号", 22, "", True), ("手机号", 16, "", True), ("工作单位", 28, "", False),
        ("执裁工种", 12, "", False), ("裁判证书编号", 20, "", True), ("裁判等级", 14, "", False),
        ("职务", 10, "roles", False), ("备注", 20, "", False),
    ),
    VENUES: (
        ("赛场编号", 10, "", True), ("赛场名称", 20, "", False), ("英文名称", 26, "", False),
        ("座位数", 8, "", False), ("开放时间", 10, "", True), ("关闭时间", 10, "", True),
    ),
    WORKSTATIONS: (
        ("所在赛场", 20, "", False), ("工位号", 10, "", True), ("工种", 12, "trades", False),
        ("设备", 20, "", False), ("位置", 8, "", False),
    ),
}  # fmt: skip
GUIDE = (
    ("填写说明", "How to fill this in"),
    ("每行一人；不要合并单元格，不要改表头。",
     "One person a row; do not merge cells or change the headers."),
    ("身份证号、手机号两列已设为文本，粘贴时请选“只粘贴文本”。",
     "ID numbers and telephones are text columns; paste into them as text only."),
    ("一人参加两个工种的，写两行，或在工种里用顿号隔开。",
     "Somebody in two trades gets two rows, or both trades with 、 between them."),
    ("上传后先核对问题清单，确认后才会保存。",
     "After uploading you see every problem; nothing is saved until you say so."),
)  # fmt: skip


def template(trades: Sequence[KnownTrade]) -> bytes:
    """Return an xlsx with the four lists, choices for trades, levels, genders and roles."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    choices = {
        "trades": [trade.name for trade in trades],
        "levels": list(SKILL_LEVELS),
        "genders": ["男", "女"],
        "roles": ["裁判长", "裁判", "加密裁判", "监督"],
    }
    for kind, columns in COLUMNS.items():
        sheet = first if kind == CONTESTANTS else book.create_sheet()
        sheet.title = KIND_NAMES[kind][0]
        fill_sheet(sheet, columns, choices)
    guide = book.create_sheet("填写说明")
    for row, (zh, en) in enumerate(GUIDE, start=1):
        for column, text in enumerate((zh, en), start=1):
            guide.cell(row, column, text).font = Font(bold=row == 1)
    guide.column_dimensions["A"].width = guide.column_dimensions["B"].width = 60
    words = book.create_sheet("字典")
    for column, values in enumerate(choices.values(), start=1):
        for row, value in enumerate(values, start=1):
            words.cell(row, column, value).data_type = "s"
    words.sheet_state = "hidden"
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def fill_sheet(
    sheet: Worksheet,
    columns: tuple[tuple[str, int, str, bool], ...],
    choices: dict[str, list[str]],
) -> None:
    """Write the header of a list and what may be typed below it."""
    line = Side(style="thin", color="FF46545F")
    for number, (header, width, choice, is_text) in enumerate(columns, start=1):
        letter = column_letter(number)
        sheet.column_dimensions[letter].width = width
        if is_text:
            sheet.column_dimensions[letter].number_format = "@"
        cell = sheet.cell(1, number, header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="FFE3EDF5")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.border = Border(bottom=line)
        if choice and choices[choice]:
            column = column_letter(list(choices).index(choice) + 1)
            last = len(choices[choice])
            rule = DataValidation(
                type="list",
                formula1=f"'字典'!${column}$1:${column}${last}",
                allow_blank=True,
                showErrorMessage=False,
            )
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(rule)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
