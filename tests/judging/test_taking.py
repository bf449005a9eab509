"""What is still to come and what was given, node by node."""

from decimal import Decimal as D

from tests.judging.books import run

CARRIED = """
scheme:
  - {id: first, max: 100, mark: points}
  - {id: total, combine: sum, parts: [{id: before, carried: first}, {id: now, mark: points}]}
stages: [{id: prelim, node: first}, {id: final, node: total}]
rankings: {p: {by: [first high], tail: share}, f: {by: [total high], tail: share}}
"""


def counted(result):
    scores = {node: result.scores["A", node] for node in ("before", "now", "total")}
    return {node: (s.waiting, s.marked, s.low, s.high) for node, s in scores.items()}


def test_a_value_not_yet_carried_over_is_one_thing_to_come_and_no_mark():
    assert counted(run(CARRIED, {"A": {}})) == {
        "before": (1, 0, 0, None),
        "now": (1, 0, 0, None),
        "total": (2, 0, 0, None),
    }
    assert run(CARRIED, {"A": {}}).standings[0].rank is None


def test_a_value_carried_over_waits_for_nothing_and_is_no_mark_of_this_stage():
    result = run(CARRIED, {"A": {}}, carried={("A", "first"): D(80)})
    assert counted(result) == {
        "before": (0, 0, 80, 80),
        "now": (1, 0, 0, None),
        "total": (1, 0, 80, None),
    }
