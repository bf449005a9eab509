"""Badges: eight on an A4 sheet, with cut marks and the QR that the desk and the tablets scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from contest.reports.text import Imprint, UnprintableRecord, Words, plain, refuse_id_numbers
from contest.reports.typeset import typeset


class BadgeRole(StrEnum):
    """Who wears it; gives the word and the colour of the band."""

    CONTESTANT = "contestant"
    JUDGE = "judge"
    CHIEF_JUDGE = "chief_judge"
    ORGANISER = "organiser"
    REGISTRAR = "registrar"
    CODING_JUDGE = "coding_judge"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, kw_only=True)
class Badge:
    """
    One badge.

    ``number`` is the entry number or the judge's number, which may be read aloud; ``qr`` is the
    whole content of the code, made by the caller. There is no field for a station number or a
    work code: a badge that showed one would undo the blind marking.
    """

    role: BadgeRole
    name: str
    number: str
    qr: str
    pinyin: str = ""
    trade: Words | None = None
    delegation: Words | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.qr:
            raise UnprintableRecord("a badge needs a name and the content of its code")
        texts = [self.name, self.number, self.pinyin, self.qr]
        for words in (self.trade, self.delegation):
            texts += [words.zh, words.en] if words else []
        refuse_id_numbers(texts)


def badge_sheets(badges: Sequence[Badge], *, contest: Words, imprint: Imprint) -> bytes:
    """
    A4 sheets of eight badges of 92 x 66 mm, in the given order.

    Raises
    ------
    UnprintableRecord
        With no badge at all: an empty sheet would only look like a fault of the printer.
    """
    if not badges:
        raise UnprintableRecord("no badge to print")
    facts = [{k: v for k, v in plain(badge).items() if k != "qr"} for badge in badges]
    return typeset(
        "badges",
        {"contest": contest, "badges": facts},
        imprint=imprint,
        codes=[badge.qr for badge in badges],
    )
