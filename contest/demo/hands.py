"""What a simulated judge gives: believable marks, the same again for the same seed."""

import random
from decimal import Decimal
from typing import Any


def skill_of(seed: int, entry_label: str) -> float:
    """Return how good a contestant is, 0.55 to 0.98; each judge sees the same work."""
    return 0.55 + 0.43 * random.Random(f"{seed}:{entry_label}").betavariate(4, 2)


def mark_for(seed: int, judge: str, sheet: dict[str, Any], aspect: dict[str, Any]) -> str:
    """
    Return a mark as decimal text for one aspect of the tablet's form.

    Points follow the contestant's skill with a little of the judge's own taste, on the aspect's
    step; readings lie within their range; a choice is one of the choices.
    """
    label = sheet["entry"]["label"]
    chance = random.Random(f"{seed}:{judge}:{sheet['id']}:{aspect['id']}")
    skill = min(1.0, max(0.0, skill_of(seed, label) + chance.gauss(0, 0.04)))
    if aspect["choices"]:
        keys = sorted((Decimal(choice[0]) for choice in aspect["choices"]), reverse=True)
        place = min(len(keys) - 1, int((1 - skill) * 1.2 * len(keys)))
        return format(keys[place], "f")
    least, step = Decimal(aspect["least"]), Decimal(aspect["step"])
    most = Decimal(aspect["max"]) if aspect["max"] is not None else least + 20 * step
    share = Decimal(str(round(skill if aspect["kind"] != "reading" else 1 - skill, 4)))
    if aspect["kind"] == "reading" and aspect["unit"] in {"points", "分"}:
        share = 1 - share
    steps = ((most - least) * share / step).to_integral_value()
    return format(min(most, least + steps * step), "f")
