"""The order of a field from its key values, with fractions; knows no engine."""

from fractions import Fraction
from statistics import median
from typing import Any

from contest.proof.conditions import Unproved, figure
from contest.proof.steps import to_places

Doc = dict[str, Any]


def ranks(rule: Doc, name: str, rows: list[Doc], rulings: dict[str, Doc]) -> dict[str, int]:
    """entry -> rank of everybody who has one."""
    if rule.get("only_at_cuts") in ("yes", "是", "true", "1"):
        raise Unproved("这种排名不能单独验证。", "Such a ranking cannot be verified by itself.")
    ways = [key.split()[1] for key in rule["by"]]
    placed = [row for row in rows if row.get("out", "") == ""]
    order: list[tuple[tuple[Fraction | None, ...], list[str]]] = []
    lead = _scaled(rule, [figure(row["keys"][0]) for row in placed])
    keyed = {row["entry"]: (first, *map(_figure, row["keys"][1:]))
             for row, first in zip(placed, lead, strict=True)}  # fmt: skip

    def better(entry: str) -> tuple[Fraction, ...]:
        pairs = zip(keyed[entry], ways, strict=True)
        return tuple((-v if way == "high" else v) if v is not None else Fraction(0)
                     for v, way in pairs)  # fmt: skip

    for entry in sorted(keyed, key=lambda e: (better(e), e)):
        same = order and _same(rule, order[-1][0], better(entry))
        if same:
            order[-1][1].append(entry)
        else:
            order.append((better(entry), [entry]))
    found: dict[str, int] = {}
    above = block = 0
    for _, names in order:
        for group in _parted(rule, name, names, rulings):
            block += 1
            gapless = _gapless(rule, name, rulings)
            found |= dict.fromkeys(group, block if gapless else above + 1)
            above += len(group)
    return found


def _figure(text: str | None) -> Fraction | None:
    return None if text is None else figure(text)


def _scaled(rule: Doc, lead: list[Fraction]) -> list[Fraction]:
    scale = rule.get("scale_median_700")
    if scale is None or not lead:
        return lead
    middle = median(lead)
    apart = median([abs(x - middle) for x in lead])
    if scale["method"] == "ratio":
        exact = [700 * x / middle for x in lead]
    else:
        per = figure(scale["per"])
        exact = [700 + (per * (x - middle) / apart if apart else Fraction(0)) for x in lead]
    return [to_places(scale, Fraction(x)) for x in exact]


def _same(rule: Doc, first: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Equal on every key; or no further than the tolerance below the first of the block."""
    if rule.get("within") is not None:
        return bool(other[0] - first[0] <= figure(rule["within"]))
    return first == other


def _parted(rule: Doc, name: str, names: list[str], rulings: dict[str, Doc]) -> list[list[str]]:
    if len(names) == 1 or rule.get("within") is not None:
        return [names]
    ruling = rulings.get(f"tie:{name}:{'='.join(sorted(names))}")
    if ruling is not None and sorted(ruling.get("order", ())) == sorted(names):
        return [[entry] for entry in ruling["order"]]
    if rule.get("tail") == "share" or (ruling is not None and ruling["choice"] == "share"):
        return [names]
    who = ", ".join(names)
    raise Unproved(f"{who} 并列，没有裁定。", f"{who} are tied and nobody ruled.")


def _gapless(rule: Doc, name: str, rulings: dict[str, Doc]) -> bool:
    said = str(rule.get("gaps", "1224"))
    if said == "unstated":
        said = str(rulings.get(f"gaps:{name}", {"choice": "1224"})["choice"])
    return said == "1223"
