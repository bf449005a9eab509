"""Results on paper: the standings as given, and their state on every page."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contest.reports.results import ResultRow, ResultSheet, ResultState, result_book
from contest.reports.text import Imprint, UnprintableRecord, Words
from tests.contest.reports.pages import CONTEST, IMPRINT, PRINTED, page_count, texts

MODULES = (Words(zh="理论", en="Theory"), Words(zh="实操", en="Practical"))


def row(position: int, **facts: object) -> ResultRow:
    given: dict[str, Any] = {
        "rank": str(position),
        "number": f"A{position:04}",
        "name": "欧阳梓涵",
        "parts": (Decimal("28.50"), Decimal("65.7")),
        "total": Decimal("94.20"),
    }
    return ResultRow(**{**given, **facts})


def sheet(state: ResultState = ResultState.FINAL, count: int = 3, **facts: object) -> ResultSheet:
    given: dict[str, Any] = {
        "trade": Words(zh="焊工", en="Welding"),
        "stage": Words(zh="决赛", en="Final"),
        "state": state,
        "modules": MODULES,
        "rows": tuple(row(n) for n in range(1, count + 1)),
        "notice_from": PRINTED,
        "notice_until": PRINTED + timedelta(days=5),
    }
    return ResultSheet(**{**given, **facts})


def printed(*sheets: ResultSheet) -> bytes:
    return result_book(sheets, contest=CONTEST, imprint=IMPRINT)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (ResultState.CANDIDATE, "候选Candidate"),
        (ResultState.PUBLIC_NOTICE, "公示Publicnotice"),
        (ResultState.FINAL, "正式Official"),
    ],
)
def test_the_state_is_a_word_on_the_page(state: ResultState, word: str) -> None:
    assert word in texts(printed(sheet(state)))[0]


def test_scores_print_with_the_digits_they_have() -> None:
    assert "28.5065.794.20" in texts(printed(sheet()))[0]


def test_honours_stand_beside_their_holder() -> None:
    honoured = row(1, honours=(Words(zh="技术状元", en="Master Craftsman"),))
    assert "94.20技术状元MasterCraftsman" in texts(printed(sheet(rows=(honoured,))))[0]


def test_an_entry_without_rank_or_score_shows_why() -> None:
    absent = row(9, rank="", parts=(None, None), total=None, note=Words(zh="弃权", en="Forfeit"))
    page = texts(printed(sheet(rows=(absent,))))[0]
    assert "弃权Forfeit" in page
    assert page.count("—") == 4


def test_a_book_of_several_trades_has_a_cover_with_the_right_pages() -> None:
    other = sheet(count=60, trade=Words(zh="拉面", en="Noodles"))
    third = sheet(trade=Words(zh="快递员", en="Courier"))
    pages = texts(printed(sheet(), other, third))
    assert "成绩册" in pages[0]
    for name in ("焊工", "拉面", "快递员"):
        page = next(n for n, text in enumerate(pages[1:], 2) if f"{name}·决赛" in text)
        told = pages[0].split(name)[1].split("Official")[1]
        assert told.startswith(str(page))


def test_one_trade_alone_has_no_cover() -> None:
    assert page_count(printed(sheet())) == 1


def test_a_long_list_repeats_its_head() -> None:
    pages = texts(printed(sheet(count=120)))
    assert len(pages) > 2
    assert all("代表队" in page for page in pages[:-1])


def test_the_book_is_archival() -> None:
    assert b"pdfaid:part>2<" in printed(sheet())


def test_a_row_must_fit_the_columns_and_a_notice_its_times() -> None:
    with pytest.raises(UnprintableRecord):
        sheet(modules=(Words(zh="理论"),))
    with pytest.raises(UnprintableRecord):
        sheet(ResultState.PUBLIC_NOTICE, notice_until=None)
    with pytest.raises(UnprintableRecord):
        row(1, name="11010519491231002X")
    with pytest.raises(UnprintableRecord):
        printed()


def test_a_print_needs_a_time_zone() -> None:
    with pytest.raises(UnprintableRecord):
        Imprint(number="D-1", printed_at=PRINTED.replace(tzinfo=None))
