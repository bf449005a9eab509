"""
Panels and people together, for trades whose times stand: a small CP-SAT model.

```
heats with times, judges' calendars, who must not meet whom  ->  panels under which ``people.seat``
                                                                 finds a place for everybody; or not
```
Recusal is hard and there is no objective. Entries with the same recusals and the same other
commitments count as one group; those without any are left out, since they fit anywhere.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal

from ortools.sat.python import cp_model

from scheduler.frame import TradeFrame
from scheduler.people import Chain, chains_of, fits, wanted
from scheduler.state import Plan, Planned, State

Answer = Literal["found", "impossible", "unknown"]


Pinned = dict[str, frozenset[str]]
"""By entry, the heats it must take: people of two of the trades, so that they never meet."""


def one_at_a_time(
    model: cp_model.CpModel, served: list[tuple[Planned, cp_model.IntVar]], rest: int
) -> None:
    """A judge serves in one heat at a time and rests (in slots) before the next."""
    for at in sorted({heat.starts for heat, _ in served}):
        together = [
            on for heat, on in served if heat.starts <= at < heat.starts + heat.module.duty + rest
        ]
        if len(together) > 1:
            model.add_at_most_one(together)


def repair(state: State, plans: list[Plan], effort: float, seed: int) -> tuple[Answer, Pinned]:
    """
    New panels for all heats of these plans, put into ``state``; unless found, nothing changes.

    Several plans must stand in ``state.plans`` already. ``effort`` is in CP-SAT's deterministic
    time, so an answer does not depend on the machine's load. *impossible* is proven for these
    times and this order of places only.
    """
    heats = [heat for plan in plans for heat in plan.heats()]
    old = [heat.judges for heat in heats]
    for heat in heats:
        state.dismiss(heat)
    model = _Model(state, plans, old)
    answer = model.solve(effort, seed)
    found = answer == "found"
    for heat, panel in zip(heats, model.panels() if found else old, strict=True):
        state.enlist(heat, panel)
    return answer, model.pinned() if found else {}


class _Model:
    def __init__(self, state: State, plans: list[Plan], old: list[tuple[str, ...]]) -> None:
        self.state = state
        self.heats = [heat for plan in plans for heat in plan.heats()]
        self.index = {heat.id: i for i, heat in enumerate(self.heats)}
        self.model, self.solver = cp_model.CpModel(), cp_model.CpSolver()
        self.on: list[dict[str, cp_model.IntVar]] = []
        self.twice: dict[str, list[tuple[str, Chain, cp_model.IntVar]]] = {}
        for heat, panel in zip(self.heats, old, strict=True):
            able: dict[str, cp_model.IntVar] = {}
            for judge in state.frame.trades[heat.module.trade_id].judges:
                if state.calendars[judge].start_slots(heat.module.duty) >> heat.starts & 1:
                    able[judge] = self.model.new_bool_var("")
                    self.model.add_hint(able[judge], judge in panel)
            self.on.append(able)
        self._panels()
        self._calendars()
        ids = {plan.trade_id for plan in plans}
        for plan in plans:
            self._seats(state.frame.trades[plan.trade_id], chains_of(plan.stages[0]), ids)
        self._apart()

    def _panels(self) -> None:
        for heat, able in zip(self.heats, self.on, strict=True):
            self.model.add(sum(able.values()) == heat.module.needs.panel)
            for judge in self.state.frame.must_judge.get(heat.id, ()):
                self.model.add(able.get(judge, 0) == 1)

    def _calendars(self) -> None:
        grid = self.state.frame.grid
        duties: dict[str, list[tuple[Planned, cp_model.IntVar]]] = {}
        for heat, able in zip(self.heats, self.on, strict=True):
            for judge, on in able.items():
                duties.setdefault(judge, []).append((heat, on))
        for judge, served in duties.items():
            calendar = self.state.calendars[judge]
            one_at_a_time(self.model, served, calendar.rest)
            for day in range(len(grid.days)):
                of_day = [(h, on) for h, on in served if grid.day_of[h.starts] == day]
                if of_day:
                    work = sum(heat.module.duty * on for heat, on in of_day)
                    self.model.add(work <= calendar.left(day))

    def _seats(self, trade: TradeFrame, chains: list[Chain], ids: set[str]) -> None:
        frame, judges = self.state.frame, set(trade.judges)
        elsewhere = wanted(frame, trade, self.state.commitments(trade))
        both = {
            e: p
            for other in ids
            for p in trade.shared_people.get(other, ())
            for e in [frame.entry_of[trade.id, p]]
        }
        groups: dict[tuple[frozenset[str], int, tuple[str, ...], str], list[str]] = {}
        for entry in trade.stages[0].places:
            key = (
                frame.problem.barred[entry] & judges,
                elsewhere.get(entry, 0),
                frame.must_sit.get(entry, ()),
                both.get(entry, ""),
            )
            if any(key):
                groups.setdefault(key, []).append(entry)
        filled: list[list[cp_model.IntVar]] = [[] for _ in chains]
        for (barred, slots, _, person), members in groups.items():
            placed: list[cp_model.IntVar] = []
            for c, chain in enumerate(chains):
                if fits(frame, members[0], chain, slots):
                    most = min(len(members), chain.seats)
                    count = self.model.new_int_var(0, most, "")
                    placed.append(count)
                    filled[c].append(count)
                    if person:
                        self.twice.setdefault(person, []).append((members[0], chain, count))
                    for heat in chain.heats:
                        able = self.on[self.index[heat.id]]
                        for judge in sorted(barred) if heat.module.recuses else ():
                            if judge in able:
                                self.model.add(count == 0).only_enforce_if(able[judge])
            self.model.add(sum(placed) == len(members))
        for c, chain in enumerate(chains):
            self.model.add(sum(filled[c]) <= chain.seats)

    def _apart(self) -> None:
        """Nobody is in heats of two trades at once."""
        for places in self.twice.values():
            for (one, chain, here), (other, against, there) in combinations(places, 2):
                meet = any(a.presence & b.presence for a in chain.heats for b in against.heats)
                if one != other and meet:
                    self.model.add(here + there <= 1)

    def solve(self, effort: float, seed: int) -> Answer:
        parameters = self.solver.parameters
        parameters.max_deterministic_time = effort
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        status = self.solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return "impossible"
        return "found" if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "unknown"

    def panels(self) -> list[tuple[str, ...]]:
        return [tuple(j for j, on in able.items() if self.solver.value(on)) for able in self.on]

    def pinned(self) -> Pinned:
        return {
            entry: frozenset(heat.id for heat in chain.heats)
            for places in self.twice.values()
            for entry, chain, here in places
            if self.solver.value(here)
        }
