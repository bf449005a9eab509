"""Results on paper: a sheet for one trade, and the book of a whole contest, from one template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from contest.reports.text import Imprint, UnprintableRecord, Words, minute, refuse_id_numbers
from contest.reports.typeset import typeset


class ResultState(StrEnum):
    """How far a result has come; printed as a word on every page."""

    CANDIDATE = "candidate"  # 候选: computed, not yet open to objection
    PUBLIC_NOTICE = "public_notice"  # 公示
    FINAL = "final"  # 正式


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """
    One line. ``rank`` is text, because a withdrawn entry has none; ``parts`` are the module
    scores in the order of the sheet's columns, None where there is no score.
    """

    rank: str
    number: str
    name: str
    delegation: str = ""
    parts: tuple[Decimal | None, ...] = ()
    total: Decimal | None = None
    honours: tuple[Words, ...] = ()
    note: Words | None = None

    def __post_init__(self) -> None:
        refuse_id_numbers([self.number, self.name, self.delegation])


@dataclass(frozen=True, kw_only=True)
class ResultSheet:
    """
    One stage of one trade. ``modules`` heads the columns of `ResultRow.parts`; the notice's
    start and end are aware times, needed while the state is public notice. ``anchor`` names the
    journal's last line as of this print: signed paper that no later rewriting can fit.
    """

    trade: Words
    stage: Words
    state: ResultState
    rows: tuple[ResultRow, ...]
    modules: tuple[Words, ...] = ()
    notice_from: datetime | None = None
    notice_until: datetime | None = None
    objections_to: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None
    rulebook: Words | None = None
    anchor: str = ""

    def __post_init__(self) -> None:
        if any(len(row.parts) != len(self.modules) for row in self.rows):
            raise UnprintableRecord("a row needs one score for each module column")
        if self.state is ResultState.PUBLIC_NOTICE and not (self.notice_from and self.notice_until):
            raise UnprintableRecord("a public notice needs its first and last minute")


def result_book(sheets: Sequence[ResultSheet], *, contest: Words, imprint: Imprint) -> bytes:
    """All sheets in one PDF/A-2b, a cover first when there is more than one."""
    if not sheets:
        raise UnprintableRecord("no result to print")
    facts = {
        "contest": contest,
        "printed_on": imprint.printed_at.date(),
        "sheets": [_facts(sheet) for sheet in sheets],
    }
    return typeset("results", facts, imprint=imprint, archival=True)


def _facts(sheet: ResultSheet) -> dict[str, object]:
    return {
        "trade": sheet.trade,
        "stage": sheet.stage,
        "state": str(sheet.state),
        "modules": sheet.modules,
        "rows": sheet.rows,
        "notice": [minute(sheet.notice_from), minute(sheet.notice_until)]
        if sheet.notice_from and sheet.notice_until
        else None,
        "objections_to": sheet.objections_to,
        "signed_by": sheet.signed_by,
        "signed_at": sheet.signed_at,
        "rulebook": sheet.rulebook,
        "anchor": sheet.anchor,
    }
