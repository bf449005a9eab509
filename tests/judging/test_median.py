"""The scale with the median at 700, and later keys that act only at a cut."""

import dataclasses
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.check import check
from judging.rankrules import MedianScale, RankKey, RankRule
from judging.refusals import BadRecord
from tests.judging.books import claims, keys, plan_of, ranks, run

SCALE = """
scheme: {id: total, max: 9, mark: points}
rankings: {overall: {by: [total high], within: WITHIN, tail: share,
  scale_median_700: {method: METHOD, places: 0, mode: half_up}}}
ladder: [{honour: gold, in: overall, ranks: 1}]
"""
RATIO = SCALE.replace("METHOD", "ratio")
CUTS = """
scheme: {id: total, combine: sum,
  parts: [{id: work, max: 9, mark: points}, {id: safety, max: 9, mark: points}]}
rankings: {overall: {by: [total high, safety high], tail: share, only_at_cuts: yes}}
ladder: [{honour: gold, in: overall, ranks: 1}, {honour: silver, in: overall, first: 3}]
"""


def field(*totals):
    return {e: {} if t is None else {"total": t} for e, t in zip("ABCDE", totals, strict=False)}


def points(result):
    return {s.entry_id: s.score for s in result.standings}


def test_an_even_field_has_its_median_between_the_middle_two():
    result = run(RATIO.replace("WITHIN", "0"), field(8, 6, 4, 2))
    assert points(result) == {"A": 1120, "B": 840, "C": 560, "D": 280}


def test_half_of_the_field_on_one_mark_is_all_at_seven_hundred():
    text = SCALE.replace("METHOD", "mad, per: 30").replace("WITHIN", "0")
    assert set(points(run(text, field(9, 5, 5, 5))).values()) == {700}


def test_a_median_of_zero_is_asked_and_marks_stay_marks():
    result = run(RATIO.replace("WITHIN", "0"), field(3, 0, 0))
    assert [(a.key, a.zh, a.en) for a in result.asks] == [
        (
            "scale:overall",
            "中位数不大于 0，无法按比例折算。请裁定名次。",
            "The median is not above 0, so there is no ratio to it. A ruling is needed.",
        )
    ]
    assert points(result) == {"A": 3, "B": 0, "C": 0}


def test_a_scale_and_a_tie_are_asked_side_by_side():
    text = RATIO.replace("within: WITHIN, tail: share", "tail: lots")
    assert keys(run(text, field(3, 0, 0))) == ["scale:overall", "tie:overall:B=C"]


def test_a_median_below_one_is_a_median():
    result = run(RATIO.replace("WITHIN", "0"), field("0.6", "0.5", "0.4"))
    assert points(result) == {"A": 840, "B": 700, "C": 560}


def test_while_nobody_is_settled_the_scale_stands_by_what_is_sure_of_each():
    text = RATIO.replace("id: total, max: 9, mark: points", "id: total, combine: sum, parts: ["
        "{id: one, max: 6, mark: points}, {id: two, max: 3, mark: points}]")  # fmt: skip
    result = run(text.replace("WITHIN", "0"), {"A": {"one": 4}, "B": {"one": 2}})
    assert [(s.low, s.high) for s in result.standings] == [(933, 1633), (467, 1167)]


def test_before_any_mark_there_is_no_scale():
    result = run(RATIO.replace("WITHIN", "2"), {})
    assert (result.standings, result.asks) == ((), ())


def test_a_mark_without_a_maximum_has_no_end_on_the_scale_either():
    result = run(RATIO.replace("WITHIN", "0").replace("max: 9, ", ""), field(8, 6, None))
    assert [(s.low, s.high) for s in result.standings][2] == (0, None)


@pytest.mark.parametrize("within", ["90", "200"])
@settings(max_examples=40, deadline=None)
@given(totals=st.lists(st.sampled_from((2, 5, 6, 9, None)), min_size=2, max_size=4))
def test_bounds_hold_wherever_the_median_comes_to_stand(within, totals):
    text = plan_of(RATIO.replace("WITHIN", within))
    now = {s.entry_id: s for s in run(text, field(*totals)).standings}
    sure = claims(run(text, field(*totals)), "candidate")
    choices = [(2, 5, 6, 9) if t is None else (t,) for t in totals]
    for filled in product(*choices):
        then = run(text, field(*filled))
        for line in then.standings:
            assert line.rank is not None
            assert now[line.entry_id].best <= line.rank <= now[line.entry_id].worst
        assert set(sure.get("gold", ())) <= set(claims(then, "candidate")["gold"])


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({"A": (5, 4), "B": (4, 5)}, {"B": 1, "A": 2}),
        ({"A": (9, 9), "B": (5, 4), "C": (4, 5)}, {"A": 1, "B": 2, "C": 2}),
        ({"A": (9, 9), "B": (9, 8), "C": (5, 4), "D": (4, 5)}, {"A": 1, "B": 2, "D": 3, "C": 4}),
        ({"A": (5, 4), "B": (5, 4)}, {"A": 1, "B": 1}),
    ],
)
def test_later_keys_part_only_those_astride_a_prize(marks, expected):
    given_marks = {e: {"work": w, "safety": s} for e, (w, s) in marks.items()}
    result = run(CUTS, given_marks)
    assert ranks(result) == expected
    assert keys(result) == []
    assert all(s.best == s.worst == s.rank for s in result.standings)
    parted = [s.decided_by for s in result.standings if s.decided_by]
    assert parted == (["safety"] if len(set(expected.values())) > len(marks) - 1 else [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from((1, 2, None))] * 2), min_size=2, max_size=4))
def test_bounds_hold_wherever_the_cut_comes_to_fall(cells):
    plan = plan_of(CUTS.replace("max: 9, mark", "max: 2, least: 1, mark"))
    names = "ABCD"[: len(cells)]

    def result_of(values):
        pairs = zip(names, values, strict=True)
        return run(plan, {e: {"work": w, "safety": s} for e, (w, s) in pairs})

    now = {s.entry_id: s for s in result_of(cells).standings}
    ways = [
        [(a, b) for a in ((w,) if w else (1, 2)) for b in ((s,) if s else (1, 2))] for w, s in cells
    ]
    for filled in product(*ways):
        for line in result_of(filled).standings:
            assert line.rank is not None
            assert now[line.entry_id].best <= line.rank <= now[line.entry_id].worst


def test_equals_whom_an_open_entry_can_push_to_a_cut_may_yet_be_parted():
    field = {"A": (9, 9), "B": (5, 4), "C": (4, 5), "D": (None, None)}
    given_marks = {e: {"work": w, "safety": s} for e, (w, s) in field.items()}
    result = run(CUTS, given_marks)
    assert keys(result) == []
    lines = {s.entry_id: s for s in result.standings}
    assert [(lines[e].best, lines[e].worst, lines[e].state) for e in "BC"] == [
        (2, 4, "provisional"),
        (2, 4, "provisional"),
    ]
    pushed = ranks(run(CUTS, {**given_marks, "D": {"work": 9, "safety": 8}}))
    assert pushed == {"A": 1, "D": 2, "C": 3, "B": 4}


def test_a_progression_is_a_cut_too():
    stage = "stages: [{id: final, node: total, ranking: overall, go_on: {first: 1}}]"
    text = CUTS.partition("ladder")[0] + stage
    assert ranks(run(text, {"A": {"work": 1, "safety": 2}, "B": {"work": 2, "safety": 1}})) == {
        "A": 1,
        "B": 2,
    }


@pytest.mark.parametrize("end", ["first: QUOTA", "ranks: [2, QUOTA]"])
def test_a_cut_that_is_a_share_of_the_field_is_an_error(end):
    book = plan_of(CUTS).rulebook
    share = plan_of(
        "scheme: {id: total, max: 9, mark: points}\nladder: [{honour: 半数, in: overall, END}]"
        .replace("END", end).replace("QUOTA", "{percent: 50%, round: up}")
    ).rulebook.ladder  # fmt: skip
    found = check(dataclasses.replace(book, ladder=share))
    assert [(r.where, r.zh, r.en) for r in found if r.severity == "error"] == [
        (
            "ladder.半数",
            "only_at_cuts 要求“半数”的名额写成数字。",
            "With only_at_cuts the places of “半数” must be a figure.",
        )
    ]


SAYS = (
    "中位数折算须写 method: ratio，或 method: mad 并写 per。",
    "A median scale says method: ratio, or method: mad with per.",
)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: MedianScale(method="mad", places=0, mode="half_up"), SAYS),
        (lambda: MedianScale(method="guess", places=0, mode="half_up"), SAYS),
        (
            lambda: RankRule(
                id="x",
                by=(RankKey(node="x", high=False),),
                scale=MedianScale(method="ratio", places=0, mode="half_up"),
            ),
            ("中位数折算只用于从高到低的依据。", "A median scale needs a key read high."),
        ),
    ],
)
def test_a_scale_that_cannot_be_is_refused(make, said):
    with pytest.raises(BadRecord) as refused:
        make()
    assert (refused.value.zh, refused.value.en) == said
