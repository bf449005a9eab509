"""
Why there is no timetable: a smallest set of wishes that clash, and the cheapest way out.

```
problem -> proof that it is impossible -> fewer trades -> QuickXplain over their wishes
        -> each left out once: possible? -> each loosened as little as needed
```
A set is impossible only where arithmetic, locks or counting prove it, and possible only where a
timetable was found and checked; what is neither is said to be open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from scheduler.arithmetic import shortages, too_late
from scheduler.bounds import trade_bound
from scheduler.counts import none_at_all
from scheduler.firm import clashing
from scheduler.frame import Frame
from scheduler.prices import Price, cheapest
from scheduler.problem import Problem
from scheduler.solve import solve
from scheduler.wishes import Wish, only, wishes_of
from scheduler.words import Words, words_of

EFFORT = 0.5  # deterministic time of one proof by counting


@dataclass(frozen=True, kw_only=True)
class Clash:
    """
    One wish of the set. ``needed``: without it the others are possible (None: that is open).
    ``price`` is the least by which it alone can be loosened so that the clash is gone.
    """

    wish: Wish
    words: Words
    needed: bool | None
    price: Price | None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """
    ``status``: *possible* (a timetable was found), *impossible* (``clashes`` cannot all be kept)
    or *open* (neither a timetable nor a proof was found in the time given).
    """

    status: Literal["possible", "impossible", "open"]
    clashes: tuple[Clash, ...] = ()

    @property
    def minimal(self) -> bool:
        """Whether dropping any one of the wishes is known to make the others possible."""
        return bool(self.clashes) and all(clash.needed for clash in self.clashes)


Proof = Callable[[Problem], bool]
"""Whether a problem is proven to have no timetable; False proves nothing."""


def explain(problem: Problem, *, seconds: float = 20.0, seed: int = 1) -> Explanation:
    """Why a problem has no timetable; ``seconds`` limit each search for one, not the proofs."""

    def counted(small: Problem) -> bool:
        return impossible(small) or none_at_all(Frame(small), EFFORT, seed)

    def possible(small: Problem | None) -> bool | None:
        if small is None:
            return True
        found = solve(small, seconds=seconds, seed=seed, progress=lambda p: p.value is None)
        if found.timetable is not None:
            return True
        return False if counted(small) else None

    proof: Proof = impossible
    if not impossible(problem):
        found = possible(problem)
        if found is not False:
            return Explanation(status="possible" if found else "open")
        proof = counted
    core = _smallest(problem, _narrowed(problem, wishes_of(problem), proof), proof)
    needed: dict[Wish, bool | None] = {}
    for wish in core:
        rest = frozenset(w for w in core if w != wish and needed.get(w, True) is not False)
        needed[wish] = possible(only(problem, rest))
    kept = frozenset(wish for wish in core if needed[wish] is not False)
    return Explanation(
        status="impossible",
        clashes=tuple(
            Clash(
                wish=wish,
                words=words_of(problem, wish),
                needed=needed[wish],
                price=cheapest(problem, kept, wish, lambda small: bool(possible(small))),
            )
            for wish in core
            if wish in kept
        ),
    )


def impossible(problem: Problem) -> bool:
    """Whether arithmetic, bounds or locks prove that a problem has no timetable."""
    frame = Frame(problem)
    if any(True for _ in shortages(frame)) or clashing(frame):
        return True
    bounds = {trade_id: trade_bound(frame, trade) for trade_id, trade in frame.trades.items()}
    return any(True for _ in too_late(frame, bounds))


def _proven(problem: Problem, wishes: tuple[Wish, ...], proof: Proof) -> bool:
    """Whether these wishes alone are proven to clash."""
    small = only(problem, frozenset(wishes))
    return small is not None and proof(small)


def _narrowed(problem: Problem, wishes: tuple[Wish, ...], proof: Proof) -> tuple[Wish, ...]:
    """The wishes without the trades that have no part in it: one, two, or all are left."""
    trades = [wish for wish in wishes if wish[0] == "trade"]
    others = tuple(wish for wish in wishes if wish[0] != "trade")
    for count in (1, 2):
        for some in combinations(trades, count) if count < len(trades) else ():
            if _proven(problem, (*some, *others), proof):
                return *some, *others
    return wishes


def _smallest(problem: Problem, wishes: tuple[Wish, ...], proof: Proof) -> tuple[Wish, ...]:
    """QuickXplain: a set of wishes that clash, none of which can be left out of the proof."""

    def clash(base: tuple[Wish, ...], grew: bool, rest: tuple[Wish, ...]) -> tuple[Wish, ...]:
        if grew and _proven(problem, base, proof):
            return ()
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        left, right = rest[:half], rest[half:]
        second = clash((*base, *left), bool(left), right)
        first = clash((*base, *second), bool(second), left)
        return *first, *second

    return clash((), False, wishes)
