"""Conduct: what incidents take, zero and end; scoped, capped, escalating, or unstated."""

from decimal import Decimal as D

import pytest

from judging import Incident, compute
from tests.judging.books import TOTAL, keys, marks_of, plan_of, rule, run

CONDUCT = (
    TOTAL
    + """
conduct:
  - {id: not_cleaned, name: 未清理, name_en: not cleaned, take: 3, from: total, clause: 第20条}
  - {id: late, take: 2, each: time, most: 5, from: practice}
  - {id: marked, zero: practice}
  - {id: fake, out: yes}
  - {id: rough, escalate: [warn, 5, out], from: total}
  - {id: odd, effect: unstated}
  - {id: odd_here, effect: unstated, from: practice}
"""
)
BOTH = {"theory": 90, "practice": 80}


def with_conduct(*rulings, marks=BOTH, **did):
    return run(CONDUCT, {"A": marks}, *rulings, did={"A": did})


@pytest.mark.parametrize(
    ("did", "expected"),
    [
        ({}, "83"),
        ({"not_cleaned": 1}, "80"),
        ({"not_cleaned": 2}, "80"),
        ({"late": 1}, "81.6"),
        ({"late": 2}, "80.2"),
        ({"late": 3}, "79.5"),
        ({"marked": 1}, "27"),
        ({"rough": 1}, "83"),
        ({"rough": 2}, "78"),
        ({"not_cleaned": 0}, "83"),
    ],
)
def test_penalties_are_taken_where_the_catalogue_says(did, expected):
    assert str(with_conduct(**did).scores["A", "total"].value) == expected


def test_a_module_zeroed_by_conduct_is_final_before_it_is_marked():
    result = with_conduct(marks={"theory": 90}, marked=1)
    found = result.scores["A", "total"]
    assert (found.state, found.value) == ("final", 27)
    assert {score.node_id for score in result.scores.values()} == {"total", "theory", "practice"}


def test_a_penalty_lowers_both_bounds_of_what_is_still_open():
    found = with_conduct(marks={"theory": 90}, not_cleaned=1).scores["A", "total"]
    assert (found.low, found.high) == (24, 94)


@pytest.mark.parametrize("did", [{"fake": 1}, {"rough": 3}, {"rough": 7}])
def test_some_conduct_ends_the_contest(did):
    line = with_conduct(**did).standings[0]
    assert (line.rank, line.cause) == (None, f"conduct.{next(iter(did))}")


def test_a_penalty_is_taken_before_floor_and_rounding():
    text = CONDUCT.replace("weight: 70%", "weight: 70%, then: [{floor: 79}]")
    assert run(text, {"A": BOTH}, did={"A": {"late": 1}}).scores["A", "practice"].value == 79


def test_conduct_without_a_stated_effect_is_asked_and_ruled():
    for item, node in (("odd", "total"), ("odd_here", "practice")):
        result = with_conduct(**{item: 1})
        assert keys(result) == [f"conduct.{item}"]
        assert result.scores["A", node].state == "asked"
        bad = with_conduct(rule(f"conduct.{item}", "frown"), **{item: 1})
        assert bad.scores["A", node].state == "asked"
    ruled = {"2": "81", "warn": "83", "zero": "0"}
    for choice, expected in ruled.items():
        result = with_conduct(rule("conduct.odd", choice), odd=1)
        assert str(result.scores["A", "total"].value) == expected
    out = with_conduct(rule("conduct.odd", "out"), odd=1)
    assert out.standings[0].cause == "conduct.odd"
    assert (keys(out), out.scores["A", "total"].value) == ([], 83)


def test_a_penalty_acts_in_the_stage_that_marks_its_node():
    text = """
    scheme:
      - {id: p, max: 100, mark: points}
      - {id: f, max: 100, mark: points}
    stages: [{id: prelim, node: p}, {id: final, node: f}]
    rankings: {p: {by: [p high], tail: share}, f: {by: [f high], tail: share}}
    conduct: [{id: dirty, take: 3, from: [p, f]}]
    """
    plan = plan_of(text)
    for stage in ("prelim", "final"):
        incident = Incident(id="1", entry_id="A", item_id="dirty", stage_id=stage)
        for asked in ("prelim", "final"):
            result = compute(
                plan,
                stage_id=asked,
                entries=["A"],
                marks=marks_of({"A": {"p": 50, "f": 50}}),
                incidents=[incident, incident],
            )
            found = result.scores["A", "p" if asked == "prelim" else "f"].value
            assert found == (47 if asked == stage else 50)


def test_a_line_of_the_catalogue_that_names_no_node_acts_on_the_total_alone():
    scores = with_conduct(rule("conduct.odd", "2"), odd=1).scores
    assert {n: scores["A", n].value for n in ("theory", "practice", "total")} == {
        "theory": 90,
        "practice": 80,
        "total": 81,
    }


def test_a_ruling_on_what_the_catalogue_settles_itself_is_not_used():
    assert with_conduct(rule("conduct.late", "9"), late=1).rulings_unused == ("conduct.late",)
    assert with_conduct(rule("conduct.odd", "9"), odd=1).rulings_unused == ()


def test_incidents_of_one_kind_add_up_and_one_delivered_twice_counts_once():
    def late(id_, count=1):
        return Incident(id=id_, entry_id="A", item_id="late", count=count)

    dirty = Incident(id="3", entry_id="A", item_id="not_cleaned")
    result = compute(
        plan_of(CONDUCT.replace("most: 5", "most: 50")),
        stage_id="final",
        entries=["A"],
        marks=marks_of({"A": BOTH}),
        incidents=[late("1"), late("1"), late("2", 3), late("1"), dirty],
    )
    assert result.scores["A", "practice"].value == 80 - 2 * 4
    assert result.scores["A", "total"].value == D("77.4") - 3
