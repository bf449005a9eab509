"""Who sits with whom: entries of one delegation meet little."""

from __future__ import annotations

from dataclasses import replace

from scheduler.people import Chain
from scheduler.solve import solve
from tests.scheduler import samples


def test_two_of_a_delegation_do_not_sit_in_one_heat_though_it_has_more_free_places() -> None:
    sent = {"weld1": "d0", "weld2": "d0", "weld3": "d1"}
    entries = tuple(replace(e, delegation_id=sent[e.id]) for e in samples.roster("weld", 3))
    trade = samples.trade("weld", 3, samples.practical("bench"))
    found = solve(samples.tiny(entries=entries, trades=(trade,)), seconds=20).timetable
    assert found is not None
    heats = [{a.entry_id for a in found.assignments_of[heat.id]} for heat in found.heats]
    assert sorted(map(len, heats)) == [1, 2]
    assert {"weld1", "weld2"} not in heats


def test_who_gives_up_a_place_is_not_counted_there_any_more() -> None:
    chain = Chain(heats=(), seats=3)
    for entry, delegation in (("a", "d0"), ("b", "d0"), ("c", "d1")):
        chain.take(entry, delegation)
    chain.give_up("a", "d0")
    assert (chain.taken, chain.sent) == (["b", "c"], {"d0": 1, "d1": 1})
