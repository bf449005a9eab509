"""The ladder: places and numbers, conditions, what is held and why."""

import pytest

from tests.judging.books import claims, keys, rule, run

BOOK = """
scales: {level: [无, 中级工, 高级工, 技师]}
scheme: {id: total, max: 100, mark: points}
rankings: {overall: {name: 总排名, name_en: overall, by: [total high], tail: TAIL}}
ladder:
  - RUNG
"""


def ladder(rung, points, *rulings, tail="share", people=None, **more):
    text = BOOK.replace("RUNG", rung).replace("TAIL", tail)
    field = {e: {"total": v} if v is not None else {} for e, v in points.items()}
    return run(text, field, *rulings, people=people or {}, **more)


FIVE = {"A": 95, "B": 94, "C": 93, "D": 92, "E": 91}
WORK = {e: {"status": "employee"} for e in FIVE}
EXPERT = "{honour: 技术能手, kind: designation, in: overall, needs: [status = employee], "


def shown(result):
    return " ".join(f"{c.entry_id}:{c.state[0]}" for c in result.claims)


def test_a_number_of_people_moves_the_next_up_but_ranks_leave_a_gap():
    people = WORK | {"B": {"status": "student"}}
    assert shown(ladder(EXPERT + "first: 3}", FIVE, people=people)) == "A:c C:c D:c"
    assert shown(ladder(EXPERT + "ranks: 1..3}", FIVE, people=people)) == "A:c C:c"


def test_an_unknown_fact_holds_the_place_and_moves_nobody_up():
    people = WORK | {"B": {}}
    result = ladder(EXPERT + "first: 3}", FIVE, people=people)
    assert shown(result) == "A:c B:h C:c"
    held = result.claims[1]
    assert (held.missing, held.rank) == (("status",), 2)
    assert held.reasons == (
        ("总排名第 2 名", "rank 2 in overall"),
        ("条件：status 为 employee", "condition: status is employee"),
        ("尚缺信息：status", "not known yet: status"),
    )


TIED = FIVE | {"D": 93}


@pytest.mark.parametrize(
    ("cut", "expected", "asked"),
    [
        ("ask", "A:c B:c C:h D:h", ["ladder/技术能手.cut"]),
        ("all", "A:c B:c C:c D:c", []),
        ("none", "A:c B:c", []),
    ],
)
def test_a_tie_astride_the_last_place_is_held_or_follows_the_rule(cut, expected, asked):
    result = ladder(EXPERT + f"first: 3, tie_at_cut: {cut}}}", TIED, people=WORK)
    assert (shown(result), keys(result)) == (expected, asked)


def test_a_tie_astride_the_last_place_may_be_ruled():
    rung = EXPERT + "first: 3}"
    ruled = ladder(rung, TIED, rule("ladder/技术能手.cut", "all"), people=WORK)
    assert shown(ruled) == "A:c B:c C:c D:c"


def test_a_shared_first_rank_gives_two_titles_and_an_open_tie_holds_both():
    rung = "{honour: 状元, in: overall, kind: designation, ranks: 1}"
    tied = {"A": 90, "B": 90, "C": 80}
    assert shown(ladder(rung, tied)) == "A:c B:c"
    assert shown(ladder(rung, tied, tail="unstated")) == "A:h B:h"
    drawn = rule("tie:overall:A=B", "order", "BA")
    assert shown(ladder(rung, tied, drawn, tail="lots")) == "B:c"


def test_a_title_is_held_while_an_open_entry_can_still_take_it():
    rung = "{honour: 状元, in: overall, kind: designation, ranks: 1, act: recommend, by: 工会}"
    result = ladder(rung, {"A": 90, "Z": None})
    assert shown(result) == "A:h Z:h"
    assert result.claims[0].reasons == (("总排名第 1 至 2 名", "rank 1 to 2 in overall"),)
    assert result.claims[1].reasons == ()
    done = ladder(rung, {"A": 90, "Z": 80})
    claim = done.claims[0]
    assert (claim.state, claim.act, claim.by, claim.by_en) == (
        "recommended",
        "recommend",
        "工会",
        "工会",
    )


def test_an_upper_end_of_ranks_may_be_a_quota():
    rung = "{honour: 优胜奖, in: overall, ranks: [2, {percent: 50%, of: ranked, round: up}]}"
    assert shown(ladder(rung, FIVE)) == "B:c C:c"
    open_ = "{honour: 优胜奖, in: overall, ranks: [2, {percent: 50%, of: ranked}]}"
    result = ladder(open_, FIVE)
    assert (shown(result), keys(result)) == ("B:c C:h", ["ladder/优胜奖.round"])


def test_the_rest_are_all_without_an_earlier_prize_of_that_ranking():
    rung = (
        "{honour: 金奖, in: overall, ranks: 1}\n"
        "  - {honour: 技术能手, kind: designation, in: overall, ranks: 1..2}\n"
        "  - {honour: 优秀奖, in: overall, first: rest}"
    )
    assert claims(ladder(rung, FIVE))["优秀奖"] == ["B", "C", "D", "E"]
    result = ladder(rung, {"A": 90, "B": None, "C": 20})
    states = {(c.entry_id, c.honour): c.state for c in result.claims}
    assert states["A", "优秀奖"] == states["B", "优秀奖"] == "held"
    assert ("C", "优秀奖") in states


def test_a_number_of_people_counts_those_without_an_earlier_prize_but_ranks_do_not():
    rung = (
        "{honour: 金奖, in: overall, ranks: 1}\n"
        "  - {honour: 银奖, in: overall, first: 2}\n"
        "  - {honour: 前三, in: overall, ranks: 1..3}"
    )
    assert claims(ladder(rung, FIVE)) == {
        "金奖": ["A"],
        "银奖": ["B", "C"],
        "前三": ["A", "B", "C"],
    }


def test_an_honour_sure_in_one_ranking_bars_though_it_is_open_in_another():
    text = """
    scheme: {id: root, combine: unstated, parts: [
      {id: soup, max: 9, mark: points}, {id: bowl, max: 9, mark: points}]}
    rankings: {soup: {by: [soup high], tail: share}, bowl: {by: [bowl high], tail: share}}
    ladder:
      - {honour: 状元, kind: designation, in: [soup, bowl], ranks: 1}
      - {honour: 能手, kind: designation, in: soup, ranks: 1..2, not_with: [状元]}
    """
    result = run(text, {"A": {"soup": 9, "bowl": 3}, "B": {"soup": 3}})
    states = {(c.entry_id, c.honour, c.ranking): c.state for c in result.claims}
    assert states == {
        ("A", "状元", "soup"): "candidate",
        ("A", "状元", "bowl"): "held",
        ("B", "状元", "bowl"): "held",
        ("B", "能手", "soup"): "held",
    }


def test_all_facts_nobody_has_entered_are_listed():
    rung = "{honour: 奖, in: overall, needs: [status = employee, level = 技师]}"
    claim = ladder(rung, {"A": 9}).claims[0]
    assert claim.missing == ("level", "status")
    assert claim.reasons[-1] == ("尚缺信息：level、status", "not known yet: level, status")


def test_a_person_has_no_second_honour_where_the_rung_excludes_it():
    rung = (
        "{honour: 状元, kind: designation, in: overall, ranks: 1}\n"
        "  - {honour: 能手, kind: designation, in: overall, first: 2, not_with: [状元]}"
    )
    assert claims(ladder(rung, FIVE))["能手"] == ["B", "C"]
    result = ladder(rung, {"A": 90, "Z": None, "C": 30})
    states = {(c.entry_id, c.honour): c.state for c in result.claims}
    assert states["A", "能手"] == "held"


def test_a_certificate_goes_to_everyone_who_meets_the_conditions():
    rung = "{honour: 中级工, kind: certificate, in: overall, needs: [total >= 60, level < 中级工]}"
    people = {"A": {"level": "无"}, "B": {"level": "高级工"}, "C": {}, "D": {"level": "无"}}
    result = ladder(rung, {"A": 80, "B": 70, "C": 65, "D": 59}, people=people)
    assert shown(result) == "A:c C:h"
    waiting = ladder(rung, {"A": None}, people=people)
    assert (shown(waiting), waiting.claims[0].missing) == ("A:h", ())


READ = (
    "{honour: 高级工, kind: promotion, in: overall, ranks: 1..3, clause: 其中前三名, "
    "readings: {rank_alone: [rank <= 3], rank_and_60: [rank <= 3, total >= 60]}}"
)


def test_a_clause_read_two_ways_is_asked_only_for_those_it_parts():
    result = ladder(READ, {"A": 90, "B": 55, "C": 54})
    assert (shown(result), keys(result)) == ("A:c B:h C:h", ["ladder/高级工.reading"])
    ask = result.asks[0]
    assert ask.entries == ("B", "C")
    assert [o[0] for o in ask.options] == ["rank_alone", "rank_and_60"]
    assert "其中前三名" in ask.zh
    key = "ladder/高级工.reading"
    points = {"A": 90, "B": 55, "C": 54}
    assert shown(ladder(READ, points, rule(key, "rank_alone"))) == "A:c B:c C:c"
    assert shown(ladder(READ, points, rule(key, "rank_and_60"))) == "A:c"
    assert keys(ladder(READ, points, rule(key, "other"))) == [key]
    assert keys(ladder(READ, {"A": 90, "B": None})) == []


def test_a_gate_without_honour_bars_from_the_ladder_and_an_open_one_holds():
    text = BOOK.replace(
        "max: 100, mark: points",
        "max: 100, mark: points, then: [{gate: {at_least: 60, else: no_honour}}]",
    )
    rung = "{honour: 奖, in: overall, ranks: 1..3}"
    result = run(
        text.replace("RUNG", rung).replace("TAIL", "share"),
        {"A": {"total": 59}, "B": {"total": 60}, "C": {}},
    )
    assert shown(result) == "B:c C:h"


def test_a_reading_may_be_a_condition():
    text = """
    scheme: {id: total, starts_at: 9, reads: {gap: mm}, then: [{take_off: {points: 1, of: gap}}]}
    rankings: {overall: {by: [total high], tail: share}}
    ladder: [{honour: 精准奖, in: overall, needs: [gap <= 1]}]
    """
    result = run(text, {"A": {"gap": 1}, "B": {"gap": 2}, "C": {}})
    assert claims(result, "candidate") == {"精准奖": ["A"]}
    assert claims(result, "held") == {"精准奖": ["C"]}


def test_only_rungs_of_a_ranking_of_the_stage_are_read():
    text = """
    scheme: [{id: p, max: 9, mark: points}, {id: f, max: 9, mark: points}]
    stages: [{id: prelim, node: p, ranking: p}, {id: final, node: f, ranking: f}]
    rankings: {p: {by: [p high], tail: share}, f: {by: [f high], tail: share}}
    ladder: [{honour: 金奖, in: f, ranks: 1}]
    """
    field = {"A": {"p": 5, "f": 5}}
    assert claims(run(text, field, stage_id="prelim")) == {}
    assert claims(run(text, field, stage_id="final")) == {"金奖": ["A"]}


def test_an_honour_of_several_rankings_is_given_in_each():
    text = """
    scheme: {id: root, combine: unstated, parts: [
      {id: soup, max: 9, mark: points}, {id: bowl, max: 9, mark: points}]}
    rankings: {soup: {by: [soup high], tail: share}, bowl: {by: [bowl high], tail: share}}
    ladder: [{honour: 金奖, honour_en: Gold, in: [soup, bowl], ranks: 1}]
    """
    result = run(text, {"A": {"soup": 5, "bowl": 1}, "B": {"soup": 3, "bowl": 8}})
    assert [(c.entry_id, c.ranking, c.honour_en) for c in result.claims] == [
        ("A", "soup", "Gold"),
        ("B", "bowl", "Gold"),
    ]
    assert {name: [s.entry_id for s in lines] for name, lines in result.rankings.items()} == {
        "soup": ["A", "B"],
        "bowl": ["B", "A"],
    }


UNFIT = EXPERT + "ranks: 1..3, when_unfit: WAY}"
STUDENT = WORK | {"B": {"status": "student"}}


@pytest.mark.parametrize(("way", "expected"), [("next", "A:c C:c D:c"), ("vacant", "A:c C:c")])
def test_a_rung_may_say_whether_the_next_moves_up_into_its_ranks(way, expected):
    assert shown(ladder(UNFIT.replace("WAY", way), FIVE, people=STUDENT)) == expected


def test_where_the_text_is_silent_about_the_unfit_it_is_asked_only_if_somebody_is():
    rung = UNFIT.replace("WAY", "unstated")
    assert keys(ladder(rung, FIVE, people=WORK)) == []
    result = ladder(rung, FIVE, people=STUDENT)
    assert (shown(result), keys(result)) == ("A:c C:c D:h", ["ladder/技术能手.unfit"])
    for choice, expected in (("next", "A:c C:c D:c"), ("vacant", "A:c C:c")):
        ruled = ladder(rung, FIVE, rule("ladder/技术能手.unfit", choice), people=STUDENT)
        assert (shown(ruled), keys(ruled)) == (expected, [])
    odd = ladder(rung, FIVE, rule("ladder/技术能手.unfit", "both"), people=STUDENT)
    assert keys(odd) == ["ladder/技术能手.unfit"]


def test_a_field_size_given_stands_for_every_size():
    ladder = "ladder: [{honour: half, in: overall, first: {percent: 50%, of: started, round: up}}]"
    text = f"scheme: {{id: total, max: 9, mark: points}}\n{ladder}"
    field = {"A": {"total": 3}, "B": {"total": 2}, "C": {"total": 1}}
    assert claims(run(text, field)) == {"half": ["A", "B"]}
    assert claims(run(text, field, field_size=2)) == {"half": ["A"]}
