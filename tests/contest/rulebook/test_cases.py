"""
Eight published rulebooks give the results that follow from their own sentences.

The figures are invented, the expected results worked out by hand from the rule they show.
"""

from pathlib import Path

import pytest

from contest.rulebook import read_rulebook
from judging import Plan, compile_rulebook
from judging.conditions import Group, holds, known
from judging.numbers import plain, rounded
from tests.judging.books import claims, keys, ranks, rule, run

CASES = Path(__file__).parents[3] / "contest" / "presets" / "cases"


def case(name: str) -> Plan:
    return compile_rulebook(read_rulebook((CASES / f"{name}.yaml").read_text("utf-8")))


def totals(result, node="total"):
    return {e: plain(s.value) for (e, n), s in result.scores.items() if n == node}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_case_is_a_rulebook_with_names_in_both_languages(path):
    book = read_rulebook(path.read_text("utf-8"))
    assert book.source
    assert book.trade_en
    for tree in book.trees:
        assert all(n.name and n.name_en for n in tree.walk())
    assert all(r.honour_en for r in book.ladder)


COUNTY = case("courier_county_2022")


def test_county_couriers_equal_in_total_are_parted_by_practice():
    field = {"A": {"theory": 80, "practice": 90}, "B": {"theory": 94, "practice": 84}}
    result = run(COUNTY, field)
    assert totals(result) == {"A": "87", "B": "87"}
    assert ranks(result) == {"A": 1, "B": 2}


def test_county_couriers_two_decimals_are_asked_only_where_the_mode_matters():
    result = run(COUNTY, {"A": {"theory": "83.33", "practice": "76.55"}})
    assert (totals(result), keys(result)) == ({"A": "78.58"}, [])
    result = run(COUNTY, {"A": {"theory": "83.33", "practice": "76.557"}})
    assert keys(result) == ["total.round.mode"]


PERSON = {
    "birth": "1990-02-01",
    "sex": "男",
    "local_household": "yes",
    "occupation": "courier",
    "skill_level": "中级工",
    "honours": [],
    "entries": [],
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"skill_level": "高级工"}, False),
        ({"sex": ""}, None),
        ({"sex": "女", "birth": "1970-01-01"}, False),
        ({"occupation": "teacher"}, False),
        ({"honours": [{"trade": "快递员", "county": "泰顺", "rank": "1"}]}, False),
        ({"entries": [{"county": "泰顺", "year": "2022", "certificate": "yes"}]}, False),
        ({"entries": [{"county": "泰顺", "year": "2021", "certificate": "yes"}]}, True),
    ],
)
def test_county_couriers_the_better_qualified_are_barred(change, expected):
    facts = PERSON | change
    everything = Group(how="all", kids=COUNTY.rulebook.entry_conditions)
    look = facts.get
    answer = holds(everything, lambda n: known(look(n)), COUNTY.rulebook.scales, set())
    assert answer is expected


CITY = case("courier_city_2023")
THREE = {e: {"practice": p, "secs": 500} for e, p in (("A", 90), ("B", 80), ("C", 55))}
NEW = {e: {"skill_level": "无"} for e in THREE}


def test_city_couriers_third_with_fewer_than_sixty_points_needs_a_ruling():
    result = run(CITY, THREE, people=NEW)
    mine = {c.honour: c.state for c in result.claims if c.entry_id == "C"}
    assert mine == {"铜牌": "candidate", "高级工": "held"}
    assert keys(result) == ["event.combine", "ladder/高级工.reading"]
    ruled = run(CITY, THREE, rule("ladder/高级工.reading", "rank_and_60"), people=NEW)
    assert [c.honour for c in ruled.claims if c.entry_id == "C"] == ["铜牌"]
    alone = run(CITY, THREE, rule("ladder/高级工.reading", "rank_alone"), people=NEW)
    assert [c.honour for c in alone.claims if c.entry_id == "C"] == ["铜牌", "高级工"]


def test_city_couriers_the_quicker_of_equals_comes_first():
    field = {"A": {"practice": 91, "secs": 540}, "B": {"practice": 91, "secs": 531}}
    assert ranks(run(CITY, field)) == {"B": 1, "A": 2}


def test_city_couriers_nobody_gets_the_level_he_holds():
    people = {**NEW, "A": {"skill_level": "中级工"}}
    held = claims(run(CITY, THREE, people=people), "candidate")
    assert held["中级工"] == ["B"]
    assert held["南宁市技术能手"] == ["A"]


def test_titles_at_fixed_counts_over_totals_given_whole():
    field = {f"E{i:03}": {"=total": 1000 - i} for i in range(1, 110)}
    result = run(case("courier_titles_2016"), field)
    titles = {c.entry_id: c.honour for c in result.claims}
    first = [titles.get(f"E{i:03}", "none") for i in range(1, 8)]
    assert first == ["技术状元", *["技术明星"] * 2, *["技术能手"] * 3, "none"]
    assert keys(result) == []


LAMIAN = case("lamian_national_2025")


def test_lamian_medals_are_given_in_each_event():
    field = {
        f"E{i}": {"=bowl": 90 - i, "=basic": 60 + i, "soup": 50 + i, "creative": 40 + i}
        for i in range(9)
    }
    result = run(LAMIAN, field)
    for event in ("basic", "soup", "bowl", "creative"):
        medals = [c.honour for c in result.claims if c.ranking == event and c.kind == "prize"]
        counts = {h: medals.count(h) for h in ("金奖", "银奖", "铜奖", "优秀选手奖")}
        assert counts == {"金奖": 1, "银奖": 2, "铜奖": 3, "优秀选手奖": 3}
    titled = claims(result, "candidate")["全国拉面技术能手"]
    assert titled == ["E0", "E1", "E2"]
    medal = [(c.entry_id, c.state) for c in result.claims if c.act == "recommend"]
    assert medal == [("E0", "held")]


def test_lamian_a_band_without_figures_is_asked():
    found = run(LAMIAN, {"A": {"diameter": "0.6"}}).scores["A", "maoxi_diameter"]
    assert [a.key for a in found.asks] == ["maoxi_diameter.bands"]


NATIONAL = case("welding_national_2022")


def test_national_welders_study_theory_and_practice():
    field = {"A": {"training": 95, "theory": 80, "practice": 86}}
    assert totals(run(NATIONAL, field)) == {"A": "85.7"}


def test_national_welders_prizes_of_seventy_one():
    field = {
        f"E{i:02}": {"training": 90, "theory": 90, "practice": f"{95 - i / 10:.1f}"}
        for i in range(71)
    }
    result = run(NATIONAL, field)
    held = claims(result, "candidate")
    assert [len(held[h]) for h in ("一等奖", "二等奖", "三等奖")] == [3, 6, 6]
    assert claims(result, "recommended") == {"全国五一劳动奖章": ["E00"]}


SHEET = case("welding_provincial")


def specimen(aspect, **readings):
    return run(SHEET, {"A": readings}, stage_id="sheet").scores["A", aspect]


@pytest.mark.parametrize(
    ("aspect", "readings", "expected"),
    [
        ("undercut", {"undercut_depth": "0.4", "undercut_total_mm": 15}, 4),
        ("undercut", {"undercut_depth": "0.6", "undercut_total_mm": 5}, 0),
        ("undercut", {"undercut_depth": "0.4", "undercut_total_mm": 30}, 0),
        ("penetration", {"depth": "0.8", "total_mm": 30}, 0),
        ("slag", {"slag_count": 5}, 0),
        ("surface", {"touched": 1}, 0),
        ("surface", {"touched": 0}, 30),
    ],
)
def test_provincial_welders_deductions_cut_offs_and_floors(aspect, readings, expected):
    assert specimen(aspect, **readings).value == expected


def test_provincial_welders_silences_are_asked():
    silent = specimen("penetration", depth="1.2", total_mm=5)
    assert [a.key for a in silent.asks] == ["penetration.silent_when"]
    started = specimen("undercut", undercut_depth="0.4", undercut_total_mm=7)
    assert [o[0] for o in started.asks[0].options] == ["started", "full", "pro_rata"]


def test_provincial_welders_an_uncleaned_place_costs_three_of_the_total():
    field = {"A": {"theory": 90, "practice": 80}}
    result = run(SHEET, field, stage_id="final", did={"A": {"not_cleaned": 1}})
    assert result.scores["A", "total"].value == 80


ELECTRIC = case("electrician_national_2022")


def test_electricians_four_keys_over_three_levels():
    field = {
        "B": {"theory": 80, "m1": 33, "m2": 32, "m3": 20},
        "A": {"theory": 80, "m1": 35, "m2": 30, "m3": 20},
    }
    result = run(ELECTRIC, field)
    assert len(set(totals(result).values())) == 1
    assert ranks(result) == {"A": 1, "B": 2}
    assert result.standings[1].decided_by == "m1"


def test_electricians_practice_beats_theory_at_equal_totals():
    field = {
        "A": {"theory": 70, "m1": 36, "m2": 34, "m3": 20},
        "B": {"theory": 91, "m1": 33, "m2": 30, "m3": 18},
    }
    result = run(ELECTRIC, field)
    assert totals(result) == {"A": "84", "B": "84"}
    assert ranks(result) == {"A": 1, "B": 2}


def test_electricians_a_full_tie_is_asked():
    both = {"theory": 70, "m1": 36, "m2": 34, "m3": 20}
    assert keys(run(ELECTRIC, {"A": both, "C": both})) == ["tie:overall:A=C"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [([85, 90, 88, 92, 79], "87.6667"), ([90, 90, 80, 70, 90], "86.6667")],
)
def test_five_judges_lose_one_highest_and_one_lowest_even_of_equals(marks, expected):
    score = run(case("vocational_2013"), {"A": {"work": marks}}).scores["A", "work"]
    assert score.value is not None
    assert str(rounded(score.value, 4, "half_up")) == expected
