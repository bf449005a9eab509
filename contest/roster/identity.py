"""
Resident ID numbers: 6 digits of region, 8 of birth, 3 of order (odd for men), 1 check character.

Source: GB 11643-1999, with the check character of ISO 7064 MOD 11-2.
"""

import re
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
OTHER_PAPER = re.compile(r"[A-Z0-9()]{6,20}")
OLDEST = 1900


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a sound ID number says by itself; `gender` is 男 or 女."""

    number: str
    born_on: date
    gender: str


def check_character(first_17: str) -> str:
    """Return the 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def looks_destroyed(text: str, *, is_number: bool) -> bool:
    """
    Tell whether a spreadsheet has lost digits of a long number.

    Excel keeps 15 digits: an 18-digit number stored as a number ends in zeros ever after.
    """
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]{2}", text.upper()):
        return True
    return is_number and len(text) > 15


def birth_date(number: str) -> date | None:
    """Return the birth date written in an 18-character number, None if there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def identity(number: str) -> Identity:
    """Return what the number says; the caller has checked its shape, check character and date."""
    born_on = birth_date(number)
    if born_on is None or not SHAPE.fullmatch(number) or number[17] != check_character(number[:17]):
        raise ValueError("not a sound resident ID number")
    return Identity(number=number, born_on=born_on, gender="男" if int(number[16]) % 2 else "女")
