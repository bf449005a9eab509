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
        total=Decimal(100),
        judge="J-11",
    )


def printed(*sheets: ScoreSheet) -> bytes:
    return score_sheets(sheets, contest=CONTEST, imprint=IMPRINT)


def test_a_sheet_lists_aspects_maxima_levels_and_signatures() -> None:
    page = texts(
        printed(
            sheet(
                line(levels=(Decimal(0), Decimal("2.5"), Decimal(5))),
                line("B1", family=Family.MEASUREMENT, most=Decimal("7.5")),
            )
        )
    )[0]
    for word in (
        "评分点A1",
        "AspectA1",
        "2.5",
        "测量",
        "7.5",
        "作品加密号",
        "W-7K3",
        "裁判长签字",
        "100",
    ):
        assert word in page


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


def test_the_last_page_holds_total_and_signatures_together() -> None:
    for count in range(14, 22):
        pages = texts(printed(sheet(*(line(f"A{n}") for n in range(count)))))
        assert "合计" in pages[-1]
        assert "裁判长签字" in pages[-1]


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
            total=Decimal(100),
        )
    with pytest.raises(UnprintableRecord):
        sheet(identity="11010519491231002X")
    with pytest.raises(UnprintableRecord):
        printed()
