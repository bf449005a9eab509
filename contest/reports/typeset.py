"""
The one door to Typst.

Each call gets a fresh folder with our template, the shared look, ``data.json`` and the QR
pictures, and nothing else: Typst may read only inside that folder. A name from a roster reaches
the page through ``json()`` alone, so ``#read("x")`` as a name prints as those nine characters.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from contest.reports import qr
from contest.reports.text import Imprint, plain

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "print"
_LOOK = "look.typ"
_FONT_WHEELS = ("justmytype_intl_cjk", "pylopdf_fonts_zh_cn")
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_PAGES = re.compile(rb"/Type/Pages/Count (\d+)")
_ESCAPED = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}")


class MissingGlyphs(ValueError):
    """Characters for which no font of ours has a shape; the page would show empty boxes."""

    def __init__(self, characters: Sequence[str]) -> None:
        super().__init__("no glyph for " + " ".join(f"U+{ord(c):04X}" for c in characters))
        self.characters = tuple(characters)


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    imprint: Imprint,
    codes: Sequence[str] = (),
    archival: bool = False,
) -> bytes:
    """
    Set one of our templates with the given facts, and return the PDF.

    Parameters
    ----------
    template
        Name of a file in ``templates/print`` without its ending.
    data
        Records, dicts, lists, strings, whole numbers and Decimals; see `plain`.
    imprint
        Number and time of the print; the template finds them as ``imprint``. The same input
        gives the same bytes.
    codes
        Contents of QR codes; the template finds the n-th as ``qr/n.svg``.
    archival
        PDF/A-2b, for papers that must open unchanged in thirty years.

    Raises
    ------
    MissingGlyphs
        Only with ``archival``: PDF/A forbids a character that has no shape.
    """
    with TemporaryDirectory(prefix="leitai-print-") as name:
        folder = Path(name)
        for file in (f"{template}.typ", _LOOK):
            # Copied, not linked: nothing in the folder leads out of it.
            (folder / file).write_bytes((TEMPLATES / file).read_bytes())
        told = {"number": imprint.number, "printed_at": imprint.printed_at}
        facts = json.dumps(plain({**data, "imprint": told}), ensure_ascii=False)
        (folder / "data.json").write_text(facts, encoding="utf-8")
        (folder / "qr").mkdir()
        for number, content in enumerate(codes):
            (folder / "qr" / f"{number}.svg").write_text(qr.svg(content), encoding="utf-8")
        return _compile(folder / f"{template}.typ", imprint=imprint, archival=archival)


def missing_glyphs(texts: Iterable[str], *, imprint: Imprint) -> list[str]:
    """Characters of the texts that none of our fonts can show, in code point order."""
    characters = sorted({c for text in texts for c in text if not c.isspace()})
    try:
        typeset("probe", {"characters": characters}, imprint=imprint, archival=True)
    except MissingGlyphs as missing:
        return sorted(missing.characters)
    return []


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has, as its own page tree says."""
    return max(int(count) for count in _PAGES.findall(pdf))


def _compile(path: Path, *, imprint: Imprint, archival: bool) -> bytes:
    try:
        result = typst.compile(
            path,
            root=path.parent,
            font_paths=_fonts(imprint.fonts),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2b"] if archival else [],
            timestamp=_moment(imprint),
            # Empty folders: no package of this machine or of the network may join in.
            package_path=path.parent / "packages",
            package_cache_path=path.parent / "packages",
        )
    except typst.TypstError as error:
        found = _NO_GLYPH.findall(error.diagnostic)
        if found:
            shown = (_ESCAPED.sub(lambda m: chr(int(m["code"], 16)), text) for text in found)
            raise MissingGlyphs(sorted(set("".join(shown)))) from error
        raise
    assert isinstance(result, bytes)  # a list comes only with picture formats
    return result


def _moment(imprint: Imprint) -> datetime:
    """The time of the print as Typst takes it: a fixed offset, and no fractions of a second."""
    offset = imprint.printed_at.utcoffset() or timedelta()
    return imprint.printed_at.astimezone(timezone(offset)).replace(microsecond=0)


@cache
def _fonts(extra: Path | None) -> typst.Fonts:
    """The fonts of the two wheels and Typst's own; what the machine has plays no part."""
    folders = [Path(str(files(wheel))) for wheel in _FONT_WHEELS]
    return typst.Fonts(
        include_system_fonts=False, font_paths=[*folders, extra] if extra else folders
    )
