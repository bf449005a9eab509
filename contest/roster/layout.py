"""Finding the list in a sheet: which row is the header, what each column is, where it ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from contest.roster.cells import Area, Sheet
from contest.roster.columns import ALIASES, FIELDS, KEYS, REQUIRED, kind_of_name
from contest.roster.texts import header_key, matching_key

HEADER_WITHIN = 20
TOTALS = re.compile(
    r"(合计|总计|共计|小计|总人数|total)\s*[:：]?\s*[0-9一二三四五六七八九十百]*\s*[人名个]?",
    re.IGNORECASE,
)
REMARK = re.compile(
    r"(注|备注|说明|填表说明|附注|note|notes|remarks?)\s*\d*\s*[:：.、].*"
    r"|(填表人|填报人|填报单位|审核人|负责人|联系人|制表人?|经办人|盖章|单位盖章|\(盖章\)|（盖章）).*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """
    A list found in a sheet.

    `fields` maps what we know to a column, `extras` the other columns to their headers.
    `first` to `last` are the rows of the list, `skipped` those among them that are no rows of it,
    each with its reason: `totals_row`, `second_header` or `remark`. `tall` says which merged
    area covers a cell of the list.
    """

    sheet: Sheet
    kind: str
    header_row: int
    first: int
    last: int
    fields: dict[str, int]
    extras: dict[int, str]
    skipped: dict[int, str] = field(default_factory=dict)
    tall: dict[tuple[int, int], Area] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The numbers of the rows that hold something of the list."""
        meaningful = {column for name, column in self.fields.items() if name != "serial"}
        return tuple(
            row
            for row in range(self.first, self.last + 1)
            if row not in self.skipped
            and any(column in meaningful for column, _ in self.sheet.filled(row))
        )


def find_table(sheet: Sheet) -> Table | None:
    """Return the list of a sheet, or None where no row looks like a header of ours."""
    named = kind_of_name(sheet.name)
    best = (0, 0, 0)
    place: tuple[str, int] | None = None
    for row in range(1, min(HEADER_WITHIN, len(sheet.rows)) + 1):
        headers = header_cells(sheet, row)
        for kind in FIELDS:
            known = known_columns(kind, headers)
            required = sum(name in known for name in REQUIRED[kind])
            if len(known) < 2 or required == 0:
                continue
            # The sheet's name decides between kinds, then the columns do; higher rows win ties.
            score = (int(kind == named), required, len(known))
            if score > best:
                best, place = score, (kind, row)
    return None if place is None else table_at(sheet, *place)


def header_cells(sheet: Sheet, row: int) -> dict[int, str]:
    """Return the texts of a row by column."""
    return {column: cell.text.strip() for column, cell in sheet.filled(row)}


def known_columns(kind: str, headers: dict[int, str]) -> dict[str, int]:
    """Return what we know of a row of headers; of two columns with one meaning the first."""
    known: dict[str, int] = {}
    for column, text in headers.items():
        name = FIELDS[kind].get(header_key(text)) or FIELDS[kind].get(matching_key(text))
        if name:
            known.setdefault(name, column)
    return known


def table_at(sheet: Sheet, kind: str, row: int) -> Table:
    """Read the header around `row`: a second line above or below may name more columns."""
    headers = header_cells(sheet, row)
    known = known_columns(kind, headers)
    first = row + 1
    if row > 1:
        # Tall merged headers stand in the line above the one that names the most columns.
        above = header_cells(sheet, row - 1)
        for name, column in known_columns(kind, above).items():
            if name not in known and column not in headers:
                headers[column] = above[column]
    if row < len(sheet.rows):
        # Below a merged 联系方式 stand 电话 and 邮箱, and nothing below 姓名.
        below = header_cells(sheet, row + 1)
        keys = [known[name] for name in KEYS[kind] if name in known]
        if known_columns(kind, below) and not any(column in below for column in keys):
            headers |= below
            first = row + 2
    return table_of(sheet, kind, row, first, known_columns(kind, headers), headers)


def table_of(
    sheet: Sheet, kind: str, row: int, first: int, fields: dict[str, int], headers: dict[int, str]
) -> Table:
    """Return the list that begins in the row `first`, its columns being known."""
    if "delegation" in ALIASES[kind] and kind != "judges":
        share_employer(fields)
    extras = {c: t for c, t in headers.items() if c not in fields.values() and t}
    last = len(sheet.rows)
    return Table(
        sheet=sheet,
        kind=kind,
        header_row=row,
        first=first,
        last=last,
        fields=fields,
        extras=extras,
        skipped=skipped_rows(sheet, kind, fields, first, last, list(headers.values())),
        tall=tall_areas(sheet, first, last),
    )


def tall_areas(sheet: Sheet, first: int, last: int) -> dict[tuple[int, int], Area]:
    """Return the merged areas over several rows of the list, by each cell of their left column."""
    covered: dict[tuple[int, int], Area] = {}
    for area in sheet.merged:
        if area.bottom <= area.top:
            continue
        for row in range(max(area.top, first), min(area.bottom, last) + 1):
            # Areas never overlap in a sound file; stopping here keeps a forged one cheap.
            if (row, area.left) in covered:
                break
            covered[row, area.left] = area
    return covered


def share_employer(fields: dict[str, int]) -> None:
    """Let the only column 单位 of a roster of contestants say who sends them as well."""
    if "delegation" not in fields and "employer" in fields:
        fields["delegation"] = fields["employer"]


def skipped_rows(
    sheet: Sheet, kind: str, fields: dict[str, int], first: int, last: int, headers: Sequence[str]
) -> dict[int, str]:
    """Return the rows inside the list that are totals, remarks or the header once more."""
    keys = [fields[name] for name in KEYS[kind] if name in fields]
    titles = {header_key(text) for text in headers}
    skipped = {}
    for row in range(first, last + 1):
        cells = dict(sheet.filled(row))
        if not cells:
            continue
        again = sum(header_key(cell.text) in titles for cell in cells.values())
        start = next(iter(cells.values())).text.strip()
        whole = all(column in cells for column in keys)
        if again >= 2 and again * 2 > len(cells):
            skipped[row] = "second_header"
        elif TOTALS.fullmatch(start):
            skipped[row] = "totals_row"
        elif REMARK.fullmatch(start) and (len(keys) == 1 or not whole):
            skipped[row] = "remark"
    return skipped
