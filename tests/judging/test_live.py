"""A stage kept up to date tap by tap says the same as the whole computed anew."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging import compute
from judging.live import Live
from judging.refusals import BadRecord
from tests.judging.books import mark, plan_of
from tests.judging.test_properties import BOOK, GRID, LEAVES, NAMES

STAGES = "stages: [{id: final, node: total, ranking: overall}]"
HALF = STAGES.replace("}]", ", go_on: {first: 2, tie_at_cut: all}}]")
PLAN = dataclasses.replace(
    BOOK,
    rulebook=dataclasses.replace(
        BOOK.rulebook, stages=(dataclasses.replace(BOOK.rulebook.stages[0], go_on=None),)
    ),
)


@st.composite
def streams(draw):
    """A start list's earlier marks, and taps that come one by one, some taken back."""
    cells = st.sampled_from([(e, a, s) for e in NAMES for a, s in LEAVES])
    found = []
    for n, (e, a, s) in enumerate(draw(st.lists(cells, min_size=1, max_size=40))):
        value = draw(st.sampled_from((*GRID[a], None)))
        found.append(mark(e, a, value, s, op=str(n)))
    return found, draw(st.integers(0, len(found)))


@settings(max_examples=60, deadline=None)
@given(streams())
def test_every_tap_leaves_the_lines_that_a_full_recomputation_gives(stream):
    taps, known = stream
    live = Live(PLAN, stage_id="final", entries=NAMES, marks=taps[:known])
    for count in range(known, len(taps) + 1):
        if count > known:
            entry = taps[count - 1].entry_id
            before = live.standing(entry)
            change = live.enter(taps[count - 1])
            assert (change.before, change.after) == (before, live.standing(entry))
        whole = compute(PLAN, stage_id="final", entries=NAMES, marks=taps[:count])
        for line in whole.standings:
            assert live.standing(line.entry_id) == dataclasses.replace(line, decided_by="")


def test_a_tap_recomputes_only_its_way_to_the_root():
    live = Live(PLAN, stage_id="final", entries=NAMES)
    assert live.enter(mark("A", "taste", 2)).nodes == ("taste", "practice", "total")
    assert live.enter(mark("A", "gap", 2)).nodes == ("cut", "practice", "total")


def test_a_tap_delivered_twice_moves_nothing():
    live = Live(PLAN, stage_id="final", entries=NAMES)
    tap = mark("A", "theory", 2)
    first = live.enter(tap)
    again = live.enter(tap)
    assert first.before != first.after
    assert again.before == again.after == first.after


def test_a_node_that_reads_another_is_on_its_way():
    plan = plan_of("""
        scheme:
          id: total
          combine: sum
          parts:
            - {id: a, max: 10, mark: points}
            - {id: b, max: 10, starts_at: 10, reads: {gap: mm},
               then: [{zero_when: a < 5}, {take_off: {points: 1, of: a}, when: gap > 1}]}
        """)
    stage = plan.rulebook.stages[0]
    plan = dataclasses.replace(
        plan,
        rulebook=dataclasses.replace(
            plan.rulebook, stages=(dataclasses.replace(stage, ranking="overall"),)
        ),
    )
    live = Live(plan, stage_id="final", entries=["A"], marks=[mark("A", "gap", 2)])
    assert live.enter(mark("A", "a", 6)).after.score == 10
    assert live.enter(mark("A", "a", 4, op="again")).after.score == 4


@pytest.mark.parametrize(
    "rule", ["{by: [total high], within: 2}", "{by: [total high], gaps: 1223}"]
)
def test_rules_that_need_the_whole_field_are_refused(rule):
    plan = plan_of(f"scheme: {{id: total, max: 9, mark: points}}\nrankings: {{overall: {rule}}}")
    with pytest.raises(BadRecord):
        Live(plan, stage_id="final", entries=["A"])
