"""Whether a proof file proves its honour; knows no engine."""

import hashlib
import json
from fractions import Fraction
from math import ceil, floor
from typing import Any

from contest.proof.arithmetic import Tree
from contest.proof.conditions import Unproved, figure, holds
from contest.proof.ranks import ranks

Doc = dict[str, Any]
FORMAT = "leitai-proof-1"
#: The engine's decimals carry fifty digits; what differs less than this is the same number.
DUST = Fraction(1, 10**20)


def seal(proof: Doc) -> str:
    """SHA-256 over everything else in the file, keys sorted, without spaces."""
    body = {key: value for key, value in proof.items() if key != "seal"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(proof: Doc) -> None:
    """Work the honour out again; ``Unproved`` names the first thing that does not follow."""
    try:
        _verify(proof)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Unproved(
            f"文件不完整或格式不对（{error}）。", f"The file is incomplete or malformed ({error})."
        ) from error


def _must(true: bool, zh: str, en: str) -> None:
    if not true:
        raise Unproved(zh, en)


def _verify(proof: Doc) -> None:
    _must(proof["format"] == FORMAT, "格式版本不认识。", "The format is not known.")
    _must(seal(proof) == proof["seal"], "封印不符：文件被改过。", "The seal is broken.")
    book, claim = proof["rulebook"]["canonical"], proof["claim"]
    text = json.dumps(book, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    document = hashlib.sha256(text.encode()).hexdigest()
    _must(document == proof["rulebook"]["document"], "规程与其散列不符。",
          "The rulebook does not have its hash.")  # fmt: skip
    tree = Tree(book, proof)
    root = _root(book, proof["stage"])
    tree.value(root)
    for node, stated in proof["values"].items():
        same = abs(tree.values[node] - figure(stated)) < DUST
        _must(same, f"“{node}”应为 {float(tree.values[node])}。",
              f"“{node}” comes to {float(tree.values[node])}.")  # fmt: skip
    _must(set(proof["values"]) == set(tree.values), "缺少分项。", "Nodes are missing.")
    _must(not tree.missed & {"unranked", "no_honour"}, "未达合格线。", "A pass mark is missed.")
    rulings = {r["key"]: r for r in proof["rulings"]}
    _must(all(r["author"] and r["at"] for r in rulings.values()), "裁定缺少作者或时间。",
          "A ruling lacks its author or time.")  # fmt: skip
    rule = book["rankings"][claim["ranking"]]
    _own_keys(tree, rule, proof)
    found = ranks(rule, claim["ranking"], proof["field"], rulings)
    for row in proof["field"]:
        rank = found.get(row["entry"])
        _must(rank == row["rank"], f"{row['entry']} 应为第 {rank} 名。",
              f"{row['entry']} comes to rank {rank}.")  # fmt: skip
    _must(found[claim["entry"]] == claim["rank"], "名次不符。", "The rank is another.")
    _rung(book, proof, tree, found, rulings)


def _root(book: Doc, stage_id: str) -> Doc:
    scheme = book["scheme"]
    trees = scheme if isinstance(scheme, list) else [scheme]
    stages = book.get("stages") or [{"id": "final", "node": trees[0]["id"]}]
    name = next(s["node"] for s in stages if s["id"] == stage_id)
    return next(node for tree in trees for node in _walk(tree) if node["id"] == name)


def _walk(node: Doc) -> list[Doc]:
    return [node, *(n for part in node.get("parts", ()) for n in _walk(part))]


def _own_keys(tree: Tree, rule: Doc, proof: Doc) -> None:
    """The holder's line in the field shows the values that its marks give."""
    own = next(r for r in proof["field"] if r["entry"] == proof["claim"]["entry"])
    for key, stated in zip(rule["by"], own["keys"], strict=True):
        value = tree.look(key.split()[0])
        _must(abs(value - figure(stated)) < DUST, f"“{key}”不符。", f"“{key}” is another value.")


def _rung(
    book: Doc, proof: Doc, tree: Tree, found: dict[str, int], rulings: dict[str, Doc]
) -> None:
    claim = proof["claim"]
    rungs = dict(_named(book["ladder"]))
    rung = rungs[claim["rung"]]
    where = rung["in"] if isinstance(rung["in"], list) else [rung["in"]]
    for key, stated in (("honour", ""), ("kind", "prize"), ("act", "grant"), ("clause", "")):
        _must(claim[key] == rung.get(key, stated), f"“{key}”与规程不符。",
              f"“{key}” differs from the rulebook.")  # fmt: skip
    _must(claim["ranking"] in where, "排名不是该荣誉所依据的。", "The honour reads another rank.")
    rank = found[claim["entry"]]

    def look(name: str) -> Any:
        return Fraction(rank) if name == "rank" else tree.look(name)

    scales = book.get("scales", {})
    if "needs" in rung:
        _must(holds(rung["needs"], look, scales), "条件不满足。", "A condition is not met.")
    if "readings" in rung:
        answers = {n: holds(c, look, scales) for n, c in rung["readings"].items()}
        if len(set(answers.values())) > 1:
            key = f"ladder/{claim['rung']}.reading"
            _must(key in rulings, f"缺少裁定“{key}”。", f"The ruling “{key}” is missing.")
            answers = {"": answers[rulings[key]["choice"]]}
        _must(all(answers.values()), "条款不满足。", "The clause is not met.")
    _must(not set(rung.get("not_with", ())) & set(proof["other_honours"]), "不得兼得。",
          "It excludes another honour held.")  # fmt: skip
    _placed(rung, proof, found, rulings)
    if rung.get("first") in ("rest", "其余"):
        earlier = [r for n, r in rungs.items() if n in _before(rungs, claim["rung"])]
        taken = any(_in_ranks(r, rank) for r in earlier if r.get("kind", "prize") == "prize")
        _must(not taken, "已有更高奖项。", "An earlier prize takes this rank.")


def _named(ladder: list[Doc]) -> list[tuple[str, Doc]]:
    seen: dict[str, int] = {}
    found = []
    for rung in ladder:
        name = rung.get("id") or rung["honour"]
        seen[name] = seen.get(name, 0) + 1
        found.append((name if seen[name] == 1 else f"{name}#{seen[name]}", rung))
    return found


def _before(rungs: dict[str, Doc], name: str) -> list[str]:
    names = list(rungs)
    return names[: names.index(name)]


def _in_ranks(rung: Doc, rank: int) -> bool:
    low, dots, high = str(rung.get("ranks", "0")).partition("..")
    return low.isdigit() and int(low) <= rank <= int(high if dots else low)


def _placed(rung: Doc, proof: Doc, found: dict[str, int], rulings: dict[str, Doc]) -> None:
    """The holder stands on a place that the rung rewards."""
    claim, key = proof["claim"], f"ladder/{proof['claim']['rung']}"
    fit = {r["entry"] for r in proof["field"] if r["fit"]}
    _must(claim["entry"] in fit, "不符合条件。", "The holder is not among the fit.")
    own = found[claim["entry"]]
    ranks_said = rung.get("ranks")
    if ranks_said is not None:
        low, _, high = str(ranks_said).partition("..")
        first = int(ranks_said[0] if isinstance(ranks_said, list) else low)
        last = (_count(ranks_said[1], proof, rulings, key) if isinstance(ranks_said, list)
                else int(high or low))  # fmt: skip
        way = rung.get("when_unfit", "vacant")
        if way == "unstated":
            way = rulings.get(f"{key}.unfit", {"choice": "vacant"})["choice"]
        if way == "next":
            own = 1 + sum(found[e] < own for e in fit if e in found)
        _must(first <= own <= last, "名次不在范围内。", "The rank is outside the rung.")
    elif rung.get("first") not in (None, "rest", "其余"):
        count = _count(rung["first"], proof, rulings, key)
        better = sum(found[e] < own for e in fit if e in found)
        level = sum(found[e] == own for e in fit if e in found)
        inside = better + level <= count
        if not inside and better < count:
            said = rung["first"].get("tie_at_cut") if isinstance(rung["first"], dict) else None
            said = said or rung.get("tie_at_cut", "ask")
            inside = (rulings.get(f"{key}.cut", {}).get("choice") if said == "ask" else said) == (
                "all"
            )
        _must(inside, "不在名额之内。", "The places do not reach the holder.")


def _count(said: Any, proof: Doc, rulings: dict[str, Doc], key: str) -> int:
    """How many places: a figure, a share of the field, or its row in a table by size."""
    if not isinstance(said, dict):
        return int(said)
    said = said.get("first", said) if isinstance(said.get("first", said), dict) else said
    if "count" in said or "first" in said:
        return int(said.get("count", said.get("first")))
    of, way = said.get("of", "ranked"), said.get("round", "unstated")
    of = rulings[f"{key}.of"]["choice"] if of == "unstated" else of
    size = int(proof["sizes"][of])
    ranked = sum(row["rank"] is not None for row in proof["field"])
    _must(of != "ranked" or proof["size_given"] or size == ranked, "人数不符。",
          "The field size is another.")  # fmt: skip
    if "percent" in said:
        exact = figure(said["percent"]) * size
        ruled = rulings.get(f"{key}.round")
        ways = {"up": ceil(exact), "down": floor(exact), "nearest": floor(exact + Fraction(1, 2))}
        way = ruled["choice"] if ruled and way == "unstated" else way
        count = ways[way] if way in ways else min(ways.values())
    else:
        hits = []
        for row in said["by_size"]:
            low, dots, high = str(row["from_to"]).partition("..")
            if (not low or int(low) <= size) and (size <= int(high or size) if dots
                                                  else size == int(low)):  # fmt: skip
                hits.append(int(row["gives"]))
        count = hits[0] if len(hits) == 1 else int(rulings[f"{key}.size:{size}"]["choice"])
    count = max(count, int(said.get("at_least", 0)))
    return min(count, int(said.get("at_most", count)))
