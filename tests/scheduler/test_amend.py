"""Changes are read, written into the problem, and measured; nonsense among them is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.amend import amend
from scheduler.changes import Changes, Closing, JudgeAway, Late, Slip, StationDown
from scheduler.drop import Drop
from scheduler.moves import broken_promises, difference
from scheduler.problem import Nonsense
from scheduler.replan import replan
from tests.scheduler import samples
from tests.scheduler.happenings import HOUR, SMALL, row, sound


def test_a_timetable_that_breaks_a_rule_is_not_changed_but_named() -> None:
    problem, timetable = row()
    broken = replace(timetable, duties=timetable.duties[1:])
    result = replan(problem, broken, Changes(now_min=470))
    assert result.answers == ()
    assert "panel" in result.reasons[0][1]


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("stations_down[0]", {"stations_down": (StationDown(workstation_id="x"),)}),
        ("judges_away[0]", {"judges_away": (JudgeAway(judge_id="x"),)}),
        ("late[0]", {"late": (Late(entry_id="x", until_min=5),)}),
        ("slips[0]", {"slips": (Slip(trade_id="x", until_min=5),)}),
        ("closings[0]", {"closings": (Closing(venue_id="x"),)}),
        ("withdrawn[0]", {"withdrawn": ("x",)}),
        ("withdrawn", {"withdrawn": ("weld1", "weld2", "weld3", "weld4")}),
        ("added[0].id", {"added": (samples.roster("weld", 1)[0],)}),
        ("added[0].trade_id", {"added": (samples.roster("sew", 1)[0],)}),
    ],
)
def test_changes_that_name_nobody_are_refused(path: str, changes: dict[str, Any]) -> None:
    problem, timetable = row()
    with pytest.raises(Nonsense) as refusal:
        amend(problem, timetable, Changes(now_min=0, **changes))
    assert refusal.value.path == path


def test_changes_come_back_from_json_and_refuse_what_ends_before_it_begins() -> None:
    for changes in SMALL.values():
        assert Changes.from_json(changes.to_json()) == changes
    assert Changes.schema()["$defs"]["Closing"]["required"] == ["venue_id"]
    for data in (
        {"stations_down": [{"workstation_id": "x", "from_min": 10, "until_min": 10}]},
        {"judges_away": [{"judge_id": "x", "from_min": 10, "until_min": 9}]},
        {"closings": [{"venue_id": "x", "from_min": 10, "until_min": 10}]},
    ):
        with pytest.raises(Nonsense):
            Changes.from_json({"now_min": 0, **data})


def test_the_answer_that_keeps_finals_is_enough_where_none_moves_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, timetable = row()
    changes = Changes(now_min=470, late=(Late(entry_id="weld1", until_min=530),))
    nothing = Drop(bound=0, entries=frozenset())
    monkeypatch.setattr("scheduler.replan.drop", lambda *_, **__: nothing)
    for seconds in (10.0, 0.0):
        result = replan(problem, timetable, changes, seconds=seconds)
        assert [(a.people, a.bound, a.finals_kept) for a in result.answers] == [(1, 0, True)]


def test_both_answers_are_given_where_keeping_the_final_moves_more_people() -> None:
    problem, timetable = row(final=True)
    changes = Changes(now_min=470, late=(Late(entry_id="weld1", until_min=530),))
    result = replan(problem, timetable, changes)
    sound(problem, timetable, changes, result)
    assert [(a.people, a.finals_kept) for a in result.answers] == [(1, False), (2, True)]
    assert result.answers[0].proven


def test_broken_promises_are_found() -> None:
    problem, timetable = row()
    changes = Changes(now_min=500, notice_min=HOUR)
    amended = amend(problem, timetable, changes)
    first, second = sorted(timetable.heats, key=lambda h: h.starts_min)[:2]
    swapped = replace(
        timetable,
        assignments=tuple(
            replace(a, heat_id=second.id if a.heat_id == first.id else first.id)
            for a in timetable.assignments
        ),
    )
    found = difference(amended, timetable, swapped)
    rules = {breach.rule for breach in broken_promises(amended, swapped, found, changes)}
    assert rules == {"started_stays", "notice_given"}
