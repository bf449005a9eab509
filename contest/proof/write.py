"""A proof file from a computed stage: what stands in it, and when there is none to write."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from contest.proof.conditions import Unproved
from contest.proof.verify import FORMAT, seal
from contest.rulebook.canonical import canonical, hashes
from contest.rulebook.output import Json, line_json
from judging import Claim, Plan, Result, Rung, explain
from judging.conditions import Condition, names
from judging.marks import Inputs
from judging.numbers import plain
from judging.results import Standing
from judging.rulings import Ruling
from judging.scheme import Node


def proof_of(
    text: str,
    plan: Plan,
    result: Result,
    claim: Claim,
    *,
    holder: Mapping[str, str] | None = None,
    approvals: Iterable[Mapping[str, str]] = (),
) -> Json:
    """
    The proof of one honour.

    Raises ``Unproved`` while anything is open (marks, rulings, facts), and where the result rests
    on an absence: that is a decision of people, not a computation.
    """
    inputs = result.inputs[claim.entry_id]
    lines = result.rankings[claim.ranking]
    if claim.state == "held" or any(s.state == "provisional" for s in lines):
        raise Unproved("尚有未定事项，不能出具证明。", "Something is open; nothing is proved.")
    if inputs.cause or inputs.absent:
        raise Unproved("该成绩含缺席处理，不能单独证明。", "The result rests on an absence.")
    rung = next(r for r in plan.rulebook.ladder if r.id == claim.rung_id)
    root = plan.stage(result.stage_id).node
    own = {n: result.scores[claim.entry_id, n] for n in _worked_out(plan.nodes[root], inputs)}
    used = [r for k, r in sorted(result.rulings.items()) if k not in result.rulings_unused]
    holders = {c.entry_id for c in result.claims if c.rung_id == rung.id}
    document = hashes(text)[0]
    proof: Json = {
        "format": FORMAT,
        "rulebook": {
            "id": plan.rulebook.id,
            "document": document,
            "canonical": json.loads(canonical(text)),
        },
        "stage": result.stage_id,
        "claim": {
            "entry": claim.entry_id,
            "honour": claim.honour,
            "kind": claim.kind,
            "rung": claim.rung_id,
            "ranking": claim.ranking,
            "rank": claim.rank,
            "state": claim.state,
            "act": claim.act,
            "clause": claim.clause,
            "reasons": [{"zh": zh, "en": en} for zh, en in claim.reasons],
        },
        "marks": {n: {str(s): format(v, "f") for s, v in inputs.marks.get(n).items()}
                  for n in sorted({*inputs.marks.lone, *inputs.marks.seats})},
        "carried": {n: format(v, "f") for n, v in inputs.carried.items()},
        "incidents": dict(inputs.incidents),
        "facts": _facts(plan, rung, inputs.facts),
        "values": {n: format(s.value, "f") for n, s in own.items() if s.value is not None},
        "field": [_row(plan, result, claim, s, holders) for s in lines],
        "sizes": {name: high for name, (_, high) in result.sizes.items()},
        "size_given": result.sizes["ranked"][1] != sum(s.rank is not None for s in lines),
        "other_honours": [c.honour for c in result.claims
                          if c.entry_id == claim.entry_id and c.rung_id != rung.id],
        "rulings": [_ruling(r) for r in used],
        "lines": line_json(explain(plan, result, claim.entry_id, root)),
        "all_marks": _all_marks(result),
        "holder": dict(holder or {}),
        "approvals": [dict(a) for a in approvals],
    }  # fmt: skip
    return {**proof, "seal": seal(proof)}


def _worked_out(node: Node, inputs: Inputs) -> Iterator[str]:
    """Nodes whose value comes from marks; the parts of one given whole stay unjudged."""
    yield node.id
    if 0 not in inputs.marks.get(node.id):
        for part in node.parts:
            yield from _worked_out(part, inputs)


def _row(
    plan: Plan, result: Result, claim: Claim, line: Standing, holders: set[str]
) -> dict[str, object]:
    """One entry's line of the ranking; who stands above the holder without the honour is unfit."""
    rule = plan.rulebook.rankings[claim.ranking]
    behind = line.rank is not None and claim.rank is not None and line.rank > claim.rank
    keys = [] if line.rank is None else [_key(plan, result, line.entry_id, k.node) for k in rule.by]
    return {
        "entry": line.entry_id,
        "rank": line.rank,
        "keys": keys,
        "out": "" if line.rank is not None else line.cause or "no result",
        "fit": line.entry_id in holders or behind,
    }


def _key(plan: Plan, result: Result, entry: str, name: str) -> str | None:
    if name in plan.nodes:
        value = result.scores[entry, name].value
    else:
        seats = result.inputs[entry].marks.get(name)
        value = seats.get(1, seats.get(0))
    return None if value is None else format(value, "f")


def _facts(plan: Plan, rung: Rung, facts: Mapping[str, object]) -> dict[str, object]:
    """Only the facts that the rung or a step reads: a proof tells no more of a person."""
    conditions: list[Condition | None] = [rung.needs, *rung.readings.values()]
    conditions += [c for n in plan.nodes.values() for s in n.steps for c in (s.test, s.when)]
    read = {name for c in conditions if c is not None for name in names(c)}
    read = {"birth" if name == "age" else name for name in read}
    return {n: facts[n] if isinstance(facts[n], list) else str(facts[n])
            for n in sorted(read & set(facts))}  # fmt: skip


def _ruling(ruling: Ruling) -> dict[str, object]:
    return {
        "key": ruling.key,
        "choice": ruling.choice,
        "order": list(ruling.order),
        "text": ruling.text,
        "author": ruling.author,
        "at": ruling.at,
    }


def _all_marks(result: Result) -> str:
    """SHA-256 over every mark of the field, so that proofs of one stage can be laid together."""
    rows = [
        f"{entry} {name} {seat} {plain(value)}"
        for entry, inputs in sorted(result.inputs.items())
        for name in sorted({*inputs.marks.lone, *inputs.marks.seats})
        for seat, value in sorted(inputs.marks.get(name).items())
    ]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
