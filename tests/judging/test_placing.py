"""Places of the ladder where the unfit, ties, tolerances and open marks meet."""

from itertools import product

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from tests.judging.books import claims, keys, rule, run

BOOK = """
scheme: {id: total, max: 120, mark: points}
rankings: {overall: {by: [total high], tail: share, within: WITHIN}}
ladder: [{honour: 金奖, in: overall, needs: [status = employee], RUNG}]
"""
WORKS = {"status": "employee"}


def given(rung, totals, *rulings, within=0, unfit=(), **more):
    text = BOOK.replace("RUNG", rung).replace("WITHIN", str(within))
    field = {e: {} if t is None else {"total": t} for e, t in totals.items()}
    people = {e: {"status": "student"} if e in unfit else WORKS for e in totals}
    return run(text, field, *rulings, people=people, **more)


def states(result):
    return {c.entry_id: c.state for c in result.claims}


def test_sharers_of_a_rank_both_move_up():
    result = given("ranks: 1, when_unfit: next", {"A": 9, "B": 8, "C": 8, "D": 7}, unfit="A")
    assert states(result) == {"B": "candidate", "C": "candidate"}


def test_a_ruling_about_the_unfit_waits_until_somebody_is():
    rung, ruled = "ranks: 1, when_unfit: unstated", rule("ladder/金奖.unfit", "next")
    calm = given(rung, {"A": 9, "B": 8}, ruled)
    assert (states(calm), calm.rulings_unused) == ({"A": "candidate"}, ("ladder/金奖.unfit",))
    moved = given(rung, {"A": 9, "B": 8}, ruled, unfit="A")
    assert (states(moved), moved.rulings_unused) == ({"B": "candidate"}, ())


@pytest.mark.parametrize(
    ("rung", "totals"),
    [
        ("first: 3, tie_at_cut: none", {"A": 100, "B": 98, "C": 97}),
        ("ranks: 1..2, when_unfit: next", {"A": 100, "B": 98, "C": 95}),
    ],
)
def test_a_new_leader_may_move_whom_the_tolerance_puts_together(rung, totals):
    # At 101 he leaves 98 a block of its own, which 97 joins: then two stand astride the end.
    before = given(rung, {**totals, "N": None}, within=2)
    assert states(before)["B"] == "held"
    after = given(rung, {**totals, "N": 101}, within=2)
    assert "B" not in states(after)


def test_those_within_the_tolerance_of_each_other_are_sure_of_what_none_below_can_reach():
    text = BOOK.replace("RUNG", "ranks: 1").replace("WITHIN", "2")
    text = text.replace("max: 120, mark: points", "combine: sum, parts: ["
        "{id: a, max: 10, mark: points}, {id: b, max: 3, mark: points}]")  # fmt: skip
    field = {"A": {"a": 10, "b": 0}, "B": {"a": 9, "b": 0}, "Z": {"a": 2}}
    lines = {s.entry_id: (s.best, s.worst) for s in run(text, field).standings}
    assert lines == {"A": (1, 1), "B": (1, 2), "Z": (3, 3)}


@settings(max_examples=40, deadline=None)
@drawn(
    st.lists(st.sampled_from((4, 6, 7, 9, None)), min_size=2, max_size=5),
    st.sampled_from(
        ("first: 2, tie_at_cut: none", "first: 2, tie_at_cut: all", "first: 3, tie_at_cut: ask",
         "ranks: 1..2, when_unfit: next", "ranks: 2..3")
    ),
    st.sampled_from((0, 1, 2)),
)  # fmt: skip
def test_what_is_sure_stays_and_nobody_comes_from_outside(totals, rung, within):
    def candidates(marks, unfit="B"):
        result = given(rung, dict(zip("ABCDE", marks, strict=False)), within=within, unfit=unfit)
        found = states(result)
        return {e for e, state in found.items() if state == "candidate"}, set(found)

    sure, possible = candidates(totals)
    for marks in product(*((3, 5, 8, 10) if t is None else (t,) for t in totals)):
        got, told = candidates(marks)
        assert sure <= got
        assert got <= told <= possible


def test_a_place_may_be_held_by_whoever_an_earlier_honour_may_still_bar():
    text = """
    scheme: {id: total, max: 9, mark: points}
    rankings: {overall: {by: [total high], tail: share}}
    ladder:
      - {honour: 状元, kind: designation, in: overall, ranks: 1}
      - {honour: 能手, kind: designation, in: overall, first: 2, not_with: [状元],
         needs: [status = employee]}
    """
    people = {"A": {"status": "student"}, "B": WORKS}
    found = run(text, {"A": {"total": 8}, "B": {}}, people=people)
    assert claims(found, "held") == {"状元": ["A", "B"], "能手": ["B"]}
    assert keys(found) == []
