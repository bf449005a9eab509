"""
Better plans for rolling starts by moves along the longest path (tabu search).

```
plan -> who follows whom at each place -> the longest path of work that waits for work
     -> move one run of it: within its place's order, or to another place -> and again
```
Only where nothing but places and the order of modules binds (``plain``): then the plan is the
longest path, and a move that does not touch it cannot help. What was just undone may not be done
again for a while, so that the search leaves a hollow by the lowest way. After Nowicki and Smutnicki
(1996), Balas and Vazacopoulos (1998) and, for other places, Mastrolilli and Gambardella (2000).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scheduler.grid import span
from scheduler.rolling import Plan, Rolling
from scheduler.rolling_graph import Graph

PATIENCE = 600  # moves without a better plan, after which it goes back to the best


def plain(rolling: Rolling) -> bool:
    """Whether nothing binds but places and the order of modules, in hours without an end."""
    grid = rolling.grid
    begins = min((way.starts & -way.starts for run in rolling.runs for way in run.ways), default=0)
    opens = begins.bit_length() - 1
    return (
        not rolling.crowds
        and all(len(stages) == 1 for stages in rolling.stages.values())
        and all(venue.power_kw is None for venue in rolling.problem.venues)
        and all(
            not (run.setup or run.cleanup or run.lead or run.module.panel)
            and all(way.starts == span(opens, grid.end - way.lasts + 1) for way in run.ways)
            for run in rolling.runs
        )
    )


class Move(NamedTuple):
    """
    ``runs`` stand in this order at ``place`` between ``before`` and ``after``; ``makes`` are the
    facts it makes, which may be forbidden, and ``undoes`` those that it forbids.
    """

    length: int
    runs: tuple[int, ...]
    place: int
    before: int
    after: int
    makes: tuple[tuple[int, int], ...]
    undoes: tuple[tuple[int, int], ...]


def improve(
    rolling: Rolling,
    plan: Plan,
    floor: int,
    rng: random.Random,
    found: Callable[[Plan, int], object],
    wanted: Callable[[], bool],
) -> None:
    """
    Look for plans that end earlier until one ends at ``floor`` or nobody wants more.

    ``found`` is told of each better plan and its last end, in slots from the first start.
    """
    search = _Search(Graph(rolling, plan), rng)
    best = search.graph.length
    while best > floor and wanted():
        if search.step() and search.graph.length < best:
            best = search.graph.length
            search.keep()
            found(search.graph.plan(), best)


class _Search:
    def __init__(self, graph: Graph, rng: random.Random) -> None:
        self.graph, self.rng = graph, rng
        self.tenure = 8 + graph.count // 40
        self.forbidden: dict[tuple[int, int], int] = {}
        self.moves = self.since = self.returns = 0
        self.best = graph.length
        self.kept = graph.kept()

    def keep(self) -> None:
        self.best, self.kept, self.since, self.returns = (
            self.graph.length,
            self.graph.kept(),
            0,
            0,
        )

    def step(self) -> bool:
        """One move; False when there was none, or it had to be taken back."""
        self.moves += 1
        self.since += 1
        if self.since > PATIENCE:
            self._go_back()
        move = self._choose()
        if move is None or not self._carry_out(move):
            self._go_back()
            return False
        until = self.moves + self.tenure + self.rng.randrange(self.tenure)
        for fact in move.undoes:
            self.forbidden[fact] = until
        return True

    def _go_back(self) -> None:
        """Begin again at the best plan, each time shaken a little more."""
        self.since, self.returns = 0, self.returns + 1
        self.forbidden.clear()
        self.graph.restore(self.kept)
        for _ in range(min(2 * (self.returns - 1), 20)):
            moves = list(self._moves(self.graph.longest_path(self.rng)))
            if not self._carry_out(self.rng.choice(moves) if moves else None):
                self.graph.restore(self.kept)

    def _carry_out(self, move: Move | None) -> bool:
        return move is not None and self.graph.carry_out(
            move.runs, move.place, move.before, move.after
        )

    def _choose(self) -> Move | None:
        """The shortest move that is allowed or leads below the best; else the oldest ban."""
        chosen: Move | None = None
        oldest: tuple[int, Move] | None = None
        alike = 0
        for move in self._moves(self.graph.longest_path(self.rng)):
            ban = max(self.forbidden.get(fact, 0) for fact in move.makes)
            if ban > self.moves and move.length >= self.best:
                if oldest is None or ban < oldest[0]:
                    oldest = ban, move
            elif chosen is None or move.length < chosen.length:
                chosen, alike = move, 1
            elif move.length == chosen.length:
                alike += 1
                if self.rng.random() * alike < 1:
                    chosen = move
        return chosen or (oldest[1] if oldest is not None else None)

    def _moves(self, path: list[int]) -> Iterator[Move]:
        graph = self.graph
        block: list[int] = []
        for run in [*path, graph.count]:
            if block and graph.place_before[run] == block[-1]:
                block.append(run)
                continue
            if len(block) > 1:
                yield from self._within(block)
            block = [run]
        if graph.choices:
            for run in path:
                yield from self._elsewhere(run)

    def _within(self, block: list[int]) -> Iterator[Move]:
        """A run of the block behind its last, or before its first, where no circle can arise."""
        graph = self.graph
        last, end = len(block) - 1, block[-1]
        for n in range(last):
            if n == last - 1 or graph.tail[end] >= graph.tail[graph.next_of[block[n]]]:
                yield self._moved(block[n:], (*block[n + 1 :], block[n]))
        for n in range(2 if last == 1 else 1, last + 1):
            if n == 1 or graph.end[block[0]] >= graph.end[graph.before_of[block[n]]]:
                yield self._moved(block[: n + 1], (block[n], *block[:n]))

    def _moved(self, old: list[int], new: tuple[int, ...]) -> Move:
        graph = self.graph
        before, after = graph.place_before[old[0]], graph.place_after[old[-1]]
        if new[-1] == old[0]:
            makes = tuple((run, old[0]) for run in old[1:])
        else:
            makes = tuple((old[-1], run) for run in old[:-1])
        return Move(
            length=graph.estimate(new, before, after),
            runs=new,
            place=graph.place[old[0]],
            before=before,
            after=after,
            makes=makes,
            undoes=tuple((b, a) for a, b in makes),
        )

    def _elsewhere(self, run: int) -> Iterator[Move]:
        """The run at each other place that it may be done at, where it fits in best."""
        graph, none = self.graph, self.graph.count
        begins, rest = graph.end[graph.before_of[run]], graph.tail[graph.next_of[run]]
        for place, lasts in graph.choices.get(run, ()):
            if place == graph.place[run]:
                continue
            line = graph.line(place)
            low, high = 0, len(line)
            for n, other in enumerate(line):
                late, early = graph.end[other] > begins, graph.tail[other] > rest
                if early and not late:
                    low = n + 1
                elif late and not early:
                    high = min(high, n)
            between = (
                (line[n - 1] if n else none, line[n] if n < len(line) else none)
                for n in range(low, max(low, high) + 1)
            )
            length, before, after = min(
                (max(begins, graph.end[b]) + lasts + max(rest, graph.tail[a]), b, a)
                for b, a in between
            )
            fact, away = (-1 - place, run), (-1 - graph.place[run], run)
            yield Move(length, (run,), place, before, after, (fact,), (away,))
