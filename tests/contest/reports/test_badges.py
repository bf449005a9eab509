"""Badges: what they show, what they never show, and that a scanner reads them."""

from typing import Any

import pytest

from contest.reports.badges import Badge, BadgeRole, badge_sheets
from contest.reports.text import UnprintableRecord, Words
from tests.contest.reports.pages import CONTEST, IMPRINT, glyphs, page_count, scan, size_mm, texts

TRADE = Words(zh="焊工", en="Welding")
UNION = Words(zh="杭州市总工会", en="Hangzhou Federation of Trade Unions")
LEFT, TOP, WIDE, HIGH = 13.0, 280.5, 92.0, 66.0


def badge(**facts: Any) -> Badge:
    number = facts.pop("n", 1)
    given: dict[str, Any] = {
        "role": BadgeRole.CONTESTANT,
        "name": "欧阳梓涵",
        "pinyin": "OUYANG Zihan",
        "number": f"A{number:04}",
        "trade": TRADE,
        "delegation": UNION,
        "qr": f"https://work.example.cn/b#C1{number:026}",
    }
    return Badge(**{**given, **facts})


def sheets(*badges: Badge) -> bytes:
    return badge_sheets(badges, contest=CONTEST, imprint=IMPRINT)


def test_a_badge_shows_name_pinyin_number_trade_delegation_and_role() -> None:
    page = texts(sheets(badge(role=BadgeRole.JUDGE, number="J-11")))[0]
    for word in (
        "欧阳梓涵",
        "OUYANGZihan",
        "J-11",
        "焊工",
        "Welding",
        "杭州市总工会",
        "裁判",
        "JUDGE",
    ):
        assert word in page


@pytest.mark.parametrize(
    ("role", "word"),
    [
        (BadgeRole.CONTESTANT, "选手"),
        (BadgeRole.JUDGE, "裁判"),
        (BadgeRole.CHIEF_JUDGE, "裁判长"),
        (BadgeRole.ORGANISER, "组委会"),
        (BadgeRole.REGISTRAR, "检录"),
        (BadgeRole.CODING_JUDGE, "加密裁判"),
        (BadgeRole.SUPERVISOR, "监督"),
    ],
)
def test_every_role_is_said_in_words(role: BadgeRole, word: str) -> None:
    assert texts(sheets(badge(role=role)))[0].startswith(word)


def test_every_code_on_the_sheet_reads_back_in_place() -> None:
    eight = [badge(n=n) for n in range(8)]
    assert scan(sheets(*eight)) == [b.qr for b in eight]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_eight_badges_fill_a_sheet(count: int, pages: int) -> None:
    pdf = sheets(*(badge(n=n) for n in range(count)))
    assert page_count(pdf) == pages
    assert size_mm(pdf) == (210, 297)


def test_a_thousand_badges_print_in_one_go() -> None:
    pdf = sheets(*(badge(n=n, name=f"王{chr(0x4E00 + n)}") for n in range(1000)))
    assert page_count(pdf) == 125
    assert scan(pdf, page=124)[-1] == f"https://work.example.cn/b#C1{999:026}"


@pytest.mark.parametrize(
    "name",
    [
        "王",
        "王伟",
        "䶮㛃𬱖",
        "吉克·阿妞",
        "买买提江·吐尔逊阿布都热合曼",
        "欧阳" * 20,
        "Wolfeschlegelsteinhausenbergerdorff Jr.",
        "W" * 40,
        '#read("x") =1+1',
    ],
)
def test_a_name_is_printed_whole_inside_its_badge(name: str) -> None:
    pdf = sheets(badge(name=name, pinyin="", number="", trade=None, delegation=None))
    assert "".join(name.split()) in texts(pdf)[0]
    found = [glyph for glyph in glyphs(pdf) if TOP - 30.0 < glyph.bottom < TOP - 14.0]
    assert found
    assert all(glyph.left >= LEFT and glyph.right <= LEFT + WIDE for glyph in found)


def test_a_name_from_right_to_left_turns_nothing_else_around() -> None:
    page = texts(sheets(badge(name="\u202eابن سينا")))[0]
    assert set("ابنسي") <= set(page)
    assert "OUYANGZihan" in page
    assert "A0001" in page


def test_a_short_name_stands_larger_than_a_long_one() -> None:
    def height(name: str) -> float:
        page = glyphs(sheets(badge(name=name, pinyin="")))
        return max(g.top - g.bottom for g in page if g.text in name)

    assert height("欧阳梓涵") > 1.5 * height("买买提江·吐尔逊阿布都热合曼")


def test_nothing_of_one_badge_reaches_into_another() -> None:
    long = Words(
        zh="新疆维吾尔自治区伊犁哈萨克自治州总工会" * 3, en="Federation of Trade Unions " * 8
    )
    pdf = sheets(badge(trade=long, delegation=long, pinyin="Maimaitijiang " * 6, number="A" * 30))
    page = [glyph for glyph in glyphs(pdf) if glyph.bottom > 10]
    assert all(g.left >= LEFT and g.right <= LEFT + WIDE for g in page)
    assert all(g.bottom >= TOP - HIGH and g.top <= TOP for g in page)


@pytest.mark.parametrize("field", ["name", "number", "pinyin", "qr"])
def test_an_id_number_is_never_printed(field: str) -> None:
    with pytest.raises(UnprintableRecord):
        badge(**{field: "号 11010519491231002X"})


@pytest.mark.parametrize("facts", [{"name": " "}, {"qr": ""}])
def test_a_badge_without_name_or_code_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(UnprintableRecord):
        badge(**facts)


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(UnprintableRecord):
        sheets()
