"""Records refuse nonsense at birth, each with a sentence in both languages."""

from decimal import Decimal as D

import pytest

from judging import (
    BadRecord,
    ConductItem,
    Incident,
    Join,
    Mark,
    Node,
    Panel,
    Quota,
    RankKey,
    RankRule,
    Rulebook,
    Rung,
    StageRule,
)
from judging.scheme import Choice, Parts, Points, Reading, Readings, Scale

POINTS = Points(scale=Scale())
NODE = Node(id="total", take=POINTS)
KEY = RankKey(node="total")

NONSENSE = {
    "a step of nothing": lambda: Scale(step=D(0)),
    "a most below the least": lambda: Scale(least=D(2), most=D(1)),
    "two choices of one value": lambda: Scale(
        choices=(Choice(value=D(1), name="是"), Choice(value=D(1), name="对"))
    ),
    "a panel without judges": lambda: Panel(judges=0, join=Join(op="mean"), scale=Scale(), least=1),
    "a panel that needs more than it has": lambda: Panel(
        judges=3, join=Join(op="mean"), scale=Scale(), least=4
    ),
    "a panel that needs nobody": lambda: Panel(
        judges=3, join=Join(op="mean"), scale=Scale(), least=0
    ),
    "two readings without a start": lambda: Readings(
        readings=(Reading(id="a", scale=Scale()), Reading(id="b", scale=Scale()))
    ),
    "no readings": lambda: Readings(readings=(), starts_at=D(1)),
    "no parts": lambda: Parts(parts=(), join=Join(op="sum")),
    "a node without id": lambda: Node(id="", take=POINTS),
    "an unknown level": lambda: Node(id="x", take=POINTS, level="floor"),
    "a maximum of nothing": lambda: Node(id="x", take=POINTS, max=D(0)),
    "a negative weight": lambda: Node(id="x", take=POINTS, weight=D(-1)),
    "a penalty without effect": lambda: ConductItem(id="x", name="x", effect="frown"),
    "a penalty from nowhere": lambda: ConductItem(id="x", name="x", effect="take", take=D(1)),
    "a penalty without points": lambda: ConductItem(
        id="x", name="x", effect="take", nodes=("total",)
    ),
    "a penalty that gives points": lambda: ConductItem(
        id="x", name="x", effect="take", nodes=("total",), take=D(-1)
    ),
    "a quota of nothing": lambda: Quota(),
    "a quota of two kinds": lambda: Quota(count=3, percent=D("0.1")),
    "a quota below zero": lambda: Quota(count=-1),
    "more than everybody": lambda: Quota(percent=D(30)),
    "an unknown cut": lambda: Quota(count=3, tie_at_cut="some"),
    "a ranking without keys": lambda: RankRule(id="x", by=()),
    "an unknown tail": lambda: RankRule(id="x", by=(KEY,), tail="duel"),
    "unknown gaps": lambda: RankRule(id="x", by=(KEY,), gaps="1337"),
    "an unknown kind of honour": lambda: Rung(id="x", honour="x", kind="hug", rankings=("a",)),
    "an unknown act": lambda: Rung(id="x", honour="x", kind="prize", rankings=("a",), act="sell"),
    "an honour without a ranking": lambda: Rung(id="x", honour="x", kind="prize", rankings=()),
    "ranks and a number at once": lambda: Rung(
        id="x", honour="x", kind="prize", rankings=("a",), ranks=(1, 2), rest=True
    ),
    "ranks from zero": lambda: Rung(
        id="x", honour="x", kind="prize", rankings=("a",), ranks=(0, 2)
    ),
    "ranks backwards": lambda: Rung(
        id="x", honour="x", kind="prize", rankings=("a",), ranks=(3, 2)
    ),
    "an unknown way with the unfit": lambda: Rung(
        id="x", honour="x", kind="prize", rankings=("a",), ranks=(1, 2), when_unfit="weep"
    ),
    "a rulebook without a tree": lambda: Rulebook(
        id="x", trade="焊工", trees=(), stages=(StageRule(id="f", node="x"),), rankings={}
    ),
    "a rulebook without a stage": lambda: Rulebook(
        id="x", trade="焊工", trees=(NODE,), stages=(), rankings={}
    ),
    "a mark that is a float": lambda: Mark(
        op_id="1",
        entry_id="A",
        aspect_id="x",
        seat=1,
        value=1.5,  # type: ignore[arg-type]  # a float is the mistake
    ),
    "a mark that is no number": lambda: Mark(
        op_id="1", entry_id="A", aspect_id="x", seat=1, value=D("NaN")
    ),
    "a mark without end": lambda: Mark(
        op_id="1", entry_id="A", aspect_id="x", seat=1, value=D("Infinity")
    ),
    "a seat below zero": lambda: Mark(op_id="1", entry_id="A", aspect_id="x", seat=-1, value=D(1)),
    "a seat that is yes": lambda: Mark(
        op_id="1", entry_id="A", aspect_id="x", seat=True, value=D(1)
    ),
    "an incident done minus once": lambda: Incident(id="1", entry_id="A", item_id="x", count=-1),
    "an incident done yes times": lambda: Incident(id="1", entry_id="A", item_id="x", count=True),
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_at_birth(nonsense):
    with pytest.raises(BadRecord) as refusal:
        nonsense()
    assert refusal.value.zh
    assert refusal.value.en == str(refusal.value)


def test_braces_in_a_sentence_are_left_alone():
    assert BadRecord(zh="{看}", en="{see}").en == "{see}"


def test_a_scale_knows_its_ends():
    assert Scale(least=D("0.5"), most=D(10)).ends() == (D("0.5"), D(10))
    chosen = Scale(choices=(Choice(value=D(5), name="好"), Choice(value=D(0), name="差")))
    assert chosen.ends() == (0, 5)
