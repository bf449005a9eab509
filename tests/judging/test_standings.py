"""Whole lines of the standings: every column of the placed, the open and the unranked."""

from decimal import Decimal as D

import pytest

from judging import Standing
from tests.judging.books import plan_of, rule, run

BOOK = """
absence: {did_not_start: none}
scheme:
  id: root
  combine: unstated
  parts:
    - {id: total, combine: sum, parts: [
        {id: work, level: module, max: 60, mark: points},
        {id: look, level: module, max: 40, mark: points}]}
    - {id: time, starts_at: 0, reads: {secs: {unit: seconds, most: 900}}}
stages: [{id: final, node: total, ranking: overall}]
rankings: {overall: {by: [total high, look high], tail: share, gaps: GAPS}}
conduct: [{id: fake, out: yes}]
"""


def standings(field, *rulings, gaps='"1224"', **more):
    return run(plan_of(BOOK.replace("GAPS", gaps)), field, *rulings, **more).standings


def line(entry, rank, best, worst, score, low, high, *, waiting=0, parts=(), **more):
    words = {"state": "provisional", "clinched": False, "begun": rank is not None, **more}
    if words["state"] == "final":
        words["clinched"] = True
    return Standing(
        entry_id=entry, rank=rank, best=best, worst=worst, score=score, low=low, high=high,
        waiting=waiting, parts=(("work", parts[0]), ("look", parts[1])), **words,
    )  # fmt: skip


def test_a_settled_field_line_by_line():
    field = {
        "A": {"work": 50, "look": 30}, "B": {"work": 45, "look": 35}, "C": {"work": 50, "look": 30},
        "D": {"work": 10, "look": 5},
    }  # fmt: skip
    assert standings(field) == (
        line("B", 1, 1, 1, 80, 80, 80, parts=(45, 35), state="final"),
        line("A", 2, 2, 2, 80, 80, 80, parts=(50, 30), state="final", decided_by="look"),
        line("C", 2, 2, 2, 80, 80, 80, parts=(50, 30), state="final", decided_by="look"),
        line("D", 4, 4, 4, 15, 15, 15, parts=(10, 5), state="final"),
    )


def test_an_open_field_and_those_without_a_rank_line_by_line():
    field = {
        "A": {"work": 50, "look": 30}, "B": {"work": 45}, "C": {}, "X": {"work": 60, "look": 40},
        "Y": {"work": 1},
    }  # fmt: skip
    found = standings(field, did={"X": {"fake": 1}}, absent={"Y": "did_not_start"})
    assert found == (
        line("A", 1, 1, 3, 80, 80, 80, parts=(50, 30)),
        line("B", 2, 1, 3, None, 45, 85, waiting=1, parts=(45, None)),
        line("C", None, 1, 3, None, 0, 100, waiting=2, parts=(None, None)),
        line("X", None, 4, 4, 100, None, None, parts=(60, 40), state="unranked",
             cause="conduct.fake"),
        line("Y", None, 4, 4, None, None, None, parts=(1, None), state="unranked",
             cause="did_not_start"),
    )  # fmt: skip


def test_without_gaps_a_rank_that_can_still_move_has_no_certain_best():
    field = {"A": {"work": 50, "look": 30}, "B": {"work": 50, "look": 30}, "C": {"work": 9}}
    open_ = standings(field, gaps='"1223"')
    assert [(s.entry_id, s.rank, s.best, s.worst, s.state) for s in open_] == [
        ("A", 1, 1, 1, "final"),
        ("B", 1, 1, 1, "final"),
        ("C", 2, 1, 3, "provisional"),
    ]
    done = standings({**field, "C": {"work": 9, "look": 1}}, gaps='"1223"')
    assert [(s.rank, s.best, s.worst, s.state) for s in done] == [
        (1, 1, 1, "final"), (1, 1, 1, "final"), (2, 2, 2, "final"),
    ]  # fmt: skip


def test_so_far_equals_are_placed_by_the_lots_drawn_and_the_open_beside_them():
    text = BOOK.replace("tail: share, gaps: GAPS", "tail: lots")
    field = {
        "A": {"work": 50, "look": 30}, "B": {"work": 50, "look": 30}, "C": {"work": 50},
        "D": {"look": 30}, "E": {"look": 30},
    }  # fmt: skip
    drawn = run(text, field, rule("tie:overall:A=B", "order", "BA")).standings
    assert {s.entry_id: s.rank for s in drawn} == {"B": 1, "A": 2, "C": 3, "D": 4, "E": 4}


@pytest.mark.parametrize(("key", "low", "high"), [("secs low", 0, 900), ("secs high", 0, 900)])
def test_the_bounds_of_a_line_read_from_low_to_high_whichever_comes_first(key, low, high):
    text = BOOK.replace("total high, look high", key).replace("GAPS", '"1224"')
    text = text.replace("node: total", "node: root")
    field = {"A": {"secs": 300, "look": 5}, "B": {"look": 7}, "X": {"secs": 9, "look": 7}}
    first, last, gone = run(text, field, did={"X": {"fake": 1}}).standings
    assert (gone.entry_id, gone.state, gone.score) == ("X", "unranked", None)
    assert (first.entry_id, first.low, first.high, first.score) == ("A", 300, 300, 300)
    assert (last.low, last.high, last.score) == (low, high, None)
    assert first.parts == (("work", None), ("look", D(5)))
