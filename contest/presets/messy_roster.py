"""The roster in which everything goes wrong: each kind of problem once, where real ones have it."""

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from contest.roster.identity import check_character


def number(born: str, order: int = 1) -> str:
    """Return a sound ID number of a region that does not exist."""
    first = f"629901{born}{order:03}"
    return first + check_character(first)


def wrong_check(born: str) -> str:
    """Return an ID number whose last character is wrong."""
    sound = number(born)
    return sound[:-1] + ("1" if sound[-1] != "1" else "2")


GOOD = number("19900307")
TWICE = number("19880102", 3)
TWO_NAMES = number("19910203", 5)
TWO_TRADES = number("19870405", 7)
JUDGE_TOO = number("19800606", 9)
MERGED_JUDGE = number("19750101", 11)
CONTESTANTS: tuple[tuple[str | int, ...], ...] = (
    # name, gender, birth date, ID number, telephone, delegation, trade, level, extra column
    ("王建国", "男", "1990-03-07", GOOD, "19900010001", "北屏县总工会", "拉面", "高级工", "左手"),
    ("", "女", "", number("19920101", 2), "19900010002", "北屏县总工会", "拉面", "技师", ""),
    ("李?华", "男", "", number("19920102"), "19900010003", "北屏县总工会", "拉面", "技师", ""),
    ("赵敏", "女", "", "", "19900010004", "北屏县总工会", "焊工", "技师", ""),
    ("钱进", "男", "", 629901199003071234, "19900010005", "青砚县总工会", "焊工", "技师", ""),
    ("孙丽", "女", "", "62990119900307", "19900010006", "青砚县总工会", "焊工", "技师", ""),
    ("周涛", "男", "", wrong_check("19930303"), "19900010007", "青砚县总工会", "焊工", "技师", ""),
    ("吴刚", "男", "", number("19931345"), "19900010008", "青砚县总工会", "焊工", "技师", ""),
    ("郑爽朗", "男", "1990-02-30", number("19940101"), "19900010009", "梨园渡区总工会", "快递员",
     "技师", ""),
    ("王芳", "女", "1995-05-06", number("19950505", 4), "19900010010", "梨园渡区总工会", "快递员",
     "技师", ""),
    ("冯春", "女", "", number("19960606", 5), "19900010011", "梨园渡区总工会", "快递员",
     "技师", ""),
    ("陈晨", "男", "", TWICE, "19900010012", "南雁区总工会", "拉面", "中级工", ""),
    ("陈晨", "男", "", TWICE, "19900010012", "南雁区总工会", "拉面", "中级工", ""),
    ("褚明", "男", "", TWO_NAMES, "19900010013", "南雁区总工会", "拉面", "中级工", ""),
    ("褚亮", "男", "", TWO_NAMES, "19900010014", "南雁区总工会", "焊工", "中级工", ""),
    ("卫平", "男", "", number("19970707"), "19900010015", "南雁区总工会", "焊工", "中级工", ""),
    ("卫平", "男", "", number("19970708"), "19900010015", "南雁区总工会", "焊工", "中级工", ""),
    ("蒋文", "男", "", TWO_TRADES, "19900010016", "驼铃县总工会", "拉面", "高级工", ""),
    ("蒋文", "男", "", TWO_TRADES, "19900010016", "驼铃县总工会", "快递员", "高级工", ""),
    ("沈默", "男", "", number("19980808"), "19900010017", "驼铃县总工会", "", "高级工", ""),
    ("韩冰", "男", "", number("19980809"), "19900010018", "驼铃县总工会", "电焊", "高级工", ""),
    ("杨柳", "女", "", number("19980810", 2), "19900010019", "", "拉面", "高级工", ""),
    ("朱红", "女", "", number("19980811", 2), "19900010020", "丰禾总工会", "拉面", "高级工", ""),
    ("秦岭", "男", "", number("19980812"), "19900010021", "丰禾区总工会", "拉面", "特级", ""),
    ("尤佳", "女", "", number("19980813", 2), "1234", "丰禾区总工会", "拉面", "高级工", ""),
    ("许诺", "女", "", number("19980814", 2), 19900010023, "丰禾区总工会", "拉面", "高级工", ""),
    ("何　勇", "男", "", number("19980815"), "19900010024", "丰禾区总工会", "拉面", "高级工", ""),
    ("吕蒙正", "男", "", number("19980816"), "19900010025", "=G27", "拉面", "高级工", ""),
    ("=B30", "男", "", number("19980819"), "19900010029", "丰禾区总工会", "拉面", "高级工", ""),
    ("施展", "男", "", JUDGE_TOO, "19900010026", "白塔原县总工会", "拉面", "高级工", ""),
    ("张弛", "男", "", number("19980817"), "19900010027", "白塔原县总工会", "拉面", "高级工", ""),
    ("孔亮", "男", "", number("19980818"), "19900010028", "", "拉面", "高级工", ""),
)  # fmt: skip
HEADERS = ("姓名", "性别", "出生日期", "身份证号（18位）", "手机号", "代表队", "参赛工种",
           "技能等级", "惯用手")  # fmt: skip
JUDGES = (
    # name, ID number, employer, trade, certificate, level, role
    ("高山", number("19700101"), "省烹饪协会", "拉面", "LC-001", "国家级裁判", "裁判长"),
    ("林海", number("19700102"), "商贸职业技术学院", "拉面", "LC-002", "省级裁判", "裁判长"),
    ("梁实", number("19700103"), "旅游职业学院", "拉面", "", "省级裁判", "裁判"),
    ("罗成", number("19700104"), "旅游职业学院", "拉面", "LC-004", "省级裁判", "教练"),
    ("宋词", MERGED_JUDGE, "省快递协会", "快递员", "CC-001", "省级裁判", "裁判"),
    ("宋词", MERGED_JUDGE, "省快递协会", "焊工", "WC-001", "省级裁判", "裁判"),
    ("施展", JUDGE_TOO, "省快递协会", "快递员", "CC-002", "省级裁判", "裁判"),
)
VENUES = (
    ("LM", "拉面厨艺馆", 60, "08:00", "18:00"),
    ("", "", 20, "08:00", "18:00"),
    ("L2", "拉面厨艺馆", 60, "08:00", "18:00"),
    ("FH", "决赛馆", "四百", "08:00", "18:00"),
    ("WD", "焊接车间", 80, "18:00", "08:00"),
)
STATIONS = (
    ("拉面厨艺馆", "L01", "拉面", "双眼灶台", 1),
    ("", "L02", "拉面", "双眼灶台", 2),
    ("拉面厨艺馆", "", "拉面", "双眼灶台", 3),
    ("拉面厨艺馆", "L01", "拉面", "双眼灶台", 4),
    ("老食堂", "L05", "拉面", "双眼灶台", 5),
    ("拉面厨艺馆", "L06", "拉面", "双眼灶台", "靠窗"),
    ("拉面厨艺馆", "L07", "拉面、焊工", "双眼灶台", 7),
)


def messy_book() -> openpyxl.Workbook:
    """Build the workbook; `contest.presets.make_rosters` gives one formula its old result."""
    book = openpyxl.Workbook()
    people = book.worksheets[0]
    people.title = "选手"
    fill_contestants(people)
    fill(book.create_sheet("裁判"), ("裁判姓名", "证件号", "工作单位", "执裁工种", "裁判证号",
                                   "裁判等级", "职务"), JUDGES)  # fmt: skip
    welders = book.create_sheet("焊工裁判")
    fill(welders, ("姓名", "身份证号", "证书编号"), (("唐诗", number("19700105"), "WC-002"),))
    fill(
        book.create_sheet("赛场"),
        ("赛场编号", "赛场名称", "座位数", "开放时间", "关闭时间"),
        VENUES,
    )
    fill(book.create_sheet("工位"), ("所在赛场", "工位号", "工种", "设备", "位置"), STATIONS)
    fill(
        book.create_sheet("选手补报"),
        ("姓名", "手机号", "参赛工种"),
        (("补一", "19900010099", "拉面"),),
    )
    book.create_sheet("裁判候补")
    fill(book.create_sheet("备用场地"), ("体育馆", "可用"), (("食堂", "待定"),))
    contacts = book.create_sheet("通讯录")
    fill(contacts, ("科室", "分机"), (("组织科", "8001"),))
    contacts["ZZ25000"] = "勿删"
    return book


def fill(
    sheet: Worksheet,
    headers: tuple[str, ...],
    rows: tuple[tuple[str | int, ...], ...],
    top: int = 1,
) -> None:
    """Write headers and rows, leaving empty what is ''."""
    for row, values in enumerate((headers, *rows), start=top):
        for column, value in enumerate(values, start=1):
            if value != "":
                sheet.cell(row, column, value)


def fill_contestants(sheet: Worksheet) -> None:
    """Write the list under two merged titles, with all that gets in between."""
    sheet.merge_cells("A1:J1")
    sheet["A1"] = "第三届全省职工职业技能大赛报名表（汇总稿）"
    sheet["A2"] = "填报单位："
    numbered = tuple((no, *row) for no, row in enumerate(CONTESTANTS, start=1))
    fill(sheet, ("序号", *HEADERS), numbered, top=3)
    last = 3 + len(CONTESTANTS)
    sheet.merge_cells(start_row=last - 1, end_row=last, start_column=7, end_column=7)
    # Printed on a second page, the header came along when the lists were put together.
    fill(sheet, ("序号", *HEADERS), (), top=last + 1)
    sheet.cell(last + 2, 1, "合计")
    sheet.cell(last + 2, 2, f"{len(CONTESTANTS)}人")
    sheet.cell(last + 3, 1, "注：本表由各代表队填报。")
