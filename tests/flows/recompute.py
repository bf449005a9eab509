"""Standings and honours once more, straight from the taps: a person's reading of the rulebooks."""

import json
import sqlite3
from collections import defaultdict
from decimal import ROUND_CEILING, ROUND_HALF_UP
from decimal import Decimal as D
from typing import Any

STEP: dict[str, tuple[tuple[D | int, int], ...]] = {  # upper ends of bands and what each gives
    "diameter": ((D("0.1"), 15), (D("0.2"), 12), (D("0.4"), 8), (D("0.8"), 3)),
    "portion": ((10, 10), (25, 7), (50, 3)),
    "weighing": ((20, 15), (50, 10), (100, 5)),
    "reinforcement": ((2, 15), (3, 10), (4, 5)),
    "angle": ((1, 10), (3, 6), (5, 2)),
}
RANKED = {  # honours that hang on the rank alone: name -> first and last rank
    "lamian": {"金奖": (1, 1), "银奖": (2, 3), "铜奖": (4, 6), "技术能手": (2, 3)},
    "welding": {"一等奖": (1, 1), "二等奖": (2, 4), "三等奖": (5, 10), "技术能手": (2, 3)},
    "courier": {"金牌": (1, 1), "银牌": (2, 2), "铜牌": (3, 3), "技术能手": (4, 6)},
}

CHAMPION = {"技术状元": (1, 1)}


def total(trade: str, stage: str, m: dict[str, list[D]]) -> D:
    """Return an entry's total from its marks by aspect, a list over the seats."""

    def one(name: str) -> D:
        return m[name][0]

    def band(name: str, size: D) -> int:
        return next((gives for most, gives in STEP[name] if size <= most), 0)

    def off(start: int, points: D | int, units: D) -> D:
        return max(D(0), D(start) - points * units)

    def started(size: D, per: int) -> D:
        return (size / per).to_integral_value(ROUND_CEILING)

    def mean(*names: str) -> D:
        return sum((sum(m[name], D(0)) / len(m[name]) for name in names), D(0))

    def middle(*names: str) -> D:
        return sum((sum(sorted(m[n])[1:-1], D(0)) / (len(m[n]) - 2) for n in names), D(0))

    if (trade, stage) == ("lamian", "prelim"):
        pulls = {D(0): 10, D(1): 6, D(2): 2}.get(abs(one("pulls_count") - 7), 0)
        made = mean("hygiene", "dough", "fluency", "evenness") + pulls + one("boxes")
        made += band("diameter", abs(one("diameter_mm") - D("0.5"))) + off(
            10, 2, one("breaks_count")
        )
    elif trade == "lamian":
        made = middle("noodle", "broth", "beef", "garnish", "overall") + one("station")
        made += band("portion", abs(one("portion_g") - 250))
    elif (trade, stage) == ("welding", "prelim"):
        deep, long = one("undercut_depth"), one("undercut_total_mm")
        made = D(0) if deep > D("0.5") or long > 30 else off(10, 2, started(long, 5))
        deep, long = one("penetration_depth"), one("penetration_total_mm")
        start = 5 if deep > 1 else 10
        made += D(0) if deep > D("1.5") or long > 15 else off(start, 4, started(long, 5))
        made += off(20, 5, one("slag_count")) + (0 if one("surface_touched") else 30)
        made += mean("shape", "safety") + 10 * sum(m["appearance"], D(0)) / 9
    elif trade == "welding":
        made = middle("bead_face", "bead_root", "ripples", "technique")
        made += band("reinforcement", one("reinforcement_mm")) + band("angle", one("angle_deg"))
        made += off(15, 5, one("pore_count"))
    elif stage == "prelim":
        made = mean("packing", "labelling") + 15 * sum(m["service"], D(0)) / 9 + one("damage")
        made += off(25, D("2.5"), one("sorting_errors")) + band("weighing", one("weight_error_g"))
    else:
        made = middle("planning", "riding", "handover", "care") + off(20, 4, one("wrong_parcels"))
        late = one("late_secs")
        made += D(0) if late > 600 else off(20, 2, started(late, 60))
    if stage == "prelim":
        made = D("0.3") * one("theory") + D("0.7") * made
    return made.quantize(D("0.01"), ROUND_HALF_UP)


def recompute(database: sqlite3.Connection) -> list[str]:
    """Return where signed results and rank honours differ from this reading, in words."""
    wrong: list[str] = []
    for stage, key, trade, result, picture in database.execute(
        "SELECT s.id, s.key, t.code, r.id, r.picture FROM stage_result r"
        " JOIN stage s ON s.id = r.stage_id JOIN trade t ON t.id = s.trade_id"
    ):
        taps: dict[str, dict[tuple[str, int], D]] = defaultdict(dict)
        for entry, aspect, seat, value in database.execute(
            "SELECT s.entry_id, m.aspect_id, m.seat, m.value FROM mark m"
            " JOIN sheet s ON s.id = m.sheet_id WHERE s.stage_id = ? ORDER BY s.id, m.no", (stage,)
        ):  # fmt: skip
            taps[entry][aspect, seat] = D(value)
        ours: dict[str, D] = {}
        for entry, given in taps.items():
            marks: dict[str, list[D]] = defaultdict(list)
            for (aspect, _), value in sorted(given.items()):
                marks[aspect].append(value)
            ours[entry] = total(trade, key, marks)
        rows: dict[str, Any] = {row["id"]: row for row in json.loads(picture)["rows"]}
        order = sorted(ours.values(), reverse=True)
        wrong += [
            f"{row['no']}: {row['score']} rank {row['rank']}, reckoned {ours.get(entry)}"
            for entry, row in rows.items()
            if ours.get(entry) != D(row["score"]) or order[row["rank"] - 1] != ours[entry]
        ]
        due = {
            (entry, name)
            for name, (first, last) in (RANKED[trade] | CHAMPION).items()
            for entry, row in rows.items()
            if key == "final" and first <= row["rank"] <= last
        }
        given_out = set(
            database.execute("SELECT entry_id, name FROM honour WHERE result_id = ?", (result,))
        )
        named = {pair for pair in given_out if pair[1] in RANKED[trade] | CHAMPION}
        wrong += [f"{trade} {name}: {entry}" for entry, name in due ^ named]
    return wrong
