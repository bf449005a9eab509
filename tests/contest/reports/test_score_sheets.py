"""Paper score sheets: every aspect, one box a digit, pages counted by sheet."""

from decimal import Decimal
from typing import Any

import pytest

from contest.reports.score_sheets import Family, ScoreSheet, SheetLine, score_sheets
from contest.reports.text import UnprintableRecord, Words
from tests.contest.reports.pages import CONTEST, IMPRINT, page_count, scan, texts


def line(code: str = "A1", **facts: object) -> SheetLine:
    given: dict[str, Any] = {
        "code": code,
        "text": Words(zh=f"评分点{code}", en=f"Aspect {code}"),
        "most": Decimal(10),
    }
    return SheetLine(**{**given, **facts})


def sheet(*lines: SheetLine, sheet_no: str = "SS-0001", identity: str = "W-7K3") -> ScoreSheet:
    return ScoreSheet(
        sheet_no=sheet_no,
        trade=Words(zh="焊工", en="Welding"),
        stage=Words(zh="初赛", en="Prelim"),
        module=Words(zh="实操", en="Practical"),
        identity=(Words(zh="作品加密号", en="Work code"), identity),
        lines=lines or (line(),),
        judge="J-11",
    )


def printed(*sheets: ScoreSheet) -> bytes:
    return score_sheets(sheets, contest=CONTEST, imprint=IMPRINT)


def test_a_sheet_lists_aspects_maxima_choices_units_and_signatures() -> None:
    page = texts(
        printed(
            sheet(
                line(
                    choices=(
                        ("0", Words(zh="杂乱", en="untidy")),
                        ("5", Words(zh="整洁", en="clean")),
                    )
                ),
                line("B1", family=Family.MEASUREMENT, most=Decimal("7.5"), unit="mm"),
                line("B2", most=None, hint=Words(zh="焊脚 10±1 mm", en="Leg 10±1 mm")),
                line("B3", unit="°"),
            )
        )
    )[0]
    for word in ("评分点A1", "AspectA1", "整洁clean", "测量", "毫米mm", "作品加密号", "W-7K3"):
        assert word in page
    for word in ("焊脚10±1mm", "裁判长签字", "°"):
        assert word in page


@pytest.mark.parametrize(
    ("most", "decimals", "boxes"), [("10", 0, 2), ("9.5", 1, 2), ("100", 2, 5), (None, 0, 4)]
)
def test_there_is_one_box_for_each_digit(most: str | None, decimals: int, boxes: int) -> None:
    one = line(most=Decimal(most) if most else None, decimals=decimals)
    assert one.whole_digits + one.decimals == boxes


def test_the_code_is_the_sheet_number() -> None:
    assert scan(printed(sheet(sheet_no="SS-WELD-0042"))) == ["SS-WELD-0042"]


def test_pages_are_counted_within_one_sheet() -> None:
    long = sheet(*(line(f"A{n}") for n in range(60)), sheet_no="SS-0002")
    pages = texts(printed(long, sheet()))
    assert len(pages) > 2
    assert f"第1页，共{len(pages) - 1}页" in pages[0]
    assert "第1页，共1页" in pages[-1]
    assert "SS-0002" in pages[0]
    assert "SS-0001" in pages[-1]


def test_nobody_signs_a_page_without_an_aspect_on_it() -> None:
    for count in range(12, 24):
        pages = texts(printed(sheet(*(line(f"A{n}") for n in range(count)))))
        assert "裁判长签字" in pages[-1]
        assert "评分点A" in pages[-1]


def test_ninety_sheets_print_in_one_go() -> None:
    assert page_count(printed(*(sheet(sheet_no=f"SS-{n:04}") for n in range(90)))) == 90


@pytest.mark.parametrize("facts", [{"most": Decimal(0)}, {"decimals": 4}, {"decimals": -1}])
def test_an_aspect_that_cannot_be_marked_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(UnprintableRecord):
        line(**facts)


def test_a_sheet_without_aspects_or_with_an_id_number_is_refused() -> None:
    with pytest.raises(UnprintableRecord):
        ScoreSheet(
            sheet_no="SS-0001",
            trade=Words(zh="焊工"),
            stage=Words(zh="初赛"),
            module=Words(zh="实操"),
            identity=(Words(zh="参赛号"), "A0001"),
            lines=(),
        )
    with pytest.raises(UnprintableRecord):
        sheet(identity="11010519491231002X")
    with pytest.raises(UnprintableRecord):
        printed()
