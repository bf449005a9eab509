"""Reads printed pages back: their words, where these stand, and what a scanner sees."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pypdfium2
import zxingcpp

from contest.reports.text import Imprint, Words

CHINA = ZoneInfo("Asia/Shanghai")
PRINTED = datetime(2026, 11, 21, 8, 2, 33, 123456, tzinfo=CHINA)
IMPRINT = Imprint(number="D-0001", printed_at=PRINTED)
CONTEST = Words(zh="2026年全省职工职业技能大赛", en="2026 Provincial Workers’ Skills Contest")
MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    """A printed character and its box in millimetres from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def size_mm(pdf: bytes) -> tuple[int, int]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[0].get_size()
        return round(width / MM), round(height / MM)
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    """The words of each page, without any white space: line breaks are the typesetter's affair."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            "".join(document[number].get_textpage().get_text_bounded().split())
            for number in range(len(document))
        ]
    finally:
        document.close()


def glyphs(pdf: bytes, page: int = 0) -> list[Glyph]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        words = document[page].get_textpage()
        found = []
        for index in range(words.count_chars()):
            # Characters beyond the first plane come as two halves without text but with a box.
            left, bottom, right, top = (edge / MM for edge in words.get_charbox(index))
            if right > left and top > bottom:
                text = words.get_text_range(index, 1).strip()
                found.append(Glyph(text, left, bottom, right, top))
        return found
    finally:
        document.close()


def scan(pdf: bytes, page: int = 0, dpi: int = 150) -> list[str]:
    """What a scanner reads off the page, from left to right, top to bottom."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=dpi / 72).to_pil()
    finally:
        document.close()
    codes = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    ordered = sorted(
        codes, key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x)
    )
    return [code.text for code in ordered]
