"""A WorldSkills marking scheme as a rulebook: judged 0 to 3, the median at 700, medals within 2."""

import re
from decimal import Decimal
from typing import Any

from contest.rulebook.cis_sheet import (
    JUDGEMENT,
    CisAspect,
    CisPart,
    CisScheme,
    criteria_of,
)
from contest.rulebook.writer import dump

WHOLE = 100
JUDGES = 3
HEAD = (
    "# Written from a “CIS Marking Scheme Import” workbook; look it through before it is loaded.\n"
    "# WorldSkills publishes no formula of its scale: `method: ratio` (700 × value ÷ median) is\n"
    "# the one chosen here, `mad` is the other. Marks within two points of it share a medal.\n"
)


def rulebook_text(scheme: CisScheme, *, trade: str, source: str) -> str:
    """Return the YAML of a scheme without problems that stop it."""
    trade = trade or scheme.skill or "WorldSkills"
    name = re.sub(r"[^a-z0-9]+", "_", trade.casefold()).strip("_") or "scheme"
    book: dict[str, Any] = {
        "rulebook": f"worldskills_{name}",
        "title": f"{trade} · WorldSkills",
        "trade": trade,
        "source": source,
        "scheme": {
            "id": "total",
            "name": "总分",
            "name_en": "Total",
            "max": WHOLE,
            "combine": "sum",
            "parts": [
                _criterion(letter, name, parts) for letter, name, parts in criteria_of(scheme)
            ],
        },
        "stages": [
            {
                "id": "final",
                "name": "决赛",
                "name_en": "Final",
                "node": "total",
                "ranking": "overall",
            }
        ],
        "rankings": {
            "overall": {
                "name": "总分",
                "name_en": "Total",
                "by": ["total high"],
                "within": 2,
                "scale_median_700": {"method": "ratio", "places": 0, "mode": "half_up"},
            }
        },
        "ladder": [
            {"honour": zh, "honour_en": en, "kind": "prize", "in": "overall", "ranks": rank}
            for rank, zh, en in ((1, "金牌", "Gold"), (2, "银牌", "Silver"), (3, "铜牌", "Bronze"))
        ],
    }
    return HEAD + dump(book)


def _criterion(letter: str, name: str, parts: list[CisPart]) -> dict[str, Any]:
    return {
        "id": letter,
        "name": name,
        "level": "module",
        "judges": JUDGES,
        "max": sum((a.most for part in parts for a in part.aspects), Decimal(0)),
        "combine": "sum",
        "parts": [_part(part) for part in parts],
    }


def _part(part: CisPart) -> dict[str, Any]:
    day = {"clause": f"Day of marking {part.day}"} if part.day else {}
    return {
        "id": part.id,
        "name": part.name or part.id,
        **day,
        "max": sum((a.most for a in part.aspects), Decimal(0)),
        "combine": "sum",
        "parts": [_aspect(part, n, aspect) for n, aspect in enumerate(part.aspects, start=1)],
    }


def _aspect(part: CisPart, n: int, aspect: CisAspect) -> dict[str, Any]:
    hint = "; ".join(text for text in (aspect.extra, aspect.requirement) if text)
    written: dict[str, Any] = {
        "id": f"{part.id}_{n}",
        "name": aspect.name,
        **({"hint": hint} if hint else {}),
        "max": aspect.most,
    }
    if aspect.kind == JUDGEMENT:
        written["panel"] = {"join": "judgement_0_3"}
        if len(aspect.levels) == 4:
            written["choices"] = [
                {"value": level, "name": aspect.levels[level]} for level in sorted(aspect.levels)
            ]
    else:
        written["mark"] = "points"
    if aspect.section:
        written["clause"] = f"Standard section {aspect.section}"
    return written
