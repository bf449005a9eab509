"""Steps: deductions, bands, tables, floors, rounding, cut-offs, gates; and the unstated."""

from decimal import Decimal as D

import pytest

from tests.judging.books import HEAD, aspect, rule, run, score

UNDERCUT = (
    "max: 10, starts_at: 10, reads: {depth: {unit: mm, most: 9}, length: {unit: mm, most: 99}}, "
    "then: [{zero_when: {any: [depth > 0.5, length > 30]}}, "
    "{take_off: {points: 2, per: 5, of: length, counting: COUNTING}}, {floor: 0}]"
)


def undercut(depth, length, counting="started", *rulings):
    body = UNDERCUT.replace("COUNTING", counting)
    return aspect(body, {"depth": depth, "length": length}, *rulings)


@pytest.mark.parametrize(
    ("depth", "length", "expected"),
    [("0.4", 15, 4), ("0.6", 5, 0), ("0.5", 30, 0), ("0.4", 26, 0), ("0", 0, 10), ("0.5", 1, 8)],
)
def test_a_straight_deduction_below_the_cut_off_and_zero_above_it(depth, length, expected):
    assert undercut(depth, length).value == expected


def test_an_unstated_way_of_counting_is_asked_only_where_it_matters():
    assert undercut("0.4", 15, "unstated").value == 4
    found = undercut("0.4", 7, "unstated")
    assert found.asks[0].options == (
        ("started", "得 6", "gives 6"),
        ("full", "得 8", "gives 8"),
        ("pro_rata", "得 7.2", "gives 7.2"),
    )
    assert (found.low, found.high) == (6, 8)
    ruled = undercut("0.4", 7, "unstated", rule("total.take_off.counting", "full"))
    assert (ruled.value, ruled.asks) == (8, ())


def test_a_reading_still_missing_bounds_the_value():
    body = UNDERCUT.replace("COUNTING", "started")
    found = aspect(body, {"depth": "0.4"})
    assert (found.state, found.low, found.high, found.waiting) == ("waiting", 0, 10, 1)


def test_a_waiting_value_with_an_open_point_is_not_asked_about_yet():
    body = UNDERCUT.replace("COUNTING", "unstated")
    found = aspect(body, {"depth": "0.4"})
    assert (found.state, found.asks) == ("waiting", ())


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("{add: {points: 2}}", 10),
        ("{add: {points: 2, per: 3, of: total_extra, counting: full}}", 12),
        ("{scale: {from: 10, to: 100}}", 80),
        ("{floor: 9}", 9),
        ("{cap: 5}", 5),
        ("{take_off: {points: 3}}", 5),
        ("{take_off: {points: 3}, when: total_extra > 5}", 5),
        ("{take_off: {points: 3}, when: total_extra > 7}", 8),
        ("{zero_when: [total_extra > 5, total_extra < 9]}", 0),
        ("{zero_when: total_extra > 9}", 8),
        ("{round: {places: 0, mode: half_up}}", 8),
    ],
)
def test_each_step_does_what_it_says(then, expected):
    body = "starts_at: 8, reads: {total_extra: {unit: count, most: 9}}, then: [" + then + "]"
    assert aspect(body, {"total_extra": 7}).value == expected


def test_zero_ends_the_steps():
    body = "starts_at: 8, reads: {x: mm}, then: [{zero_when: x > 1}, {add: {points: 5}}]"
    assert aspect(body, {"x": 2}).value == 0
    assert aspect(body, {"x": 1}).value == 13


def test_a_step_whose_condition_is_open_bounds_both_ways():
    body = (
        "starts_at: 8, reads: {x: {unit: mm, most: 9}}, "
        "then: [{take_off: {points: 3}, when: x > 1}, {cap: 7}]"
    )
    found = aspect(body, {})
    assert (found.low, found.high) == (5, 7)
    zero = body.replace("take_off: {points: 3}, when: x > 1", "zero_when: x > 1")
    assert (aspect(zero, {}).low, aspect(zero, {}).high) == (0, 7)


SILENT = (
    "starts_at: 8, reads: {x: {unit: mm, most: 9}}, "
    "then: [{silent_when: x > 1}, {take_off: {points: 3}}]"
)


def test_a_case_the_text_leaves_out_is_asked_and_ruled():
    assert aspect(SILENT, {"x": 1}).value == 5
    found = aspect(SILENT, {"x": 2})
    assert found.asks[0].options == (("zero", "得 0", "gives 0"), ("go_on", "得 5", "gives 5"))
    assert aspect(SILENT, {"x": 2}, rule("total.silent_when", "zero")).value == 0
    assert aspect(SILENT, {"x": 2}, rule("total.silent_when", "go_on")).value == 5
    assert aspect(SILENT, {}).state == "waiting"
    assert (aspect(SILENT, {}).low, aspect(SILENT, {}).high) == (0, 5)


def test_a_step_named_without_figures_waits_for_a_ruling():
    body = "reads: {gap: {unit: mm, most: 9}}, then: [{bands: unstated}]"
    found = aspect(body, {"gap": 2})
    assert [a.key for a in found.asks] == ["total.bands"]
    assert aspect(body, {"gap": 2}, rule("total.bands", "6")).value == 6
    assert aspect(body, {"gap": 2}, rule("total.bands", "six")).state == "asked"


def test_a_figure_left_open_waits_for_a_ruling():
    body = "starts_at: 8, reads: {x: mm}, then: [{take_off: {points: unstated, of: x}}]"
    assert [a.key for a in aspect(body, {"x": 2}).asks] == ["total.take_off.points"]
    assert aspect(body, {"x": 2}, rule("total.take_off.points", "1.5")).value == 5
    assert aspect(body, {"x": 2}, rule("total.take_off.points", "some")).state == "asked"


ROUND = "max: 100, mark: points, then: [{round: {places: 1, mode: unstated}}]"


def test_rounding_without_a_mode_is_asked_only_where_the_modes_differ():
    assert aspect(ROUND, {"total": "78.50"}).value == D("78.5")
    found = aspect(ROUND, {"total": "78.58"})
    assert {o[0] for o in found.asks[0].options} == {"half_up", "half_even", "truncate"}
    assert aspect(ROUND, {"total": "78.58"}, rule("total.round.mode", "truncate")).value == D(
        "78.5"
    )
    # A ruling that is none of the options answers nothing.
    assert aspect(ROUND, {"total": "78.58"}, rule("total.round.mode", "sideways")).state == "asked"


def test_two_open_points_of_one_node_are_asked_one_by_one():
    body = ROUND.replace("then: [", "then: [{round: {places: 2, mode: unstated}}, ")
    found = aspect(body, {"total": "78.55"})
    assert [a.key for a in found.asks] == ["total.round2.mode"]


GATE = "max: 100, mark: points, then: [{gate: {at_least: 60, else: WHAT}}, {take_off: {points: 1}}]"


def test_a_gate_below_its_mark_does_what_the_text_says():
    assert aspect(GATE.replace("WHAT", "zero"), {"total": 59}).value == 0
    assert aspect(GATE.replace("WHAT", "zero"), {"total": 60}).value == 59
    found = aspect(GATE.replace("WHAT", "unranked"), {"total": 59})
    assert (found.value, found.gates) == (58, {"unranked"})
    open_gate = aspect(GATE.replace("WHAT", "no_honour"), {})
    assert (open_gate.low, open_gate.high, open_gate.gates) == (-1, 99, {"no_honour?"})
    zero = aspect(GATE.replace("WHAT", "zero"), {})
    assert (zero.low, zero.high) == (-1, 99)


def test_a_gate_that_costs_the_rank_leaves_the_value_visible():
    text = "scheme: {id: total, " + GATE.replace("WHAT", "unranked") + "}"
    result = run(text, {"A": {"total": 59}, "B": {"total": 80}, "C": {}})
    lines = {s.entry_id: s for s in result.standings}
    assert (lines["A"].state, lines["A"].score, lines["A"].cause) == ("unranked", 58, "gate")
    assert lines["C"].state == "provisional"


def test_a_step_may_read_a_node_scored_before_it():
    text = (
        HEAD
        + """
scheme: {id: total, combine: sum, parts: [
  {id: theory, max: 10, mark: points},
  {id: work, max: 10, mark: points, then: [{add: {points: 1, of: theory}}]}]}
rankings: {overall: {by: [total high], tail: share}}
"""
    )
    assert score(text, "work", {"theory": 3, "work": 5}).value == 8


def test_a_step_that_reads_a_node_without_a_value_is_a_question():
    text = """
    absence: {did_not_start: none}
    scheme: {id: total, combine: {join: best}, parts: [
      {id: theory, level: module, max: 10, mark: points},
      {id: work, level: module, max: 10, mark: points, then: [{add: {points: 1, of: theory}}]}]}
    """
    gone = {("A", "theory"): "did_not_start"}
    found = score(text, "work", {"work": 5}, absent=gone)
    assert [a.key for a in found.asks] == ["work.add.of"]


def test_a_step_may_read_a_fact_about_the_entry():
    body = "max: 10, mark: points, then: [{add: {points: 1}, when: sex = 女}]"
    assert aspect(body, {"total": 5}, people={"A": {"sex": "女"}}).value == 6
    unknown = aspect(body, {"total": 5})
    assert (unknown.state, unknown.low, unknown.high) == ("waiting", 5, 6)


def test_open_ends_against_each_other_leave_no_bound():
    text = (
        "scheme: {id: total, combine: sum, parts: [{id: a, mark: points}], "
        "then: [{take_off: {points: 1, of: a}}]}"
    )
    found = score(text, "total", {})
    assert (found.low, found.high) == (None, None)
