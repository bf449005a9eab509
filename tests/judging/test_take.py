"""What a node takes: a mark, a panel and its joins, readings, parts and weights."""

from decimal import Decimal as D

import pytest

from judging.numbers import rounded
from tests.judging.books import TOTAL, aspect, keys, rule, run, score


def four(value):
    return rounded(value, 4, "half_up")


def panel(join, marks, *rulings, judges=5, more="", **extra):
    body = f"max: 100, panel: {{judges: {judges}, join: {join}{more}}}"
    return aspect(body, {"total": marks}, *rulings, **extra)


@pytest.mark.parametrize(
    ("join", "marks", "expected"),
    [
        ("mean", [80, 90, 85, 85, 70], "82"),
        ("sum", [1, 2, 3, 4, 5], "15"),
        ("median", [80, 90, 85, 70, 60], "80"),
        ("median", [1, 2, 4, 9], "3"),
        ("{join: best, k: 2}", [5, 9, 7, 1, 2], "16"),
        ("best", [5, 9, 7, 1, 2], "9"),
        ("agreed", [7, 7, 7, 7, 7], "7"),
        ("trimmed_mean", [85, 90, 88, 92, 79], "87.6667"),
        ("{join: trimmed_mean, high: 1, low: 1}", [90, 90, 80, 70, 90], "86.6667"),
        ("{join: trimmed_mean, high: 2, low: 0}", [90, 90, 80, 70, 90], "80"),
    ],
)
def test_a_panel_is_joined_as_the_rulebook_says(join, marks, expected):
    found = panel(join, marks, judges=len(marks))
    assert found.state == "final"
    assert rounded(found.value, 4, "half_up") == D(expected)


def test_a_judgement_is_the_maximum_times_the_sum_over_nine():
    body = "max: 6, panel: {judges: 3, join: judgement_0_3}"
    assert four(aspect(body, {"total": [3, 2, 2]}).value) == D("4.6667")


def test_judgements_further_apart_than_one_ask_for_a_new_round_until_ruled_to_stand():
    body = "max: 9, panel: {judges: 3, join: judgement_0_3}"
    found = aspect(body, {"total": [3, 1, 2]})
    assert (found.state, [a.key for a in found.asks]) == ("asked", ["total.spread:A"])
    assert (found.asks[0].zh, found.asks[0].en, found.asks[0].entries) == (
        "“total”：裁判分差超过规定，请裁判组重新打分。",
        "“total”: the judges are further apart than allowed; the panel marks again.",
        ("A",),
    )
    numbered = run(f"scheme: {{id: total, {body}}}", {"A:1": {"total": [3, 1, 2]}})
    assert "重新打分" in numbered.asks[0].zh
    stand = rule("total.spread:A", "stand")
    assert aspect(body, {"total": [3, 1, 2]}, stand).value == 6
    shrug = rule("total.spread:A", "shrug")
    assert aspect(body, {"total": [3, 1, 2]}, shrug).state == "asked"


def test_a_missing_judge_leaves_bounds_and_no_value():
    found = panel("trimmed_mean", [85, 90, 88, 92])
    assert (found.state, found.value, found.waiting) == ("waiting", None, 1)
    assert rounded(found.low, 2, "half_up") == D("87.67")
    assert found.high == 90


def test_the_panel_that_disagrees_is_asked_with_each_of_its_figures():
    found = panel("agreed", [7, 8, 7], judges=3)
    assert found.state == "asked"
    assert [o[0] for o in found.asks[0].options] == ["7", "8"]
    assert panel("agreed", [7, 8, 7], rule("total.agreed:A", "8"), judges=3).value == 8
    tens = panel("agreed", [20, "10.50", 20], judges=3)
    assert [o[:2] for o in tens.asks[0].options] == [("10.5", "得 10.5"), ("20", "得 20")]


def test_an_agreement_is_open_until_the_last_judge_marked():
    found = panel("agreed", [7, 7], judges=3)
    assert (found.low, found.high, found.state) == (0, 100, "waiting")


def test_too_few_judges_are_asked_about_and_the_present_may_be_ruled_enough():
    seats = {("A", ""): 4}
    found = panel("mean", [80, 90, 85, 85], seats=seats)
    assert [a.key for a in found.asks] == ["total.panel"]
    assert panel("mean", [80, 90, 85, 85], rule("total.panel", "present"), seats=seats).value == 85
    shrug = rule("total.panel", "shrug")
    assert panel("mean", [80, 90, 85, 85], shrug, seats=seats).state == "asked"


def test_a_panel_of_at_least_three_goes_on_with_four():
    found = panel("mean", [80, 90, 85, 85], more=", least: 3", seats={("A", ""): 4})
    assert found.value == 85


def test_nothing_left_after_the_drop_is_asked_about():
    seats, enough = {("A", ""): 2}, rule("total.panel", "present")
    found = panel("trimmed_mean", [80, 90], enough, seats=seats)
    assert [a.key for a in found.asks] == ["total.trimmed_mean.too_few"]
    mean = rule("total.trimmed_mean.too_few", "mean")
    assert panel("trimmed_mean", [80, 90], enough, mean, seats=seats).value == 85
    shrug = rule("total.trimmed_mean.too_few", "shrug")
    assert panel("trimmed_mean", [80, 90], enough, shrug, seats=seats).state == "asked"


def test_the_number_to_drop_may_be_unstated_and_ruled():
    join = "{join: trimmed_mean, high: unstated, low: 1}"
    found = panel(join, [1, 2, 3, 4, 5])
    assert [a.key for a in found.asks] == ["total.trimmed_mean.high"]
    assert panel(join, [1, 2, 3, 4, 5], rule("total.trimmed_mean.high", "many")).state == "asked"
    assert panel(join, [1, 2, 3, 4, 5], rule("total.trimmed_mean.high", "2")).value == D("2.5")


def test_a_node_given_whole_needs_no_marks_below():
    found = score(TOTAL, "total", {"=total": 88})
    assert (found.value, found.state, found.waiting) == (88, "final", 0)
    beside = score(TOTAL, "total", {"theory": 50, "practice": 50, "=total": 88})
    assert beside.value == 88
    assert panel("mean", None, judges=5).state == "waiting"
    assert score("scheme: {id: total, max: 9, panel: {judges: 5, join: mean}}", "total",
                 {"=total": 8}).value == 8  # fmt: skip


def test_readings_given_whole_skip_the_steps_that_would_read_them():
    body = "max: 10, starts_at: 10, reads: {gap: mm}, then: [{take_off: {points: 1, of: gap}}]"
    assert aspect(body, {"=total": 6}).value == 6
    assert aspect(body, {"gap": 3}).value == 7


def test_a_lone_reading_is_the_value_and_an_unread_one_is_unbounded():
    found = aspect("reads: {length: mm}", {})
    assert (found.state, found.low, found.high) == ("waiting", 0, None)
    assert aspect("reads: {length: mm}", {"length": "2.5"}).value == D("2.5")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [("weight: 30%", "87"), ("weight: 0.3", "87")],
)
def test_weights_multiply_the_parts(parts, expected):
    text = TOTAL.replace("weight: 30%", parts)
    assert score(text, "total", {"theory": 80, "practice": 90}).value == D(expected)


def test_weights_that_miss_the_whole_are_a_question_with_both_answers():
    text = TOTAL.replace("70%", "60%")
    found = score(text, "total", {"theory": 80, "practice": 90})
    assert [a.key for a in found.asks] == ["total.weights"]
    assert {o[0] for o in found.asks[0].options} == {"as_printed", "rescaled"}
    marks = {"theory": 80, "practice": 90}
    assert score(text, "total", marks, rule("total.weights", "as_printed")).value == 78
    rescaled = score(text, "total", marks, rule("total.weights", "rescaled")).value
    assert four(rescaled) == D("86.6667")


def test_weights_that_miss_the_whole_matter_to_nobody_at_zero():
    text = TOTAL.replace("70%", "60%")
    assert score(text, "total", {"theory": 0, "practice": 0}).asks == ()


def test_an_unstated_weight_can_only_be_ruled():
    text = TOTAL.replace("weight: 70%", "weight: unstated")
    marks = {"theory": 80, "practice": 90}
    found = score(text, "total", marks)
    assert [a.key for a in found.asks] == ["practice.weight"]
    assert score(text, "total", marks, rule("practice.weight", "0.7")).value == 87


def test_a_weight_over_parts_of_another_maximum_is_read_both_ways():
    text = TOTAL.replace("id: practice, max: 100", "id: practice, max: 40")
    marks = {"theory": 80, "practice": 20}
    assert [a.key for a in score(text, "total", marks).asks] == ["total.weigh"]
    assert score(text, "total", marks, rule("total.weigh", "as_is")).value == 38
    assert score(text, "total", marks, rule("total.weigh", "of_hundred")).value == 59
    said = text.replace("combine: weighted", "combine: {join: weighted, weigh: of_hundred}")
    assert score(said, "total", marks).value == 59


SUM = (
    "scheme: {{id: total, max: {top}, combine: sum, then: [{then}], parts: ["
    "{{id: a, max: 30, mark: points}}, {{id: b, max: 18, mark: points}},"
    "{{id: t, starts_at: 0, reads: {{secs: seconds}}}}]}}"
)


def test_a_column_printed_fifty_that_adds_to_forty_eight_needs_a_ruling():
    text, marks = SUM.format(top=50, then=""), {"a": 24, "b": 12, "secs": 5}
    found = score(text, "total", marks)
    assert [a.key for a in found.asks] == ["total.max"]
    assert score(text, "total", marks, rule("total.max", "as_printed")).value == 36
    assert score(text, "total", marks, rule("total.max", "rescaled")).value == D("37.5")


def test_a_cap_says_itself_how_the_parts_meet_the_maximum():
    marks = {"a": 24, "b": 12, "secs": 5}
    assert score(SUM.format(top=48, then=""), "total", marks).value == 36
    assert score(SUM.format(top=40, then="{cap: 30}"), "total", marks).value == 30


def test_parts_the_text_never_joins_are_a_question_only_at_their_parent():
    text = TOTAL.replace("combine: weighted", "combine: unstated")
    result = run(text, {"A": {"theory": 80, "practice": 90}})
    assert keys(result) == ["total.combine"]
    assert result.scores["A", "practice"].value == 90


def test_a_part_still_open_bounds_the_whole():
    found = score(TOTAL, "total", {"theory": 80})
    assert (found.state, found.value, found.low, found.high) == ("waiting", None, 24, 94)


def test_the_best_attempts_count_and_those_not_made_are_skipped():
    text = """
    absence: {did_not_start: none}
    scheme: {id: total, combine: {join: best, k: 1}, parts: [
      {id: one, level: module, max: 10, mark: points},
      {id: two, level: module, max: 10, mark: points}]}
    """
    assert score(text, "total", {"one": 4, "two": 7}).value == 7
    gone = {("A", "two"): "did_not_start"}
    assert score(text, "total", {"one": 4}, absent=gone).value == 4
    both = score(text, "total", {}, absent={"A": "did_not_start"})
    assert (both.state, both.cause) == ("none", "did_not_start")


def test_a_part_carried_over_waits_for_its_value():
    text = """
    scheme:
      - {id: first, max: 100, mark: points}
      - {id: total, combine: weighted, parts: [
          {id: before, max: 100, carried: first, weight: 40%},
          {id: now, max: 100, mark: points, weight: 60%}]}
    stages: [{id: prelim, node: first}, {id: final, node: total}]
    rankings: {p: {by: [first high], tail: share}, f: {by: [total high], tail: share}}
    """
    waiting = score(text, "total", {"now": 90})
    assert (waiting.state, waiting.low, waiting.high) == ("waiting", 54, 94)
    done = score(text, "total", {"now": 90}, carried={("A", "first"): D(80)})
    assert done.value == 86
    none = score(text, "total", {"now": 90}, carried={("A", "first"): None})
    assert none.state == "waiting"


PAIR = "{join: closest_pair_mean, prefer: PREFER}"


@pytest.mark.parametrize(
    ("marks", "prefer", "expected"),
    [
        ([1, 5, 8], "higher", "6.5"),
        ([4, 5, 8], "higher", "4.5"),
        ([1, 3, 5], "higher", "4"),
        ([1, 3, 5, 7], "higher", "6"),
        ([1, 3, 5, 7], "lower", "2"),
        ([2, 5], "higher", "3.5"),
        ([1, 3, 5], "lower", "2"),
        ([3, 3, 5], "unstated", "3"),
        ([1, 5, 8], "unstated", "6.5"),
    ],
)
def test_the_two_closest_of_the_panel_count(marks, prefer, expected):
    found = panel(PAIR.replace("PREFER", prefer), marks, judges=len(marks))
    assert found.value == D(expected)


def test_two_equally_close_pairs_are_asked_where_the_text_prefers_none():
    for join in (PAIR.replace("PREFER", "unstated"), "closest_pair_mean"):
        found = panel(join, [1, 3, 5], judges=3)
        assert [a.key for a in found.asks] == ["total.closest_pair_mean.prefer"]
    ruled = rule("total.closest_pair_mean.prefer", "lower")
    assert panel("closest_pair_mean", [1, 3, 5], ruled, judges=3).value == 2
    assert panel("closest_pair_mean", [1], judges=1).state == "asked"


def test_a_closest_pair_still_open_is_bounded_by_the_scale():
    found = panel("closest_pair_mean", [1, 3], judges=3)
    assert (found.low, found.high, found.state) == (0, 100, "waiting")
    text = """
    scheme: {id: total, combine: closest_pair_mean, parts: [
      {id: a, max: 9, mark: points}, {id: b, max: 8, mark: points}, {id: c, max: 9, mark: points}]}
    """
    found = score(text, "total", {"a": 4, "b": 5})
    assert (found.low, found.high) == (0, 9)
    assert score(text, "total", {"a": 4, "b": 5, "c": 9}).value == D("4.5")


def test_parts_too_few_for_their_join_are_asked_about():
    text = """
    scheme: {id: total, combine: trimmed_mean, parts: [
      {id: a, max: 9, mark: points}, {id: b, max: 9, mark: points}]}
    """
    found = score(text, "total", {"a": 4, "b": 5})
    assert [a.key for a in found.asks] == ["total.trimmed_mean.too_few"]
