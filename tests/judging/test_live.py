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
RULE = PLAN.rulebook.rankings["overall"]
#: Whoever is equal on every key may still come before or after the other.
ASKED = dataclasses.replace(
    PLAN,
    rulebook=dataclasses.replace(
        PLAN.rulebook, rankings={"overall": dataclasses.replace(RULE, tail="ruling")}
    ),
)


@st.composite
def streams(draw):
    """Entries with every mark in, then taps that come one by one, some taken back."""
    done = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True))
    cells = st.sampled_from([(e, a, s) for e in NAMES for a, s in LEAVES])
    taps = [(e, a, s) for e in done for a, s in LEAVES], draw(st.lists(cells, max_size=9))
    found = []
    for n, (e, a, s) in enumerate(taps[0] + taps[1]):
        values = GRID[a] if n < len(taps[0]) else (*GRID[a], None)
        found.append(mark(e, a, draw(st.sampled_from(values)), s, op=str(n)))
    return found, draw(st.integers(max(0, len(found) - 12), len(found)))


@settings(max_examples=60, deadline=None)
@given(streams(), st.sampled_from((PLAN, ASKED)))
def test_every_tap_leaves_the_lines_that_a_full_recomputation_gives(stream, plan):
    taps, known = stream
    live = Live(plan, stage_id="final", entries=NAMES, marks=taps[:known])
    for count in range(known, len(taps) + 1):
        if count > known:
            entry = taps[count - 1].entry_id
            before = live.standing(entry)
            change = live.enter(taps[count - 1])
            assert (change.before, change.after) == (before, live.standing(entry))
        whole = compute(plan, stage_id="final", entries=NAMES, marks=taps[:count])
        for line in whole.standings:
            assert live.standing(line.entry_id) == dataclasses.replace(line, decided_by="")


CLOCK = """
scheme:
  - {id: first, max: 9, mark: points}
  - id: total
    combine: sum
    parts:
      - {id: run, level: module, starts_at: 0, reads: {secs: seconds}, then: [{add: {of: secs,
         points: 1}}]}
      - {id: form, level: module, max: 4, mark: points}
stages:
  - {id: heats, node: first, ranking: heats}
  - {id: final, node: total, ranking: clock}
rankings: {heats: {by: [first high]}, clock: {by: [total low], tail: share}}
"""


def test_a_field_ranked_by_a_clock_without_end_is_followed_to_the_last_tap():
    plan = plan_of(CLOCK)
    names = ["A", "B", "C"]
    live = Live(plan, stage_id="final", entries=names)
    taps = [
        mark("A", "secs", 30), mark("B", "secs", 20), mark("A", "form", 1), mark("C", "secs", 30),
        mark("B", "form", 4), mark("A", "first", 9), mark("C", "form", 1), mark("C", "form", 0),
    ]  # fmt: skip
    for count, tap in enumerate(taps, start=1):
        change = live.enter(dataclasses.replace(tap, op_id=str(count)))
        assert change.entry_id == tap.entry_id
        seen = [dataclasses.replace(t, op_id=str(n)) for n, t in enumerate(taps[:count], start=1)]
        whole = compute(plan, stage_id="final", entries=names, marks=seen)
        assert [live.standing(s.entry_id) for s in whole.standings] == list(whole.standings)
    assert change.nodes == ("form", "total")
    assert (change.after.rank, change.after.state, change.after.clinched) == (2, "final", True)
    assert change.after.parts == (("run", 30), ("form", 0))


def test_a_mark_of_another_tree_changes_no_node():
    live = Live(plan_of(CLOCK), stage_id="final", entries=["A"])
    change = live.enter(mark("A", "first", 9))
    assert (change.nodes, change.before) == ((), change.after)


def test_a_part_carried_over_stays_open_line_by_line():
    text = """
    scheme:
      - {id: first, max: 9, mark: points}
      - {id: total, combine: sum, parts: [{id: old, carried: first, max: 9},
         {id: new, max: 9, mark: points}]}
    stages: [{id: heats, node: first}, {id: final, node: total, ranking: overall}]
    rankings: {overall: {by: [total high], tail: share}}
    """
    live = Live(plan_of(text), stage_id="final", entries=["A"])
    after = live.enter(mark("A", "new", 5)).after
    assert (after.low, after.high, after.state) == (5, 14, "provisional")


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
    "rule",
    [
        "{by: [total high], within: 2}",
        "{by: [total high], gaps: 1223}",
        "{by: [total high, extra high], only_at_cuts: yes}",
        "{by: [total high], scale_median_700: {method: ratio, places: 0, mode: half_up}}",
    ],
)
def test_rules_that_need_the_whole_field_are_refused(rule):
    plan = plan_of(f"""
        scheme: {{id: root, combine: unstated, parts: [
          {{id: total, max: 9, mark: points}}, {{id: extra, max: 9, mark: points}}]}}
        rankings: {{overall: {rule}}}
        stages: [{{id: final, node: root, ranking: overall}}]
        """)
    with pytest.raises(BadRecord, match="ranked as a whole only"):
        Live(plan, stage_id="final", entries=["A"])


def test_a_pass_mark_needs_the_whole_field_too():
    plan = plan_of("""
        scheme: {id: total, max: 9, mark: points, then: [{gate: {at_least: 5, else: unranked}}]}
        rankings: {overall: {by: [total high]}}
        stages: [{id: final, node: total, ranking: overall}]
        """)
    with pytest.raises(BadRecord, match="ranked as a whole only"):
        Live(plan, stage_id="final", entries=["A"])


@pytest.mark.parametrize(
    ("by", "taps"),
    [
        ("secs low", [("A", "secs", 20), ("B", "secs", 30), ("A", "look", 2), ("B", "secs", 10)]),
        ("capped high", [("A", "secs", 5), ("B", "look", 5), ("A", "look", 3), ("B", "secs", 2)]),
    ],
)
def test_a_line_is_settled_by_its_reading_and_not_while_its_node_waits(by, taps):
    plan = plan_of(f"""
        scheme: {{id: total, combine: unstated, parts: [
          {{id: time, starts_at: 0, reads: {{secs: seconds}}}},
          {{id: capped, combine: sum, then: [{{cap: 0}}], parts: [
            {{id: look, max: 9, mark: points}}]}}]}}
        rankings: {{overall: {{by: [{by}], tail: share}}}}
        stages: [{{id: final, node: total, ranking: overall}}]
        """)
    live = Live(plan, stage_id="final", entries=["A", "B"])
    marks = [mark(e, a, v, op=str(n)) for n, (e, a, v) in enumerate(taps)]
    for count, tap in enumerate(marks, start=1):
        live.enter(tap)
        whole = compute(plan, stage_id="final", entries=["A", "B"], marks=marks[:count])
        assert [live.standing(s.entry_id) for s in whole.standings] == list(whole.standings)


@pytest.mark.parametrize("step", ["{take_off: {points: 1, of: a}}", "{cap: 3, when: a > 2}"])
def test_whatever_a_step_reads_is_on_its_way(step):
    plan = plan_of(f"""
        scheme: {{id: total, combine: sum, parts: [
          {{id: a, max: 10, mark: points}},
          {{id: b, max: 10, mark: points, then: [{step}]}},
          {{id: c, max: 10, mark: points}}]}}
        rankings: {{overall: {{by: [total high], tail: share}}}}
        stages: [{{id: final, node: total, ranking: overall}}]
        """)
    live = Live(plan, stage_id="final", entries=["A"], marks=[mark("A", "b", 9)])
    assert live.enter(mark("A", "a", 4)).nodes == ("a", "b", "total")
    assert live.enter(mark("A", "c", 4)).nodes == ("c", "total")
