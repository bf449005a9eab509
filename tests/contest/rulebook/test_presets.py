"""The three demo rulebooks run from the first mark to the honours, on figures by hand."""

from decimal import Decimal as D

import pytest

from judging import (
    Incident,
    compile_rulebook,
    compute,
    explain,
    modules,
    sheet_form,
)
from tests.contest.rulebook.demo import NAMES, book, fill

GOOD_WELD = {
    "theory": 90,
    "undercut_depth": "0.4",
    "undercut_total_mm": 15,
    "penetration_depth": "1.2",
    "penetration_total_mm": 0,
    "slag_count": 1,
    "surface_touched": 0,
    "fillet_secs": 3000,
    "shape": [8, 9, "8.5"],
    "appearance": [2, 3, 2],
    "safety": [10, 9, 9],
}


def weld(given=GOOD_WELD, **did):
    plan = compile_rulebook(book("welding"))
    incidents = [Incident(id=i, entry_id="A", item_id=i, count=n) for i, n in did.items()]
    result = compute(
        plan,
        stage_id="prelim",
        entries=["A"],
        marks=fill(plan.rulebook, "prelim", "A", given),
        incidents=incidents,
    )
    return plan, result


def test_the_welding_preliminary_adds_up_as_by_hand():
    plan, result = weld()
    value = {n: s.value for (_, n), s in result.scores.items()}
    # Three started units of 5 mm at 2 points; 1.0 to 1.5 mm deep costs 5; one defect costs 5.
    assert (value["undercut"], value["penetration"], value["slag"], value["surface"]) == (
        4,
        5,
        15,
        30,
    )
    assert (value["shape"], value["fillet_measured"]) == (D("8.5"), 54)
    # 54 + 8.5 + 10 x 7/9 + 28/3 = 79.6111; 27 + 0.7 of it = 82.7277..., to two places.
    assert value["prelim_total"] == D("82.73")
    assert explain(plan, result, "A", "prelim_total").value == D("82.73")
    assert result.asks == ()


def test_the_welding_penalties_reach_total_and_specimen():
    assert weld(not_cleaned=1)[1].standings[0].score == D("79.73")
    assert weld(specimen_moved=1)[1].standings[0].score == 27


def test_the_welding_cut_offs_zero_the_aspect():
    for reading, aspect in (("undercut_depth", "undercut"), ("penetration_depth", "penetration")):
        scores = weld({**GOOD_WELD, reading: "1.6"})[1].scores
        assert scores["A", aspect].value == 0
    assert weld({**GOOD_WELD, "surface_touched": 1})[1].scores["A", "surface"].value == 0


BOWL = {
    "noodle": [20, 21, 22, 23, 25],
    "broth": 16,
    "beef": [7, 7, 7, 9, 2],
    "garnish": 8,
    "overall": 15,
    "portion_g": 262,
    "station": 5,
    "bowl_secs": 3300,
}
PEOPLE = {
    "A": {"skill_level": "高级工", "meets_medal_conditions": "yes"},
    "B": {"skill_level": "技师"},
    "C": {"skill_level": "无"},
}


def test_the_lamian_final_drops_one_high_and_one_low_and_gives_its_honours():
    plan = compile_rulebook(book("lamian"))
    given = {
        "A": BOWL,
        "B": {**BOWL, "portion_g": 300},
        "C": {**BOWL, "bowl_secs": 3301},
        "D": {**BOWL, "station": 0},
    }
    marks = [m for e, g in given.items() for m in fill(plan.rulebook, "final", e, g)]
    result = compute(plan, stage_id="final", entries=list(given), marks=marks, people=PEOPLE)
    # 22 + 16 + 7 + 8 + 15 judged, 7 for a portion 12 g off, 5 for the station.
    assert result.scores["A", "final_total"].value == 80
    assert [(s.entry_id, s.rank, s.decided_by) for s in result.standings] == [
        ("A", 1, ""),
        ("C", 2, "bowl_secs"),
        ("B", 3, ""),
        ("D", 4, ""),
    ]
    told = {(c.entry_id, c.honour, c.state) for c in result.claims}
    assert told == {
        ("A", "金奖", "candidate"),
        ("C", "银奖", "candidate"),
        ("B", "银奖", "candidate"),
        ("D", "铜奖", "candidate"),
        ("A", "技术状元", "candidate"),
        ("C", "技术能手", "candidate"),
        ("B", "技术能手", "candidate"),
        ("A", "技师", "candidate"),
        ("B", "高级技师", "candidate"),
        ("A", "五一劳动奖章", "recommended"),
    }


def test_the_medal_is_held_while_nobody_has_entered_its_conditions():
    plan = compile_rulebook(book("lamian"))
    result = compute(
        plan, stage_id="final", entries=["A"], marks=fill(plan.rulebook, "final", "A", BOWL)
    )
    medal = next(c for c in result.claims if c.rung_id == "medal")
    assert (medal.state, medal.missing) == ("held", ("meets_medal_conditions",))


def test_forbidden_additives_end_the_contest():
    plan = compile_rulebook(book("lamian"))
    marks = fill(plan.rulebook, "final", "A", BOWL)
    incident = Incident(id="1", entry_id="A", item_id="additives")
    result = compute(plan, stage_id="final", entries=["A"], marks=marks, incidents=[incident])
    assert (result.standings[0].state, result.claims) == ("unranked", ())


ROUND = {
    "planning": 15,
    "riding": 16,
    "handover": 8,
    "care": 7,
    "wrong_parcels": 1,
    "late_secs": 61,
    "round_secs": 3000,
}


def test_the_courier_final_reads_the_clock_and_both_kinds_of_certificate():
    plan = compile_rulebook(book("courier"))
    given = {
        "A": {**ROUND, "late_secs": 0},
        "B": ROUND,
        "C": {**ROUND, "late_secs": 601, "planning": 3, "riding": 5},
    }
    marks = [m for e, g in given.items() for m in fill(plan.rulebook, "final", e, g)]
    people = {
        "A": {"skill_level": "高级工"},
        "B": {"skill_level": "无"},
        "C": {"skill_level": "无"},
    }
    result = compute(plan, stage_id="final", entries=["A", "B", "C"], marks=marks, people=people)
    totals = {s.entry_id: s.score for s in result.standings}
    # B: 46 judged, 16 for one wrong parcel, 16 for two started minutes; C is later than 600 s.
    assert totals == {"A": 82, "B": 78, "C": 39}
    told = {(c.entry_id, c.honour) for c in result.claims if c.state == "candidate"}
    assert {("B", "中级工"), ("B", "高级工"), ("A", "技师"), ("C", "铜牌")} <= told
    assert not {("A", "高级工"), ("C", "高级工"), ("C", "中级工")} & told


@pytest.mark.parametrize("name", NAMES)
def test_the_first_eight_of_a_preliminary_of_thirty_two_go_on(name):
    plan = compile_rulebook(book(name))
    entries = [f"E{i:02}" for i in range(32)]
    marks = []
    for place, entry in enumerate(entries):
        given: dict[str, object] = {}
        for module in modules(plan.rulebook, "prelim"):
            for line in sheet_form(plan.rulebook, module.id):
                given[line.id] = line.least if line.kind == "reading" else line.max
        given["theory"] = 100 - place
        marks += fill(plan.rulebook, "prelim", entry, given)
    result = compute(plan, stage_id="prelim", entries=entries, marks=marks)
    assert result.goes_on == tuple(entries[:8])
    assert all(s.clinched == (s.entry_id in result.goes_on) for s in result.standings)
    assert (result.claims, result.asks) == ((), ())
