"""Keys, ties and lots, gaps, bounds; who goes on."""

import pytest

from tests.judging.books import HEAD, TOTAL, keys, ranks, rule, run

KEYS = TOTAL.replace(
    "mark: points}]}",
    "mark: points}, {id: time, weight: 0%, starts_at: 0, reads: {secs: seconds}}]}",
)


def book(by="[total high, practice high, secs low]", tail="share", more=""):
    return f"{KEYS}rankings: {{overall: {{by: {by}, tail: {tail}{more}}}}}\n"


def entry(theory, practice, secs=100):
    return {"theory": theory, "practice": practice, "secs": secs}


EQUAL = {"A": entry(80, 90), "B": entry(94, 84), "C": entry(80, 90, 90), "D": entry(50, 50)}


def test_equal_totals_are_parted_by_practice_then_by_time():
    result = run(book(), EQUAL)
    assert [s.score for s in result.standings[:3]] == [87, 87, 87]
    assert ranks(result) == {"C": 1, "A": 2, "B": 3, "D": 4}
    assert [s.decided_by for s in result.standings] == ["", "secs", "practice", ""]


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", [1, 1, 3, 4]), (', gaps: "1223"', [1, 1, 2, 3]), (", gaps: 1223", [1, 1, 2, 3])],
)
def test_a_shared_rank_leaves_the_next_empty_or_not(more, expected):
    result = run(book("[total high, practice high]", more=more), EQUAL)
    assert [s.rank for s in result.standings] == expected
    assert [s.best for s in result.standings] == [s.worst for s in result.standings] == expected


def test_gaps_are_asked_only_if_a_rank_is_shared():
    text = book("[total high, practice high]", more=", gaps: unstated")
    assert keys(run(text, EQUAL)) == ["gaps:overall"]
    assert keys(run(text, {"A": entry(1, 2), "B": entry(3, 4)})) == []
    ruled = run(text, EQUAL, rule("gaps:overall", "1223"))
    assert ([s.rank for s in ruled.standings], keys(ruled)) == ([1, 1, 2, 3], [])
    assert keys(run(text, EQUAL, rule("gaps:overall", "1337"))) == ["gaps:overall"]


def test_gaps_while_marks_are_open_leave_the_best_rank_open():
    result = run(book("[total high]", more=", gaps: 1223"), {**EQUAL, "E": {"theory": 10}})
    lines = {s.entry_id: s for s in result.standings}
    assert (lines["D"].best, lines["D"].worst) == (1, 5)


@pytest.mark.parametrize("tail", ["lots", "ruling", "never_share", "unstated"])
def test_a_full_tie_is_asked_and_parted_by_the_lots_drawn(tail):
    text = book("[total high, practice high]", tail)
    result = run(text, EQUAL)
    assert keys(result) == ["tie:overall:A=C"]
    lines = {s.entry_id: s for s in result.standings}
    assert [(lines[e].rank, lines[e].best, lines[e].worst) for e in "AC"] == [(1, 1, 2)] * 2
    assert lines["A"].state == "provisional"
    drawn = run(text, EQUAL, rule("tie:overall:A=C", "order", "CA"))
    assert ranks(drawn) == {"C": 1, "A": 2, "B": 3, "D": 4}
    assert keys(drawn) == []
    assert drawn.standings[1].decided_by == "ruling"
    shared = run(text, EQUAL, rule("tie:overall:A=C", "share"))
    assert ranks(shared) == {"A": 1, "C": 1, "B": 3, "D": 4}


def test_of_an_open_tie_only_the_first_line_says_what_parted_it_from_those_above():
    text = book("[total high, practice high]", "lots")
    result = run(text, {**EQUAL, "E": entry(94, 84)})
    found = [(s.entry_id, s.decided_by) for s in result.standings]
    assert found == [("A", ""), ("C", ""), ("B", "practice"), ("E", ""), ("D", "")]
    assert keys(result) == ["tie:overall:A=C", "tie:overall:B=E"]
    drawn = run(text, {**EQUAL, "E": entry(94, 84)}, rule("tie:overall:B=E", "order", "EB"))
    found = [(s.entry_id, s.decided_by) for s in drawn.standings[2:4]]
    assert found == [("E", "practice"), ("B", "ruling")]


def test_drawn_lots_settle_ranks_without_gaps_too():
    text = book("[total high, practice high]", "lots", ", gaps: 1223")
    result = run(text, EQUAL, rule("tie:overall:A=C", "order", "CA"))
    found = [(s.entry_id, s.rank, s.best, s.worst, s.state) for s in result.standings]
    assert found == [(e, n, n, n, "final") for n, e in enumerate("CABD", start=1)]


def test_a_ruling_is_not_stretched_over_another_tie():
    text = book("[total high, practice high]", "lots")
    old = rule("tie:overall:A=C", "order", "CA")
    result = run(text, {**EQUAL, "E": entry(80, 90)}, old)
    assert keys(result) == ["tie:overall:A=C=E"]
    assert result.rulings_unused == ("tie:overall:A=C",)
    wrong = rule("tie:overall:A=C", "order", "CX")
    assert keys(run(text, EQUAL, wrong)) == ["tie:overall:A=C"]


def test_a_tie_that_waits_for_a_time_is_provisional_and_not_asked():
    text = book().replace("weight: 0%, starts_at: 0,", "weight: 0%, starts_at: 0, absent: {},")
    text = (
        text.replace(
            "scheme: {id: total, max: 100, combine: weighted, parts: [",
            "scheme: {id: root, combine: unstated, parts: ["
            "{id: total, combine: weighted, max: 100, parts: [",
        )
        .replace(", {id: time, weight: 0%", "]}, {id: time")
        .replace("secs: seconds}}]}", "secs: seconds}}]}")
    )
    field = {"A": entry(80, 90, None), "B": entry(80, 90, 50), "C": entry(1, 1, 9)}
    result = run(text + "stages: [{id: final, node: root, ranking: overall}]\n", field)
    lines = {s.entry_id: s for s in result.standings}
    assert not [k for k in keys(result) if k.startswith("tie")]
    assert (lines["A"].best, lines["A"].worst, lines["B"].worst) == (1, 2, 2)
    assert lines["A"].state == "provisional"
    assert lines["C"].rank == 3


def test_a_key_that_will_never_come_is_asked_where_it_is_reached():
    text = (
        HEAD
        + """
absence: {did_not_start: none}
scheme: {id: root, combine: unstated, parts: [
  {id: total, max: 10, mark: points}, {id: extra, level: module, max: 10, mark: points}]}
stages: [{id: final, node: root, ranking: overall}]
rankings: {overall: {by: [total high, extra high], tail: share}}
"""
    )
    gone = {("A", "extra"): "did_not_start"}
    tied = run(text, {"A": {"total": 5}, "B": {"total": 5, "extra": 1}}, absent=gone)
    assert "tie:overall:A=B" in keys(tied)
    open_ = run(text, {"A": {"total": 5}, "B": {"total": 5, "extra": 1}, "C": {}}, absent=gone)
    assert ranks(open_) == {"A": 1, "B": 1, "C": None}
    apart = run(text, {"A": {"total": 5}, "B": {"total": 6, "extra": 1}}, absent=gone)
    assert not [k for k in keys(apart) if k.startswith("tie")]


def test_a_ranking_by_time_puts_the_quickest_first():
    text = """
    scheme: {id: total, reads: {secs: {unit: seconds, most: 600}}}
    rankings: {overall: {by: [total low], tail: share}}
    """
    result = run(text, {"A": {"secs": 300}, "B": {"secs": 200}, "C": {}})
    assert ranks(result) == {"B": 1, "A": 2, "C": None}
    lines = {s.entry_id: s for s in result.standings}
    assert (lines["B"].best, lines["B"].worst, lines["B"].score) == (1, 2, 200)
    assert (lines["C"].low, lines["C"].high, lines["C"].state) == (0, 600, "provisional")


def test_an_entry_half_marked_is_placed_by_what_it_has_so_far():
    field = {"A": entry(90, 90), "B": {"theory": 100}, "C": {}, "D": entry(20, 20)}
    result = run(book(), field)
    assert ranks(result) == {"A": 1, "B": 2, "D": 3, "C": None}
    lines = {s.entry_id: s for s in result.standings}
    assert [(s.best, s.worst) for s in (lines[e] for e in "ABCD")] == [
        (1, 3),
        (1, 3),
        (1, 4),
        (3, 4),
    ]
    assert (lines["B"].score, lines["B"].low, lines["B"].high) == (None, 30, 100)
    assert (lines["B"].waiting, lines["C"].waiting) == (2, 3)
    assert {s.state for s in result.standings} == {"provisional"}


def test_ranks_are_final_once_nobody_open_can_reach_them():
    field = {"A": entry(90, 90), "B": {"theory": 10, "secs": 3}, "C": entry(95, 95)}
    lines = {s.entry_id: s for s in run(book(), field).standings}
    assert (lines["A"].state, lines["C"].state, lines["B"].state) == (
        "final",
        "final",
        "provisional",
    )
    assert (lines["B"].best, lines["B"].worst) == (3, 3)


def test_those_within_two_points_of_their_leader_share_the_rank():
    text = "scheme: {id: total, max: 800, mark: points}\n"
    text += "rankings: {overall: {by: [total high], within: 2}}\n"
    points = {"A": 730, "B": 728, "C": 727, "D": 726, "E": 725, "F": 700}
    result = run(text, {e: {"total": v} for e, v in points.items()})
    assert [s.rank for s in result.standings] == [1, 1, 3, 3, 3, 6]
    assert {s.decided_by for s in result.standings} == {""}
    assert keys(result) == []


@pytest.mark.parametrize("new", [720, 726, 728, 729, 730, 731, 732, 733])
def test_bounds_hold_under_a_tolerance_whoever_comes(new):
    text = "scheme: {id: total, max: 800, mark: points}\n"
    text += "rankings: {overall: {by: [total high], within: 2}}\n"
    field = {e: {"total": v} for e, v in {"A": 730, "B": 728, "C": 727, "D": 700}.items()}
    before = {s.entry_id: s for s in run(text, {**field, "Z": {}}).standings}
    after = ranks(run(text, {**field, "Z": {"total": new}}))
    for entry, line in before.items():
        rank = after[entry]
        assert rank is not None
        assert line.best <= rank <= line.worst
