"""
New times and panels for a few trades by one CP-SAT model, while all others stand.

```
some trades, a state without them  ->  the starts of all their heats and who judges each
```
Rolling heats go in blocks (``rows``). Who sits where is left out: places go first in, first out,
and ``people.seat`` looks afterwards whether recusals allow it. Only what is better than a given
value is looked for, and nothing ends later than asked: that makes the model small.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.frame import ModuleFrame, StageFrame, SupplyKey, TradeFrame
from scheduler.goals import weights
from scheduler.grid import span
from scheduler.rows import Key, Row, block_size, in_a_row, pitch_of, starts_of, stretches
from scheduler.serving import Serving
from scheduler.state import State


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """By module: the starts of its heats in order, and the panel of each."""

    starts: dict[Key, list[int]]
    panels: dict[Key, list[tuple[str, ...]]]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """
    What is asked of a proposal: a value below ``below`` (time goals of all trades that have a plan
    then; None: any), finishes not before ``least`` (bounds, contest minutes, by trade) and not
    after ``latest`` (slots, by trade).
    """

    below: int | None
    least: dict[str, int]
    latest: dict[str, int]


def times(
    state: State, trades: list[TradeFrame], wish: Wish, *, effort: float, seed: int
) -> Proposal | None:
    """
    The best found with so much effort (CP-SAT's deterministic time); ``state`` has no plan of these
    trades.
    """
    return _Model(state, trades, wish).solve(effort, seed)


class _Model:
    def __init__(self, state: State, trades: list[TradeFrame], wish: Wish) -> None:
        self.state, self.frame, self.trades, self.wish = state, state.frame, trades, wish
        self.model = cp_model.CpModel()
        grid = self.frame.grid
        horizon = max(wish.latest[trade.id] for trade in trades)
        self.days = grid.days[: grid.day_of[horizon - 1] + 1]
        self.rows: dict[Key, Row] = {}
        self.used: dict[SupplyKey, tuple[list[cp_model.IntervalVar], list[int]]] = {}
        self.stays: dict[str, list[cp_model.IntervalVar]] = {}
        self.finish = {trade.id: self._trade(trade) for trade in trades}
        self.serving = Serving(self.model, state, trades, self.rows, horizon)
        self._shared()
        self._goals()

    def _trade(self, trade: TradeFrame) -> cp_model.IntVar:
        grid, marked = self.frame.grid, None
        finish = self.model.new_int_var(
            self.wish.least[trade.id], grid.contest_min(self.wish.latest[trade.id]), ""
        )
        for stage in trade.stages:
            before: Row | None = None
            end = self.model.new_int_var(0, 2 * grid.end, "")
            for module in stage.modules:
                row = self._row(stage, module)
                self.rows[module.trade_id, module.stage_id, module.needs.id] = row
                for n, start in enumerate(row.starts):
                    self.model.add(end >= start + row.more(n) + module.duty)
                    if marked is not None:
                        self.model.add(start >= marked + stage.lag)
                if before is not None:
                    self._order(before, row, len(stage.places))
                before = row
            marked = end
        assert before is not None
        for n, (start, days) in enumerate(zip(before.starts, before.days, strict=True)):
            passed = [
                grid.contest_min(day.bit_length()) - day.bit_length() * grid.slot_min
                for day in self.days
            ]
            minutes = (start + before.more(n) + before.module.minutes) * grid.slot_min
            self.model.add(
                finish
                >= minutes + sum(here * less for here, less in zip(days, passed, strict=True))
            )
        return finish

    def _row(self, stage: StageFrame, module: ModuleFrame) -> Row:
        count = len(stage.places)
        largest = max(room.most for room in module.rooms)
        heats = -(-count // largest)
        row = Row(
            module=module,
            sizes=[min(largest, count - n * largest) for n in range(heats)],
            largest=largest,
            block=block_size(self.frame, module, heats),
            pitch=pitch_of(self.frame, module),
            days=[],
            starts=[],
        )
        ends = self.wish.latest[module.trade_id] - module.minutes
        for n in range(-(-heats // row.block)):
            able = in_a_row(starts_of(module) & span(0, ends + 1), row.pitch, row.held(n))
            slots = [slot for slot in range(able.bit_length()) if able >> slot & 1]
            domain = cp_model.Domain.from_values(slots)
            start = self.model.new_int_var_from_domain(domain, "")
            days = [self.model.new_bool_var("") for _ in self.days]
            self.model.add_exactly_one(days)
            for day, inside in zip(days, self.days, strict=True):
                low = (inside & -inside).bit_length() - 1
                self.model.add(start >= low).only_enforce_if(day)
                self.model.add(start < inside.bit_length()).only_enforce_if(day)
            row.starts.append(start)
            row.days.append(days)
        for one, other in pairwise(row.starts):
            self.model.add(one <= other)
        self._rooms(row)
        return row

    def _rooms(self, row: Row) -> None:
        module, units = row.module, 0
        for room in module.rooms:
            here = self.frame.units[room.units]
            if room.power is not None:
                here = min(here, self.frame.units[room.power] // module.needs.power_kw)
            units += here
        lanes = -(-units // row.largest)
        for n, (before, after) in enumerate(zip(row.starts, row.starts[lanes:], strict=False)):
            self.model.add(after >= before + row.more(n) + row.module.whole)
        room = module.rooms[0]
        for n, start in enumerate(row.starts):
            size, more = row.sizes[n * row.block], row.more(n)
            stay = self.model.new_fixed_size_interval_var(
                start - module.setup, row.module.whole + more, ""
            )
            self._use(room.units, stay, size)
            if room.power is not None:
                run = self.model.new_fixed_size_interval_var(start, module.minutes + more, "")
                self._use(room.power, run, size * module.needs.power_kw)

    def _use(self, key: SupplyKey, stay: cp_model.IntervalVar, amount: int) -> None:
        intervals, amounts = self.used.setdefault(key, ([], []))
        intervals.append(stay)
        amounts.append(amount)

    def _order(self, before: Row, after: Row, count: int) -> None:
        """Each heat waits for the heat of the module before that its last place needs."""
        gap = before.module.minutes + after.module.lead
        waiting: set[tuple[int, int]] = set()
        for n in range(len(after.sizes)):
            through = min(count, (n + 1) * after.largest)
            heat = (through - 1) // before.largest
            # The first heat of a block that waits for a heat waits longest.
            if (n // after.block, heat) not in waiting:
                waiting.add((n // after.block, heat))
                self.model.add(after.at(n) >= before.at(heat) + gap)

    def _shared(self) -> None:
        """Halls, power, locks, and people of two trades, what other plans hold taken out."""
        for key, (intervals, amounts) in self.used.items():
            for _, amount, starts, ends in self.state.supplies[key].taken:
                intervals.append(self.model.new_fixed_size_interval_var(starts, ends - starts, ""))
                amounts.append(amount)
            self.model.add_cumulative(intervals, amounts, self.frame.units[key])
        for trade in self.trades:
            for person, slots in self.state.commitments(trade).items():
                self.stays.setdefault(person, []).extend(stretches(self.model, slots))
            shared = trade.shared_people.values()
            for person in dict.fromkeys(person for people in shared for person in people):
                self._person(trade, person)
        for stays in self.stays.values():
            self.model.add_no_overlap(stays)
        for row in self.rows.values():
            for number, lock in row.module.locks.items():
                if lock.starts_min is not None and number <= len(row.sizes):
                    minutes = row.at(number - 1) * self.frame.grid.slot_min
                    self.model.add(minutes == lock.starts_min)

    def _person(self, trade: TradeFrame, person: str) -> None:
        """Where somebody of two trades is: in one heat of each module, in any of a later stage."""
        stays = self.stays.setdefault(person, [])
        for stage in trade.stages:
            # Who has this place has it in every module: places go in one order.
            place = self.model.new_int_var(0, len(stage.places) - 1, "")
            for module in stage.modules:
                row = self.rows[trade.id, module.stage_id, module.needs.id]
                length = module.lead + module.minutes
                here = [self.model.new_bool_var("") for _ in row.starts]
                self.model.add_exactly_one(here)
                for n, (start, taken) in enumerate(zip(row.starts, here, strict=True)):
                    begin, whole = start - module.lead, length + row.more(n)
                    if not stage.known:
                        stays.append(self.model.new_fixed_size_interval_var(begin, whole, ""))
                        continue
                    stays.append(
                        self.model.new_optional_fixed_size_interval_var(begin, whole, taken, "")
                    )
                    heats = range(n * row.block, n * row.block + row.held(n))
                    first_place = heats[0] * row.largest
                    places = sum(row.sizes[heat] for heat in heats)
                    self.model.add(place >= first_place).only_enforce_if(taken)
                    self.model.add(place < first_place + places).only_enforce_if(taken)

    def _goals(self) -> None:
        """The time goals, the other trades' ends given."""
        problem, grid = self.frame.problem, self.frame.grid
        last_weight, each_weight = weights(problem)
        finishes = list(self.finish.values())
        others = [grid.contest_min(plan.finish) for plan in self.state.plans.values()]
        last = self.model.new_int_var(max(others, default=0), grid.contest_min(grid.end), "")
        for finish in finishes:
            self.model.add(last >= finish)
        count = len(finishes) + len(others)
        value = last_weight * count * last + each_weight * (sum(finishes) + sum(others))
        self.model.minimize(value)
        if self.wish.below is not None:
            self.model.add(value < self.wish.below)

    def solve(self, effort: float, seed: int) -> Proposal | None:
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        # So small a model is searched sooner than it is simplified.
        solver.parameters.cp_model_presolve = False
        solver.parameters.linearization_level = 0
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        starts = {
            key: [solver.value(row.at(heat)) for heat in range(len(row.sizes))]
            for key, row in self.rows.items()
        }
        return Proposal(starts=starts, panels=self.serving.panels(solver))
