"""Small records and formats that every printed page shares."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# A resident ID number: 17 digits and a check character. No page we print may show one.
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")


class UnprintableRecord(ValueError):
    """A record that must not reach paper: an empty name, an ID number, a mark as float."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """One thing said in both languages; the Chinese is printed first."""

    zh: str
    en: str = ""


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """
    The circumstances of a print, of which the foot of the page tells number and time.

    ``number`` is the print's number in the history of the documents page; ``printed_at`` is an
    aware time, already in the contest's time zone; ``fonts`` is a folder whose fonts lend the
    characters that ours lack.
    """

    number: str
    printed_at: datetime
    fonts: Path | None = None

    def __post_init__(self) -> None:
        if self.printed_at.tzinfo is None:
            raise UnprintableRecord("printed_at needs a time zone")


def day(when: date) -> Words:
    """The date in words, for the reader: 2026年11月21日 and 21 November 2026."""
    return Words(
        zh=f"{when.year}年{when.month}月{when.day}日",
        en=f"{when.day} {_MONTHS[when.month - 1]} {when.year}",
    )


def minute(when: datetime) -> str:
    """Date and time of day to the minute, the same in both languages."""
    return when.strftime("%Y-%m-%d %H:%M")


def plain(value: Any) -> Any:
    """
    A record as the plain lists, dicts and strings that ``json()`` of the typesetter reads.

    Decimals keep their digits as text, so that 9.50 prints as 9.50; a float is refused, because
    nothing that counts in a contest is one.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return minute(value)
    if isinstance(value, date):
        return plain(day(value))
    if isinstance(value, float):
        raise UnprintableRecord(f"a float ({value!r}) where a Decimal belongs")
    return value


def refuse_id_numbers(texts: Iterable[str]) -> None:
    """Raise `UnprintableRecord` if one of the texts holds a resident ID number."""
    for text in texts:
        if _ID_NUMBER.search(text):
            raise UnprintableRecord("an ID number does not belong on this page")
