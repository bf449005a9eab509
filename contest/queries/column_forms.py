"""The form in which a person says what the columns of a sheet are, as it is first shown."""

from dataclasses import dataclass

from contest.roster import Preview
from contest.roster.cells import cell_position, column_letter
from contest.roster.columns import ALIASES, CONTESTANTS, REQUIRED, column_words
from contest.roster.mending import Mends

WANTS = {"no_header", "missing_column", "sheet_not_used"}
SHOWN_COLUMNS = 40


@dataclass(frozen=True, kw_only=True)
class ColumnForm:
    """
    A sheet with its first rows.

    `columns` are number, letter and the first texts of every column with something in it; `chosen`
    is the column of each field, as a person said (`said`) or as it was recognised. `wants` tells
    that the sheet cannot be read as it stands.
    """

    sheet: str
    head: tuple[tuple[str, ...], ...]
    letters: tuple[str, ...]
    kind: str
    header_row: int
    columns: tuple[tuple[int, str, str], ...]
    chosen: dict[str, int]
    said: bool
    known: bool
    wants: bool


def column_forms(preview: Preview, mends: Mends) -> list[ColumnForm]:
    """Return a form for every sheet that holds anything."""
    wanting = {problem.sheet for problem in preview.problems if problem.key in WANTS}
    forms = []
    for sheet in preview.sheets:
        if not any(sheet.head):
            continue
        said = mends.layouts.get(sheet.name)
        recognised = {
            column.field: cell_position(f"{column.letter}1")[1]
            for column in preview.columns
            if column.sheet == sheet.name and column.field
        }
        wide = min(max(len(row) for row in sheet.head), SHOWN_COLUMNS)
        texts = {
            n: [row[n - 1] for row in sheet.head if len(row) >= n and row[n - 1]]
            for n in range(1, wide + 1)
        }
        forms.append(
            ColumnForm(
                sheet=sheet.name,
                head=tuple((*row, *("",) * wide)[:wide] for row in sheet.head),
                letters=tuple(column_letter(n) for n in texts),
                kind=said.kind if said else sheet.kind or CONTESTANTS,
                header_row=said.header_row if said else sheet.header_row or _fullest(sheet.head),
                columns=tuple(
                    (n, column_letter(n), " · ".join(found[:2]))
                    for n, found in texts.items()
                    if found
                ),
                chosen=said.fields if said else recognised,
                said=said is not None,
                known=bool(sheet.kind),
                wants=sheet.name in wanting,
            )
        )
    return forms


def _fullest(head: tuple[tuple[str, ...], ...]) -> int:
    """The first of the rows with the most texts: mostly that of the headings."""
    counts = [sum(map(bool, row)) for row in head]
    return counts.index(max(counts)) + 1


def fields_of_kinds() -> dict[str, list[tuple[str, tuple[str, str], bool]]]:
    """Return our fields of each kind of list: name, words, and whether it must be there."""
    return {
        kind: [
            (field, column_words(kind, field), field in REQUIRED[kind])
            for field in fields
            if field != "serial"
        ]
        for kind, fields in ALIASES.items()
    }
