"""Posters and heat lists: everyone stands on them once, in the right heat and row."""

from datetime import datetime, timedelta

import pytest

from contest.reports.text import UnprintableRecord, Words
from contest.reports.timetables import (
    HeatList,
    Poster,
    PrintedEntry,
    PrintedHeat,
    heat_lists,
    posters,
)
from tests.contest.reports.pages import CHINA, CONTEST, IMPRINT, page_count, scan, size_mm, texts

TRADE = Words(zh="焊工", en="Welding")
STATIONS = tuple(f"焊接{n:02}" for n in range(1, 41))


def heat(number: int, entries: int, *, drawn: bool = True, stage: str = "初赛") -> HeatList:
    starts_at = datetime(2026, 11, 21, 8, 30, tzinfo=CHINA) + timedelta(hours=number)
    return HeatList(
        heat=PrintedHeat(
            stage=Words(zh=stage, en="Prelim"),
            name=f"第{number + 1}场",
            venue=Words(zh="焊接车间", en="Welding hall"),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=50),
        ),
        entries=tuple(
            PrintedEntry(
                number=f"A{number:02}{n:02}",
                name=f"选手{number}之{n}",
                delegation="杭州市总工会",
                station=STATIONS[n] if drawn else "",
            )
            for n in range(entries)
        ),
    )


def poster(*heats: HeatList, **facts: str) -> Poster:
    return Poster(trade=TRADE, stations=STATIONS, heats=heats, **facts)


def printed(*trades: Poster) -> bytes:
    return posters(trades, contest=CONTEST, imprint=IMPRINT)


@pytest.mark.parametrize("sizes", [[8, 8, 6], [1], [16] * 9, [40, 40], [97], [3, 60, 5]])
def test_every_entry_stands_on_the_poster_once(sizes: list[int]) -> None:
    heats = [heat(n, min(size, 40)) if size <= 40 else heat(n, 40) for n, size in enumerate(sizes)]
    page = "".join(texts(printed(poster(*heats))))
    for listed in heats:
        for entry in listed.entries:
            assert page.count(entry.number) == 1


def test_a_heat_without_stations_is_a_list_that_says_when_they_are_drawn() -> None:
    pages = texts(printed(poster(heat(0, 96 // 3, drawn=False), heat(1, 8))))
    assert "工位在检录时抽签" in pages[0]
    assert "A0031" in pages[0]
    assert "焊接08" in pages[1]


def test_only_stations_in_use_are_rows() -> None:
    page = texts(printed(poster(heat(0, 3))))[0]
    assert "焊接03" in page
    assert "焊接04" not in page


def test_a_poster_is_a3_and_its_code_opens_the_live_timetable() -> None:
    pdf = printed(poster(heat(0, 8), live_url="https://leitai.example.cn/t"))
    assert size_mm(pdf) == (420, 297)
    assert scan(pdf) == ["https://leitai.example.cn/t"]
    assert scan(printed(poster(heat(0, 8)))) == []


def test_seven_heats_are_shared_out_evenly() -> None:
    pages = texts(printed(poster(*(heat(n, 8) for n in range(7)))))
    assert [sum(f"第{n}场" in page for n in range(1, 8)) for page in pages] == [4, 3]


def test_an_entry_at_an_unknown_station_is_refused() -> None:
    with pytest.raises(UnprintableRecord, match="not a row"):
        Poster(trade=TRADE, stations=("焊接99",), heats=(heat(0, 1),))


def test_heat_lists_give_each_heat_its_own_page_and_room_to_sign() -> None:
    pdf = heat_lists([(TRADE, heat(0, 8)), (TRADE, heat(1, 30))], contest=CONTEST, imprint=IMPRINT)
    pages = texts(pdf)
    assert page_count(pdf) == 3
    assert "08:30–09:20" in pages[0]
    assert "选手0之7" in pages[0]
    assert "检录签字" in pages[0]
    assert "选手1之29" in "".join(pages[1:])


def test_a_heat_past_midnight_says_the_second_date() -> None:
    late = datetime(2026, 11, 21, 23, 0, tzinfo=CHINA)
    night = HeatList(
        heat=PrintedHeat(
            stage=Words(zh="决赛"),
            name="夜场",
            venue=Words(zh="车间"),
            starts_at=late,
            ends_at=late + timedelta(hours=2),
        ),
        entries=heat(0, 1).entries,
    )
    page = texts(heat_lists([(TRADE, night)], contest=CONTEST, imprint=IMPRINT))[0]
    assert "23:00–2026-11-2201:00" in page


def test_times_without_a_zone_or_backwards_are_refused() -> None:
    at = datetime(2026, 11, 21, 8, 30, tzinfo=CHINA)
    for starts_at, ends_at in [
        (at.replace(tzinfo=None), at),
        (at, at),
        (at, at + timedelta(days=2)),
    ]:
        with pytest.raises(UnprintableRecord):
            PrintedHeat(
                stage=Words(zh="初赛"),
                name="",
                venue=Words(zh=""),
                starts_at=starts_at,
                ends_at=ends_at,
            )


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(UnprintableRecord):
        printed(poster())
    with pytest.raises(UnprintableRecord):
        heat_lists([], contest=CONTEST, imprint=IMPRINT)
    with pytest.raises(UnprintableRecord):
        PrintedEntry(number="11010519491231002X", name="王伟")
