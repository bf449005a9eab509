"""
A timetable after something happened: the past stays, the fewest people are moved, and that is said
with a bound that no other answer beats.

```
amend -> world -> drop: fewest that must move -> ladder of scopes, trade by trade: reseat
      -> later stages -> workstations -> check, promises
```
Finals are kept first. Where moving them moves fewer people, or is the only way, there is a second
answer. Where there is none, ``scheduler.offers`` prices what would help.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.amend import Amended, amend
from scheduler.changes import Changes
from scheduler.check import check
from scheduler.drop import Drop, drop
from scheduler.finish import timetable_of
from scheduler.ladder import put_trade_right
from scheduler.moves import Difference, broken_promises, difference, people_moved
from scheduler.problem import Problem
from scheduler.scopes import neighbours
from scheduler.stands import stands
from scheduler.timetable import Timetable
from scheduler.world import World

Sentence = tuple[str, str]
"""zh, en"""
Kind = Literal["finals_kept", "finals_free"]
DROP_EFFORT = 1.0  # deterministic time: about as many seconds
TOO_TIGHT = (
    "工位排布过紧，无法给每个人排出一个空闲工位。",
    "Somebody finds no workstation that is free for long enough.",
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """
    One new timetable. ``people`` are moved, and no answer moves fewer than ``bound``; with
    ``proven`` the two are equal. ``finals_kept`` says whether every later stage stayed.
    """

    timetable: Timetable
    difference: Difference
    people: int
    bound: int
    finals_kept: bool
    seconds: float

    @property
    def proven(self) -> bool:
        return self.people == self.bound


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """
    ``problem`` holds the changes from now on: replan the next time from it. ``answers``: fewest
    people first. Without any, ``reasons`` say why, and ``stuck`` are the trades that hold it up.
    """

    problem: Problem
    answers: tuple[Answer, ...]
    reasons: tuple[Sentence, ...] = ()
    stuck: tuple[str, ...] = ()


def replan(
    problem: Problem,
    timetable: Timetable,
    changes: Changes,
    *,
    seconds: float = 10.0,
    seed: int = 1,
) -> Replanned:
    """
    Answers to what happened; ``seconds`` limit the search, not the first answer.

    Raises ``Nonsense`` if the changes name what the problem does not know.
    """
    return _Replan(problem, timetable, changes, seconds, seed).run()


class _Replan:
    def __init__(
        self, problem: Problem, before: Timetable, changes: Changes, seconds: float, seed: int
    ) -> None:
        self.problem, self.before, self.changes = problem, before, changes
        self.seconds, self.seed, self.begun = seconds, seed, time.monotonic()
        self.reasons: list[Sentence] = []
        self.stuck: dict[str, None] = {}

    def run(self) -> Replanned:
        wrong = check(self.problem, self.before)
        amended = amend(self.problem, self.before, self.changes)
        if wrong:
            return Replanned(
                problem=amended.problem,
                answers=(),
                reasons=tuple((breach.zh, breach.en) for breach in wrong),
            )
        world = World(amended, self.before, self.changes)
        hit = world.hit()
        least = self._bound(world, hit, finals=False)
        kept = self._attempt(world, amended, hit, least, finals=False, wide=False)
        free = None
        if kept is None or kept.people > least.bound:
            free = self._attempt(self._world(amended), amended, hit, least, finals=True, wide=True)
        if kept is None and (free is None or not self._over()):
            kept = self._attempt(self._world(amended), amended, hit, least, finals=False, wide=True)
        answers = [a for a in (free, kept) if a is not None]
        if free is not None and kept is not None and free.people >= kept.people:
            answers = [kept]
        if hit and any(answer.people > least.bound for answer in answers):
            answers = self._better_bounds(amended, hit, answers)
        return Replanned(
            problem=amended.problem,
            answers=tuple(answers),
            reasons=() if answers else tuple(dict.fromkeys(self.reasons)),
            stuck=() if answers else tuple(self.stuck),
        )

    def _world(self, amended: Amended) -> World:
        return World(amended, self.before, self.changes)

    def _bound(self, world: World, trades: list[str], *, finals: bool) -> Drop:
        if not trades:
            return Drop(bound=0, entries=frozenset())
        return drop(world, trades, DROP_EFFORT, self.seed, finals=finals)

    def _better_bounds(
        self, amended: Amended, hit: list[str], answers: list[Answer]
    ) -> list[Answer]:
        """Bounds that see the trades that share judges too, and the finals where they are kept."""
        world = self._world(amended)
        near = [other for trade_id in hit for other in neighbours(world, trade_id)]
        seen = list(dict.fromkeys([*hit, *near]))
        return [
            replace(
                answer,
                bound=max(answer.bound, self._bound(world, seen, finals=answer.finals_kept).bound),
            )
            for answer in answers
        ]

    def _over(self) -> bool:
        return time.monotonic() - self.begun >= self.seconds

    def _attempt(
        self,
        world: World,
        amended: Amended,
        hit: list[str],
        least: Drop,
        *,
        finals: bool,
        wide: bool,
    ) -> Answer | None:
        for trade_id in hit:
            sorry = put_trade_right(
                world, trade_id, least.entries, finals=finals, wide=wide, over=self._over,
                seed=self.seed,
            )  # fmt: skip
            if sorry is not None:
                self.reasons.append(sorry)
                self.stuck[trade_id] = None
                return None
        places = stands(world, self.before)
        if places is None:
            self.reasons.append(TOO_TIGHT)
            return None
        after = timetable_of(world.state, places)
        wrong = (
            *check(amended.problem, after),
            *broken_promises(amended, self.before, after, self.changes),
        )
        if wrong:
            self.reasons += [(breach.zh, breach.en) for breach in wrong]
            return None
        found = difference(amended, self.before, after)
        return Answer(
            timetable=after,
            difference=found,
            people=people_moved(amended.problem, found),
            bound=least.bound,
            finals_kept=not found.shifts,
            seconds=time.monotonic() - self.begun,
        )
