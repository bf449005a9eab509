"""A timetable laid beside its problem, looked up from every side; what the checker reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from scheduler.parts import Judge, ModuleNeeds
from scheduler.places import DAY_MIN, Window
from scheduler.problem import Problem
from scheduler.timetable import HeatPlan, Timetable

Who = str | tuple[str, str]
"""A person id; or, while still unknown who it will be, (trade id, place id)."""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One broken hard rule: its name, a sentence in each language, the ids it is about."""

    rule: str
    zh: str
    en: str
    ids: tuple[str, ...]


class Stay(NamedTuple):
    """Someone or something held by a heat from ``starts_min`` to ``ends_min``."""

    starts_min: int
    ends_min: int
    heat: HeatPlan


def clock(minute: int) -> str:
    """``D2 09:05`` for five past nine on the second day."""
    day, rest = divmod(minute, DAY_MIN)
    return f"D{day + 1} {rest // 60:02d}:{rest % 60:02d}"


def overlaps(stays: Iterable[Stay]) -> Iterator[tuple[Stay, Stay]]:
    """Pairs of stays that overlap, each later one beside the one that lasts longest before it."""
    held: Stay | None = None
    for stay in sorted(stays, key=lambda s: (s.starts_min, s.ends_min, s.heat.id)):
        if held is not None and stay.starts_min < held.ends_min:
            yield held, stay
        if held is None or stay.ends_min > held.ends_min:
            held = stay


class View:
    """Look-ups over one timetable; heats, entries and judges that nobody knows are left out."""

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem, self.given = problem, timetable
        heats = tuple(
            h
            for h in timetable.heats
            if h.module_key in problem.module_by_key and h.venue_id in problem.venue_by_id
        )
        kept = {heat.id: heat for heat in heats}
        assignments = tuple(
            a
            for a in timetable.assignments
            if a.heat_id in kept and a.entry_id in self.places(kept[a.heat_id])
        )
        duties = tuple(
            d for d in timetable.duties if d.heat_id in kept and d.judge_id in problem.judge_by_id
        )
        # Where nothing is left out, what was looked up in the timetable before need not be again.
        self.timetable = (
            timetable
            if (len(heats), len(assignments), len(duties))
            == (len(timetable.heats), len(timetable.assignments), len(timetable.duties))
            else replace(timetable, heats=heats, assignments=assignments, duties=duties)
        )
        self.heats = heats

    @cached_property
    def _places(self) -> dict[tuple[str, str], frozenset[str]]:
        return {
            (trade.id, stage.id): frozenset(self.problem.places(trade.id, stage.id))
            for trade in self.problem.trades
            for stage in trade.stages
        }

    def places(self, heat: HeatPlan) -> frozenset[str]:
        """Who may be placed in a heat: entries, or places of a later stage."""
        return self._places[heat.trade_id, heat.stage_id]

    def module(self, heat: HeatPlan) -> ModuleNeeds:
        return self.problem.module_by_key[heat.module_key]

    @cached_property
    def _open(self) -> tuple[Window, ...]:
        """The contest's hours; days that meet at midnight are one stretch."""
        found: list[Window] = []
        for day in self.problem.days:
            begins = day.opens_min
            if found and found[-1].ends_min == begins:
                begins = found.pop().starts_min
            found.append(Window(starts_min=begins, ends_min=day.closes_min))
        return tuple(found)

    def hours(self, heat: HeatPlan) -> Window | None:
        """The contest's hours in which a heat starts; None outside all of them."""
        return next((h for h in self._open if h.meets(heat.starts_min, heat.starts_min + 1)), None)

    @cached_property
    def breaks(self) -> tuple[Window, ...]:
        return tuple(pause for day in self.problem.days for pause in day.breaks)

    def title(self, heat: HeatPlan) -> tuple[str, str]:
        """A heat's name for people, zh and en."""
        trade = self.problem.trade_by_id[heat.trade_id].name
        where = f"{heat.stage_id}/{heat.module_id}"
        return (
            f"{trade} {where} 第 {heat.number} 场（{clock(heat.starts_min)}）",
            f"{trade} {where} heat {heat.number} ({clock(heat.starts_min)})",
        )

    def breach(self, rule: str, heat: HeatPlan, zh: str, en: str, *ids: str) -> Breach:
        """A breach whose sentences begin with the heat's name."""
        name_zh, name_en = self.title(heat)
        return Breach(rule=rule, zh=f"{name_zh}：{zh}", en=f"{name_en}: {en}", ids=(heat.id, *ids))

    @cached_property
    def people_in(self) -> dict[str, tuple[tuple[Who, str], ...]]:
        """By heat id: (who, entry id)."""
        known = self.problem.entry_by_id
        found: dict[str, tuple[tuple[Who, str], ...]] = {}
        for heat in self.heats:
            people: list[tuple[Who, str]] = []
            for assignment in self.timetable.assignments_of[heat.id]:
                entry = known.get(assignment.entry_id)
                if entry is None:
                    people.append(((heat.trade_id, assignment.entry_id), assignment.entry_id))
                else:
                    people.extend((person, entry.id) for person in entry.person_ids)
            found[heat.id] = tuple(people)
        return found

    @cached_property
    def stays(self) -> dict[Who, list[Stay]]:
        """By person (or unknown place): the heats competed in, each once, in order of time."""
        found: dict[Who, dict[str, Stay]] = {}
        for heat in self.heats:
            for who, _ in self.people_in[heat.id]:
                found.setdefault(who, {})[heat.id] = Stay(heat.starts_min, heat.ends_min, heat)
        return {
            who: sorted(stays.values(), key=lambda s: (s.starts_min, s.heat.id))
            for who, stays in found.items()
        }

    @cached_property
    def service(self) -> dict[str, list[Stay]]:
        """By judge id: the heats judged, each once, marking included, in order of time."""
        found: dict[str, dict[str, Stay]] = {}
        for duty in self.timetable.duties:
            heat = self.timetable.heat_by_id[duty.heat_id]
            ends = heat.ends_min + self.module(heat).marking_min
            found.setdefault(duty.judge_id, {})[heat.id] = Stay(heat.starts_min, ends, heat)
        return {
            judge: sorted(stays.values(), key=lambda s: (s.starts_min, s.heat.id))
            for judge, stays in found.items()
        }

    def judges_of(self, heat: HeatPlan) -> list[Judge]:
        """The judges on a heat's panel, each once, in order of seat."""
        return self._judges_of[heat.id]

    @cached_property
    def _judges_of(self) -> dict[str, list[Judge]]:
        known, found = self.problem.judge_by_id, {}
        for heat_id, duties in self.timetable.duties_of.items():
            panel = sorted(duties, key=lambda d: d.seat)
            found[heat_id] = [known[judge] for judge in dict.fromkeys(d.judge_id for d in panel)]
        return found
