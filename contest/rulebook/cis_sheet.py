"""The sheet "CIS Marking Scheme Import" of WorldSkills: rows in, criteria with aspects out."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from contest.roster.cells import Book, Cell, Sheet, cell_name
from judging.numbers import number

SHEET = "cis marking scheme import"
CRITERION = re.compile(r"^[A-I]$")
SUB_CRITERION = re.compile(r"^([A-I])(\d{1,2})$")
MEASUREMENT, JUDGEMENT = "M", "J"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong (``stops``) or worth knowing, with the cell it is about."""

    cell: str
    zh: str
    en: str
    stops: bool = True


@dataclass(kw_only=True)
class CisAspect:
    """One aspect; ``levels`` are the descriptors of a judgement by their score."""

    cell: str
    kind: str
    name: str
    most: Decimal
    extra: str = ""
    requirement: str = ""
    section: str = ""
    levels: dict[int, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class CisPart:
    """A sub-criterion such as A1; the day of marking sits here."""

    id: str
    name: str
    day: str
    aspects: list[CisAspect] = field(default_factory=list)


@dataclass(kw_only=True)
class CisScheme:
    """What a workbook says; ``criteria`` are names by letter, as far as it gives them."""

    skill: str = ""
    criteria: dict[str, str] = field(default_factory=dict)
    parts: list[CisPart] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plain_words(text: str) -> str:
    """Return a header as words: small letters and digits, whatever stands between them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", folded))


def column_of(header: str) -> str | None:
    """Return which column a header names, by its words; both dialects and their line breaks."""
    words = plain_words(header)
    if "extra" in words or "score description" in words:
        return "extra"
    for name, needed in (
        ("sub_id", ("sub", "criteri", "id")),
        ("sub_name", ("sub", "criteri")),
        ("day", ("day", "marking")),
        ("type", ("aspect", "type")),
        ("description", ("aspect", "description")),
        ("score", ("judg", "score")),
        ("requirement", ("requirement",)),
        ("max", ("max", "mark")),
    ):
        if all(word in words for word in needed):
            return name
    return "section" if re.search(r"\bws[soe]s+\b", words) else None


def read_scheme(book: Book) -> CisScheme:
    """Read the first sheet of that name, else the first that has its columns."""
    named = [sheet for sheet in book.sheets if plain_words(sheet.name) == SHEET]
    for sheet in (*named, *book.sheets):
        if any(_columns(sheet, row) for row in range(1, len(sheet.rows) + 1)):
            return _Reader(sheet).read()
    found = CisScheme()
    names = "、".join(sheet.name for sheet in book.sheets)
    found.problems.append(
        Problem(
            cell="A1",
            zh=f"没有找到评分标准：表头须含 Sub Criterion ID、Aspect Type、Aspect - Description、"
            f"Max Mark（工作表：{names}）。",
            en="No marking scheme: a header row needs Sub Criterion ID, Aspect Type, "
            f"Aspect - Description and Max Mark (sheets: {names}).",
        )
    )
    return found


def _columns(sheet: Sheet, row: int) -> dict[str, int]:
    """Return the columns that a header row names; nothing where the row is no header."""
    found: dict[str, int] = {}
    for column, cell in sheet.filled(row):
        name = column_of(cell.text)
        if name is not None:
            found.setdefault(name, column)
    return found if {"sub_id", "type", "description", "max"} <= set(found) else {}


class _Reader:
    """Walks the rows of a sheet; each header row may set other columns for those below it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.scheme = CisScheme()
        self.columns: dict[str, int] = {}

    def read(self) -> CisScheme:
        for row in range(1, len(self.sheet.rows) + 1):
            columns = _columns(self.sheet, row)
            if columns:
                self.columns = columns
            elif self.columns:
                self._row(row)
            else:
                self._above(row)
        return self.scheme

    def _say(self, row: int, name: str, zh: str, en: str, *, stops: bool = True) -> None:
        cell = cell_name(row, self.columns[name])
        self.scheme.problems.append(Problem(cell=cell, zh=zh, en=en, stops=stops))

    def _cell(self, row: int, name: str) -> Cell | None:
        column = self.columns.get(name)
        return self.sheet.cell(row, column) if column else None

    def _text(self, row: int, name: str) -> str:
        cell = self._cell(row, name)
        return " ".join(cell.text.split()) if cell else ""

    def _above(self, row: int) -> None:
        """Before the first header: the skill's name, and the criteria with their letters."""
        cells = [" ".join(cell.text.split()) for _, cell in self.sheet.filled(row)]
        if len(cells) > 1 and plain_words(cells[0]) in ("skill name", "skill"):
            self.scheme.skill = cells[1]
        elif len(cells) > 1 and CRITERION.match(cells[0]) and number(cells[1]) is None:
            self.scheme.criteria[cells[0]] = cells[1]

    def _row(self, row: int) -> None:
        code = self._text(row, "sub_id").upper().replace(" ", "")
        kind = self._text(row, "type").upper()
        if SUB_CRITERION.match(code):
            if any(part.id == code for part in self.scheme.parts):
                self._say(row, "sub_id", f"“{code}”出现两次。", f"“{code}” appears twice.")
            name, day = self._text(row, "sub_name"), self._text(row, "day")
            self.scheme.parts.append(CisPart(id=code, name=name, day=day))
        elif CRITERION.match(code):
            self.scheme.criteria.setdefault(code, self._text(row, "sub_name"))
        if kind:
            self._aspect(row, kind)
        elif self._text(row, "score") and self._text(row, "extra"):
            self._level(row)
        elif self._text(row, "description") and self._text(row, "max"):
            self._say(
                row,
                "type",
                "这个评分点没有写类型：M（测量）或 J（评判）。",
                "This aspect has no type: M (measurement) or J (judgement).",
            )

    def _aspect(self, row: int, kind: str) -> None:
        if kind[0] not in (MEASUREMENT, JUDGEMENT):
            self._say(
                row,
                "type",
                f"类型“{kind}”不认识，只能是 M（测量）或 J（评判）。",
                f"Type “{kind}” is not known; it is M (measurement) or J (judgement).",
            )
            return
        name, most = self._text(row, "description"), self._most(row)
        if not name:
            self._say(row, "description", "评分点没有描述。", "The aspect has no description.")
        if not self.scheme.parts:
            self._say(
                row,
                "sub_id",
                "评分点上方没有子标准编号（如 A1）。",
                "There is no sub-criterion (such as A1) above this aspect.",
            )
        elif most is not None:
            self.scheme.parts[-1].aspects.append(
                CisAspect(
                    cell=cell_name(row, self.columns["type"]),
                    kind=kind[0],
                    name=name,
                    most=most,
                    extra=self._text(row, "extra"),
                    requirement=self._text(row, "requirement"),
                    section=self._text(row, "section"),
                )
            )

    def _most(self, row: int) -> Decimal | None:
        """The maximum as a figure: at most two decimals, a comma taken for a point with a word."""
        cell = self._cell(row, "max")
        if cell is not None and cell.formula and not cell.text:
            self._say(
                row,
                "max",
                "满分是公式，但没有保存结果。请在 Excel 中打开并保存一次。",
                "The maximum is a formula without a saved result. Open and save it in Excel once.",
            )
            return None
        text = unicodedata.normalize("NFKC", self._text(row, "max"))
        value = number(text.replace(",", "."))
        if value is None or value <= 0:
            self._say(
                row,
                "max",
                f"满分“{text}”不是正数。",
                f"The maximum “{text}” is no figure above 0.",
            )
            return None
        if "," in text:
            self._say(
                row,
                "max",
                f"“{text}”按小数 {value} 读取。",
                f"“{text}” is read as {value}.",
                stops=False,
            )
        if value != round(value, 2):
            self._say(
                row,
                "max",
                f"满分 {value} 超过两位小数。",
                f"The maximum {value} has more than two decimals.",
            )
            return None
        return value

    def _level(self, row: int) -> None:
        """What a judgement of 0, 1, 2 or 3 means."""
        text = self._text(row, "score")
        last = self.scheme.parts[-1].aspects[-1:] if self.scheme.parts else []
        level = number(text)
        if level is None or level not in (0, 1, 2, 3) or not last or last[0].kind != JUDGEMENT:
            self._say(
                row,
                "score",
                f"“{text}”不是上面评判项的 0 至 3 分说明。",
                f"“{text}” is no 0 to 3 of a judgement above it.",
            )
        elif int(level) in last[0].levels:
            self._say(
                row, "score", f"{text} 分的说明写了两次。", f"Score {text} is described twice."
            )
        else:
            last[0].levels[int(level)] = self._text(row, "extra")


def criteria_of(scheme: CisScheme) -> Iterator[tuple[str, str, list[CisPart]]]:
    """Yield letter, name and sub-criteria of each criterion that has aspects, in sheet order."""
    letters = list(dict.fromkeys(part.id[0] for part in scheme.parts))
    for letter in letters:
        parts = [part for part in scheme.parts if part.id[0] == letter and part.aspects]
        if parts:
            yield letter, scheme.criteria.get(letter, "") or letter, parts
