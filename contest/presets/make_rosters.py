"""
Makes the sample rosters: three that import without an error, and one that holds every problem.

Run `python -m contest.presets.make_rosters [folder]`. The same seed gives the same bytes; all
people, places and enterprises are invented.
"""

import io
import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from contest.presets.messy_roster import messy_book
from contest.presets.roster_people import (
    ENTERPRISES,
    OUTSIDE,
    SPECIAL,
    UNIONS,
    WORKPLACES,
    Casting,
)
from contest.presets.roster_plans import PLANS, Plan, Rows
from contest.roster.cells import column_letter

SEED = 20261121
FOLDER = Path(__file__).parent / "rosters"


def main(folder: Path = FOLDER) -> None:
    """Write the four workbooks."""
    folder.mkdir(parents=True, exist_ok=True)
    casting = Casting(SEED)
    for plan in PLANS:
        (folder / f"{plan.code}.xlsx").write_bytes(reproducible(sample_book(plan, casting)))
    messy = reproducible(messy_book(), results={"G27": "丰禾区总工会"})
    (folder / "messy.xlsx").write_bytes(messy)


def sample_book(plan: Plan, casting: Casting) -> openpyxl.Workbook:
    """Build one workbook of 32 contestants, 8 judges, its venues and workstations."""
    book = openpyxl.Workbook()
    people, judges, venues, stations = (
        book.worksheets[0],
        *(book.create_sheet() for _ in plan.sheets[1:]),
    )
    for sheet, name in zip((people, judges, venues, stations), plan.sheets, strict=True):
        sheet.title = name
    id_header, phone, *rest = plan.headers
    fill(
        people,
        (f"{plan.title}报名表", "填报时间：2026年10月　　填报单位：各代表队"),
        ("序号", "姓名", "性别", id_header, phone, *rest),
        contestants(plan, casting),
        "注：1. 身份证号、手机号请按文本格式填写。2. 每个代表队限报本表所列人数。",
    )
    fill(
        judges,
        (f"{plan.title}裁判员名单", "裁判员须持有效裁判证书"),
        ("序号", "姓名", "性别", "身份证号", "手机号", "工作单位", "执裁工种", "裁判证书编号",
         "裁判等级", "职务"),
        jury(plan, casting),
        "注：与选手同单位的裁判，由系统按规程安排回避。",
    )  # fmt: skip
    fill(
        venues,
        (f"{plan.title}赛场一览", "开放时间为选手入场至清场"),
        ("赛场编号", "赛场名称", "英文名称", "座位数", "开放时间", "关闭时间"),
        plan.venues,
        "",
    )
    hall = plan.venues[1][1] if len(plan.venues) > 1 else plan.venues[0][1]
    fill(
        stations,
        (f"{plan.title}工位表", "位置自入口起编号"),
        ("所在赛场", "工位号", "工种", "设备", "位置"),
        [
            (hall, f"{plan.station}{number:02}", plan.trade, plan.equipment, number)
            for number in range(1, plan.stations + 1)
        ],
        "",
    )
    return book


def contestants(plan: Plan, casting: Casting) -> Rows:
    """Cast 32 contestants: each of 14 unions sends one or two, the trade's enterprises twelve."""
    firms = ENTERPRISES[plan.code]
    turn = 6 * PLANS.index(plan)
    twice = {(turn + step) % len(UNIONS) for step in range(6)}
    senders = [
        union for number, union in enumerate(UNIONS) for _ in range(2 if number in twice else 1)
    ]
    senders += [firm for firm in firms for _ in range(12 // len(firms))]
    special = SPECIAL[plan.code]
    places = dict(
        zip(casting.chance.sample(range(len(senders)), len(special)), special, strict=True)
    )
    rows: Rows = []
    for number, (sender, english) in enumerate(senders, start=1):
        person = casting.person(places.get(number - 1, ""))
        firm = sender in {name for name, _ in firms}
        workplace = sender if firm else casting.chance.choice(WORKPLACES[plan.code])
        rows.append(
            (number, person.name, person.gender, person.id_number, person.phone, sender, english,
             workplace, plan.trade, casting.level(), "")
        )  # fmt: skip
    return rows


def jury(plan: Plan, casting: Casting) -> Rows:
    """Cast 8 judges; four of them work for a delegation, so that recusals happen."""
    firms = [name for name, _ in ENTERPRISES[plan.code]]
    unions = [name for name, _ in UNIONS]
    start = 5 * PLANS.index(plan)
    employers = [
        OUTSIDE[plan.code][0],
        *OUTSIDE[plan.code][1:4],
        *firms[:2],
        *(unions[(start + step) % len(unions)] for step in range(2)),
    ]
    rows: Rows = []
    for number, employer in enumerate(employers, start=1):
        person = casting.person(oldest=1964, youngest=1990)
        level = "国家级裁判" if number <= 3 else "省级裁判"
        certificate = f"{plan.station}C-2024-{number:03}"
        role = "裁判长" if number == 1 else "裁判"
        rows.append(
            (number, person.name, person.gender, person.id_number, person.phone, employer,
             plan.trade, certificate, level, role)
        )  # fmt: skip
    return rows


def fill(
    sheet: Worksheet,
    titles: tuple[str, str],
    headers: Sequence[str],
    rows: Rows,
    remark: str,
) -> None:
    """Lay a list out as offices do: two merged title lines, the header in row 3, a remark below."""
    width = len(headers)
    line = Side(style="thin")
    for row, text in enumerate(titles, start=1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        cell = sheet.cell(row, 1, text)
        cell.font = Font(bold=row == 1, size=16 if row == 1 else 10)
        cell.alignment = Alignment(horizontal="center")
    for column, header in enumerate(headers, start=1):
        cell = sheet.cell(3, column, header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="FFE3EDF5")
        cell.border = Border(bottom=line)
        longest = max([len(str(row[column - 1])) for row in rows] + [len(header)])
        sheet.column_dimensions[column_letter(column)].width = min(2 * longest + 4, 32)
    for number, values in enumerate(rows, start=4):
        for column, value in enumerate(values, start=1):
            if value != "":
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.number_format = "@"
    if remark:
        last = len(rows) + 5
        sheet.merge_cells(start_row=last, start_column=1, end_row=last, end_column=width)
        sheet.cell(last, 1, remark)
    sheet.freeze_panes = "A4"


def reproducible(book: openpyxl.Workbook, results: dict[str, str] | None = None) -> bytes:
    """
    Return the workbook's bytes without the hour at which it was made.

    `results` gives formulas that refer to a cell (`=G27`) the value a spreadsheet had computed.
    """
    made = io.BytesIO()
    book.save(made)
    fixed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"2\d{3}-\d\d-\d\dT[\d:]+Z", b"2026-10-20T08:00:00Z", part)
            for formula, result in (results or {}).items():
                part = re.sub(
                    rf"><f>{formula}</f><v ?/?>(</v>)?".encode(),
                    f' t="str"><f>{formula}</f><v>{result}</v>'.encode(),
                    part,
                )
            about = zipfile.ZipInfo(name, (2026, 10, 20, 8, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(about, part)
    return fixed.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
