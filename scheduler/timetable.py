"""
What comes out: heats, who sits where in them, who judges them, and how good that is proven to be.

Frozen, keyword-only, all times whole minutes from the contest's first midnight. A timetable may
break rules (a person dragging a heat makes such ones): ``scheduler.check`` names them. Refused at
birth is only what cannot be read: heats twice, or assignments and duties of no heat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from scheduler import records
from scheduler.places import distinct
from scheduler.records import Nonsense, need

__all__ = [
    "Assignment",
    "Duty",
    "GoalValue",
    "HeatPlan",
    "Nonsense",
    "Report",
    "StageReport",
    "Timetable",
]


@dataclass(frozen=True, kw_only=True)
class HeatPlan:
    """
    A group that works at the same time in one venue, [starts_min, ends_min): setting up, cleaning
    up and marking lie outside. ``id`` is ``heat_id(trade, stage, module, number)``.
    """

    id: str
    trade_id: str
    stage_id: str
    module_id: str
    number: int
    venue_id: str
    starts_min: int
    ends_min: int

    def __post_init__(self) -> None:
        key = f"{self.trade_id}/{self.stage_id}/{self.module_id}/{self.number}"
        need(self.id == key, "id", f"场次编号应为 {key}。", f"the id of this heat must be {key}.")
        need(
            0 <= self.starts_min < self.ends_min,
            "ends_min",
            "场次须先开始后结束。",
            "a heat must start and then end.",
        )

    @property
    def module_key(self) -> str:
        return f"{self.trade_id}/{self.stage_id}/{self.module_id}"


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """
    An entry (or a still unknown place such as ``final#1``) in a heat. ``workstation_id`` is a
    workstation's id, or in a theory hall the seat label "1", "2", ... up to the venue's seats.
    """

    heat_id: str
    workstation_id: str
    entry_id: str


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A judge on a heat's panel; seats are 1..k, and seat 1 leads."""

    heat_id: str
    judge_id: str
    seat: int
    role: Literal["lead", "judge"]


@dataclass(frozen=True, kw_only=True)
class StageReport:
    """One step of a solve: its seconds, and the value it left (None: no timetable yet)."""

    name: str
    seconds: float
    value: int | None = None


@dataclass(frozen=True, kw_only=True)
class GoalValue:
    """What a soft goal measures in this timetable; less is better."""

    name: str
    value: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """
    ``value`` is the time goals' value in contest minutes (``scheduler.goals``), ``bound`` what no
    timetable of this problem can fall below, ``gap_percent`` how far the one is above the other.
    """

    value: int
    bound: int
    gap_percent: float
    seconds: float
    status: Literal["optimal", "feasible"]
    stages: tuple[StageReport, ...] = ()
    goals: tuple[GoalValue, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """All heats, assignments and duties of a contest; ``report`` is None when made by hand."""

    heats: tuple[HeatPlan, ...]
    assignments: tuple[Assignment, ...]
    duties: tuple[Duty, ...]
    report: Report | None = None

    def __post_init__(self) -> None:
        distinct([heat.id for heat in self.heats], "heats")
        for name in ("assignments", "duties"):
            for i, item in enumerate(getattr(self, name)):
                need(
                    item.heat_id in self.heat_by_id,
                    f"{name}[{i}].heat_id",
                    f"没有场次 {item.heat_id}。",
                    f"there is no heat {item.heat_id}.",
                )

    @cached_property
    def heat_by_id(self) -> dict[str, HeatPlan]:
        return {heat.id: heat for heat in self.heats}

    @cached_property
    def heats_of(self) -> dict[str, tuple[HeatPlan, ...]]:
        """Heats by ``module_key``, in order of number; modules without any left out."""
        found: dict[str, list[HeatPlan]] = {}
        for heat in sorted(self.heats, key=lambda heat: heat.number):
            found.setdefault(heat.module_key, []).append(heat)
        return {key: tuple(heats) for key, heats in found.items()}

    @cached_property
    def assignments_of(self) -> dict[str, tuple[Assignment, ...]]:
        """Assignments by heat id, every heat present, in the order given."""
        found: dict[str, list[Assignment]] = {heat.id: [] for heat in self.heats}
        for assignment in self.assignments:
            found[assignment.heat_id].append(assignment)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def duties_of(self) -> dict[str, tuple[Duty, ...]]:
        """Duties by heat id, every heat present, in the order given."""
        found: dict[str, list[Duty]] = {heat.id: [] for heat in self.heats}
        for duty in self.duties:
            found[duty.heat_id].append(duty)
        return {key: tuple(items) for key, items in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Plain data that ``from_json`` reads back to an equal timetable."""
        data: dict[str, Any] = records.to_json(self)
        return data

    @classmethod
    def from_json(cls, data: object) -> Timetable:
        """The timetable that plain data describes; raises ``Nonsense`` with the path."""
        return records.from_json(cls, data)

    @staticmethod
    def schema() -> dict[str, Any]:
        """JSON Schema of a timetable."""
        return records.schema(Timetable)
