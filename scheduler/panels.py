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
    _apart(model, [(h.starts, h.starts + h.module.duty, on) for h, on in served], rest)


def _apart(
    model: cp_model.CpModel, served: list[tuple[int, int, cp_model.IntVar]], rest: int
) -> None:
    """The same for stretches (from, to)."""
    for at in sorted({starts for starts, _, _ in served}):
        together = [on for starts, ends, on in served if starts <= at < ends + rest]
        if len(together) > 1:
            model.add_at_most_one(together)


def repair(state: State, plans: list[Plan], effort: float, seed: int) -> tuple[Answer, Pinned]:
    """
    New panels for all heats of these plans, put into ``state``; unless found, nothing changes.
    Blocks of heats keep one panel.

    Several plans must stand in ``state.plans`` already. ``effort`` is in CP-SAT's deterministic
    time, so an answer does not depend on the machine's load. *impossible* is proven for these
    times and this order of places only.
    """
    heats = [heat for plan in plans for heat in plan.heats()]
    old = {heat.id: heat.judges for heat in heats}
    for heat in heats:
        state.dismiss(heat)
    model = _Model(state, plans, old)
    answer = model.solve(effort, seed)
    found = answer == "found"
    panels = model.panels() if found else old
    for heat in heats:
        state.enlist(heat, panels[heat.id])
    return answer, model.pinned() if found else {}


def _blocks(plans: list[Plan]) -> list[list[Planned]]:
    """The heats of plans, those that have the same panel together."""
    found: dict[tuple[str, int], list[Planned]] = {}
    for heat in (heat for plan in plans for heat in plan.heats()):
        key = heat.id.rpartition("/")[0] if heat.block else heat.id
        found.setdefault((key, heat.block), []).append(heat)
    return list(found.values())


class _Model:
    """``on`` by block of heats: by judge who can come, whether he is on its panel."""

    def __init__(self, state: State, plans: list[Plan], old: dict[str, tuple[str, ...]]) -> None:
        self.state = state
        self.blocks = _blocks(plans)
        self.index = {heat.id: b for b, block in enumerate(self.blocks) for heat in block}
        self.model, self.solver = cp_model.CpModel(), cp_model.CpSolver()
        self.on: list[dict[str, cp_model.IntVar]] = []
        self.twice: dict[str, list[tuple[str, Chain, cp_model.IntVar]]] = {}
        for block in self.blocks:
            able: dict[str, cp_model.IntVar] = {}
            module = block[0].module
            for judge in state.frame.trades[module.trade_id].judges:
                free = state.calendars[judge].start_slots(module.duty)
                if all(free >> heat.starts & 1 for heat in block):
                    able[judge] = self.model.new_bool_var("")
                    self.model.add_hint(able[judge], judge in old[block[0].id])
            self.on.append(able)
        self._panels()
        self._calendars()
        ids = {plan.trade_id for plan in plans}
        for plan in plans:
            self._seats(state.frame.trades[plan.trade_id], self._chains(plan), ids)
        self._apart()

    def _chains(self, plan: Plan) -> list[Chain]:
        """The classes of places of the first stage, blocks instead of heats."""
        found: dict[tuple[int, ...], Chain] = {}
        for chain in chains_of(plan.stages[0]):
            blocks = tuple(self.index[heat.id] for heat in chain.heats)
            heats = tuple(heat for b in blocks for heat in self.blocks[b])
            found.setdefault(blocks, Chain(heats=heats)).seats += chain.seats
        return list(found.values())

    def _panels(self) -> None:
        for block, able in zip(self.blocks, self.on, strict=True):
            self.model.add(sum(able.values()) == block[0].module.needs.panel)
            for heat in block:
                for judge in self.state.frame.must_judge.get(heat.id, ()):
                    self.model.add(able.get(judge, 0) == 1)

    def _calendars(self) -> None:
        grid = self.state.frame.grid
        duties: dict[str, list[tuple[list[Planned], cp_model.IntVar]]] = {}
        for block, able in zip(self.blocks, self.on, strict=True):
            for judge, on in able.items():
                duties.setdefault(judge, []).append((block, on))
        for judge, served in duties.items():
            calendar = self.state.calendars[judge]
            stretches = [
                (block[0].starts, block[-1].starts + block[-1].module.duty, on)
                for block, on in served
            ]
            _apart(self.model, stretches, calendar.rest)
            for day in range(len(grid.days)):
                of_day = [
                    len(block) * block[0].module.duty * on
                    for block, on in served
                    if grid.day_of[block[0].starts] == day
                ]
                if of_day:
                    self.model.add(sum(of_day) <= calendar.left(day))

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
                    for b in {self.index[heat.id] for heat in chain.heats if heat.module.recuses}:
                        able = self.on[b]
                        for judge in sorted(barred & set(able)):
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

    def panels(self) -> dict[str, tuple[str, ...]]:
        return {
            heat.id: tuple(j for j, on in able.items() if self.solver.value(on))
            for block, able in zip(self.blocks, self.on, strict=True)
            for heat in block
        }

    def pinned(self) -> Pinned:
        return {
            entry: frozenset(heat.id for heat in chain.heats)
            for places in self.twice.values()
            for entry, chain, here in places
            if self.solver.value(here)
        }
