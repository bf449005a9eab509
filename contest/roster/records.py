"""What a roster says once it is read: frozen rows, ready to be saved, and everything found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from contest.roster.problems import Problem

SKILL_LEVELS = ("初级工", "中级工", "高级工", "技师", "高级技师")
SKILL_LEVEL_WORDS = {
    "无": "None",
    "初级工": "Junior worker (level 5)",
    "中级工": "Intermediate worker (level 4)",
    "高级工": "Senior worker (level 3)",
    "技师": "Technician (level 2)",
    "高级技师": "Senior technician (level 1)",
}
ROLES = ("judge", "chief_judge", "coding_judge", "supervisor")
Notes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """
    What every person's row has. `id_number` is complete: keep it sealed, show only its end.

    `gender` is 男, 女 or ''. `notes` are cells of columns that we do not know, by header.
    """

    sheet: str
    row: int
    name: str
    name_en: str = ""
    gender: str = ""
    id_number: str
    born_on: date | None = None
    phone: str = ""
    delegation: str = ""
    delegation_en: str = ""
    employer: str = ""
    notes: Notes = ()

    def __post_init__(self) -> None:
        if not self.name or not self.id_number:
            raise ValueError("a person needs a name and an ID number")


@dataclass(frozen=True, kw_only=True)
class ContestantRow(PersonRow):
    """A contestant; `trades` are codes; `level` is one of `SKILL_LEVELS`, 无 or ''."""

    trades: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Licence:
    """A judge may judge this trade; `certificate` is '' if none was shown."""

    trade: str
    certificate: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class JudgeRow(PersonRow):
    """An official of a panel; `role` is one of `ROLES`."""

    role: str
    licences: tuple[Licence, ...]


@dataclass(frozen=True, kw_only=True)
class VenueRow:
    """A hall. Minutes of the day; None where the roster says no hours."""

    sheet: str
    row: int
    code: str
    name: str
    name_en: str = ""
    seats: int = 0
    opens_min: int | None = None
    closes_min: int | None = None
    notes: Notes = ()


@dataclass(frozen=True, kw_only=True)
class WorkstationRow:
    """A workstation; `venue` is the code of its venue, `trade` a code, `kind` its equipment."""

    sheet: str
    row: int
    venue: str
    label: str
    trade: str
    kind: str = ""
    position: int
    notes: Notes = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column as it was understood; `field` is '' for one that is kept as notes."""

    sheet: str
    letter: str
    header: str
    field: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SheetReading:
    """A sheet as it was understood, with its first rows; `kind` is '' for one left alone."""

    name: str
    kind: str
    header_row: int = 0
    rows: int = 0
    ignored: tuple[int, ...] = ()
    head: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """
    Everything read from one workbook; nothing of it is saved.

    The rows are those without an error: they can be saved as they stand. `left_out` counts rows
    with an error; `sheets` and `columns` say how the workbook was understood.
    """

    file_name: str
    contestants: tuple[ContestantRow, ...] = ()
    judges: tuple[JudgeRow, ...] = ()
    venues: tuple[VenueRow, ...] = ()
    workstations: tuple[WorkstationRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    columns: tuple[Column, ...] = ()
    sheets: tuple[SheetReading, ...] = ()
    left_out: int = 0

    @property
    def ready(self) -> int:
        """Return how many rows can be saved."""
        return sum(1 for _ in self.rows())

    def rows(self) -> Iterator[ContestantRow | JudgeRow | VenueRow | WorkstationRow]:
        """Yield every row that can be saved."""
        yield from self.contestants
        yield from self.judges
        yield from self.venues
        yield from self.workstations

    def to_json(self) -> dict[str, Any]:
        """Return plain lists and texts that `from_json` turns into an equal preview."""
        plain: dict[str, Any] = PREVIEWS.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Preview":
        """Build the preview of `to_json` again."""
        return PREVIEWS.validate_python(plain)


PREVIEWS = TypeAdapter(Preview)
