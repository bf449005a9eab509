"""Small rulebooks and fields for the tests; what a test does not say is of no account to it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from textwrap import dedent
from typing import Any

from contest.rulebook import read_rulebook
from judging import Incident, Mark, Plan, Result, Ruling, compile_rulebook, compute
from judging.results import Score

#: entry -> aspect -> one value (seat 1) or a list (seats 1, 2, ...); "=node" gives a node whole.
Field = Mapping[str, Mapping[str, object]]

HEAD = "rulebook: test\ntrade: 焊工\ntrade_en: Welder\n"
TOTAL = (
    "scheme: {id: total, max: 100, combine: weighted, parts: ["
    "{id: theory, max: 100, weight: 30%, mark: points},"
    "{id: practice, max: 100, weight: 70%, mark: points}]}\n"
)


def plan_of(text: str, *rulings: Ruling) -> Plan:
    """The plan of a document; the head and one ranking by its root are added where missing."""
    text = dedent(text)
    if "rulebook:" not in text:
        text = HEAD + text
    if "rankings:" not in text:
        text += "\nrankings: {overall: {by: [total high], tail: share}}\n"
    return compile_rulebook(read_rulebook(text), rulings)


def marks_of(field: Field) -> list[Mark]:
    """One mark a value, numbered in written order."""
    found: list[Mark] = []
    for entry, aspects in field.items():
        for aspect, given in aspects.items():
            whole = aspect.startswith("=")
            values = given if isinstance(given, list | tuple) else [given]
            for seat, value in enumerate(values, start=0 if whole else 1):
                if value is not None:
                    found.append(mark(entry, aspect.removeprefix("="), value, seat))
    return found


def mark(entry: str, aspect: str, value: object, seat: int = 1, op: str = "") -> Mark:
    """A mark with an id of its own."""
    return Mark(
        op_id=op or f"{entry}/{aspect}/{seat}",
        entry_id=entry,
        aspect_id=aspect,
        seat=seat,
        value=None if value is None else Decimal(str(value)),
    )


def run(text: str | Plan, field: Field, *rulings: Ruling, **more: Any) -> Result:
    """Compute the only (or named) stage for a field."""
    plan = plan_of(text) if isinstance(text, str) else text
    stage = str(more.pop("stage_id", plan.rulebook.stages[-1].id))
    incidents = [
        Incident(id=f"{e}/{i}", entry_id=e, item_id=i, count=n)
        for e, done in dict(more.pop("did", {})).items()
        for i, n in done.items()
    ]
    return compute(
        plan,
        stage_id=stage,
        entries=list(field),
        marks=marks_of(field),
        incidents=incidents,
        rulings=rulings,
        **more,
    )


def score(
    text: str | Plan, node: str, aspects: Mapping[str, object], *rulings: Ruling, **more: Any
) -> Score:
    """The score of one node for a lone entry A."""
    found = run(text, {"A": aspects}, *rulings, **more).scores["A", node]
    assert found.node_id == node
    return found


def aspect(body: str, marks: Mapping[str, object], *rulings: Ruling, **more: Any) -> Score:
    """The score of a lone node ``total`` written as ``body``."""
    return score(f"scheme: {{id: total, {body}}}", "total", marks, *rulings, **more)


def ranks(result: Result) -> dict[str, int | None]:
    """entry -> rank."""
    return {s.entry_id: s.rank for s in result.standings}


def keys(result: Result) -> list[str]:
    """Keys of the questions left open."""
    return [a.key for a in result.asks]


def claims(result: Result, *states: str) -> dict[str, list[str]]:
    """honour -> entries that have it in one of the states (any state by default)."""
    found: dict[str, list[str]] = {}
    for claim in result.claims:
        if not states or claim.state in states:
            found.setdefault(claim.honour, []).append(claim.entry_id)
    return found


def rule(key: str, choice: str = "", order: Iterable[str] = ()) -> Ruling:
    """A ruling by 张三."""
    return Ruling(key=key, choice=choice, author="张三", at="14:05", text="", order=tuple(order))
