"""Lists are found wherever offices put them."""

import pytest

from contest.roster import Preview
from contest.roster.cells import Area, column_letter
from contest.roster.columns import ALIASES, column_words
from contest.roster.refusals import NoRoster
from tests.contest.roster.making import HEADERS, found, number, people, person, quickly

TITLE = ("第三届职工技能大赛报名表",)


def names(preview: Preview) -> list[str]:
    return [row.name for row in preview.contestants]


@pytest.mark.parametrize("above", range(8))
def test_the_header_is_found_below_any_titles(above: int) -> None:
    preview = quickly({"Sheet1": [*[TITLE] * above, HEADERS, person()]})

    assert names(preview) == ["王伟"]
    assert preview.sheets[0].header_row == above + 1


@pytest.mark.parametrize(
    "headers",
    [
        ("姓　名", "公民身份号码", "联系电话", "选送单位", "赛项"),
        ("*姓名", "证件号码（18位）", "手机", "单位", "职业（工种）"),
        ("Name", "ID number", "Mobile phone", "Delegation", "Trade"),
        ("选手姓名：", "身份证", "联系方式", "参赛单位", "参赛工种"),
    ],
)
def test_columns_are_known_by_their_many_names(headers: tuple[str, ...]) -> None:
    row = people(person(), headers=headers).contestants[0]

    assert (row.name, row.id_number, row.phone) == ("王伟", number(), "19900010001")
    assert (row.delegation, row.trades) == ("甲县", ("lamian",))


def test_beside_a_delegation_the_column_unit_is_the_employer() -> None:
    preview = people((*person(), "东街面馆"), headers=(*HEADERS, "单位"))

    assert (preview.contestants[0].delegation, preview.contestants[0].employer) == (
        "甲县",
        "东街面馆",
    )


def test_a_header_of_two_lines_is_read_as_one() -> None:
    upper = ("姓名", "身份证号", "联系方式", None, "代表队", "工种")
    lower = (None, None, "手机号", "邮箱", None, None)
    row = ("王伟", number(), "19900010001", "a@example.org", "甲县", "拉面")
    preview = quickly({"选手": [TITLE, upper, lower, row]})

    assert names(preview) == ["王伟"]
    assert preview.contestants[0].phone == "19900010001"
    assert preview.contestants[0].notes == (("邮箱", "a@example.org"),)
    assert found(preview) == []


def test_tall_headers_in_the_line_above_are_read_too() -> None:
    upper = ("姓名", "基本情况", None, None, None)
    lower = (None, "身份证号", "手机号", "代表队", "工种")
    preview = quickly({"选手": [TITLE, upper, lower, person()]})

    assert names(preview) == ["王伟"]


@pytest.mark.parametrize(
    ("last", "problems"),
    [
        (("合计", "1人"), [("totals_row", "A3")]),
        ((None, None, "总计：1"), [("totals_row", "C3")]),
        (("注：身份证号请按文本填写",), []),
        (("填表人：王某", None, "审核人："), []),
        ((None, None, None, None, None), []),
        (HEADERS, [("second_header", "A3")]),
    ],
)
def test_what_stands_below_a_list_is_no_row_of_it(
    last: tuple[str | None, ...], problems: list[tuple[str, str]]
) -> None:
    preview = people(person(), last)

    assert names(preview) == ["王伟"]
    assert found(preview) == problems
    assert preview.left_out == 0


def test_serial_numbers_filled_in_beforehand_make_no_rows() -> None:
    preview = people((1, *person()), (2,), (3,), headers=("序号", *HEADERS))

    assert (names(preview), found(preview)) == (["王伟"], [])


def test_a_merged_cell_counts_for_every_row_it_covers() -> None:
    second = ("李娜", number("19910101", 2), "19900010002", None, "拉面")
    area = Area(top=2, left=4, bottom=3, right=4)
    preview = people(person(), second, merged=(area,))

    assert [row.delegation for row in preview.contestants] == ["甲县", "甲县"]
    assert found(preview) == [("merged", "D2")]


def test_the_kind_of_a_sheet_without_a_telling_name_is_seen_from_its_columns() -> None:
    sheets = {
        "Sheet1": [HEADERS, person()],
        "Sheet2": [
            ("姓名", "身份证号", "工作单位", "执裁工种", "裁判证号"),
            ("高山", number("19700101"), "学院", "拉面", "LC-1"),
        ],
        "Sheet3": [("赛场名称", "座位数", "开放时间", "关闭时间"), ("一号馆", 60, "8:00", "18:30")],
        "Sheet4": [("所在赛场", "工位号", "工种"), ("一号馆", "A1", "拉面")],
        "Sheet5": [],
    }
    preview = quickly(sheets)

    assert [s.kind for s in preview.sheets] == [
        "contestants", "judges", "venues", "workstations", "",
    ]  # fmt: skip
    assert (preview.venues[0].opens_min, preview.venues[0].closes_min) == (480, 1110)
    assert preview.workstations[0].venue == "一号馆"
    assert found(preview) == []


def test_the_trade_may_stand_in_the_title_alone() -> None:
    rows = [("拉面赛项报名表",), HEADERS[:4], person()[:4]]
    preview = quickly({"选手": rows})

    assert preview.contestants[0].trades == ("lamian",)
    assert found(preview) == [("trade_from_title", "A2")]


def test_a_title_that_names_two_trades_decides_nothing() -> None:
    rows = [("拉面、焊工赛项报名表",), HEADERS[:4], person()[:4]]

    assert found(quickly({"选手": rows})) == [("missing_column", "A2")]


def test_a_workbook_without_any_list_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoRoster) as refused:
        quickly({"通讯录": [("科室", "分机"), ("组织科", 1)]})

    assert "通讯录" in refused.value.sentence("zh")


def test_workstations_may_stand_in_a_venue_the_contest_has_already() -> None:
    sheets = {
        "工位": [("赛场", "工位号", "工种"), ("TH", "A1", "拉面"), ("理论考场", "A2", "拉面")]
    }
    preview = quickly(sheets, venues=[("TH", "理论考场")])

    assert [(row.venue, row.label) for row in preview.workstations] == [("TH", "A1"), ("TH", "A2")]
    assert found(quickly(sheets)) == [("unknown_venue", "A2"), ("unknown_venue", "A3")]


def test_one_label_in_two_sheets_of_the_same_venue_is_found() -> None:
    row = ("TH", "A1", "拉面")
    sheets = {"工位": [("赛场", "工位号", "工种"), row], "工位2": [("赛场", "工位号", "工种"), row]}

    assert found(quickly(sheets, venues=[("TH", "理论考场")])) == [("duplicate_workstation", "B2")]


def test_columns_are_lettered_as_spreadsheets_do() -> None:
    assert [column_letter(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


def test_every_column_has_words_in_both_languages() -> None:
    for kind, fields in ALIASES.items():
        for field in fields:
            assert all(column_words(kind, field))
