"""Certificates: their words, their code, and room for the seal."""

from datetime import date
from typing import Any

import pytest

from contest.reports.certificates import Certificate, HonourKind, certificates
from contest.reports.text import UnprintableRecord, Words
from contest.reports.typeset import MissingGlyphs
from tests.contest.reports.pages import CONTEST, IMPRINT, glyphs, page_count, scan, size_mm, texts

URL = "https://leitai.example.cn/verify/7ZK3M9QX2B4C6D8E0F1G2H3J4K"
LONG = Words(
    zh="新疆维吾尔自治区人力资源和社会保障厅 新疆维吾尔自治区总工会",
    en="Department of Human Resources and Social Security and Federation of Trade Unions of the "
    "Xinjiang Uygur Autonomous Region",
)
SEAL = (157.0, 23.0, 193.0, 59.0)  # left, bottom, right, top of its ground, in mm


def paper(**facts: Any) -> Certificate:
    given: dict[str, Any] = {
        "kind": HonourKind.DESIGNATION,
        "honour": Words(zh="技术状元", en="Master Craftsman of the Year"),
        "holder": "欧阳梓涵",
        "holder_en": "OUYANG Zihan",
        "trade": Words(zh="焊工", en="Welding"),
        "issuer": Words(zh="浙江省总工会", en="Zhejiang Federation of Trade Unions"),
        "issued_on": date(2026, 11, 28),
        "number": "LT-2026-000123",
        "verify_url": URL,
    }
    return Certificate(**{**given, **facts})


def printed(*papers: Certificate) -> bytes:
    return certificates(papers, contest=CONTEST, imprint=IMPRINT)


def test_a_certificate_says_who_what_where_when_and_by_whom() -> None:
    page = texts(printed(paper()))[0]
    for word in (
        "欧阳梓涵",
        "技术状元称号",
        "MasterCraftsmanoftheYear",
        "“焊工”赛项",
        "2026年11月28日",
        "28November2026",
        "浙江省总工会",
        "LT-2026-000123",
    ):
        assert word in page


@pytest.mark.parametrize(
    ("kind", "honour", "sentence"),
    [
        (HonourKind.DESIGNATION, "技术能手", "特授予技术能手称号"),
        (HonourKind.DESIGNATION, "技术状元称号", "特授予技术状元称号For"),
        (HonourKind.PRIZE, "一等奖", "特荣获一等奖For"),
        (HonourKind.PROMOTION, "高级技师", "特晋升为高级技师For"),
    ],
)
def test_each_kind_of_honour_has_its_verb(kind: HonourKind, honour: str, sentence: str) -> None:
    assert sentence in texts(printed(paper(kind=kind, honour=Words(zh=honour))))[0]


def test_the_code_opens_the_verify_page() -> None:
    assert scan(printed(paper())) == [URL]


def test_the_file_is_an_archival_pdf_of_landscape_pages() -> None:
    pdf = printed(paper(), paper(number="LT-2026-000124"))
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>B<" in pdf
    assert page_count(pdf) == 2
    assert size_mm(pdf) == (297, 210)


@pytest.mark.parametrize("issuer", [Words(zh="浙江省总工会"), LONG])
def test_no_word_stands_where_the_seal_goes(issuer: Words) -> None:
    left, bottom, right, top = SEAL
    page = glyphs(printed(paper(issuer=issuer, honour=Words(zh="高级技师职业技能等级" * 3))))
    assert not [
        glyph.text
        for glyph in page
        if glyph.right > left and glyph.left < right and glyph.top > bottom and glyph.bottom < top
    ]


@pytest.mark.parametrize("name", ["王伟", "买买提江·吐尔逊阿布都热合曼", "欧" * 40, "#eval(1)"])
def test_a_name_stands_whole_inside_the_frame(name: str) -> None:
    page = glyphs(printed(paper(holder=name, holder_en="")))
    assert all(glyph.left >= 14 and glyph.right <= 283 for glyph in page)
    assert name in texts(printed(paper(holder=name)))[0]


def test_a_name_we_cannot_set_is_refused() -> None:
    with pytest.raises(MissingGlyphs):
        printed(paper(holder="王\U000f0001"))


@pytest.mark.parametrize(
    "facts", [{"holder": ""}, {"number": ""}, {"verify_url": ""}, {"number": "11010519491231002X"}]
)
def test_a_certificate_without_its_essentials_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(UnprintableRecord):
        paper(**facts)


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(UnprintableRecord):
        printed()
