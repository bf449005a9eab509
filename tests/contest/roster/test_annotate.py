"""The workbook that goes back to the organiser."""

import io

import openpyxl

from contest.roster import annotate, template
from contest.roster.limits import file_format
from tests.contest.roster.making import (
    DATA,
    HEADERS,
    ROSTERS,
    TRADES,
    book,
    data_of,
    found,
    person,
    read,
)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def formulas(made: openpyxl.Workbook) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in made.worksheets
        for row in sheet.iter_rows(max_row=60, max_col=20)
        for cell in row
        if cell.data_type == "f"
    ]


def test_every_problem_is_marked_in_its_cell_and_linked_from_the_summary() -> None:
    data = (ROSTERS / "messy.xlsx").read_bytes()
    preview = read(data)
    made = opened(annotate(data, preview.problems))
    summary = made["汇总"]

    assert made.sheetnames[0] == "汇总"
    assert summary.max_row == len(preview.problems) + 1
    links = set()
    for row in range(2, summary.max_row + 1):
        link = summary.cell(row, 3).hyperlink
        assert link is not None
        links.add(link.location)
    assert links == {f"'{p.sheet}'!{p.cell}" for p in preview.problems}
    for problem in preview.problems:
        comment = made[problem.sheet][problem.cell].comment
        assert comment is not None
        assert problem.zh in comment.text
        assert problem.en in comment.text
    assert made["选手"]["E8"].fill.start_color.rgb == "FFFFC7CE"
    assert made["选手"]["B30"].fill.start_color.rgb == "FFFFF2CC"


def test_what_goes_back_computes_nothing() -> None:
    made = book({"选手": [HEADERS, person(name="=1+1", trade="=cmd|' /C calc'!A0")]})
    made["选手"]["F2"] = "=1+1"
    made["选手"]["A2"].data_type = "s"
    data = data_of(made)

    back = opened(annotate(data, read(data).problems))

    assert formulas(back) == []
    assert back["选手"]["A2"].value == "=1+1"
    assert back["选手"]["A2"].data_type == "s"


def test_a_second_round_takes_the_marks_of_the_first_away() -> None:
    data = data_of(book({"选手": [HEADERS, person(name=None)]}))
    first = annotate(data, read(data).problems)
    mended = opened(first)
    mended["选手"]["A2"] = "王伟"
    again = data_of(mended)
    preview = read(again)

    assert found(preview) == []
    back = opened(annotate(again, preview.problems))
    assert back.sheetnames == ["汇总", "选手"]
    assert back["选手"]["A2"].comment is None
    assert back["选手"]["A2"].fill.fill_type is None


def test_an_old_xls_comes_back_as_an_xlsx_with_its_values() -> None:
    data = (DATA / "old.xls").read_bytes()
    back = annotate(data, read(data).problems)

    assert file_format(back) == "xlsx"
    assert opened(back)["选手名单"]["A4"].value == "马小军"
    assert "整理" in str(opened(back)["选手名单"]["D4"].comment)


def test_the_problem_of_a_covered_cell_is_marked_where_the_merged_cell_begins() -> None:
    made = book({"选手": [HEADERS, person(sender=None), person(sender=None)]})
    made["选手"].merge_cells("D2:D3")
    data = data_of(made)

    back = opened(annotate(data, read(data).problems))["选手"]

    assert "代表队" in str(back["D2"].comment)


def test_the_template_is_read_without_an_error_once_it_is_filled_in() -> None:
    made = opened(template(TRADES))
    sheet = made["选手"]
    for column, value in enumerate(
        (1, "王伟", "男", person()[1], "19900010001", "甲县", "面馆", "拉面", "技师"), start=1
    ):
        sheet.cell(2, column, value)

    preview = read(data_of(made))

    assert [row.level for row in preview.contestants] == ["技师"]
    assert {key for key, _ in found(preview)} == {"empty_sheet"}


def test_the_template_offers_choices_and_keeps_numbers_as_text() -> None:
    made = opened(template(TRADES))
    rules = {
        str(rule.sqref): rule.formula1 for rule in made["选手"].data_validations.dataValidation
    }

    assert made["字典"].sheet_state == "hidden"
    assert rules["H2:H1001"] == "'字典'!$A$1:$A$3"
    assert [made["字典"].cell(row, 1).value for row in (1, 2, 3)] == ["拉面", "焊工", "快递员"]
    assert made["选手"].column_dimensions["D"].number_format == "@"
    assert made["选手"].column_dimensions["E"].number_format == "@"
    assert all(known for known in made.sheetnames)
