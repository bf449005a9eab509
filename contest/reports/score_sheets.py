"""Paper score sheets: the fallback when a tablet fails, one per judge, entry and module."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contest.reports.text import Imprint, UnprintableRecord, Words, plain, refuse_id_numbers
from contest.reports.typeset import typeset

_OPEN_DIGITS = 4


class Family(StrEnum):
    """The two families of aspect; they are filled in differently."""

    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """
    One aspect on paper.

    ``most`` is the highest number that may be written, in ``unit``; None where the rulebook sets
    no end. With ``choices`` (value, words) the judge ticks one; else he writes digits into boxes,
    ``decimals`` of them after the point.
    """

    code: str
    text: Words
    most: Decimal | None
    unit: str = "points"
    hint: Words | None = None
    family: Family = Family.JUDGEMENT
    criterion: Words | None = None
    choices: tuple[tuple[str, Words], ...] = ()
    decimals: int = 2

    def __post_init__(self) -> None:
        if (self.most is not None and self.most <= 0) or not 0 <= self.decimals <= 3:
            raise UnprintableRecord(f"aspect {self.code}: maximum and decimals make no sense")

    @property
    def whole_digits(self) -> int:
        """How many boxes stand before the point."""
        return _OPEN_DIGITS if self.most is None else len(str(int(self.most)))


@dataclass(frozen=True, kw_only=True)
class ScoreSheet:
    """
    One sheet. ``identity`` is what the judge may know of the entry: (label, value), the entry
    number in open marking, the work code in blind marking; never a name. There is no box for a
    total: readings become points by the rulebook, and that is the system's work.
    """

    sheet_no: str
    trade: Words
    stage: Words
    module: Words
    identity: tuple[Words, str]
    lines: tuple[SheetLine, ...]
    heat: Words | None = None
    station: str = ""
    judge: str = ""
    scheme_version: str = ""

    def __post_init__(self) -> None:
        if not self.lines:
            raise UnprintableRecord("a score sheet without aspects")
        refuse_id_numbers([self.sheet_no, self.identity[1], self.judge])


def score_sheets(sheets: Sequence[ScoreSheet], *, contest: Words, imprint: Imprint) -> bytes:
    """All sheets in one PDF, each beginning on a new page; the code carries the sheet number."""
    if not sheets:
        raise UnprintableRecord("no score sheet to print")
    return typeset(
        "score_sheets",
        {"contest": contest, "sheets": [_facts(s) for s in sheets]},
        imprint=imprint,
        codes=[sheet.sheet_no for sheet in sheets],
    )


def _facts(sheet: ScoreSheet) -> dict[str, object]:
    facts: dict[str, object] = plain(sheet)
    facts["lines"] = [{**plain(line), "whole_digits": line.whole_digits} for line in sheet.lines]
    return facts
