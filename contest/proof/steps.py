"""The steps of a node, one function each, with fractions; knows no engine."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, Protocol

from contest.proof.conditions import figure

Doc = dict[str, Any]


class Tree(Protocol):
    """What a step may ask: readings and nodes by name, figures of the text, rulings."""

    rulings: Mapping[str, Mapping[str, Any]]

    def look(self, name: str) -> Any:
        """A node worked out before, a reading, or a fact."""

    def number(self, args: Doc, name: str, key: str) -> Fraction:
        """An argument, from the text or from a ruling."""

    def choice(self, key: str) -> str:
        """What a ruling answered."""


def amount(tree: Tree, args: Doc, key: str, x: Fraction) -> Fraction:
    """Points taken off or added: so many for each unit of a reading, begun, full or in part."""
    points = tree.number(args, "points", key)
    q = tree.look(args["of"]) if "of" in args else Fraction(1)
    if "per" not in args:
        return points * q
    units = q / tree.number(args, "per", key)
    ways: dict[str, Callable[[Fraction], Any]] = {"started": ceil, "full": floor}
    return points * ways.get(args["counting"], lambda u: u)(units)


def band(tree: Tree, args: Doc, key: str, x: Fraction) -> Fraction:
    """The row a reading lies in; a shared end belongs to the row that ``upper`` names."""
    q = tree.look(args["of"]) if "of" in args else x
    rows = args["rows"]
    pairs = rows.items() if isinstance(rows, dict) else [(r["from_to"], r["gives"]) for r in rows]
    hits = []
    for ends, gives in pairs:
        low, dots, high = str(ends).partition("..")
        low, high = low.strip(), high.strip() if dots else low.strip()
        if (not low or figure(low) <= q) and (not high or q <= figure(high)):
            hits.append((figure(low) if low else None, figure(gives)))
    if len(hits) == 2 and any(low == q for low, _ in hits):
        later = next(h for h in hits if h[0] == q)
        earlier = next(h for h in hits if h is not later)
        return earlier[1] if args.get("upper", "included") == "included" else later[1]
    if len(hits) != 1:
        return figure(tree.choice(next((k for k in tree.rulings if k.startswith(f"{key}.at:")),
                                       f"{key}.at")))  # fmt: skip
    return hits[0][1]


def table(tree: Tree, args: Doc, key: str, x: Fraction) -> Fraction:
    """What the table gives for this very figure."""
    q = tree.look(args["of"]) if "of" in args else x
    for at, gives in args["table"].items():
        if figure(at) == q:
            return figure(gives)
    return tree.number(args, "rest", key)


def rounded(tree: Tree, args: Doc, key: str, x: Fraction) -> Fraction:
    """A step that rounds."""
    return to_places(args, x)


def to_places(args: Doc, x: Fraction) -> Fraction:
    """So many places by the stated mode."""
    shift = 10 ** int(args["places"])
    y = x * shift
    down = floor(y) if y >= 0 else ceil(y)
    rest, away = abs(y - down), 1 if y >= 0 else -1
    mode = args["mode"]
    if mode == "up":
        return Fraction(ceil(y), shift)
    half_up = mode == "half_up" and rest >= Fraction(1, 2)
    half_even = mode == "half_even" and (rest > Fraction(1, 2) or (rest * 2 == 1 and down % 2))
    return Fraction(down + (away if half_up or half_even else 0), shift)


STEPS: dict[str, Callable[[Tree, Doc, str, Fraction], Fraction]] = {
    "take_off": lambda t, a, k, x: x - amount(t, a, k, x),
    "add": lambda t, a, k, x: x + amount(t, a, k, x),
    "bands": band,
    "lookup": table,
    "deviation": lambda t, a, k, x: abs(
        (t.look(a["of"]) if "of" in a else x) - t.number(a, "from", k)
    ),
    "scale": lambda t, a, k, x: x * t.number(a, "to", k) / t.number(a, "from", k),
    "floor": lambda t, a, k, x: max(x, t.number(a, "at", k)),
    "cap": lambda t, a, k, x: min(x, t.number(a, "at", k)),
    "round": rounded,
}
