"""Who goes on: numbers, shares of the field, tables by size, ties astride the cut."""

from decimal import Decimal as D

import pytest

from tests.judging.books import keys, plan_of, rule, run

STAGED = """
scheme:
  - {id: p, max: 100, mark: points}
  - {id: f, max: 100, mark: points}
stages:
  - {id: prelim, name: 初赛, node: p, ranking: p, go_on: GO}
  - {id: final, node: f, ranking: f}
rankings: {p: {by: [p high], tail: TAIL}, f: {by: [f high], tail: share}}
"""


def prelim(go, points, *rulings, tail="share"):
    text = STAGED.replace("GO", go).replace("TAIL", tail)
    field = {e: {"p": v} if v is not None else {} for e, v in points.items()}
    return run(text, field, *rulings, stage_id="prelim")


def sure(result):
    return {s.entry_id for s in result.standings if s.clinched}


def test_the_first_of_the_preliminary_go_on():
    result = prelim("{first: 2}", {"A": 9, "B": 7, "C": 8})
    assert (result.goes_on, sure(result)) == (("A", "C"), {"A", "C"})


def test_going_on_is_sure_only_when_nobody_open_can_take_the_place():
    result = prelim("{first: 2}", {"A": 90, "B": 70, "C": 80, "D": None})
    assert (result.goes_on, sure(result)) == (("A", "C"), {"A"})


@pytest.mark.parametrize(("rule_", "on"), [("all", {"A", "B", "C"}), ("none", {"A"})])
def test_a_tie_astride_the_cut_follows_its_rule(rule_, on):
    result = prelim(f"{{first: 2, tie_at_cut: {rule_}}}", {"A": 9, "B": 8, "C": 8, "D": 1})
    assert set(result.goes_on) == sure(result) == on


def test_a_tie_astride_the_cut_without_a_rule_is_asked_and_ruled():
    points = {"A": 9, "B": 8, "C": 8, "D": 1}
    result = prelim("{first: 2}", points)
    assert (keys(result), sure(result)) == (["go_on:prelim.cut"], {"A"})
    assert result.asks[0].entries == ("B", "C")
    assert set(result.goes_on) == {"A", "B", "C"}
    ruled = prelim("{first: 2}", points, rule("go_on:prelim.cut", "none"))
    assert (set(ruled.goes_on), keys(ruled)) == ({"A"}, [])
    odd = prelim("{first: 2}", points, rule("go_on:prelim.cut", "both"))
    assert keys(odd) == ["go_on:prelim.cut"]


def test_a_tie_to_be_drawn_decides_the_cut_itself():
    points = {"A": 9, "B": 8, "C": 8}
    result = prelim("{first: 2, tie_at_cut: all}", points, tail="lots")
    assert keys(result) == ["tie:p:B=C"]
    assert sure(result) == {"A"}
    drawn = prelim("{first: 2}", points, rule("tie:p:B=C", "order", "CB"), tail="lots")
    assert drawn.goes_on == ("A", "C")


@pytest.mark.parametrize(
    ("go", "count"),
    [
        ("{first: {percent: 50%, of: ranked, round: up}}", 3),
        ("{first: {percent: 50%, of: ranked, round: down}}", 2),
        ("{first: {percent: 50%, of: started, round: nearest}}", 3),
        ("{first: {percent: 10%, of: ranked, round: down, at_least: 1}}", 1),
        ("{first: {percent: 90%, of: ranked, round: up, at_most: 4}}", 4),
        ("{percent: 60%}", 3),
        ("{by_size: [{from_to: 1..4, gives: 1}, {from_to: 5.., gives: 2}]}", 2),
        ("2", 2),
    ],
)
def test_a_quota_follows_the_field(go, count):
    result = prelim(go, dict(zip("ABCDE", (9, 8, 7, 6, 5), strict=True)))
    assert len(result.goes_on) == len(sure(result)) == count
    assert keys(result) == []


def test_an_unstated_rounding_of_places_is_asked_only_where_it_matters():
    go = "{first: {percent: 50%, of: ranked, round: unstated}}"
    odd = prelim(go, {"A": 9, "B": 8, "C": 7})
    assert (keys(odd), sure(odd)) == (["go_on:prelim.round"], {"A"})
    assert {o[0]: o[2] for o in odd.asks[0].options} == {
        "up": "places: 2",
        "down": "places: 1",
        "nearest": "places: 2",
    }
    assert keys(prelim(go, {"A": 9, "B": 8})) == []
    ruled = prelim(go, {"A": 9, "B": 8, "C": 7}, rule("go_on:prelim.round", "up"))
    assert ruled.goes_on == ("A", "B")


def test_an_unstated_field_size_is_asked_only_where_sizes_differ():
    go = "{first: {percent: 50%, of: unstated, round: up}}"
    assert keys(prelim(go, {"A": 9, "B": 8})) == []
    text = STAGED.replace("GO", go).replace("TAIL", "share")
    field = {"A": {"p": 9}, "B": {"p": 8}, "C": {"p": 7}}
    result = run(text, field, stage_id="prelim", absent={"C": "disqualified"})
    assert keys(result) == ["go_on:prelim.of"]


def test_a_hole_between_two_clauses_is_asked_at_exactly_that_size():
    go = "{by_size: [{from_to: 1..2, gives: 1}, {from_to: 4..9, gives: 2}]}"
    three = {"A": 9, "B": 8, "C": 7}
    result = prelim(go, three)
    assert keys(result) == ["go_on:prelim.size:3"]
    assert "3" in result.asks[0].key
    assert prelim(go, three, rule("go_on:prelim.size:3", "2")).goes_on == ("A", "B")
    assert keys(prelim(go, three, rule("go_on:prelim.size:3", "two"))) == ["go_on:prelim.size:3"]
    assert prelim(go, {**three, "D": 1}).goes_on == ("A", "B")


def test_the_places_of_a_growing_field_are_bounded():
    go = "{first: {percent: 50%, of: ranked, round: down}}"
    result = prelim(go, {"A": 90, "B": 80, "C": None, "D": None})
    assert sure(result) == set()
    assert result.sizes["ranked"] == (2, 4)


def test_the_final_is_a_stage_of_its_own():
    text = STAGED.replace("GO", "{first: 2}").replace("TAIL", "share")
    result = run(plan_of(text), {"A": {"f": 5, "p": 1}, "C": {"f": 7, "p": 99}})
    assert [s.entry_id for s in result.standings] == ["C", "A"]
    assert (result.goes_on, list(result.rankings)) == ((), ["f"])
    assert D(7) == result.standings[0].score
