"""Silence and contradiction: every reading is tried, and people are asked only if they differ."""

from dataclasses import replace

import pytest

from contest.rulebook import RulebookInvalid
from judging import BadRecord, Ruling, StageRule, compile_rulebook
from judging.questions import ask_of
from judging.rulings import Consulted, differing, explore
from tests.judging.books import TOTAL, aspect, keys, plan_of, rule, run, score


def test_without_an_open_point_there_is_one_run():
    found = explore(lambda choose: 7, {})
    assert (found.outcomes, found.unsettled) == ([({}, 7)], [])


def test_every_combination_of_open_points_is_run():
    def run_it(choose):
        first = choose("a", ("x", "y"))
        return first + (choose("b", ("1", "2")) if first == "x" else "")

    found = explore(run_it, {})
    assert [o for _, o in found.outcomes] == ["x1", "x2", "y"]
    assert differing(found.outcomes, lambda a, b: a == b) == ["b", "a"]
    assert differing(found.outcomes, lambda a, b: True) == []


def test_a_point_nobody_can_enumerate_is_named_once():
    body = "max: 9, mark: points, then: [{round: {places: 0, mode: unstated}}, {cap: unstated}]"
    found = aspect(body, {"total": "4.5"})
    assert [a.key for a in found.asks] == ["total.cap"]
    assert found.asks[0].options == ()
    assert "figures of “cap”" in found.asks[0].en


def test_a_question_below_keeps_the_whole_open_but_is_asked_once():
    text = """
    scheme: {id: total, combine: sum, parts: [
      {id: a, max: 9, mark: points, then: [{round: {places: 0, mode: unstated}}]}],
      then: [{round: {places: 0, mode: unstated}}, {take_off: {points: 1}}]}
    """
    result = run(text, {"A": {"a": "4.5"}, "B": {"a": "6.5"}})
    assert keys(result) == ["a.round.mode"]
    assert result.asks[0].entries == ("A", "B")
    total = result.scores["A", "total"]
    assert (total.state, total.low, total.high) == ("asked", 3, 4)


def test_a_question_below_that_changes_nothing_above_leaves_the_total_final():
    text = """
    scheme: {id: total, combine: sum, parts: [
      {id: a, max: 9, mark: points, then: [{round: {places: 0, mode: unstated}}]}],
      then: [{cap: 3}]}
    """
    found = score(text, "total", {"a": "4.5"})
    assert (found.state, found.value) == ("final", 3)


def test_a_whole_with_open_points_over_an_open_question_is_asked():
    text = """
    scheme: {id: total, combine: sum, parts: [
      {id: a, max: 9, mark: points, then: [{round: {places: 1, mode: unstated}}]}],
      then: [{round: {places: 0, mode: unstated}}]}
    """
    found = score(text, "total", {"a": "4.55"})
    assert (found.state, found.asks) == ("asked", ())


def test_rulings_remember_which_were_needed():
    rulings = Consulted({"a": Ruling(key="a", choice="x"), "b": Ruling(key="b", choice="y")})
    assert rulings.get("a") is not None
    assert rulings.get("c") is None
    assert rulings.unused == ("b",)


def test_a_ruling_that_answered_nothing_is_listed():
    marks = {"A": {"theory": 80, "practice": 90}}
    result = run(TOTAL, marks, rule("total.round.mode", "half_up"))
    assert result.rulings_unused == ("total.round.mode",)


def test_rulings_may_be_given_in_advance_with_the_plan():
    text = TOTAL.replace("70%", "60%")
    plan = plan_of(text, rule("total.weights", "as_printed"))
    assert score(plan, "total", {"theory": 80, "practice": 90}).value == 78
    later = rule("total.weights", "rescaled")
    assert score(plan, "total", {"theory": 90, "practice": 90}, later).value == 90


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (
            "scheme: {id: total, combine: sum, parts: [{id: a, reads: {a: mm}}]}",
            "“a” is used twice",
        ),
        (
            TOTAL + "stages: [{id: f, node: tota}]",
            "/stages/0: Nothing is called “tota”; did you mean “total”",
        ),
        (TOTAL + "stages: [{id: f, node: total, ranking: x}]", "/stages/0: Nothing is called “x”"),
        (TOTAL + "rankings: {r: {by: [totals high]}}", "/rankings/r: Nothing is called “totals”"),
        (TOTAL + "ladder: [{honour: g, in: x}]", "/ladder/0: Nothing is called “x”"),
        (TOTAL + "conduct: [{id: c, zero: x}]", "/conduct/0: Nothing is called “x”"),
    ],
)
def test_a_name_that_nothing_bears_is_refused_before_any_mark(text, match):
    with pytest.raises(RulebookInvalid, match=match):
        plan_of(text)


def test_the_plan_itself_refuses_a_double_name():
    book = plan_of(TOTAL).rulebook
    with pytest.raises(BadRecord, match="“theory” is used twice"):
        compile_rulebook(replace(book, trees=book.trees + book.trees[0].parts))


def test_the_plan_itself_refuses_an_unknown_name():
    book = plan_of(TOTAL).rulebook
    with pytest.raises(BadRecord, match="nothing is called “x”"):
        compile_rulebook(replace(book, stages=(StageRule(id="final", node="x"),)))


EVERY_POINT = [
    ("total.combine", "how its parts combine"),
    ("total.weights", "miss 100 %"),
    ("total.bands2.upper", "which band a boundary value belongs to"),
    ("total.bands.at:1.5", "which band the figure 1.5 lies in"),
    ("total.take_off.points", "the figures of “points”"),
    ("conduct.c", "what this conduct costs"),
    ("absence.did_not_start", "how it is marked"),
    ("go_on:prelim.size:10", "how many places"),
]


@pytest.mark.parametrize(("key", "words"), EVERY_POINT)
def test_every_open_point_has_its_question(key, words):
    plan = plan_of(TOTAL + "conduct: [{id: c, effect: unstated}]\n")
    ask = ask_of(plan, key)
    assert words in ask.en
    assert ask.zh.endswith("请裁定。")
