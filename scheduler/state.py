"""A timetable under construction: the trades' plans and what they leave free."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.frame import Frame, ModuleFrame, Room, TradeFrame
from scheduler.grid import span
from scheduler.resources import JudgeCalendar, Supply


@dataclass(kw_only=True)
class Planned:
    """
    A heat in the making; ``starts`` in slots, ``size`` entries, then who judges and who sits.
    Heats of a module with the same ``block`` have the same panel; 0: this one alone.
    """

    module: ModuleFrame
    number: int
    room: Room
    starts: int
    size: int
    judges: tuple[str, ...] = ()
    seated: tuple[str, ...] = ()
    block: int = 0

    @property
    def id(self) -> str:
        return self.module.heat_id(self.number)

    @property
    def ends(self) -> int:
        return self.starts + self.module.minutes

    @property
    def presence(self) -> int:
        """The slots in which its people must be here, check-in included."""
        return span(self.starts - self.module.lead, self.ends)


@dataclass(kw_only=True)
class Plan:
    """One trade's heats, stage by stage and module by module, in order of number."""

    trade_id: str
    stages: list[list[list[Planned]]] = field(default_factory=list)

    def heats(self) -> list[Planned]:
        return [heat for stage in self.stages for heats in stage for heat in heats]

    @property
    def finish(self) -> int:
        """The end of the last heat, in slots."""
        return max(heat.ends for heats in self.stages[-1] for heat in heats)


class State:
    """The plans made so far and the supplies and calendars they leave."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.supplies = {key: Supply(units) for key, units in frame.units.items()}
        self.calendars = {j.id: JudgeCalendar(j, frame.grid) for j in frame.problem.judges}
        self.plans: dict[str, Plan] = {}
        for key, window in frame.down:
            slots = (frame.grid.slots(window.starts_min), frame.grid.slots(window.ends_min))
            self.supplies[key].take("", 1, *slots)

    def take(self, heat: Planned) -> None:
        """Take a heat's workstations or seats and power; its judges are taken by ``enlist``."""
        module, owner = heat.module, heat.module.trade_id
        self.supplies[heat.room.units].take(
            owner, heat.size, heat.starts - module.setup, heat.ends + module.cleanup
        )
        if heat.room.power is not None:
            amount = heat.size * module.needs.power_kw
            self.supplies[heat.room.power].take(owner, amount, heat.starts, heat.ends)

    def enlist(self, heat: Planned, judges: tuple[str, ...]) -> None:
        """Put judges on a heat."""
        heat.judges = judges
        for judge in judges:
            self.calendars[judge].take(heat.starts, heat.module.duty)

    def dismiss(self, heat: Planned) -> None:
        """Take the judges off a heat."""
        for judge in heat.judges:
            self.calendars[judge].give_back(heat.starts, heat.module.duty)
        heat.judges = ()

    def put(self, plan: Plan) -> None:
        """Put back a plan that was removed; what it needs must be free."""
        self.plans[plan.trade_id] = plan
        for heat in plan.heats():
            self.take(heat)
            self.enlist(heat, heat.judges)

    def remove(self, trade_id: str) -> Plan:
        """Take a trade's plan out; it can be put back."""
        plan = self.plans.pop(trade_id)
        self.release(plan)
        return plan

    def release(self, plan: Plan) -> None:
        """Free all that a plan's heats hold, the plan itself unchanged."""
        heats = plan.heats()
        for key in {key for h in heats for key in (h.room.units, h.room.power) if key is not None}:
            self.supplies[key].release(plan.trade_id)
        for heat in heats:
            for judge in heat.judges:
                self.calendars[judge].give_back(heat.starts, heat.module.duty)

    def commitments(self, trade: TradeFrame) -> dict[str, int]:
        """By person of this trade: the slots he is away, or the plans of other trades ask for."""
        busy = {
            person: slots
            for (trade_id, person), slots in self.frame.away.items()
            if trade_id == trade.id
        }
        for other_id, people in trade.shared_people.items():
            plan = self.plans.get(other_id)
            if plan is not None:
                finals = [h.presence for stage in plan.stages[1:] for heats in stage for h in heats]
                for person in people:
                    mine = [
                        h.presence
                        for heats in plan.stages[0]
                        for h in heats
                        if self.frame.entry_of[other_id, person] in h.seated
                    ]
                    for presence in finals + mine:
                        busy[person] = busy.get(person, 0) | presence
        return busy
