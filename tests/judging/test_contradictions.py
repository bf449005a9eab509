"""What a rulebook's own figures, bands, steps and places say against each other."""

import dataclasses

import pytest

from judging.check import check
from judging.cuts import cuts_of
from judging.plan import compile_rulebook
from judging.refusals import BadRecord
from tests.judging.books import HEAD, plan_of
from tests.judging.test_check import TWO, findings


def said(text):
    return [(f.severity, f.en) for f in findings(text)]


STEPS = (
    "scheme: {id: root, combine: sum, parts: [{id: plain, max: 9, mark: points},"
    "{id: total, name: 缝, name_en: Seam, starts_at: 5, reads: {x: mm}, then: [STEPS]}]}\n"
)
TAKE_OFF, ROUND = "{take_off: {points: 1, of: x}}", "{round: {places: 0, mode: up}}"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (f"{TAKE_OFF}, {{floor: 0}}, {ROUND}", []),
        (f"{{floor: 0}}, {TAKE_OFF}", ["The deductions of “Seam” have no floor and can go below "
                                      "zero."]),
        (f"{ROUND}, {TAKE_OFF}, {{floor: 0}}", ["“Seam” takes points off after rounding."]),
        (f"{TAKE_OFF}, {ROUND}, {TAKE_OFF}, {{floor: 0}}",
         ["“Seam” takes points off after rounding."]),
        (f"{TAKE_OFF}, {{floor: 0}}, {TAKE_OFF}",
         ["The deductions of “Seam” have no floor and can go below zero."]),
    ],
)  # fmt: skip
def test_the_last_deduction_is_the_one_that_needs_a_floor_and_no_rounding_before_it(
    steps, expected
):
    assert [en for _, en in said(STEPS.replace("STEPS", steps))] == expected


def test_a_sum_that_is_scaled_or_only_recorded_contradicts_nothing():
    scaled = f"scheme: {{id: total, max: 96, combine: sum, parts: [{TWO}], then: [THEN]}}\n"
    assert said(scaled.replace("THEN", "{scale: {from: 48, to: 96}}")) == []
    timed = f"{TWO}, {{id: t, starts_at: 0, max: 5, reads: {{secs: seconds}}THEN}}"
    book = f"scheme: {{id: total, max: MAX, combine: sum, parts: [{timed}]}}\n"
    assert said(book.replace("MAX", "48").replace("THEN", "")) == []
    five = book.replace("THEN", ", then: [{add: {points: 1, of: secs}}, {cap: 5}]")
    assert said(five.replace("MAX", "53")) == []
    assert said(five.replace("MAX", "48")) == [
        ("contradiction", "“total” is printed 48, its parts sum to 53: a ruling is needed.")
    ]


def test_two_prizes_meet_at_the_very_last_rank_of_the_one():
    ladder = (
        "scheme: {id: total, max: 9, mark: points}\nladder: ["
        "{honour: 状元, kind: designation, in: overall, ranks: 1}, "
        "{honour: 银奖, in: overall, ranks: 2..3}, {honour: 金奖, in: overall, ranks: 1..2}]\n"
    )
    assert said(ladder) == [("contradiction", "“银奖” and “金奖” both claim rank 2.")]


def test_every_table_with_a_hole_is_found_and_open_ends_are_none():
    bands = "reads: {X: mm}, then: [{round: {places: 0, mode: up}}, {bands: {rows: {ROWS}}}]"
    text = "scheme: {id: root, combine: sum, parts: [{id: a, A}, {id: b, B}]}\n"
    text = text.replace("A}", bands.replace("X", "x").replace("ROWS", "..2: 5, 2..: 0") + "}")
    text = text.replace("B}", bands.replace("X", "y").replace("ROWS", "3..4: 5, 6..: 0") + "}")
    assert said(text.replace("id: root", "id: total")) == [
        ("open", "Between 4 and 6 no band (or two) applies.")
    ]


def test_a_ranking_is_called_by_its_name_in_each_language():
    text = (
        "scheme: {id: total, max: 9, mark: points}\n"
        "rankings: {r: {name: 总排名, name_en: Overall, by: [total high], tail: unstated}}\n"
    )
    (found,) = check(plan_of(HEAD + text).rulebook)
    assert (found.zh, found.en) == (
        "“总排名”没有写明依据全部相同时怎么办。",
        "“Overall” does not say what happens to a full tie.",
    )


def test_a_cut_falls_before_the_first_and_after_the_last_place_of_each_rung():
    plan = plan_of("""
        scheme: {id: total, max: 9, mark: points}
        rankings: {overall: {by: [total high]}, other: {by: [total high]}}
        stages: [{id: final, node: total, ranking: overall, go_on: {first: 12}}]
        ladder:
          - {honour: 铜奖, in: overall, ranks: 4..6}
          - {honour: 优胜, in: overall, first: 9}
          - {honour: 半数, in: overall, first: {percent: 50%, round: up}}
          - {honour: 别的, in: other, ranks: 2..7}
        """)
    rankings = plan.rulebook.rankings
    assert cuts_of(plan, rankings["overall"]) == {3, 6, 9, 12}
    assert cuts_of(plan, rankings["other"]) == {1, 7}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("conduct: [{id: c, zero: spare}]", "conduct.c"),
        ("stages: [{id: s, node: spare, ranking: overall}]", "stages.s"),
        ("stages: [{id: s, node: total, ranking: spare}]", "stages.s"),
        ("ladder: [{honour: h, in: spare}]", "ladder.h"),
        ("stages: [{id: s, node: total, ranking: overall}]", "rankings.by_spare"),
    ],
)
def test_a_plan_of_what_is_not_there_is_refused_where_it_stands(body, where):
    book = plan_of(f"""
        scheme: [{{id: total, max: 9, mark: points}}, {{id: spare, max: 9, mark: points}}]
        rankings: {{overall: {{by: [total high]}}, spare: {{by: [total high]}},
          by_spare: {{by: [spare high]}}}}
        {body if "stages" in body else "stages: [{id: s, node: total, ranking: overall}]"}
        {"" if "stages" in body else body}
        """).rulebook
    fewer = {name: book.rankings[name] for name in ("overall",)}
    if where.startswith("rankings"):
        fewer = dict(book.rankings)
    wrong = dataclasses.replace(book, trees=book.trees[:1], rankings=fewer)
    with pytest.raises(BadRecord, match=f"{where}: nothing is called “spare”"):
        compile_rulebook(wrong)
