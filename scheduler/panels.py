"""
Panels and people together, for one stage whose times stand: a small CP-SAT model.

```
heats with times, judges' calendars, who must not meet whom  ->  panels under which ``people.seat``
                                                                 finds a place for everybody; or not
```
Recusal is hard and there is no objective. Entries with the same recusals and the same other
commitments count as one group; those without any are left out, since they fit anywhere.
"""

from __future__ import annotations

from typing import Literal

from ortools.sat.python import cp_model

from scheduler.frame import StageFrame, TradeFrame
from scheduler.people import Chain, chains_of, fits, wanted
from scheduler.state import Planned, State

Answer = Literal["found", "impossible", "unknown"]


def repair(
    state: State, stage: StageFrame, heats: list[list[Planned]], effort: float, seed: int
) -> Answer:
    """
    New panels for the heats of a first stage, put into ``state``; unless found, nothing changes.

    ``effort`` is in CP-SAT's deterministic time, so an answer does not depend on the machine's
    load. *impossible* is proven for these times and this order of places only.
    """
    plans = [heat for of_module in heats for heat in of_module]
    old = [heat.judges for heat in plans]
    for heat in plans:
        state.dismiss(heat)
    answer, panels = _Model(state, stage, heats, plans, old).solve(effort, seed)
    for heat, panel in zip(plans, panels if answer == "found" else old, strict=True):
        state.enlist(heat, panel)
    return answer


class _Model:
    def __init__(
        self,
        state: State,
        stage: StageFrame,
        heats: list[list[Planned]],
        plans: list[Planned],
        old: list[tuple[str, ...]],
    ) -> None:
        self.state, self.stage, self.plans = state, stage, plans
        self.trade: TradeFrame = state.frame.trades[stage.modules[0].trade_id]
        self.model = cp_model.CpModel()
        self.on: dict[tuple[int, str], cp_model.IntVar] = {}
        for i, heat in enumerate(plans):
            for judge in self.trade.judges:
                if state.calendars[judge].start_slots(heat.module.duty) >> heat.starts & 1:
                    self.on[i, judge] = self.model.new_bool_var(f"on {heat.id} {judge}")
                    self.model.add_hint(self.on[i, judge], judge in old[i])
        self._panels()
        self._calendars()
        self._seats(chains_of(heats))

    def _panels(self) -> None:
        for i, heat in enumerate(self.plans):
            able = {j: self.on[i, j] for j in self.trade.judges if (i, j) in self.on}
            self.model.add(sum(able.values()) == heat.module.needs.panel)
            for judge in self.state.frame.must_judge.get(heat.id, ()):
                self.model.add(able.get(judge, 0) == 1)

    def _calendars(self) -> None:
        grid = self.state.frame.grid
        for judge in self.trade.judges:
            calendar = self.state.calendars[judge]
            mine = [i for i in range(len(self.plans)) if (i, judge) in self.on]
            for i in mine:
                at = self.plans[i].starts
                together = [
                    self.on[k, judge]
                    for k in mine
                    if self.plans[k].starts
                    <= at
                    < self.plans[k].starts + self.plans[k].module.duty + calendar.rest
                ]
                if len(together) > 1:
                    self.model.add_at_most_one(together)
            for day in range(len(grid.days)):
                of_day = [i for i in mine if grid.day_of[self.plans[i].starts] == day]
                work = sum(self.plans[i].module.duty * self.on[i, judge] for i in of_day)
                if of_day:
                    self.model.add(work <= calendar.limit - calendar.worked[day])

    def _seats(self, chains: list[Chain]) -> None:
        frame, judges = self.state.frame, set(self.trade.judges)
        elsewhere = wanted(frame, self.trade, self.state.commitments(self.trade))
        groups: dict[tuple[frozenset[str], int, tuple[str, ...]], list[str]] = {}
        for entry in self.stage.places:
            key = (
                frame.problem.barred[entry] & judges,
                elsewhere.get(entry, 0),
                frame.must_sit.get(entry, ()),
            )
            if any(key):
                groups.setdefault(key, []).append(entry)
        index = {heat.id: i for i, heat in enumerate(self.plans)}
        filled: list[list[cp_model.IntVar]] = [[] for _ in chains]
        for (barred, slots, _), members in groups.items():
            placed: list[cp_model.IntVar] = []
            for c, chain in enumerate(chains):
                if fits(frame, members[0], chain, slots):
                    most = min(len(members), chain.seats)
                    count = self.model.new_int_var(0, most, f"{members[0]} in {c}")
                    placed.append(count)
                    filled[c].append(count)
                    for heat in chain.heats:
                        for judge in sorted(barred) if heat.module.recuses else ():
                            on = self.on.get((index[heat.id], judge))
                            if on is not None:
                                self.model.add(count == 0).only_enforce_if(on)
            self.model.add(sum(placed) == len(members))
        for c, chain in enumerate(chains):
            self.model.add(sum(filled[c]) <= chain.seats)

    def solve(self, effort: float, seed: int) -> tuple[Answer, list[tuple[str, ...]]]:
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return "impossible", []
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return "unknown", []
        return "found", [
            tuple(j for j in self.trade.judges if (i, j) in self.on and solver.value(self.on[i, j]))
            for i in range(len(self.plans))
        ]
