"""Marks, people, incidents and absences from CSV files, long or wide; no database."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from judging import Incident, Mark
from judging.numbers import number
from judging.plan import Plan

#: Headers are read in Chinese too.
HEADERS = {
    "参赛号": "entry",
    "选手": "entry",
    "评分点": "aspect",
    "席位": "seat",
    "裁判": "seat",
    "分数": "value",
    "处罚": "item",
    "次数": "count",
    "原因": "cause",
    "模块": "module",
}


class BadTable(Exception):
    """A line of a table that cannot be read; ``zh`` and ``en`` say which and why."""

    def __init__(self, name: str, line: int, zh: str, en: str) -> None:
        self.zh = f"{name} 第 {line} 行：{zh}"
        self.en = f"{name}, line {line}: {en}"
        super().__init__(self.en)


@dataclass(kw_only=True, slots=True)
class Table:
    """A CSV file: its name, its headers in English, its rows with their line numbers."""

    name: str
    headers: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def each(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by header; short rows have empty cells."""
        for line, cells in self.rows:
            padded = cells + [""] * (len(self.headers) - len(cells))
            yield line, dict(zip(self.headers, padded, strict=False))


def read_table(path: Path, *needed: str) -> Table:
    """A CSV file in UTF-8 or, as Chinese spreadsheets write it, GB 18030."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    table = Table(name=path.name)
    reader = csv.reader(io.StringIO(text))
    for cells in reader:
        cells = [c.strip() for c in cells]
        if not any(cells):
            continue
        if not table.headers:
            table.headers = [HEADERS.get(c, c) for c in cells]
        else:
            table.rows.append((reader.line_num, cells))
    for header in needed:
        if header not in table.headers:
            raise BadTable(
                table.name, 1, f"缺少“{header}”一列。", f"there is no column “{header}”."
            )
    return table


def read_marks(path: Path, plan: Plan) -> tuple[list[str], list[Mark]]:
    """
    Entries in order of appearance, and their marks.

    Long: one mark a line, columns entry, aspect, value and optionally seat (1 where it is not
    given). Wide: one entry a line, every other column an aspect, a reading, ``aspect/seat`` or
    ``=node`` for a value given whole. An empty cell is a mark not given.
    """
    table = read_table(path, "entry")
    long = {"aspect", "value"} <= set(table.headers)
    entries: list[str] = []
    marks: list[Mark] = []
    for line, cells in table.each():
        entry = cells.pop("entry")
        if entry not in entries:
            entries.append(entry)
        if long:
            named = [(f"{cells['aspect']}/{cells.get('seat') or 1}", cells["value"])]
        else:
            named = list(cells.items())
        for name, text in named:
            if text:
                marks.append(_mark(table.name, line, plan, entry, name, text))
    return entries, marks


def _mark(table: str, line: int, plan: Plan, entry: str, name: str, text: str) -> Mark:
    aspect, slash, seat = name.rpartition("/")
    if not slash:
        aspect, seat = name, "1"
    if aspect.startswith("="):
        aspect, seat = aspect[1:], "0"
    value = number(text)
    if value is None:
        raise BadTable(table, line, f"“{text}”不是数。", f"“{text}” is no number.")
    if not seat.isdigit():
        raise BadTable(table, line, f"没有“{seat}”号裁判位。", f"there is no seat “{seat}”.")
    if aspect not in plan.owner:
        raise BadTable(table, line, f"评分标准中没有“{aspect}”。", f"the scheme has no “{aspect}”.")
    if aspect not in plan.scales:
        seat = "0"
    return Mark(
        op_id=f"{table}:{line}:{name}",
        entry_id=entry,
        aspect_id=aspect,
        seat=int(seat),
        value=value,
    )


def read_people(path: Path) -> dict[str, dict[str, object]]:
    """Facts by entry: every column but ``entry`` is a fact; an empty cell is unknown."""
    return {
        cells["entry"]: {k: v for k, v in cells.items() if k != "entry" and v}
        for _, cells in read_table(path, "entry").each()
    }


def read_incidents(path: Path) -> list[Incident]:
    """Columns entry, item and optionally count (1)."""
    found = []
    table = read_table(path, "entry", "item")
    for line, cells in table.each():
        count = cells.get("count") or "1"
        if not count.isdigit():
            raise BadTable(table.name, line, f"“{count}”不是次数。", f"“{count}” is no count.")
        found.append(
            Incident(
                id=f"{table.name}:{line}",
                entry_id=cells["entry"],
                item_id=cells["item"],
                count=int(count),
            )
        )
    return found


def read_absent(path: Path) -> dict[str | tuple[str, str], str]:
    """Columns entry, cause and optionally module."""
    found: dict[str | tuple[str, str], str] = {}
    for _, cells in read_table(path, "entry", "cause").each():
        module = cells.get("module")
        key = (cells["entry"], module) if module else cells["entry"]
        found[key] = cells["cause"]
    return found
