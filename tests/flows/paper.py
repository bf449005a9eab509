"""What is really on the paper: codes and words of a printed PDF, read back."""

from dataclasses import dataclass

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

COLUMNS, ROWS = 2, 4
SCALE = 3.0


@dataclass(frozen=True)
class Printed:
    """One code of a printed page: its text, its picture, and the words of its badge."""

    text: str
    picture: Image.Image
    words: str


def codes_of(data: bytes, *, columns: int = COLUMNS, rows: int = ROWS) -> list[Printed]:
    """Return every code of a PDF whose pages are a grid of cells."""
    found = []
    document = pdfium.PdfDocument(data)
    for page in document:
        picture = page.render(scale=SCALE).to_pil().convert("L")
        words = page.get_textpage()
        width, height = page.get_size()
        for code in zxingcpp.read_barcodes(picture):
            left, top = code.position.top_left.x, code.position.top_left.y
            right, bottom = code.position.bottom_right.x, code.position.bottom_right.y
            column = int((left + right) / 2 / picture.width * columns)
            row = int((top + bottom) / 2 / picture.height * rows)
            cell = words.get_text_bounded(
                left=column * width / columns,
                right=(column + 1) * width / columns,
                top=height - row * height / rows,
                bottom=height - (row + 1) * height / rows,
            )
            margin = 40
            around = picture.crop((left - margin, top - margin, right + margin, bottom + margin))
            found.append(Printed(text=code.text, picture=around, words=cell))
    document.close()
    return found
