"""What cannot mean anything is refused when it is made, and the refusal says where and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scheduler.problem import (
    Day,
    Entry,
    Goal,
    Judge,
    Lock,
    ModuleNeeds,
    Nonsense,
    Recusal,
    StageNeeds,
    StationTime,
    TradeNeeds,
    Venue,
    Window,
    Workstation,
)
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable
from tests.scheduler import samples

HEAT = {
    "id": "weld/prelim/work/1", "trade_id": "weld", "stage_id": "prelim", "module_id": "work",
    "number": 1, "venue_id": "shop", "starts_min": 480, "ends_min": 600,
}  # fmt: skip
KNOWN_HEAT = "weld/prelim/work/1"


def heat(**changes: Any) -> HeatPlan:
    return HeatPlan(**{**HEAT, **changes})


def module(**changes: Any) -> ModuleNeeds:
    usual: dict[str, Any] = {
        "id": "m",
        "kind": "practical",
        "minutes": 60,
        "workstation_kind": "bench",
    }
    return ModuleNeeds(**{**usual, **changes})


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("starts_min", lambda: Window(starts_min=-1, ends_min=5)),
    ("ends_min", lambda: Window(starts_min=5, ends_min=5)),
    ("ends_min", lambda: Window(starts_min=5, ends_min=10**12)),
    ("index", lambda: Day(index=-1, opens_min=0, closes_min=1)),
    ("index", lambda: Day(index=366, opens_min=366 * 1440, closes_min=366 * 1440 + 1)),
    ("opens_min", lambda: Day(index=1, opens_min=480, closes_min=2000)),
    ("opens_min", lambda: Day(index=0, opens_min=600, closes_min=500)),
    ("breaks[0]", lambda: samples.day(0, 480, 1080, (400, 490))),
    ("id", lambda: Venue(id="", name="x")),
    ("id", lambda: Venue(id="a/b", name="x")),
    ("id", lambda: Venue(id=" a", name="x")),
    ("seats", lambda: Venue(id="v", name="x", seats=-1)),
    ("seats", lambda: Venue(id="v", name="x", seats=10**9)),
    ("power_kw", lambda: Venue(id="v", name="x", power_kw=-1)),
    ("windows[1]", lambda: Venue(id="v", name="x", windows=(
        Window(starts_min=0, ends_min=5), Window(starts_min=5, ends_min=9)))),
    ("kind", lambda: Workstation(id="w", venue_id="v", kind="#", label="1", position=0)),
    ("minutes", lambda: module(minutes=0)),
    ("heat_size", lambda: module(heat_size=0)),
    ("lead_min", lambda: module(lead_min=-5)),
    ("minutes", lambda: module(minutes=1441)),
    ("places", lambda: StageNeeds(id="s", places=10**6, modules=(module(),))),
    ("kind", lambda: module(kind="theory")),
    ("kind", lambda: module(workstation_kind=None)),
    ("kind", lambda: module(venue_id="v")),
    ("kind", lambda: module(stations=(StationTime(workstation_id="w"),))),
    ("heat_size", lambda: module(
        workstation_kind=None, stations=(StationTime(workstation_id="w"),))),
    ("stations", lambda: module(
        workstation_kind=None, heat_size=1, stations=(StationTime(workstation_id="w"),) * 2)),
    ("minutes", lambda: StationTime(workstation_id="w", minutes=0)),
    ("minutes", lambda: StationTime(workstation_id="w", minutes=10**7)),
    ("trades[0].stages[0].modules[0].stations[1].workstation_id", lambda: samples.tiny(
        trades=(samples.trade("weld", 4, module(workstation_kind=None, heat_size=1, stations=(
            StationTime(workstation_id="bench1"), StationTime(workstation_id="moon")))),))),
    ("places", lambda: StageNeeds(id="s", places=0, modules=(module(),))),
    ("modules", lambda: StageNeeds(id="s", places=1, modules=())),
    ("modules", lambda: StageNeeds(id="s", places=1, modules=(module(), module()))),
    ("stages", lambda: TradeNeeds(id="t", name="t", stages=())),
    ("person_ids", lambda: Entry(id="e", person_ids=(), trade_id="t", delegation_id="d")),
    ("person_ids", lambda: Entry(id="e", person_ids=("p", "p"), trade_id="t", delegation_id="d")),
    ("chief_of", lambda: Judge(id="j", name="j", certificates=frozenset(), chief_of="weld")),
    ("rest_min", lambda: Judge(id="j", name="j", certificates=frozenset(), rest_min=-1)),
    ("workstation_id", lambda: Lock(heat_id=KNOWN_HEAT, workstation_id="bench1")),
    ("weight", lambda: Goal(name="last_finish", weight=-1)),
    ("step_min", lambda: samples.tiny(step_min=0)),
    ("days", lambda: samples.tiny(days=())),
    ("days", lambda: samples.tiny(days=(samples.day(1), samples.day(0)))),
    ("trades", lambda: samples.tiny(trades=(), entries=())),
    ("judges", lambda: samples.tiny(judges=samples.judges(1, "weld") * 2)),
    ("goals", lambda: samples.tiny(goals=(Goal(name="last_finish", weight=1),) * 2)),
    ("goals[0].name", lambda: samples.tiny(goals=(Goal(name="fun", weight=1),))),
    ("workstations[0].venue_id", lambda: samples.tiny(venues=())),
    ("trades[0].stages[0].modules[0].venue_id", lambda: samples.tiny(
        trades=(samples.trade("weld", 4, samples.theory("moon")),))),
    ("entries[0].trade_id", lambda: samples.tiny(entries=samples.roster("dance", 4))),
    ("judges[0].certificates", lambda: samples.tiny(judges=samples.judges(1, "dance"))),
    ("recusals[0].judge_id", lambda: samples.tiny(
        recusals=(Recusal(judge_id="nobody", person_id="p-weld1", reason=""),))),
    ("recusals[0].person_id", lambda: samples.tiny(
        recusals=(Recusal(judge_id="j1", person_id="nobody", reason=""),))),
    ("locked[0].heat_id", lambda: samples.tiny(locked=(Lock(heat_id="weld/prelim/rest/1"),))),
    ("locked[0].heat_id", lambda: samples.tiny(locked=(Lock(heat_id="weld/prelim/work/0"),))),
    ("locked[0].heat_id", lambda: samples.tiny(locked=(Lock(heat_id="weld/prelim/work/x"),))),
    ("locked[0].venue_id", lambda: samples.tiny(locked=(Lock(heat_id=KNOWN_HEAT, venue_id="x"),))),
    ("locked[0].entry_id", lambda: samples.tiny(locked=(Lock(heat_id=KNOWN_HEAT, entry_id="x"),))),
    ("locked[0].judge_id", lambda: samples.tiny(locked=(Lock(heat_id=KNOWN_HEAT, judge_id="x"),))),
    ("trades[0].stages[0].places", lambda: samples.tiny(entries=samples.roster("weld", 3))),
    ("id", lambda: heat(number=2)),
    ("ends_min", lambda: heat(ends_min=480)),
    ("heats", lambda: Timetable(heats=(heat(), heat()), assignments=(), duties=())),
    ("assignments[0].heat_id", lambda: Timetable(heats=(), duties=(), assignments=(
        Assignment(heat_id=KNOWN_HEAT, workstation_id="1", entry_id="e"),))),
    ("duties[0].heat_id", lambda: Timetable(heats=(), assignments=(), duties=(
        Duty(heat_id=KNOWN_HEAT, judge_id="j", seat=1, role="lead"),))),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(REFUSED)))
def test_nonsense_is_refused_at_birth_with_its_path(at: int) -> None:
    path, make = REFUSED[at]
    with pytest.raises(Nonsense) as refusal:
        make()
    assert refusal.value.path == path
    assert refusal.value.zh
    assert refusal.value.en


def test_the_records_of_the_samples_are_accepted() -> None:
    assert samples.tiny().places("weld", "prelim") == ("weld1", "weld2", "weld3", "weld4")
    assert samples.fair().places("weld", "final") == ("final#1", "final#2")
    assert module(heat_size=3).heat_size == 3


def test_judges_are_barred_by_employer_and_by_declared_relation() -> None:
    own = replace(samples.judges(1, "weld")[0], delegation_id="d0")
    problem = samples.tiny(
        judges=(own, *samples.judges(2, "weld", prefix="k")),
        recusals=(Recusal(judge_id="k2", person_id="p-weld1", reason="cousin"),),
    )
    assert problem.barred["weld1"] == {"j1", "k2"}
    assert problem.barred["weld2"] == frozenset()


def test_workstations_are_found_in_the_order_of_neighbours() -> None:
    benches = tuple(
        replace(b, position=9 - b.position) for b in samples.benches("bench", "shop", 3)
    )
    found = samples.tiny(workstations=benches).stations_of["bench", "shop"]
    assert [station.id for station in found] == ["bench3", "bench2", "bench1"]
