"""A timetable under construction: the trades' plans and what they leave free."""

from __future__ import annotations

from collections.abc import Iterable
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

    def later(self) -> list[Planned]:
        """The heats of all stages but the first: it is not known yet who will be in them."""
        return [heat for stage in self.stages[1:] for heats in stage for heat in heats]

    @property
    def finish(self) -> int:
        """The end of the last heat, in slots."""
        return max(heat.ends for heats in self.stages[-1] for heat in heats)


def rows_of(heats: list[Planned]) -> Iterable[list[Planned]]:
    """Heats in rows: those of one block, which follow one another in one room; any other alone."""
    rows: dict[tuple[int, int, tuple[str, ...], str], list[Planned]] = {}
    for n, heat in enumerate(heats, 1):
        key = (id(heat.module), heat.block or -n, heat.judges, heat.room.venue_id)
        rows.setdefault(key, []).append(heat)
    return rows.values()


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

    def take(self, *row: Planned) -> None:
        """
        Take the workstations or seats and power of a heat, or of a row of heats; judges are taken
        by ``enlist``.
        """
        module, room, size = row[0].module, row[0].room, row[0].size
        starts = [heat.starts for heat in row]
        self.supplies[room.units].take_row(
            module.trade_id, size, [at - module.setup for at in starts], module.whole
        )
        if room.power is not None:
            amount = size * module.needs.power_kw
            self.supplies[room.power].take_row(module.trade_id, amount, starts, module.minutes)

    def enlist(self, heat: Planned, judges: tuple[str, ...]) -> None:
        """Put judges on a heat."""
        self.enlist_row([heat], judges)

    def enlist_row(self, row: list[Planned], judges: tuple[str, ...]) -> None:
        """Put the same judges on all heats of a row."""
        duty, starts = row[0].module.duty, [heat.starts for heat in row]
        for heat in row:
            heat.judges = judges
        for judge in judges:
            self.calendars[judge].take_row(starts, duty)

    def dismiss(self, heat: Planned) -> None:
        """Take the judges off a heat."""
        for judge in heat.judges:
            self.calendars[judge].give_back(heat.starts, heat.module.duty)
        heat.judges = ()

    def put(self, plan: Plan) -> None:
        """Put back a plan that was removed; what it needs must be free."""
        self.plans[plan.trade_id] = plan
        self.hold(plan)

    def hold(self, plan: Plan) -> None:
        """Take all that a plan's heats need, which must be free."""
        for row in rows_of(plan.heats()):
            self.take(*row)
            self.enlist_row(row, row[0].judges)

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
        for row in rows_of(heats):
            duty, starts = row[0].module.duty, [heat.starts for heat in row]
            for judge in row[0].judges:
                self.calendars[judge].give_back_row(starts, duty)

    def commitments(self, trade: TradeFrame, *, firm: bool = False) -> dict[str, int]:
        """
        By person of this trade: the slots he is away, or the plans of other trades ask for. Who is
        not seated elsewhere yet may be in any heat of a later stage. ``firm``: without the heats of
        first stages, as people can sit in others.
        """
        busy = {
            person: slots
            for (trade_id, person), slots in self.frame.away.items()
            if trade_id == trade.id
        }
        for other_id, people in trade.shared_people.items():
            plan = self.plans.get(other_id)
            if plan is not None:
                finals = 0
                for heat in plan.later():
                    finals |= heat.presence
                who = {self.frame.entry_of[other_id, person]: person for person in people}
                for person in people:
                    busy[person] = busy.get(person, 0) | finals
                for heat in (h for heats in plan.stages[0] if not firm for h in heats):
                    for entry in heat.seated:
                        if entry in who:
                            busy[who[entry]] |= heat.presence
        return busy
