"""What a simulated judge gives: believable marks, the same again for the same seed."""

import random
from decimal import Decimal
from typing import Any

NOMINAL = {"pulls_count": Decimal(7), "diameter_mm": Decimal("0.5"), "portion_g": Decimal(250)}
"""Readings that are best at a size the sample rulebooks prescribe; all others are best at zero."""
FASTEST_SECONDS = 1500


def skill_of(seed: int, entry_label: str) -> float:
    """Return how good a contestant is, 0.55 to 0.98; each judge sees the same work."""
    return 0.55 + 0.43 * random.Random(f"{seed}:{entry_label}").betavariate(4, 2)


def mark_for(seed: int, judge: str, sheet: dict[str, Any], aspect: dict[str, Any]) -> str:
    """
    Return a mark as decimal text for one aspect of the tablet's form.

    Points follow the contestant's skill with a little of the judge's own taste, on the aspect's
    step; readings err the more the weaker the work; a choice is one of the choices.
    """
    label = sheet["entry"]["label"]
    chance = random.Random(f"{seed}:{judge}:{label}:{aspect['id']}")
    skill = skill_of(seed, label) + chance.gauss(0, 0.04)
    skill = min(1.0, max(0.0, skill))
    if aspect["choices"]:
        best_first = sorted((Decimal(choice[0]) for choice in aspect["choices"]), reverse=True)
        if aspect["unit"] == "yes_no":
            best_first.reverse()
        place = min(len(best_first) - 1, int((1 - skill) * len(best_first)))
        return format(best_first[place], "f")
    least, step = Decimal(aspect["least"]), Decimal(aspect["step"])
    most = Decimal(aspect["max"]) if aspect["max"] is not None else least + 20 * step
    if aspect["kind"] == "reading":
        wanted = _reading(aspect, skill, most, label)
    else:
        wanted = least + (most - least) * _exact(skill)
    steps = ((wanted - least) / step).to_integral_value()
    return format(min(most, max(least, least + steps * step)), "f")


def _reading(aspect: dict[str, Any], skill: float, most: Decimal, label: str) -> Decimal:
    error = _exact((1 - skill) ** 2)
    if aspect["id"] in NOMINAL:
        return NOMINAL[aspect["id"]] * (1 + error)
    if aspect["unit"] == "seconds" and "late" not in aspect["id"]:
        # No two finish in the same second: the last tie-break of the sample rulebooks decides.
        own = int("".join(filter(str.isdigit, label)) or 0) % 100
        return FASTEST_SECONDS + own + 4 * FASTEST_SECONDS * error
    return most * error / 10


def _exact(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))
