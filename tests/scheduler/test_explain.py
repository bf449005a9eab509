"""An impossible problem is explained by a smallest set of wishes, each with its price."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from scheduler.check import check
from scheduler.counts import none_at_all
from scheduler.explain import Explanation, explain, impossible
from scheduler.frame import Frame
from scheduler.problem import Lock, Problem, Recusal, Venue, Window
from scheduler.rules import HARD_RULES
from scheduler.solve import solve
from scheduler.wishes import Wish, only, wishes_of
from scheduler.words import TEXTS, words_of
from tests.scheduler import samples
from tests.scheduler.happenings import HOUR, row

WORK = "weld/prelim/work"


def possible(problem: Problem, wishes: frozenset[Wish]) -> bool:
    """Whether these wishes alone have a timetable, which the checker finds right."""
    small = only(problem, wishes)
    if small is None:
        return True
    found = solve(small, seconds=20, progress=lambda p: p.value is None).timetable
    return found is not None and check(small, found) == ()


def clash(problem: Problem) -> Explanation:
    """The explanation, tried: together impossible, and possible without any one of them."""
    found = explain(problem)
    assert found.status == "impossible"
    assert found.minimal
    core = frozenset(clash.wish for clash in found.clashes)
    assert not possible(problem, core)
    for wish in core:
        assert possible(problem, core - {wish}), wish
    for one in found.clashes:
        assert re.search("[\u4e00-\u9fff]", one.words.zh)
        assert not re.search("[\u4e00-\u9fff{]", one.words.en)
        assert one.words.source
        # A judge locked on a panel keeps it from shrinking.
        assert one.price is not None or one.wish[0] == "panel"
    return found


def lock(heat: int, **facts: Any) -> Lock:
    return Lock(heat_id=f"{WORK}/{heat}", **facts)


def tight(**changes: object) -> Problem:
    return samples.tiny(**changes)


CLASHES: list[tuple[set[str], Problem]] = [
    ({"panel"}, tight(judges=samples.judges(1, "weld"))),
    ({"days", "stations"}, tight(days=(samples.day(0, 480, 700),))),
    (
        {"days", "heat_size", "panel"},
        tight(
            days=(samples.day(0, 480, 900),),
            trades=(samples.trade("weld", 4, samples.practical("bench", heat_size=1)),),
        ),
    ),
    (
        {"power", "days"},
        tight(
            days=(samples.day(0, 480, 900),),
            venues=(Venue(id="shop", name="shop", power_kw=1),),
            trades=(samples.trade("weld", 4, samples.practical("bench", power_kw=1, panel=0)),),
        ),
    ),
    (
        {"venue_hours"},
        tight(
            venues=(Venue(id="shop", name="shop", windows=(Window(starts_min=480, ends_min=540),)),)
        ),
    ),
    (
        {"lead"},
        tight(
            days=(samples.day(0, 480, 700),),
            trades=(samples.trade("weld", 2, samples.practical("bench", lead_min=120)),),
            entries=samples.roster("weld", 2),
        ),
    ),
    (
        {"setup"},
        tight(
            days=(samples.day(0, 480, 620),),
            trades=(samples.trade("weld", 2, samples.practical("bench", setup_min=30)),),
            entries=samples.roster("weld", 2),
        ),
    ),
    (
        {"breaks", "days"},
        tight(
            days=(samples.day(0, 480, 660, (560, 580)),),
            trades=(samples.trade("weld", 2, samples.practical("bench")),),
            entries=samples.roster("weld", 2),
        ),
    ),
    (
        {"lock"},
        tight(locked=(lock(1, starts_min=480), lock(1, starts_min=600))),
    ),
    ({"lock"}, tight(locked=(lock(1, starts_min=481),))),
    (
        {"lock"},
        tight(locked=(lock(1, entry_id="weld1"), lock(2, entry_id="weld1"))),
    ),
    (
        {"lock", "employer", "panel"},
        tight(
            locked=(lock(1, entry_id="weld1"), lock(1, judge_id="j1")),
            judges=(
                replace(samples.judges(1, "weld")[0], delegation_id="d0"),
                *samples.judges(3, "weld", prefix="k"),
            ),
        ),
    ),
    (
        {"recusal", "panel"},
        tight(
            recusals=tuple(
                Recusal(judge_id=f"j{n}", person_id="p-weld1", reason="r") for n in (1, 2)
            )
        ),
    ),
    (
        {"away"},
        tight(
            entries=(
                replace(
                    samples.roster("weld", 1)[0], away=(Window(starts_min=0, ends_min=1440 * 20),)
                ),
                *samples.roster("weld", 4)[1:],
            ),
        ),
    ),
    (
        {"closed"},
        tight(
            trades=(
                replace(
                    samples.tiny().trades[0], closed=(Window(starts_min=0, ends_min=1440 * 20),)
                ),
            )
        ),
    ),
    (
        {"lag", "days"},
        replace(
            row(final=True)[0],
            trades=(
                replace(
                    row(final=True)[0].trades[0],
                    stages=(
                        row(final=True)[0].trades[0].stages[0],
                        replace(row(final=True)[0].trades[0].stages[1], lag_min=6 * HOUR),
                    ),
                ),
            ),
        ),
    ),
    (
        {"judge_hours", "panel"},
        tight(judges=samples.judges(3, "weld", windows=(Window(starts_min=0, ends_min=300),))),
    ),
    (
        {"judge_limit", "panel"},
        tight(judges=samples.judges(2, "weld", day_limit_min=100)),
    ),
]


@pytest.mark.parametrize("at", range(len(CLASHES)))
def test_a_planted_clash_is_found_and_is_minimal(at: int) -> None:
    planted, problem = CLASHES[at]
    found = clash(problem)
    assert {kind for kind, _ in (c.wish for c in found.clashes)} - {"trade"} == planted


def shared_hall(person_twice: bool) -> Problem:
    """Two theory papers in one hall at the same locked time."""
    trades = tuple(samples.trade(t, 2, samples.theory("hall")) for t in ("weld", "lamian"))
    entries = (*samples.roster("weld", 2), *samples.roster("lamian", 2))
    if person_twice:
        entries = (*entries[:3], replace(entries[3], person_ids=("p-weld1",)))
    return samples.tiny(
        venues=(Venue(id="hall", name="hall", seats=8 if person_twice else 3),),
        workstations=(),
        trades=trades,
        entries=entries,
        judges=(),
        locked=tuple(
            Lock(heat_id=f"{t}/prelim/theory/1", starts_min=480) for t in ("weld", "lamian")
        ),
    )


def test_a_hall_without_seats_at_a_locked_time_is_no_clash_if_papers_may_be_split() -> None:
    assert explain(shared_hall(person_twice=False)).status in ("possible", "open")


def test_counting_finds_what_arithmetic_does_not() -> None:
    # Each paper fills the day's only hour, and the person of both cannot be in two places.
    problem = replace(shared_hall(person_twice=True), locked=(), days=(samples.day(0, 480, 550),))
    assert not impossible(problem)
    found = clash(problem)
    wishes = {c.wish for c in found.clashes}
    assert {("trade", "weld"), ("trade", "lamian"), ("twice", "p-weld1")} <= wishes


def test_a_possible_problem_is_said_to_be_possible() -> None:
    found = explain(samples.fair())
    assert (found.status, found.clashes, found.minimal) == ("possible", (), False)


def test_what_is_neither_found_nor_proven_is_open() -> None:
    assert explain(samples.fair(), seconds=0).status == "open"


def test_counting_never_proves_a_possible_problem_impossible() -> None:
    locked = tight(locked=(lock(1, starts_min=480), lock(2, venue_id="shop")))
    for problem in (samples.fair(), locked, row(final=True)[0]):
        assert not none_at_all(Frame(problem), 1.0, 1)


def test_a_problem_too_large_to_count_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.counts.LARGEST", 0)
    assert not none_at_all(Frame(tight(judges=())), 1.0, 1)


def test_locked_heats_that_share_somebody_or_something_at_once_clash() -> None:
    rolling = samples.trade("weld", 4, samples.practical("bench", heat_size=1, panel=1))
    at_once = (lock(1, starts_min=480), lock(2, starts_min=540))
    for same in (
        (lock(1, judge_id="j1"), lock(2, judge_id="j1")),
        (
            lock(1, entry_id="weld1", workstation_id="bench1"),
            lock(2, entry_id="weld2", workstation_id="bench1"),
        ),
    ):
        assert impossible(tight(trades=(rolling,), locked=(*at_once, *same)))
    for alone in (
        (lock(1, judge_id="j1"), lock(1, judge_id="j2")),
        (lock(1, venue_id="shop"), lock(1, venue_id="yard")),
        (lock(1, venue_id="yard"),),
    ):
        halls = (*samples.tiny().venues, Venue(id="yard", name="yard"))
        assert impossible(tight(trades=(rolling,), venues=halls, locked=alone))
    both = shared_hall(person_twice=True)
    seated = (
        Lock(heat_id="weld/prelim/theory/1", entry_id="weld1"),
        Lock(heat_id="lamian/prelim/theory/1", entry_id="lamian2"),
    )
    assert impossible(replace(both, locked=(*both.locked, *seated)))
    assert not impossible(tight(locked=(lock(1, entry_id="weld1"), lock(2, entry_id="weld2"))))


def test_every_wish_has_words_and_a_clause() -> None:
    problem = replace(
        samples.fair(),
        locked=(Lock(heat_id="weld/prelim/work/1", starts_min=900),),
        workstations=tuple(
            replace(s, down=(Window(starts_min=480, ends_min=485),))
            for s in samples.fair().workstations
        ),
    )
    wishes = wishes_of(problem)
    for wish in wishes:
        words = words_of(problem, wish)
        assert words.zh
        assert words.en
    assert {rule for _, _, rule in TEXTS.values()} <= set(HARD_RULES)
    everything = only(problem, frozenset(wishes))
    assert everything == problem
    assert only(problem, frozenset()) is None


def test_no_smaller_set_of_the_wishes_clashes() -> None:
    problem = tight(days=(samples.day(0, 480, 700),))
    core = [c.wish for c in clash(problem).clashes]
    for count in range(len(core)):
        for some in combinations(core, count):
            assert possible(problem, frozenset(some))


def test_a_trade_without_fault_is_left_out() -> None:
    hall = Venue(id="hall", name="hall", seats=4)
    problem = tight(
        judges=samples.judges(1, "weld"),
        venues=(*samples.tiny().venues, hall),
        trades=(*samples.tiny().trades, samples.trade("lamian", 2, samples.theory("hall"))),
        entries=(*samples.roster("weld", 4), *samples.roster("lamian", 2)),
    )
    assert {c.wish for c in clash(problem).clashes} == {("trade", "weld"), ("panel", WORK)}
