"""
A timetable after something happened: the past stays, the fewest people are moved, and that is said
with a bound that no other answer beats.

```
amend -> world -> drop: fewest that must move
      -> trade by trade: these seated again; where that is not enough, models of growing scope
      -> later stages -> workstations -> check, promises: an answer
      -> fewer people? finals kept, or proven that they cannot be?
```
Finals are kept first. Where moving them moves fewer people, or is the only way, there is a second
answer. Where there is none, ``scheduler.offers`` prices what would help.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.amend import Amended, amend
from scheduler.changes import Changes
from scheduler.check import check, misplaced
from scheduler.drop import Drop, drop
from scheduler.finish import timetable_of
from scheduler.ladder import EITHER, FEWER, KEEP, Way, put_trade_right
from scheduler.moves import Difference, broken_promises, difference, people_moved
from scheduler.problem import Problem
from scheduler.remaining import cannot_stay
from scheduler.scopes import neighbours
from scheduler.stands import stands
from scheduler.timetable import Timetable
from scheduler.view import Breach
from scheduler.world import World

Sentence = tuple[str, str]
"""zh, en"""
Kind = Literal["finals_kept", "finals_free"]
DROP_EFFORT = 1.0  # deterministic time: about as many seconds
PROOF_EFFORT = 0.3
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
    ``must_shift``: trades whose finals cannot stay, whoever is moved; that is proven.
    """

    problem: Problem
    answers: tuple[Answer, ...]
    reasons: tuple[Sentence, ...] = ()
    stuck: tuple[str, ...] = ()
    must_shift: tuple[str, ...] = ()


def replan(
    problem: Problem,
    timetable: Timetable,
    changes: Changes,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    progress: Callable[[Answer], None] | None = None,
) -> Replanned:
    """
    Answers to what happened; ``seconds`` limit the search, not the first answer.

    ``progress`` hears of every answer as soon as there is one, also of those that a better one will
    replace.

    Raises ``Nonsense`` if the changes name what the problem does not know.
    """
    collecting = gc.isenabled()
    # Looking for cycles among so many small records took as long as all the rest of a first answer.
    gc.disable()
    try:
        return _Replan(problem, timetable, changes, seconds, seed, progress).run()
    finally:
        if collecting:
            gc.enable()


class _Replan:
    def __init__(
        self,
        problem: Problem,
        before: Timetable,
        changes: Changes,
        seconds: float,
        seed: int,
        progress: Callable[[Answer], None] | None,
    ) -> None:
        self.progress = progress
        self.problem, self.before, self.changes = problem, before, changes
        self.seconds, self.seed, self.begun = seconds, seed, time.monotonic()
        self.reasons: list[Sentence] = []
        self.stuck: dict[str, None] = {}

    def run(self) -> Replanned:
        amended = amend(self.problem, self.before, self.changes)
        if misplaced(self.problem, self.before):
            return self._refused(amended, check(self.problem, self.before))
        world = World(amended, self.before, self.changes)
        hit = world.hit()
        least = self._bound(world, hit, finals=False)
        first = self._attempt(world, amended, least, dict.fromkeys(hit, EITHER))
        if first is None:
            wrong = check(self.problem, self.before)
            if wrong:
                return self._refused(amended, wrong)
        answers = [] if first is None else [first]
        if first is not None and first.people > least.bound and not self._over():
            fewer = self._attempt(self._world(amended), amended, least, dict.fromkeys(hit, FEWER))
            answers = [a for a in (fewer, first) if a is not None]
        cannot = self._put_off(amended, answers[:1])
        if not answers or (cannot and not any(cannot.values())):
            kept = self._attempt(self._world(amended), amended, least, dict.fromkeys(hit, KEEP))
            answers += [kept] if kept is not None else []
        answers = _best(answers)
        if any(answer.people > least.bound for answer in answers) and not self._over():
            answers = self._better_bounds(amended, hit, answers)
        return Replanned(
            problem=amended.problem,
            answers=tuple(answers),
            reasons=() if answers else tuple(dict.fromkeys(self.reasons)),
            stuck=() if answers else tuple(self.stuck),
            must_shift=tuple(trade_id for trade_id, proven in cannot.items() if proven),
        )

    def _put_off(self, amended: Amended, answers: list[Answer]) -> dict[str, bool]:
        """The trades whose finals are put off, and whether it is proven that they have to be."""
        shifts = [shift for answer in answers for shift in answer.difference.shifts]
        heats = self.before.heat_by_id
        trades = dict.fromkeys(heats[shift.heat_id].trade_id for shift in shifts)
        if not trades:
            return {}
        world = self._world(amended)
        return {t: cannot_stay(world, t, PROOF_EFFORT, self.seed) for t in trades}

    def _refused(self, amended: Amended, wrong: tuple[Breach, ...]) -> Replanned:
        """What is asked to be changed was not right before."""
        reasons = tuple((breach.zh, breach.en) for breach in wrong)
        return Replanned(problem=amended.problem, answers=(), reasons=reasons)

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
        self, world: World, amended: Amended, least: Drop, ways: Mapping[str, tuple[Way, ...]]
    ) -> Answer | None:
        for trade_id, tried in ways.items():
            sorry = put_trade_right(
                world, trade_id, least.entries, tried, over=self._over, seed=self.seed
            )
            if sorry is not None:
                self.reasons.append(sorry)
                self.stuck[trade_id] = None
                return None
        places = stands(world, self.before)
        if places is None:
            self.reasons.append(TOO_TIGHT)
            return None
        after = timetable_of(world.state, places)
        found = difference(amended, self.before, after)
        wrong = (
            *check(amended.problem, after),
            *broken_promises(amended, after, found, self.changes),
        )
        if wrong:
            self.reasons += [(breach.zh, breach.en) for breach in wrong]
            return None
        answer = Answer(
            timetable=after,
            difference=found,
            people=people_moved(amended.problem, found),
            bound=least.bound,
            finals_kept=not found.shifts,
            seconds=time.monotonic() - self.begun,
        )
        if self.progress is not None:
            self.progress(answer)
        return answer


def _best(answers: list[Answer]) -> list[Answer]:
    """The fewest people moved, then the fewest later heats; and another one that keeps them all."""
    found: list[Answer] = []
    for answer in sorted(answers, key=lambda a: (a.people, len(a.difference.shifts))):
        if not found or (answer.finals_kept and not found[0].finals_kept):
            found = [*found[:1], answer]
    return found
