"""What contestants and judges have in common: name, ID number, telephone, who sends them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from contest.roster.identity import (
    OLDEST,
    OTHER_PAPER,
    SHAPE,
    birth_date,
    check_character,
    identity,
    looks_destroyed,
)
from contest.roster.lines import Line
from contest.roster.texts import matching_key, mended_code, mended_name, unreadable

GENDERS = {"男": "男", "女": "女", "m": "男", "f": "女", "male": "男", "female": "女"}
RESIDENT_PAPERS = ("", "身份证", "居民身份证", "二代身份证", "idcard", "residentid")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{2,3}-?[2-9][0-9]{6,7}(-[0-9]{1,5})?")
DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the checks are given: the list of delegations and the day of reading."""

    delegations: Sequence[str]
    today: date


def person_facts(line: Line, facts: Facts) -> dict[str, Any]:
    """Read the fields of `PersonRow` from a line; what is wrong is noted in its findings."""
    number = read_id_number(line, facts.today)
    born_on = read_birth(line, facts.today)
    gender = GENDERS.get(matching_key(line.text("gender")), "")
    if SHAPE.fullmatch(number):
        known = identity(number)
        if born_on is not None and born_on != known.born_on:
            line.add("birth_differs", "born_on", value=born_on.isoformat())
        if gender and gender != known.gender:
            line.add("gender_differs", "gender", value=gender)
        born_on, gender = known.born_on, known.gender
    return {
        "sheet": line.sheet,
        "row": line.row,
        "name": read_name(line),
        "name_en": line.text("name_en"),
        "gender": gender,
        "id_number": number,
        "born_on": born_on,
        "phone": read_phone(line),
        "delegation": read_delegation(line, facts.delegations),
        "delegation_en": line.text("delegation_en"),
        "employer": line.text("employer"),
        "notes": line.notes(),
    }


def read_name(line: Line) -> str:
    """Return the name, '' if it is missing or cannot be shown elsewhere."""
    name = line.text("name", mended_name)
    if not name:
        if not line.broken("name"):
            line.add("missing_name", "name")
        return ""
    if unreadable(name):
        line.add("unreadable_character", "name", value=name)
        return ""
    return name


def read_id_number(line: Line, today: date) -> str:
    """Return the ID number, '' if it may not be used; the reason is noted."""
    number = line.text("id_number", lambda text: mended_code(text).upper())
    if not number:
        if not line.broken("id_number"):
            line.add("missing_id", "id_number")
        return ""
    if looks_destroyed(number, is_number=line.is_number("id_number")):
        line.add("id_destroyed", "id_number", value=number)
        return ""
    paper = matching_key(line.text("id_kind"))
    if paper not in RESIDENT_PAPERS and OTHER_PAPER.fullmatch(number):
        return number
    if not SHAPE.fullmatch(number):
        line.add("id_malformed", "id_number", value=number, length=len(number))
        return ""
    born_on = birth_date(number)
    if born_on is None or born_on.year < OLDEST or born_on > today:
        line.add("id_impossible_date", "id_number", value=number)
        return ""
    if number[17] != check_character(number[:17]):
        line.add("id_check_digit", "id_number", value=number)
        return ""
    return number


def read_birth(line: Line, today: date) -> date | None:
    """Return the date of the column of birth dates, if there is one and it is filled."""
    text = line.text("born_on")
    if not text:
        return None
    match = DATE.fullmatch(text.replace(" ", "").split("T")[0])
    try:
        born_on = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        born_on = None
    if born_on is None or born_on > today or born_on.year < OLDEST:
        line.add("impossible_date", "born_on", value=text)
        return None
    return born_on


def read_phone(line: Line) -> str:
    """Return the telephone number; digits are put together, an odd one is kept as it is."""
    raw = line.cell("phone")
    text = line.text("phone", quiet=True)
    if raw is None or not text:
        return ""
    digits = re.sub(r"^(\+|00)?86-?(?=1)", "", mended_code(text))
    if not LANDLINE.fullmatch(digits):
        digits = re.sub(r"[-.()_]", "", digits)
    if not (MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits)):
        line.add("phone_malformed", "phone", value=text)
        return text
    if raw.kind == "number" or digits != raw.text.strip(" "):
        line.add("phone_mended", "phone", value=digits)
    return digits


def read_delegation(line: Line, delegations: Sequence[str]) -> str:
    """Return the delegation as it is registered, else as it is written."""
    text = line.text("delegation")
    if not text or not delegations:
        return text
    known = {matching_key(name): name for name in delegations}
    key = matching_key(text)
    if key in known:
        return known[key]
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    line.add(
        "unknown_delegation",
        "delegation",
        value=text,
        suggestion=known[near[0]] if near else "",
    )
    return text
