# ruff: noqa: E501 - one finding a line is easier to read than wrapped tables
"""What a rulebook's check finds before any mark, and what it leaves alone."""

import pytest

from contest.rulebook import RulebookInvalid
from contest.rulebook.read import read_and_check
from judging.open_points import open_points
from tests.judging.books import TOTAL, plan_of

HEAD = "rulebook: test\ntrade: 焊工\n"
RANK = "rankings: {overall: {by: [total high], tail: share}}\n"
TWO = "{id: a, max: 30, mark: points}, {id: b, max: 18, mark: points}"


def findings(text):
    text = HEAD + text + ("" if "rankings" in text else RANK)
    try:
        return read_and_check(text)[1]
    except RulebookInvalid as invalid:
        return invalid.findings


FOUND = [
    (TOTAL.replace("70%", "60%"), "contradiction", "The weights of “total” sum to 90 %, not 100 %."),
    (
        f"scheme: {{id: total, max: 50, combine: sum, parts: [{TWO}]}}\n",
        "contradiction",
        "“total” is printed 50, its parts sum to 48: a ruling is needed.",
    ),
    (
        TOTAL + "ladder: [{honour: 金奖, in: overall, ranks: 1..2}, {honour: 银奖, in: overall, ranks: 2..3}]\n",
        "contradiction",
        "“金奖” and “银奖” both claim rank 2.",
    ),
    (
        "scheme: {id: total, reads: {x: mm}, then: [{bands: {rows: {0..1: 5, 2..: 0}}}]}\n",
        "open",
        "Between 1 and 2 no band (or two) applies.",
    ),
    (
        "scheme: {id: total, reads: {x: mm}, then: [{bands: {rows: {..2: 5, 1..3: 0}}}]}\n",
        "open",
        "Between 1 and 2 no band (or two) applies.",
    ),
    (
        "scheme: {id: total, starts_at: 5, reads: {x: mm}, then: [{round: {places: 0, mode: up}}, "
        "{take_off: {points: 1, of: x}}, {floor: 0}]}\n",
        "note",
        "“total” takes points off after rounding.",
    ),
    (
        "scheme: {id: total, starts_at: 5, reads: {x: mm}, then: [{take_off: {points: 1, of: x}}]}\n",
        "note",
        "The deductions of “total” have no floor and can go below zero.",
    ),
    (TOTAL + RANK.replace("share", "unstated"), "open", "“overall” does not say what happens to a full tie."),
    (
        TOTAL + RANK.replace("share", "share, gaps: unstated"),
        "open",
        "“overall” does not say whether a shared rank leaves the next one empty.",
    ),
    (
        "scheme: {id: total, max: 9, panel: {judges: 2, join: trimmed_mean}}\n",
        "error",
        "Of 2 judges 2 are dropped: nothing is left.",
    ),
    (
        "scheme: {id: total, combine: sum, parts: [{id: a, mark: points}, {id: b, reads: {x: mm}}]}\n",
        "error",
        "“b” is in mm and cannot be added to points; convert it first.",
    ),
    (
        "scheme: {id: total, combine: sum, parts: [{id: a, mark: points, then: [{add: {points: 1, of: b}}]}, "
        "{id: b, mark: points}]}\n",
        "error",
        "“a” reads “b”, which is scored only after it.",
    ),
    (
        "scheme: {id: total, mark: points, then: [{add: {points: 1, of: totals}}]}\n",
        "error",
        "Nothing is called “totals”; did you mean “total”?",
    ),
    (TOTAL + "stages: [{id: f, node: zebra}]\n", "error", "Nothing is called “zebra”."),
    (TOTAL + "stages: [{id: f, node: total, ranking: zebra}]\n", "error", "Nothing is called “zebra”."),
    (
        "scheme: {id: total, combine: sum, parts: [{id: a, carried: zebra}]}\n"
        "stages: [{id: f, node: total}]\n",
        "error",
        "Nothing is called “zebra”.",
    ),
    (TOTAL + "rankings: {r: {by: [zebra high], tail: share}}\n", "error", "Nothing is called “zebra”."),
    (TOTAL + "ladder: [{honour: g, in: zebra}]\n", "error", "Nothing is called “zebra”."),
    (TOTAL + "ladder: [{honour: g, in: overall, not_with: [zebra]}]\n", "error", "Nothing is called “zebra”."),
    (TOTAL + "conduct: [{id: c, zero: zebra}]\n", "error", "Nothing is called “zebra”."),
    (
        "scheme: {id: total, mark: points, then: [{add: {points: 1, of: total}}]}\n",
        "error",
        "“total” reads “total”, which is scored only after it.",
    ),
    (
        "scheme: {id: total, combine: sum, parts: [{id: a, max: 9, panel: {judges: 2, join: mean}}, "
        "{id: b, max: 9, panel: {judges: 3, join: {join: trimmed_mean, high: 0, low: 3}}}]}\n",
        "error",
        "Of 3 judges 3 are dropped: nothing is left.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "severity", "sentence"), FOUND)
def test_the_check_finds_it_at_its_line(text, severity, sentence):
    found = findings(text)
    assert [(f.severity, f.en) for f in found] == [(severity, sentence)]
    assert found[0].zh
    assert found[0].line >= 3


FINE = [
    TOTAL,
    f"scheme: {{id: total, max: 48, combine: sum, parts: [{TWO}]}}\n",
    f"scheme: {{id: total, max: 40, combine: sum, parts: [{TWO}], then: [{{cap: 40}}]}}\n",
    f"scheme: {{id: total, max: 9, combine: sum, parts: [{TWO.replace('max: 18,', '')}]}}\n",
    "scheme: {id: total, max: 9, panel: {judges: 3, join: {join: trimmed_mean, high: 1, low: 1}}}\n",
    "scheme: {id: total, combine: sum, parts: [{id: a, reads: {x: mm}}, {id: b, reads: {y: mm}}]}\n",
    "scheme: {id: total, combine: sum, parts: [{id: a, mark: points}, "
    "{id: b, reads: {y: mm}, then: [{bands: {rows: {0..9: 1}}}]}]}\n",
    "scheme: {id: total, mark: points, then: [{take_off: {points: 1}}]}\n",
    "scheme: {id: total, combine: sum, parts: [{id: a, mark: points}, "
    "{id: b, reads: {y: mm}, then: [{scale: {from: 9, to: 1}}]}]}\n",
    TOTAL
    + "ladder: [{honour: 金奖, in: overall, ranks: 1}, {honour: 银奖, in: overall, ranks: 2..3}, "
    "{honour: 状元, kind: designation, in: overall, ranks: 1}, "
    "{honour: 优, in: overall, ranks: [4, {percent: 50%, round: up}]}]\n",
]


@pytest.mark.parametrize("text", FINE)
def test_the_check_leaves_a_sound_rulebook_alone(text):
    assert findings(text) == ()


UNSTATED = """
absence: {did_not_start: unstated, withdrawn: zero}
scheme:
  id: total
  combine: {join: best, k: unstated}
  parts:
    - {id: a, weight: unstated, max: 9, panel: {judges: 3, join: {join: trimmed_mean, high: 0, low: unstated}}}
    - {id: b, combine: unstated, parts: [{id: c, mark: points, then: [{cap: unstated}, {silent_when: c2 > 1},
        {round: {places: unstated, mode: unstated}}]}]}
stages: [{id: final, node: total, go_on: {first: {percent: 50%, of: unstated, round: unstated}}}]
conduct: [{id: odd, effect: unstated}, {id: fine, out: yes}]
rankings: {overall: {by: [total high], tail: share}}
ladder:
  - {honour: 奖, in: overall, first: {percent: 10%, round: unstated}}
  - {honour: 级, in: overall, ranks: 1, readings: {one: [rank = 1], two: [rank = 2]}}
"""


def test_every_point_left_open_is_listed_with_the_key_of_its_ruling():
    assert [a.key for a in open_points(plan_of(UNSTATED))] == [
        "total.best.k",
        "a.weight",
        "a.trimmed_mean.low",
        "b.combine",
        "c.cap",
        "c.silent_when",
        "c.round.places",
        "c.round.mode",
        "conduct.odd",
        "absence.did_not_start",
        "go_on:final.round",
        "go_on:final.of",
        "ladder/奖.round",
        "ladder/级.reading",
    ]


def test_a_size_left_open_is_listed_and_a_clause_read_one_way_is_not():
    text = """
        scheme: {id: total, max: 9, mark: points}
        ladder:
          - {honour: 半, in: overall, first: {percent: 50%, of: unstated, round: up}}
          - {honour: 级, in: overall, ranks: 1, readings: {one: [rank = 1]}}
        """
    assert [a.key for a in open_points(plan_of(text))] == ["ladder/半.of"]


def test_open_points_are_found_at_the_line_of_their_node_stage_rung_or_penalty():
    found = read_and_check(HEAD + UNSTATED)[1]
    lines = {(f.path, f.line) for f in found if f.severity == "open"}
    assert ("/scheme/parts/0", 9) in lines
    assert ("/stages/0", 12) in lines
    assert ("/conduct/0", 13) in lines
    assert ("/ladder/0", 16) in lines
    assert ("/ladder/1", 17) in lines
