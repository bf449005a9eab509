"""Units of members: count-back, prizes, boundaries, and what too few members are told."""

import pytest

from judging.rulings import Ask
from tests.judging.books import plan_of, run
from tests.judging.test_teams import BOOK, book, field, units

ALL_ONE = "{by_rank: {1..9: 1}}"


def members(**units_of):
    return {e: {"unit": unit} for unit, names in units_of.items() for e in names}


def lines(result):
    return {s.entry_id: (s.rank, s.decided_by) for s in result.rankings["units"]}


def test_equal_units_are_parted_by_the_best_places_of_their_members_one_by_one():
    result = run(book(ALL_ONE, "mean"), field(9, 9, 7, 6), people=members(x="AC", y="BD"))
    assert lines(result) == {"x": (1, ""), "y": (2, "place:3")}
    last = run(book(ALL_ONE, "mean"), field(9, 9, 7), people=members(x="A", y="BC"))
    assert lines(last) == {"y": (1, ""), "x": (2, "place:3")}


def test_a_member_without_a_rank_is_no_place_in_the_countback():
    gone = {"C": "disqualified"}
    result = run(book(ALL_ONE), field(9, 9, 8), people=members(x="A", y="BC"), absent=gone)
    assert lines(result) == {"x": (1, ""), "y": (1, "")}


def test_a_rank_where_two_rows_meet_belongs_to_the_better_one():
    result = run(
        book("{by_rank: {1..2: 5, 2..4: 3}, rest: 1}"), field(9, 8, 7), people=members(x="B", y="C")
    )
    assert units(result) == {"x": (1, 5), "y": (2, 3)}


def test_a_prize_that_is_not_in_the_table_brings_the_rest():
    text = BOOK.replace("ranks: 1}\n  - {honour: cup", "ranks: 1}\n"
        "  - {honour: silver, in: overall, ranks: 2}\n  - {honour: cup")  # fmt: skip
    text = text.replace("VALUE", "{by_prize: {gold: 4}, rest: 1}").replace("JOIN", "sum")
    plan = plan_of(text.replace("SHORT", "none").replace("BY", "[points high]"))
    result = run(plan, field(9, 8, 7), people=members(x="A", y="B", z="C"))
    assert units(result) == {"x": (1, 4), "y": (2, 1), "z": (2, 1)}
    prize_open = run(plan, field(9, None), people=members(x="A", y="B"))
    assert [(s.low, s.high) for s in prize_open.rankings["units"]] == [(1, 4), (1, 4)]


def test_a_unit_waits_for_as_many_members_as_can_still_change_what_they_bring():
    value = "{node: total}"
    result = run(book(value, by="[points high]"), field(9, None, 7, None),
                 people=members(x="ABC", y="D"))  # fmt: skip
    found = {s.entry_id: (s.waiting, s.low, s.high, s.state) for s in result.rankings["units"]}
    assert found == {"x": (1, 16, 25, "provisional"), "y": (1, 0, 9, "provisional")}


@pytest.mark.parametrize("short", ["none", "unstated"])
def test_why_a_unit_has_no_result_is_told(short):
    plan = book("{node: total}", "{join: best, k: 2}", short, "[points high]")
    gone = {"C": "disqualified"}
    people = members(x="A", y="C")
    result = run(plan, field(9, None, 7), people=people, absent=gone)
    causes = {s.entry_id: s.cause for s in result.rankings["units"]}
    assert causes == {"x": "short" if short == "none" else "", "y": ""}


def test_too_few_members_are_asked_about_unit_by_unit_with_the_ways_there_are():
    plan = book("{node: total}", "{join: best, k: 2}", "unstated", "[points high]")
    result = run(plan, field(9, 8), people=members(甲="A", 乙="B"))
    ways = (
        ("sum_what_is", "按已有成绩计", "what there is counts"),
        ("none", "没有团体成绩", "no result for the unit"),
    )
    assert result.asks == (
        Ask(
            key="teams/units.short",
            zh="“乙”只有 1 人有成绩，不足 2 人。竞赛规程没有写明如何计分，请裁定。",
            en="“乙” has 1 of the 2 members whose results count; the rulebook does not say what "
            "then. A ruling is needed.",
            options=ways,
            entries=("乙", "甲"),
        ),
    )
    found = {s.entry_id: (s.low, s.high, s.score) for s in result.rankings["units"]}
    assert found == {"甲": (0, 9, None), "乙": (0, 8, None)}


def test_questions_of_entries_and_of_units_stand_side_by_side():
    text = BOOK.replace("VALUE", "{node: total}").replace("JOIN", "{join: best, k: 2}")
    text = text.replace("SHORT", "unstated").replace("BY", "[points high]")
    text = text.replace("by: [total high], tail: share", "by: [total high], tail: lots")
    result = run(plan_of(text), field(9, 9, 5), people=members(x="AB", y="C"))
    assert [a.key for a in result.asks] == ["tie:overall:A=B", "teams/units.short"]


def test_units_share_ranks_without_gaps_where_their_ranking_says_so():
    text = BOOK.replace("VALUE", "{node: total}").replace("JOIN", "sum").replace("SHORT", "none")
    text = text.replace("BY, tail: share", "[points high], tail: share, gaps: GAPS")
    people = members(x="A", y="B", z="C")
    silent = run(plan_of(text.replace("GAPS", "unstated")), field(9, 9, 5), people=people)
    assert [a.key for a in silent.asks] == ["gaps:units"]
    dense = run(plan_of(text.replace("GAPS", "1223")), field(9, 9, 5), people=people)
    assert [s.rank for s in dense.rankings["units"]] == [1, 1, 2]


def test_a_share_of_the_units_is_counted_in_units():
    text = BOOK.replace("VALUE", "{node: total}").replace("JOIN", "sum").replace("SHORT", "none")
    text = text.replace("BY", "[points high]").replace(
        "honour: cup, in: units, ranks: 1",
        "honour: cup, in: units, first: {percent: 50%, of: ranked, round: up}",
    )
    result = run(plan_of(text), field(9, 8, 7, 6), people=members(x="AB", y="C", z="D"))
    assert [c.entry_id for c in result.claims if c.honour == "cup"] == ["x", "y"]
