"""What only the markup of an xlsx tells: formulas, errors, merged ranges, far-away cells."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree

from contest.roster.cells import Area, cell_position
from contest.roster.limits import MAX_COLUMNS, MAX_ROWS

# Searched as bytes: a tree of four million cells would not fit the child's memory.
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(/?)>(\s*<(?:\w+:)?f[\s/>])?")
NAME = re.compile(rb'(?:^|\s)r="([A-Z]{1,3}[0-9]{1,7})"')
ERROR = re.compile(rb'(?:^|\s)t="e"')
MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"'
)


@dataclass
class Markup:
    """Facts of one sheet, positions as (row, column) counted from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    far_rows: set[int] = field(default_factory=set)


def markup_by_sheet(data: bytes) -> dict[str, Markup]:
    """Return the facts of every worksheet of an xlsx by its name; {} if its parts are unusual."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name: scan(archive.read(path))
                for name, path in sheet_paths(archive).items()
                if path in archive.namelist()
            }
    except (KeyError, ElementTree.ParseError, ValueError):
        return {}


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Follow the workbook's relations from the name of a sheet to its part."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    paths = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((v for k, v in element.items() if k.endswith("}id")), "")
            target = targets.get(relation, "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            paths[element.get("name", "")] = path
    return paths


def scan(xml: bytes) -> Markup:
    """Read the facts of one sheet from its markup."""
    facts = Markup()
    for match in CELL.finditer(xml):
        name = NAME.search(match[1])
        if name is None:
            continue
        text = name[1].decode()
        row, column = cell_position(text)
        if row > MAX_ROWS or column > MAX_COLUMNS:
            if not match[2]:
                facts.far.append(text)
                facts.far_rows.add(row)
            continue
        if match[3]:
            facts.formulas.add((row, column))
        if ERROR.search(match[1]):
            facts.errors.add((row, column))
    for first, last in MERGED.findall(xml):
        (top, left), (bottom, right) = cell_position(first.decode()), cell_position(last.decode())
        facts.merged.append(Area(top=top, left=left, bottom=bottom, right=right))
    return facts
