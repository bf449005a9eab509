"""What a person says of a workbook beside the file: what its columns are, what a cell should be."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from contest.roster.cells import Book, Cell, Sheet, cell_position
from contest.roster.columns import ALIASES
from contest.roster.limits import MAX_COLUMNS
from contest.roster.texts import header_key, masked

HEAD_ROWS = 8
MOST_CELLS = 2000
MOST_TEXT = 200


@dataclass(frozen=True, kw_only=True)
class Layout:
    """
    What the columns of a sheet are: our fields by column, both counted from 1.

    `header_row` is 0 where the list begins at once; `kind` is '' for a sheet to be left alone.
    """

    kind: str
    header_row: int
    fields: dict[str, int]

    def __post_init__(self) -> None:
        if self.kind and (self.kind not in ALIASES or set(self.fields) - set(ALIASES[self.kind])):
            raise ValueError(f"no such list or field: {self.kind} {sorted(self.fields)}")
        if not 0 <= self.header_row <= HEAD_ROWS:
            raise ValueError(f"no row of the head: {self.header_row}")
        if not all(1 <= column <= MAX_COLUMNS for column in self.fields.values()):
            raise ValueError("a column outside the sheet")


@dataclass(frozen=True, kw_only=True)
class Headings:
    """
    A layout by its headings, for other files of those who sent this one.

    They are kept as hashes: a row chosen by mistake may hold a person.
    """

    kind: str
    fields: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Mends:
    """Texts by sheet and cell (`选手!C7`), layouts by sheet, and headings of earlier files."""

    cells: dict[str, str] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)
    known: tuple[Headings, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads again."""
        plain: dict[str, Any] = MENDS.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Mends":
        """Build the mends of `to_json` again."""
        return MENDS.validate_python(plain)

    def layout_of(self, sheet: Sheet) -> Layout | None:
        """Return what was said of this sheet, or of one with the same headings before."""
        if sheet.name in self.layouts:
            return self.layouts[sheet.name]
        for row in range(1, min(HEAD_ROWS, len(sheet.rows)) + 1):
            here = {heading(cell.text): column for column, cell in sheet.filled(row)}
            for known in self.known:
                if known.fields and all(one in here for one in known.fields.values()):
                    fields = {name: here[one] for name, one in known.fields.items()}
                    return Layout(kind=known.kind, header_row=row, fields=fields)
        return None


MENDS = TypeAdapter(Mends)


def heading(text: str) -> str:
    """Return the hash by which a heading is known again."""
    return hashlib.sha256(header_key(text).encode()).hexdigest()[:16]


def headings_of(sheet_head: Sequence[Sequence[str]], layout: Layout) -> Headings:
    """Return a layout by the texts above its columns; columns without one are left out."""
    row = sheet_head[layout.header_row - 1] if 0 < layout.header_row <= len(sheet_head) else ()
    return Headings(
        kind=layout.kind,
        fields={
            name: heading(row[column - 1])
            for name, column in layout.fields.items()
            if column <= len(row) and row[column - 1]
        },
    )


def head_of(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of a sheet as they may be shown."""
    return tuple(
        tuple(masked(cell.text) if cell else "" for cell in row) for row in sheet.rows[:HEAD_ROWS]
    )


def mended_book(book: Book, cells: Mapping[str, str]) -> Book:
    """Return a book with these texts in the place of what stands in the file."""
    by_sheet: dict[str, dict[tuple[int, int], str]] = {}
    for place, text in cells.items():
        name, _, cell = place.rpartition("!")
        by_sheet.setdefault(name, {})[cell_position(cell)] = text
    return replace(
        book,
        sheets=tuple(
            _mended(sheet, by_sheet[sheet.name]) if sheet.name in by_sheet else sheet
            for sheet in book.sheets
        ),
    )


def _mended(sheet: Sheet, texts: Mapping[tuple[int, int], str]) -> Sheet:
    rows = [list(row) for row in sheet.rows]

    def write(row: int, column: int, cell: Cell | None) -> None:
        if row <= len(rows):
            rows[row - 1] += [None] * (column - len(rows[row - 1]))
            rows[row - 1][column - 1] = cell

    # One row of a merged area says something else now: the others keep what they all said.
    split = [
        area
        for area in sheet.merged
        if any(
            area.top <= row <= area.bottom and area.left <= column <= area.right
            for row, column in texts
        )
    ]
    for area in split:
        for row in range(area.top, min(area.bottom, len(rows)) + 1):
            write(row, area.left, sheet.cell(area.top, area.left))
    for (row, column), text in texts.items():
        write(row, column, Cell(text=text) if text else None)
    return replace(
        sheet,
        rows=tuple(tuple(row) for row in rows),
        merged=tuple(area for area in sheet.merged if area not in split),
    )
