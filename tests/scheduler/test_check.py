"""The checker names every rule that a timetable breaks, and is silent about a good one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.check import check
from scheduler.problem import Lock, Problem, Recusal
from scheduler.rules import HARD_RULES
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable
from tests.scheduler import samples
from tests.scheduler.broken import broken_copies


def heat(n: int, starts: int, lasts: int = 120, venue: str = "shop") -> HeatPlan:
    return HeatPlan(
        id=f"weld/prelim/work/{n}",
        trade_id="weld",
        stage_id="prelim",
        module_id="work",
        number=n,
        venue_id=venue,
        starts_min=starts,
        ends_min=starts + lasts,
    )


def good() -> Timetable:
    """The tiny contest by hand: two heats of two, judges 1 and 2."""
    heats = (heat(1, 480), heat(2, 780))
    entries = ((1, "weld1"), (1, "weld2"), (2, "weld3"), (2, "weld4"))
    return Timetable(
        heats=heats,
        assignments=tuple(
            Assignment(heat_id=heats[h - 1].id, workstation_id=f"bench{n % 2 + 1}", entry_id=entry)
            for n, (h, entry) in enumerate(entries)
        ),
        duties=tuple(
            Duty(heat_id=h.id, judge_id=f"j{seat}", seat=seat, role="judge" if seat > 1 else "lead")
            for h in heats
            for seat in (1, 2)
        ),
    )


def broken_rules(problem: Problem, timetable: Timetable) -> set[str]:
    return {breach.rule for breach in check(problem, timetable)}


def test_a_good_timetable_made_by_hand_breaks_nothing() -> None:
    assert check(samples.tiny(), good()) == ()


def test_a_good_timetable_made_by_the_solver_breaks_nothing() -> None:
    assert check(samples.fair(), samples.fair_timetable()) == ()


@pytest.mark.parametrize("rule", HARD_RULES)
def test_the_broken_copy_of_a_rule_is_named_in_both_languages(rule: str) -> None:
    copies = {
        name: (p, t) for name, p, t in broken_copies(samples.fair(), samples.fair_timetable())
    }
    found = [breach for breach in check(*copies[rule]) if breach.rule == rule]
    assert found
    assert all(breach.zh and breach.en and breach.ids for breach in found)


def test_there_is_one_broken_copy_per_hard_rule() -> None:
    names = [name for name, _, _ in broken_copies(samples.fair(), samples.fair_timetable())]
    assert sorted(names) == sorted(HARD_RULES)


def test_unknown_heats_and_judges_are_named_and_the_rest_is_still_checked() -> None:
    table = good()
    strange = heat(3, 480, venue="moon")
    table = replace(
        table,
        heats=(*table.heats, strange),
        assignments=(
            *table.assignments,
            Assignment(heat_id=strange.id, workstation_id="bench1", entry_id="weld1"),
        ),
        duties=(
            *table.duties,
            Duty(heat_id=strange.id, judge_id="j1", seat=1, role="lead"),
            Duty(heat_id=table.heats[0].id, judge_id="stranger", seat=3, role="judge"),
        ),
    )
    names = [breach.ids for breach in check(samples.tiny(), table)]
    assert names == [(strange.id, "moon"), (table.heats[0].id, "stranger")]


def test_a_start_off_the_grid_is_a_breach() -> None:
    table = replace(good(), heats=(heat(1, 481), heat(2, 780)))
    assert broken_rules(samples.tiny(), table) == {"heat_length"}


def test_a_heat_in_a_break_is_a_breach() -> None:
    table = replace(good(), heats=(heat(1, 480), heat(2, 700)))
    assert broken_rules(samples.tiny(), table) == {"within_hours"}


def test_set_up_must_lie_in_the_hours_too() -> None:
    problem = samples.tiny(
        trades=(samples.trade("weld", 4, samples.practical("bench", setup_min=5)),)
    )
    assert broken_rules(problem, good()) == {"within_hours"}


def test_a_venue_that_is_closed_is_a_breach() -> None:
    shop = replace(
        samples.tiny().venues[0], windows=(samples.Window(starts_min=480, ends_min=700),)
    )
    assert broken_rules(samples.tiny(venues=(shop,)), good()) == {"within_hours"}


def test_theory_outside_its_hall_and_a_seat_beyond_the_last_are_breaches() -> None:
    problem, table = samples.fair(), samples.fair_timetable()
    sitting = next(h for h in table.heats if h.module_id == "theory")
    moved = replace(
        table, heats=tuple(replace(h, venue_id="shop") if h is sitting else h for h in table.heats)
    )
    assert "right_workstation" in broken_rules(problem, moved)
    seat = table.assignments_of[sitting.id][0]
    for label in ("13", "0", "first"):
        changed = tuple(
            replace(a, workstation_id=label) if a is seat else a for a in table.assignments
        )
        assert broken_rules(problem, replace(table, assignments=changed)) == {"right_workstation"}


def test_two_heats_meet_at_a_workstation_when_clean_up_is_counted() -> None:
    problem = samples.tiny(
        days=(samples.day(0),),
        trades=(samples.trade("weld", 4, samples.practical("bench", cleanup_min=5)),),
    )
    table = replace(good(), heats=(heat(1, 480), heat(2, 600)))
    assert broken_rules(problem, table) == {"workstation_not_shared"}
    assert broken_rules(problem, replace(good(), heats=(heat(1, 480), heat(2, 605)))) == set()


def test_judges_are_kept_by_marking_and_by_rest() -> None:
    for facts in ({"marking_min": 30}, {}):
        judges = samples.judges(3, "weld", rest_min=0 if facts else 30)
        module = samples.practical("bench", **facts)
        problem = samples.tiny(
            days=(samples.day(0),), judges=judges, trades=(samples.trade("weld", 4, module),)
        )
        table = replace(good(), heats=(heat(1, 480), heat(2, 625)))
        assert broken_rules(problem, table) == {"judge_one_place"}
        assert broken_rules(problem, replace(good(), heats=(heat(1, 480), heat(2, 630)))) == set()


def test_a_judge_seated_twice_or_out_of_turn_leaves_the_panel_incomplete() -> None:
    table = good()
    changes: tuple[dict[str, Any], ...] = ({"judge_id": "j1"}, {"seat": 3}, {"role": "lead"})
    for change in changes:
        duties = tuple(replace(d, **change) if d is table.duties[1] else d for d in table.duties)
        assert broken_rules(samples.tiny(), replace(table, duties=duties)) == {"panel_complete"}


def test_a_chief_judge_on_a_panel_leads_it() -> None:
    judges = samples.judges(3, "weld")
    chief = replace(judges[1], chief_of="weld")
    problem = samples.tiny(judges=(judges[0], chief, judges[2]))
    assert broken_rules(problem, good()) == {"panel_complete"}


def test_the_employer_of_a_contestant_does_not_mark_practical_work_but_may_watch_theory() -> None:
    own = samples.judges(2, "weld", delegation_id="d0")
    assert broken_rules(samples.tiny(judges=own), good()) == {"recusal"}
    paper = samples.theory("shop", id="work", minutes=120, panel=2)
    hall = (replace(samples.tiny().venues[0], seats=2),)
    problem = samples.tiny(judges=own, venues=hall, trades=(samples.trade("weld", 4, paper),))
    seats = tuple(replace(a, workstation_id=a.workstation_id[-1]) for a in good().assignments)
    assert broken_rules(problem, replace(good(), assignments=seats)) == set()


def test_a_declared_relation_counts_like_an_employer() -> None:
    recusal = Recusal(judge_id="j1", person_id="p-weld3", reason="cousin")
    breaches = check(samples.tiny(recusals=(recusal,)), good())
    assert [(b.rule, b.ids) for b in breaches] == [
        ("recusal", ("weld/prelim/work/2", "j1", "weld3"))
    ]


@pytest.mark.parametrize(
    ("kept", "broken"),
    [
        ({"starts_min": 480}, {"starts_min": 485}),
        ({"venue_id": "shop"}, {"venue_id": "yard"}),
        ({"entry_id": "weld1"}, {"entry_id": "weld3"}),
        (
            {"entry_id": "weld1", "workstation_id": "bench1"},
            {"entry_id": "weld1", "workstation_id": "bench2"},
        ),
        ({"judge_id": "j1"}, {"judge_id": "j3"}),
    ],
)
def test_every_kind_of_lock_is_kept_or_named(kept: dict[str, Any], broken: dict[str, Any]) -> None:
    yard = replace(samples.tiny().venues[0], id="yard")
    for lock, rules in ((kept, set()), (broken, {"locked_kept"})):
        locked = (Lock(heat_id="weld/prelim/work/1", **lock),)
        problem = samples.tiny(venues=(*samples.tiny().venues, yard), locked=locked)
        assert broken_rules(problem, good()) == rules


def test_a_locked_heat_that_is_missing_is_named() -> None:
    problem = samples.tiny(locked=(Lock(heat_id="weld/prelim/work/3"),))
    assert [(b.rule, b.ids) for b in check(problem, good())] == [
        ("locked_kept", ("weld/prelim/work/3",))
    ]
