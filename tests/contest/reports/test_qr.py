"""The QR picture holds exactly what it was given."""

import pytest

from contest.reports import qr
from contest.reports.typeset import typeset
from tests.contest.reports.pages import CONTEST, IMPRINT, scan


def printed(content: str) -> list[str]:
    badge = {
        "role": "contestant",
        "name": "王伟",
        "number": "A0001",
        "pinyin": "",
        "trade": None,
        "delegation": None,
    }
    facts = {"contest": CONTEST, "badges": [badge]}
    return scan(typeset("badges", facts, imprint=IMPRINT, codes=[content]))


@pytest.mark.parametrize(
    "content",
    [
        "https://work.example.cn/j#J10123456789ABCDEFGHJKMNPQRS",
        "A",
        '擂台 & <svg> "quotes"',
        "https://a-rather-long-host-name.of-a-province.example.cn:8443/b#C1" + "Z" * 26,
    ],
)
def test_the_printed_code_reads_back(content: str) -> None:
    assert printed(content) == [content]


def test_the_picture_is_small_and_holds_no_text_of_the_content() -> None:
    picture = qr.svg("https://work.example.cn/j#J1<script>")
    assert len(picture) < 12_000
    assert "script" not in picture


def test_the_code_is_drawn_once_for_the_same_content() -> None:
    assert qr.svg("same") is qr.svg("same")
