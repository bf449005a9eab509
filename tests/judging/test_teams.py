"""Units ranked by what their members bring, and bounds on it while marks are open."""

import dataclasses
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.rulebook.findings import RulebookInvalid
from judging.check import check
from judging.plan import compile_rulebook
from judging.refusals import BadRecord
from judging.scheme import Join
from tests.judging.books import claims, keys, plan_of, rule, run

BOOK = """
scheme: {id: total, max: 9, mark: points}
rankings: {overall: {by: [total high], tail: share}}
ladder:
  - {honour: gold, in: overall, ranks: 1}
  - {honour: cup, in: units, ranks: 1}
teams:
  units: {of: unit, in: overall, value: VALUE, join: JOIN, short: SHORT, by: BY, tail: share}
"""
RANKS = "{by_rank: {1: 5, 2: 3}, rest: 1}"
UNITS = {"A": "x", "B": "y", "C": "x", "D": "y"}
PEOPLE = {e: {"unit": u} for e, u in UNITS.items()}


def book(value=RANKS, join="sum", short="sum_what_is", by="[points high, countback]"):
    text = BOOK.replace("VALUE", value).replace("JOIN", join).replace("SHORT", short)
    return plan_of(text.replace("BY", by))


def field(*totals):
    return {e: {} if t is None else {"total": t} for e, t in zip("ABCD", totals, strict=False)}


def units(result):
    return {s.entry_id: (s.rank, s.score) for s in result.rankings["units"]}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from((1, 5, 9, None)), min_size=2, max_size=4),
    st.sampled_from((RANKS, "{node: total}", "{by_prize: {gold: 4}, rest: 1}")),
    st.sampled_from(("sum", "mean", "median", "{join: best, k: 2}")),
    st.sampled_from(("sum_what_is", "none", "unstated")),
)
def test_bounds_and_clinched_cups_hold_however_the_missing_marks_fall(totals, value, join, short):
    plan = book(value, join, short)
    before = run(plan, field(*totals), people=PEOPLE)
    now = {s.entry_id: s for s in before.rankings["units"]}
    sure = claims(before, "candidate").get("cup", ())
    for filled in product(*((1, 5, 9) if t is None else (t,) for t in totals)):
        then = run(plan, field(*filled), people=PEOPLE)
        for line in then.rankings["units"]:
            if line.state == "final":
                assert now[line.entry_id].best <= line.best
                assert line.worst <= now[line.entry_id].worst
        if not then.asks:
            assert set(sure) <= set(claims(then, "candidate").get("cup", ()))


@given(st.lists(st.sampled_from((1, 3, 5, 9)), min_size=1, max_size=4))
def test_points_and_countback_agree_with_counting_by_hand(totals):
    result = run(book(), field(*totals), people=PEOPLE)
    entries = list(field(*totals))
    rank = {e: 1 + sum(t > mine for t in totals) for e, mine in zip(entries, totals, strict=True)}
    worth = {
        u: (
            sum({1: 5, 2: 3}.get(rank[e], 1) for e in entries if UNITS[e] == u),
            *[sum(rank[e] == n for e in entries if UNITS[e] == u) for n in range(1, 5)],
        )
        for u in {UNITS[e] for e in entries}
    }
    assert units(result) == {
        u: (1 + sum(w > mine for w in worth.values()), mine[0]) for u, mine in worth.items()
    }


def test_who_has_no_unit_or_no_rank_brings_nobody_anything():
    people = {"A": {"unit": "x"}, "B": {"unit": ""}, "C": {}, "D": {"unit": "x"}}
    gone = {"D": "disqualified"}
    result = run(book(), field(9, 8, 7, 6), people=people, absent=gone)
    assert units(result) == {"x": (1, 5)}


def test_a_unit_whose_members_all_lack_a_rank_has_no_result():
    result = run(book(), field(9, 8), people=PEOPLE, absent={"B": "disqualified"})
    assert units(result) == {"x": (1, 5), "y": (None, None)}


def test_a_member_without_a_value_brings_nothing():
    text = BOOK.replace("VALUE", "{node: total}").replace("JOIN", "mean").replace("SHORT", "none")
    plan = plan_of("absence: {did_not_start: none}\n" + text.replace("BY", "[points high]"))
    result = run(plan, field(8, 6, None), people=PEOPLE, absent={"C": "did_not_start"})
    assert units(result) == {"x": (1, 8), "y": (2, 6)}


@pytest.mark.parametrize(
    ("short", "choice", "expected"),
    [
        ("sum_what_is", "", {"x": (1, 6), "y": (2, 3)}),
        ("none", "", {"x": (1, 6), "y": (None, None)}),
        ("unstated", "sum_what_is", {"x": (1, 6), "y": (2, 3)}),
        ("unstated", "none", {"x": (1, 6), "y": (None, None)}),
    ],
)
def test_too_few_members_do_what_the_text_or_a_ruling_says(short, choice, expected):
    plan, three = book(join="{join: best, k: 2}", short=short), field(9, 8, 7)
    ruling = [rule("teams/units.short", choice)] if choice else []
    result = run(plan, three, *ruling, people=PEOPLE)
    assert (units(result), keys(result)) == (expected, [])
    if choice:
        stopped = run(plan, three, rule("teams/units.short", "perhaps"), people=PEOPLE)
        assert keys(stopped) == ["teams/units.short"]
        assert claims(stopped, "candidate") == {"gold": ["A"], "cup": ["x"]}
        assert stopped.rankings["units"][1].score is None


def test_a_team_ranking_that_names_what_is_not_there_is_an_error():
    team = book().rulebook.teams[0]
    for change in (
        {"ranking": "nowhere"},
        {"node": "nothing", "by_rank": ()},
        {"by_prize": {"bronze": 1}, "by_rank": ()},
    ):
        wrong = dataclasses.replace(book().rulebook, teams=(dataclasses.replace(team, **change),))
        assert [r.where for r in check(wrong) if r.severity == "error"] == ["teams.units"]
        if "by_prize" not in change:
            with pytest.raises(BadRecord, match=r"teams\.units: nothing is called"):
                compile_rulebook(wrong)


@pytest.mark.parametrize(
    "change", [{"of": ""}, {"by_rank": ()}, {"node": "total"}, {"join": Join(op="agreed")}]
)
def test_a_team_rule_that_cannot_be_is_refused(change):
    with pytest.raises(BadRecord):
        dataclasses.replace(book().rulebook.teams[0], **change)


def test_a_team_ranking_is_read_only_with_its_stage():
    text = """
        scheme: [{id: p, max: 9, mark: points}, {id: f, max: 9, mark: points}]
        stages: [{id: first, node: p, ranking: p}, {id: last, node: f, ranking: f}]
        rankings: {p: {by: [p high], tail: share}, f: {by: [f high], tail: share}}
        teams: {units: {of: unit, in: f, value: {node: f}, by: [points high], tail: share}}
        """
    result = run(text, {"A": {"p": 3}}, stage_id="first", people=PEOPLE)
    assert set(result.rankings) == {"p"}


def test_mistakes_in_a_team_ranking_are_named_where_they_stand():
    with pytest.raises(RulebookInvalid) as refused:
        book(value="{by_rank: {1..x: 5}}", join="agreed")
    assert {f.path for f in refused.value.findings} == {
        "/teams/units/join",
        "/teams/units/value/by_rank/1..x",
    }
    with pytest.raises(RulebookInvalid):
        book(value="{by_prize: {gold: much}}")
    with pytest.raises(RulebookInvalid):
        book(value="{by_rank: {1: much}}")
