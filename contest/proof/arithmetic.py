"""The holder's mark tree worked out with fractions from rulebook, marks and rulings alone."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from contest.proof.conditions import Unproved, figure, holds, known
from contest.proof.steps import STEPS

Doc = dict[str, Any]
READINGS = {
    "mode": ("half_up", "half_even", "truncate"),
    "counting": ("started", "full", "pro_rata"),
    "upper": ("included", "excluded"),
}


class Tree:
    """Values of every node of one entry, by id, from the canonical document."""

    def __init__(self, book: Doc, proof: Doc) -> None:
        self.book, self.scales = book, book.get("scales", {})
        self.marks: Mapping[str, Mapping[str, str]] = proof["marks"]
        self.incidents: Mapping[str, int] = proof["incidents"]
        self.facts: Mapping[str, Any] = proof["facts"]
        self.carried: Mapping[str, str] = proof["carried"]
        self.rulings: Mapping[str, Mapping[str, Any]] = {r["key"]: r for r in proof["rulings"]}
        self.values: dict[str, Fraction] = {}
        self.missed: set[str] = set()

    def choice(self, key: str) -> str:
        """What a ruling answered."""
        if key not in self.rulings:
            raise Unproved(f"缺少裁定“{key}”。", f"The ruling “{key}” is missing.")
        return str(self.rulings[key]["choice"])

    def look(self, name: str) -> Any:
        """A node worked out before, a reading, or a fact."""
        if name in self.values:
            return self.values[name]
        if name in self.marks:
            return figure(self.marks[name].get("1", self.marks[name].get("0")))
        return known(self.facts.get(name))

    def value(self, node: Doc, root: bool = True) -> Fraction:
        """The value of a node; all below are in ``values`` afterwards."""
        whole = "0" in self.marks.get(node["id"], {})
        for part in () if whole else node.get("parts", ()):
            self.value(part, root=False)
        if node.get("combine") == "unstated" and not whole:
            # The text never joins these parts; they are ranked one by one.
            return _ZERO
        here = [i for i in self.book.get("conduct", ()) if self._acts(i, node["id"], root)]
        effects = [e for item in here for e in self._effects(item)]
        if "zero" in effects:
            found = Fraction(0)
        else:
            found = self._taken(node) - sum((e for e in effects if isinstance(e, Fraction)), _ZERO)
            if not ("reads" in node and whole):
                found = self._stepped(node, found)
        self.values[node["id"]] = found
        return found

    def _acts(self, item: Doc, node_id: str, root: bool) -> bool:
        where = item.get("zero", item.get("from"))
        names = where if isinstance(where, list) else [where]
        return node_id in names or (where is None and root)

    def _effects(self, item: Doc) -> list[Fraction | str]:
        count = int(self.incidents.get(item["id"], 0))
        if not count:
            return []
        if "take" in item:
            amount = figure(item["take"]) * (count if item.get("each") else 1)
            return [min(amount, figure(item["most"])) if "most" in item else amount]
        if "escalate" in item:
            row = item["escalate"]
            done = [row[min(n, len(row) - 1)] for n in range(count)]
            return [e if e in ("warn", "zero", "out") else figure(e) for e in done]
        word = "zero" if "zero" in item else "out" if "out" in item else ""
        said = word or self.choice(f"conduct.{item['id']}")
        return [said if said in ("warn", "zero", "out") else figure(said)]

    def _taken(self, node: Doc) -> Fraction:
        given = self.marks.get(node["id"], {})
        if "0" in given:
            return figure(given["0"])
        if "mark" in node:
            return self._given(node["id"])
        if "panel" in node:
            return self._panel(node, [figure(v) for v in given.values()])
        if "carried" in node:
            return figure(self.carried[node["id"]])
        if "reads" in node:
            read = [self._given(name) for name in node["reads"]]
            return figure(node["starts_at"]) if "starts_at" in node else read[0]
        return self._parts(node)

    def _given(self, name: str) -> Fraction:
        seats = self.marks.get(name, {})
        if not seats:
            raise Unproved(f"缺少“{name}”的打分。", f"The mark of “{name}” is missing.")
        return figure(seats.get("1", seats.get("0")))

    def _panel(self, node: Doc, given: list[Fraction]) -> Fraction:
        if not given:
            raise Unproved(f"缺少“{node['id']}”的打分。", f"“{node['id']}” has no marks.")
        join = node["panel"]["join"]
        name = join["join"] if isinstance(join, dict) else join
        if name == "agreed":
            if len(set(given)) > 1:
                start = f"{node['id']}.agreed:"
                return figure(self.choice(next(k for k in self.rulings if k.startswith(start))))
            return given[0]
        if name == "judgement_0_3":
            return figure(node["max"]) * sum(given, _ZERO) / (3 * len(given))
        return self._joined(node, join, given)

    def _joined(self, node: Doc, join: Any, xs: list[Fraction]) -> Fraction:
        args = join if isinstance(join, dict) else {"join": join}
        name, ordered = args["join"], sorted(xs)

        def arg(key: str) -> int:
            said = args.get(key, "1")
            return int(self.choice(f"{node['id']}.{name}.{key}") if said == "unstated" else said)

        if name == "sum":
            return sum(xs, _ZERO)
        if name == "best":
            return sum(ordered[::-1][: arg("k")], _ZERO)
        if name == "median":
            return (ordered[(len(xs) - 1) // 2] + ordered[len(xs) // 2]) / 2
        if name == "trimmed_mean":
            ordered = ordered[arg("low") : len(xs) - arg("high")] or xs
        elif name == "closest_pair_mean":
            pairs = list(pairwise(ordered))
            gap = min(b - a for a, b in pairs)
            near = [(a + b) / 2 for a, b in pairs if b - a == gap]
            prefer = args.get("prefer", "unstated")
            if len(set(near)) > 1 and prefer == "unstated":
                prefer = self.choice(f"{node['id']}.{name}.prefer")
            return near[-1] if prefer == "higher" else near[0]
        return sum(ordered, _ZERO) / len(ordered)

    def _parts(self, node: Doc) -> Fraction:
        join, parts = node["combine"], node["parts"]
        name = join["join"] if isinstance(join, dict) else join
        values = [self.values[p["id"]] for p in parts]
        if name == "weighted":
            weights = self._weights(node, join, parts)
            return sum((w * v for w, v in zip(weights, values, strict=True)), _ZERO)
        found = self._joined(node, join, values)
        printed = [_worth(p) for p in parts]
        said = any("cap" in s or "scale" in s for s in node.get("then", ()))
        if name == "sum" and "max" in node and None not in printed and not said:
            whole = sum((p for p in printed if p is not None), _ZERO)
            top = figure(node["max"])
            if whole != top and self.choice(f"{node['id']}.max") == "rescaled":
                found *= top / whole
        return found

    def _weights(self, node: Doc, join: Any, parts: list[Doc]) -> list[Fraction]:
        weights = []
        for part in parts:
            said = part.get("weight", "1")
            said = self.choice(f"{part['id']}.weight") if said == "unstated" else said
            weights.append(figure(said))
        total = sum(weights, _ZERO)
        if total != 1 and self.choice(f"{node['id']}.weights") == "rescaled":
            weights = [w / total for w in weights]
        tops = [p["max"] for p in (*parts, node) if p.get("max", "unstated") != "unstated"]
        if len(set(tops)) > 1:
            way = join.get("weigh", "unstated") if isinstance(join, dict) else "unstated"
            way = self.choice(f"{node['id']}.weigh") if way == "unstated" else way
            if way == "of_hundred":
                top = figure(node.get("max", "100"))
                weights = [w * top / figure(p.get("max", top))
                           for w, p in zip(weights, parts, strict=True)]  # fmt: skip
        return weights

    def _stepped(self, node: Doc, x: Fraction) -> Fraction:
        seen: dict[str, int] = {}
        for step in node.get("then", ()):
            op = next(k for k in step if k not in ("when", "clause"))
            seen[op] = seen.get(op, 0) + 1
            key = f"{node['id']}.{op}" + ("" if seen[op] == 1 else str(seen[op]))
            if "when" in step and not holds(step["when"], self.look, self.scales):
                continue
            args = step[op]
            if op in ("zero_when", "silent_when"):
                if holds(args, self.look, self.scales) and (
                    op == "zero_when" or self.choice(key) != "go_on"
                ):
                    return _ZERO
            elif args == "unstated":
                x = figure(self.choice(key))
            elif op == "gate":
                if x < figure(args["at_least"]):
                    self.missed.add(args["else"])
                    if args["else"] == "zero":
                        return _ZERO
            else:
                x = self._step(op, args if isinstance(args, dict) else {"": args}, key, x)
        return x

    def _step(self, op: str, args: Doc, key: str, x: Fraction) -> Fraction:
        """One step; where a point is open and nobody ruled, every reading must agree."""
        for name, options in READINGS.items():
            if args.get(name) == "unstated":
                ruled = self.rulings.get(f"{key}.{name}")
                tried = [ruled["choice"]] if ruled else options
                found = {self._step(op, {**args, name: way}, key, x) for way in tried}
                if len(found) > 1:
                    self.choice(f"{key}.{name}")
                return found.pop()
        return STEPS[op](self, args, key, x)

    def number(self, args: Doc, name: str, key: str) -> Fraction:
        """An argument, from the text or, where it is open, from a ruling."""
        said = args.get(name, args.get("", "unstated"))
        return figure(self.choice(f"{key}.{name}") if said == "unstated" else said)


_ZERO = Fraction(0)


def _worth(part: Doc) -> Fraction | None:
    if "reads" in part and part.get("starts_at") == "0" and not part.get("then"):
        return _ZERO
    top = part.get("max", "unstated")
    return None if top == "unstated" else figure(top)
