"""A small rulebook for each kind of contradiction, and the ruling that settles it."""

from typing import Any

HEAD = "rulebook: x\ntrade: 焊工\n"
RANK = "rankings: {overall: {by: [total high], tail: TAIL}}\n"
GOLD = "ladder: [{honour: 金奖, in: overall, ranks: 1}]\n"
ONE = "scheme: {id: total, max: 10, mark: points}\n"
TWO = "scheme: {id: total, max: 20, combine: JOIN, parts: [A, B]}\n"
PART_A, PART_B = "{id: a, max: 10, mark: points}", "{id: b, max: 10, mark: points}"
BOTH = {"A": {"a": 8, "b": 6}, "B": {"a": 4, "b": 5}}
PLAIN = {"A": {"total": 8}, "B": {"total": 7}, "C": {"total": 6}}


def two(join, a=PART_A, b=PART_B):
    return TWO.replace("JOIN", join).replace("[A, B]", f"[{a}, {b}]")


def weighted(part, weight):
    return part.replace("mark", f"weight: {weight}, mark")


def read(steps):
    return f"scheme: {{id: total, max: 10, starts_at: 10, reads: {{gap: mm}}, then: [{steps}]}}\n"


GAPS = {"A": {"gap": 7}, "B": {"gap": 11}}
HALF = "ladder: [{honour: 金奖, in: overall, first: {percent: 50%, of: ranked, round: ROUND}}]\n"
#: text, field, key of the question, the ruling's choice, order.
KINDS: dict[str, Any] = {
    "weights that miss the whole": (
        two("{join: weighted, weigh: as_is}", weighted(PART_A, "50%"), weighted(PART_B, "40%"))
        + GOLD, BOTH, "total.weights", "rescaled", ()),
    "a column that does not add up": (
        two("sum").replace("max: 20", "max: 25") + GOLD, BOTH, "total.max", "rescaled", ()),
    "weights of parts with other maxima": (
        two("weighted", weighted(PART_A, "50%"), weighted(PART_B, "50%").replace("10", "8"))
        + GOLD, BOTH, "total.weigh", "of_hundred", ()),
    "a weight not stated": (
        two("{join: weighted, weigh: as_is}", weighted(PART_A, "50%"), weighted(PART_B, "unstated"))
        + GOLD, BOTH, "b.weight", "0.5", ()),
    "places without a mode": (
        two("sum").replace("parts:", "then: [{round: {places: 0, mode: unstated}}], parts:") + GOLD,
        {"A": {"a": "8.5", "b": 6}, "B": BOTH["B"]}, "total.round.mode", "half_up", ()),
    "a started unit": (
        read("{take_off: {points: 2, per: 5, of: gap, counting: unstated}}") + GOLD, GAPS,
        "total.take_off.counting", "full", ()),
    "the figure of a deduction": (
        read("{take_off: {points: unstated, of: gap}}, {floor: 0}") + GOLD, GAPS,
        "total.take_off.points", "1", ()),
    "a band that two rows claim": (
        read("{bands: {of: gap, rows: {0..8: 10, 8..20: 5}, upper: unstated}}") + GOLD,
        {"A": {"gap": 8}, "B": {"gap": 9}}, "total.bands.upper", "included", ()),
    "a hole between two bands": (
        read("{bands: {of: gap, rows: {0..6: 10, 8..20: 5}, upper: included}}") + GOLD, GAPS,
        "total.bands.at:7", "9", ()),
    "a table without figures": (read("{bands: unstated}") + GOLD, {"A": GAPS["A"]},
                                "total.bands", "7", ()),
    "a case the text is silent about": (
        read("{silent_when: gap > 10}, {take_off: {points: 0.5, of: gap}}, {floor: 0}") + GOLD,
        {"A": {"gap": 1}, "B": {"gap": 11}}, "total.silent_when", "go_on", ()),
    "two pairs equally close": (
        ONE.replace("mark: points", "panel: {judges: 3, join: closest_pair_mean}") + GOLD,
        {"A": {"total": [5, 7, 9]}}, "total.closest_pair_mean.prefer", "higher", ()),
    "how many best": (
        two("{join: best, k: unstated}") + GOLD, BOTH, "total.best.k", "1", ()),
    "a tie that nothing decides": (
        ONE + GOLD, {"A": {"total": 8}, "B": {"total": 8}}, "tie:overall:A=B", "", ("A", "B")),
    "a tie ruled to be shared": (
        ONE + GOLD, {"A": {"total": 8}, "B": {"total": 8}}, "tie:overall:A=B", "share", ()),
    "a percentage without a rounding": (
        ONE + HALF.replace("ROUND", "unstated"), PLAIN, "ladder/金奖.round", "up", ()),
    "a field size between two clauses": (
        ONE + "ladder: [{honour: 金奖, in: overall, first: {of: ranked, by_size: ["
        "{from_to: 1..2, gives: 1}, {from_to: 4..30, gives: 2}]}}]\n",
        PLAIN, "ladder/金奖.size:3", "1", ()),
    "a clause read two ways": (
        ONE + "ladder: [{honour: 金奖, in: overall, ranks: 1, readings: "
        "{one: [total >= 5], other: [total >= 9]}}]\n",
        PLAIN, "ladder/金奖.reading", "one", ()),
    "an unfit holder of a rank": (
        ONE + "ladder: [{honour: 金奖, in: overall, ranks: 1, when_unfit: unstated, "
        "needs: [total <= 7]}]\n", PLAIN, "ladder/金奖.unfit", "next", ()),
}  # fmt: skip
