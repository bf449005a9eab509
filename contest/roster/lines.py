"""One row of a list: its cells by what they mean, mended, with what had to be mended noted."""

from collections.abc import Callable
from dataclasses import dataclass

from contest.roster.cells import Cell, cell_name
from contest.roster.layout import Table
from contest.roster.problems import Findings
from contest.roster.records import Notes
from contest.roster.texts import masked, mended


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a table; every reading of a cell notes what is odd about it."""

    table: Table
    row: int
    findings: Findings

    @property
    def sheet(self) -> str:
        """Return the name of the sheet."""
        return self.table.sheet.name

    def column(self, field: str) -> int:
        """Return the column of a field; for one the sheet lacks, that of the name or label."""
        fields = self.table.fields
        return fields.get(field) or next(
            (fields[key] for key in ("name", "label") if key in fields), 1
        )

    def at(self, field: str) -> str:
        """Return the name of the cell of a field, such as C7."""
        return cell_name(self.row, self.column(field))

    def place(self, field: str, other: "Line") -> str:
        """Return the name of a cell as a sentence about another line says it."""
        return self.at(field) if other.sheet == self.sheet else f"{self.sheet}!{self.at(field)}"

    def add(
        self, key: str, field: str, *, value: str = "", suggestion: str = "", **facts: object
    ) -> None:
        """Note a problem in the cell of a field."""
        self.findings.add(
            key,
            self.sheet,
            self.row,
            self.column(field),
            value=value,
            suggestion=suggestion,
            **facts,
        )

    def cell(self, field: str) -> Cell | None:
        """Return the cell of a field; a merged one counts for every row it covers."""
        if field not in self.table.fields:
            return None
        column = self.table.fields[field]
        own = self.table.sheet.cell(self.row, column)
        area = self.table.tall.get((self.row, column))
        if area is None:
            return own
        top = self.table.sheet.cell(area.top, column)
        if area.top == self.row and top is not None and top.text.strip():
            self.add("merged", field, value=top.text, row=self.row, last_row=area.bottom)
        return top

    def text(self, field: str, mend: Callable[[str], str] = mended, *, quiet: bool = False) -> str:
        """Return the mended text of a cell, '' for an empty, missing or broken one."""
        cell = self.cell(field)
        if cell is None:
            return ""
        if cell.kind == "error" or (cell.formula and not cell.text.strip()):
            self.add("formula_broken", field)
            return ""
        text = mend(cell.text)
        if cell.formula:
            self.add("formula", field, value=text)
        # Plain spaces at the ends and a small x in an ID number are nobody's concern.
        odd = text.casefold() != cell.text.strip(" ").casefold()
        if odd and not quiet and cell.kind == "text":
            self.add("text_mended", field, value=text)
        return text

    def broken(self, field: str) -> bool:
        """Tell whether the cell of a field is a formula without a result: already complained of."""
        cell = self.cell(field)
        return cell is not None and (
            cell.kind == "error" or (cell.formula and not cell.text.strip())
        )

    def is_number(self, field: str) -> bool:
        """Tell whether the spreadsheet holds the cell as a number."""
        cell = self.cell(field)
        return cell is not None and cell.kind == "number"

    def notes(self) -> Notes:
        """Return what stands in columns we do not know, by their headers."""
        cells = (
            (header, self.table.sheet.cell(self.row, column))
            for column, header in sorted(self.table.extras.items())
        )
        return tuple(
            (masked(header), masked(cell.text, most=200))
            for header, cell in cells
            if cell is not None and cell.text.strip()
        )
