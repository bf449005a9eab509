"""
Times of heats by one CP-SAT model, people left out: a strong bound, or proposed times.

```
some trades, and a state without them  ->  value, bound, and the starts of all their heats
```
Who judges is left out: judges are counted (how many hold the certificate and are there, how many
minutes a day they can work together). Who sits where is left out: places go first in, first out.

As a *proposal* the heats are full, the last one smaller. As a *bound* (from an empty state) it
holds for every timetable that holds a module in as few heats as its room allows. Then no heat is
smaller than what all the others full leave over, and before the j-th heat ends so many places are
through that the later ones can take the rest. A module with several rooms may split as it likes:
of its heats, in order of time, keep those in which the number of entries passes a multiple of the
largest heat. That leaves the fewest heats there can be, at most ``ceil(units / largest)`` of them
at once; what they share with others is then left out, since a smaller heat would need less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.frame import ModuleFrame, StageFrame, SupplyKey, TradeFrame
from scheduler.grid import first, span
from scheduler.state import State

Key = tuple[str, str, str]
"""Trade, stage and module id."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """
    ``value`` and ``bound``: of a single trade its finish in contest minutes, of several the value
    of the time goals, other plans included. ``starts`` are the start slots of each module's heats
    in order. Value and starts are None if none were found.
    """

    value: int | None
    bound: int
    starts: dict[Key, list[int]] | None


@dataclass(kw_only=True)
class _Row:
    """The heats of one module."""

    module: ModuleFrame
    starts: list[cp_model.IntVar]
    sizes: list[int]
    least: int
    largest: int
    days: list[list[cp_model.IntVar]]


def times(
    state: State,
    trades: list[TradeFrame],
    least: dict[str, int],
    *,
    proposal: bool,
    effort: float,
    seed: int,
) -> Times:
    """
    The best times found with so much effort (CP-SAT's deterministic time), and their bound.

    ``state`` has no plan of these trades; ``least`` are bounds of their finishes known already, in
    contest minutes.
    """
    return _Model(state, trades, least, proposal).solve(effort, seed)


class _Model:
    def __init__(
        self, state: State, trades: list[TradeFrame], least: dict[str, int], proposal: bool
    ) -> None:
        self.state, self.frame, self.trades, self.proposal = state, state.frame, trades, proposal
        self.model = cp_model.CpModel()
        self.rows: dict[Key, _Row] = {}
        self.used: dict[SupplyKey, tuple[list[cp_model.IntervalVar], list[int]]] = {}
        self.stays: dict[str, list[cp_model.IntervalVar]] = {}
        self.finish = {trade.id: self._trade(trade, least[trade.id]) for trade in trades}
        for trade in trades:
            self._judges([trade])
        for one, other in combinations(trades, 2):
            if set(one.judges) & set(other.judges):
                self._judges([one, other])
        if len(trades) > 2:
            self._judges(trades)
        self._shared()
        self._goals()

    def _trade(self, trade: TradeFrame, least: int) -> cp_model.IntVar:
        grid, marked = self.frame.grid, None
        finish = self.model.new_int_var(least, grid.contest_min(grid.end), "")
        for stage in trade.stages:
            before: _Row | None = None
            end = self.model.new_int_var(0, 2 * grid.end, "")
            for module in stage.modules:
                row = self._row(stage, module)
                self.rows[module.trade_id, module.stage_id, module.needs.id] = row
                for start in row.starts:
                    self.model.add(end >= start + module.duty)
                    if marked is not None:
                        self.model.add(start >= marked + stage.lag)
                if before is not None:
                    self._order(before, row, len(stage.places))
                before = row
            marked = end
        assert before is not None
        for start, days in zip(before.starts, before.days, strict=True):
            passed = [
                grid.contest_min(day.bit_length()) - day.bit_length() * grid.slot_min
                for day in grid.days
            ]
            minutes = (start + before.module.minutes) * grid.slot_min
            self.model.add(
                finish
                >= minutes + sum(here * less for here, less in zip(days, passed, strict=True))
            )
        return finish

    def _row(self, stage: StageFrame, module: ModuleFrame) -> _Row:
        grid, count = self.frame.grid, len(stage.places)
        largest = max(room.most for room in module.rooms)
        heats = -(-count // largest)
        sizes = [min(largest, count - n * largest) for n in range(heats)]
        able = 0
        for room in module.rooms:
            able |= room.starts
        slots = cp_model.Domain.from_values([s for s in range(able.bit_length()) if able >> s & 1])
        row = _Row(
            module=module,
            sizes=sizes,
            least=count - (heats - 1) * largest if len(module.rooms) == 1 else 0,
            largest=largest,
            days=[],
            starts=[self.model.new_int_var_from_domain(slots, "") for _ in range(heats)],
        )
        for start in row.starts:
            days = [self.model.new_bool_var("") for _ in grid.days]
            self.model.add_exactly_one(days)
            for day, inside in zip(days, grid.days, strict=True):
                low = (inside & -inside).bit_length() - 1
                self.model.add(start >= low).only_enforce_if(day)
                self.model.add(start < inside.bit_length()).only_enforce_if(day)
            row.days.append(days)
        for one, other in pairwise(row.starts):
            self.model.add(one <= other)
        self._rooms(row)
        return row

    def _rooms(self, row: _Row) -> None:
        module, units = row.module, 0
        for room in module.rooms:
            here = self.frame.units[room.units]
            if room.power is not None:
                here = min(here, self.frame.units[room.power] // module.needs.power_kw)
            units += here
        lanes = -(-units // row.largest)
        whole = module.setup + module.minutes + module.cleanup
        for before, after in zip(row.starts, row.starts[lanes:], strict=False):
            self.model.add(after >= before + whole)
        room = module.rooms[0]
        for start, full in zip(row.starts, row.sizes, strict=True):
            size = full if self.proposal else row.least
            if size:
                stay = self.model.new_fixed_size_interval_var(start - module.setup, whole, "")
                self._use(room.units, stay, size)
            if size and room.power is not None:
                run = self.model.new_fixed_size_interval_var(start, module.minutes, "")
                self._use(room.power, run, size * module.needs.power_kw)

    def _use(self, key: SupplyKey, stay: cp_model.IntervalVar, amount: int) -> None:
        intervals, amounts = self.used.setdefault(key, ([], []))
        intervals.append(stay)
        amounts.append(amount)

    def _order(self, before: _Row, after: _Row, count: int) -> None:
        """Each heat waits for the heat of the module before that its first or last place needs."""
        gap = before.module.minutes + after.module.lead
        for n, start in enumerate(after.starts):
            if self.proposal:
                through = min(count, (n + 1) * after.largest)
            else:
                through = n * after.largest + max(after.least, 1)
            self.model.add(start >= before.starts[(through - 1) // before.largest] + gap)

    def _judges(self, trades: list[TradeFrame]) -> None:
        """Heats at once need no more judges than there are; those of a day no more hours."""
        judges = sorted({judge for trade in trades for judge in trade.judges})
        ids = {trade.id for trade in trades}
        rows = [
            row
            for row in self.rows.values()
            if row.module.trade_id in ids and row.module.needs.panel
        ]
        if not rows:
            return
        grid = self.frame.grid
        stays = [
            self.model.new_fixed_size_interval_var(start, row.module.duty, "")
            for row in rows
            for start in row.starts
        ]
        demands = [row.module.needs.panel for row in rows for _ in row.starts]
        marking = max(row.module.marking for row in rows)
        for day, inside in enumerate(grid.days):
            begins, ends = (inside & -inside).bit_length() - 1, inside.bit_length() + marking
            region = span(begins, ends)
            here = [self.state.calendars[judge].free & region for judge in judges]
            most = sum(
                min(self.state.calendars[judge].left(day), slots.bit_count())
                for judge, slots in zip(judges, here, strict=True)
            )
            work = [
                days[day] * row.module.duty * row.module.needs.panel
                for row in rows
                for days in row.days
            ]
            self.model.add(sum(work) <= most)
            changes = region & (region << 1)
            for slots in here:
                changes &= ~(slots ^ (slots << 1))
            cuts = [slot for slot in range(begins, ends) if not changes >> slot & 1]
            for cut, after in pairwise([*cuts, ends]):
                away = sum(not slots >> cut & 1 for slots in here)
                if away:
                    stays.append(self.model.new_fixed_size_interval_var(cut, after - cut, ""))
                    demands.append(away)
        self.model.add_cumulative(stays, demands, len(judges))

    def _shared(self) -> None:
        """Halls, power, locks, and people of two trades, what other plans hold taken out."""
        for key, (intervals, amounts) in self.used.items():
            for _, amount, starts, ends in self.state.supplies[key].taken:
                intervals.append(self.model.new_fixed_size_interval_var(starts, ends - starts, ""))
                amounts.append(amount)
            self.model.add_cumulative(intervals, amounts, self.frame.units[key])
        for trade in self.trades:
            for person, slots in self.state.commitments(trade).items():
                self.stays.setdefault(person, []).extend(self._stretches(slots))
            shared = trade.shared_people.values()
            for person in dict.fromkeys(person for people in shared for person in people):
                self._person(trade, person)
        for stays in self.stays.values():
            self.model.add_no_overlap(stays)
        for row in self.rows.values() if self.proposal else ():
            for number, lock in row.module.locks.items():
                if lock.starts_min is not None and number <= len(row.starts):
                    minutes = row.starts[number - 1] * self.frame.grid.slot_min
                    self.model.add(minutes == lock.starts_min)

    def _person(self, trade: TradeFrame, person: str) -> None:
        """Where somebody of two trades is: in one heat of each module, in any of a later stage."""
        stays = self.stays.setdefault(person, [])
        for stage in trade.stages:
            # Who has this place has it in every module: the proposal's places go in one order.
            place = self.model.new_int_var(0, len(stage.places) - 1, "")
            for module in stage.modules:
                row = self.rows[trade.id, module.stage_id, module.needs.id]
                if not row.least and not self.proposal:
                    continue
                length = module.lead + module.minutes
                here = [self.model.new_bool_var("") for _ in row.starts]
                self.model.add_exactly_one(here)
                for n, (start, taken) in enumerate(zip(row.starts, here, strict=True)):
                    if not stage.known:
                        stay = self.model.new_fixed_size_interval_var(
                            start - module.lead, length, ""
                        )
                    else:
                        stay = self.model.new_optional_fixed_size_interval_var(
                            start - module.lead, length, taken, ""
                        )
                    stays.append(stay)
                    if self.proposal:
                        first_place = n * row.largest
                        self.model.add(place >= first_place).only_enforce_if(taken)
                        self.model.add(place < first_place + row.sizes[n]).only_enforce_if(taken)

    def _stretches(self, slots: int) -> list[cp_model.IntervalVar]:
        """The runs of a set of slots as fixed intervals."""
        found: list[cp_model.IntervalVar] = []
        begun = first(slots)
        while begun is not None:
            ends = first(~slots, begun) or begun
            found.append(self.model.new_fixed_size_interval_var(begun, ends - begun, ""))
            begun = first(slots, ends)
        return found

    def _goals(self) -> None:
        """A single trade ends early; several weigh as in ``goals``, the others' ends given."""
        problem, grid = self.frame.problem, self.frame.grid
        finishes = list(self.finish.values())
        if len(finishes) == 1:
            self.model.minimize(finishes[0])
            return
        weight = {goal.name: goal.weight for goal in problem.goals}
        others = [grid.contest_min(plan.finish) for plan in self.state.plans.values()]
        last = self.model.new_int_var(max(others, default=0), grid.contest_min(grid.end), "")
        for finish in finishes:
            self.model.add(last >= finish)
        self.model.minimize(
            weight.get("last_finish", 0) * len(problem.trades) * last
            + weight.get("each_finish", 0) * (sum(finishes) + sum(others))
        )

    def solve(self, effort: float, seed: int) -> Times:
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        status = solver.solve(self.model)
        bound = max(0, round(solver.best_objective_bound))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Times(value=None, bound=bound, starts=None)
        return Times(
            value=round(solver.objective_value),
            bound=bound,
            starts={
                key: [solver.value(start) for start in row.starts] for key, row in self.rows.items()
            },
        )
