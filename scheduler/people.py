"""
Who takes which place: entries to chains of heats, one per module, by augmenting paths.

```
heats of one stage with their panels  ->  heat.seated, or "no": somebody fits nowhere
```
Places with the same chain of heats are one class with so many seats. Only entries that some judge
here must not mark, that are wanted elsewhere, or that are locked need care; everybody else fits
anywhere, and is spread so that a delegation's entries meet little.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.frame import Frame, StageFrame, TradeFrame
from scheduler.state import Planned, State


@dataclass(kw_only=True, eq=False)
class Chain:
    """
    A class of places: its heats in module order, how many places, who takes them; ``sent`` counts
    these by delegation.
    """

    heats: tuple[Planned, ...]
    seats: int = 0
    taken: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)

    def take(self, entry: str, delegation: str) -> None:
        """Give a place to an entry."""
        self.taken.append(entry)
        self.sent[delegation] = self.sent.get(delegation, 0) + 1

    def give_up(self, entry: str, delegation: str) -> None:
        """Take an entry's place away."""
        self.taken.remove(entry)
        self.sent[delegation] -= 1


def chains_of(heats: list[list[Planned]]) -> list[Chain]:
    """The classes of places of a stage, first in, first out."""
    rows = [[heat for heat in of_module for _ in range(heat.size)] for of_module in heats]
    found: dict[tuple[int, ...], Chain] = {}
    for row in zip(*rows, strict=True):
        chain = found.setdefault(tuple(id(heat) for heat in row), Chain(heats=row))
        chain.seats += 1
    return list(found.values())


def wanted(frame: Frame, trade: TradeFrame, busy: dict[str, int]) -> dict[str, int]:
    """By entry id: the slots in which some person of it is wanted by another trade."""
    found: dict[str, int] = {}
    for entry in frame.problem.entries_of[trade.id] if busy else ():
        slots = 0
        for person in entry.person_ids:
            slots |= busy.get(person, 0)
        if slots:
            found[entry.id] = slots
    return found


def fits(frame: Frame, entry: str, chain: Chain, slots: int) -> bool:
    """Whether a person wanted in ``slots`` and his locks allow this chain, panels left aside."""
    locked = True
    for lock in frame.must_sit.get(entry, ()):
        there = [h.id for h in chain.heats if h.id.rpartition("/")[0] == lock.rpartition("/")[0]]
        locked = locked and (not there or lock in there)
    return locked and not (slots and any(heat.presence & slots for heat in chain.heats))


def seat(
    state: State,
    stage: StageFrame,
    heats: list[list[Planned]],
    pinned: dict[str, frozenset[str]],
    *,
    spread: bool = True,
) -> bool:
    """
    Set ``seated`` of every heat; False (and nothing set) if somebody fits nowhere.

    ``pinned`` entries take exactly the heats given. Without ``spread`` delegations are not spread,
    which takes a fifth of the time.
    """
    chains = chains_of(heats)
    if not stage.known:
        places = list(stage.places)
        for chain in chains:
            chain.taken, places = places[: chain.seats], places[chain.seats :]
    elif not _seat_entries(state, stage, chains, pinned, spread):
        return False
    for of_module in heats:
        for heat in of_module:
            heat.seated = ()
    for chain in chains:
        for heat in chain.heats:
            heat.seated += tuple(chain.taken)
    return True


def _seat_entries(
    state: State,
    stage: StageFrame,
    chains: list[Chain],
    pinned: dict[str, frozenset[str]],
    spread: bool,
) -> bool:
    frame = state.frame
    trade = frame.trades[stage.modules[0].trade_id]
    problem, elsewhere = frame.problem, wanted(frame, trade, state.commitments(trade))
    judging = [
        frozenset(j for h in chain.heats if h.module.recuses for j in h.judges) for chain in chains
    ]
    everyone = frozenset().union(*judging)
    # People of two trades first, and early: then they are in nobody's way when finals begin.
    shared = trade.shared_people.values()
    double = {frame.entry_of[trade.id, person] for people in shared for person in people}
    careful: dict[str, list[Chain]] = {}
    fair: dict[frozenset[str], list[Chain]] = {}
    for entry in stage.places:
        barred = problem.barred[entry] & everyone
        named = entry in elsewhere or entry in frame.must_sit or entry in pinned
        if barred or named or entry in double:
            if barred not in fair:
                fair[barred] = [
                    chain
                    for chain, judges in zip(chains, judging, strict=True)
                    if barred.isdisjoint(judges)
                ]
            careful[entry] = fair[barred]
        if named:
            slots = elsewhere.get(entry, 0)
            careful[entry] = [
                chain
                for chain in fair[barred]
                if fits(frame, entry, chain, slots)
                and (entry not in pinned or all(h.id in pinned[entry] for h in chain.heats))
            ]
    delegation = {entry.id: entry.delegation_id for entry in problem.entries_of[trade.id]}

    def met(entry: str, chain: Chain) -> int:
        return chain.sent.get(delegation[entry], 0)

    def augment(entry: str, seen: set[int]) -> bool:
        chains = careful[entry]
        for chain in sorted(chains, key=lambda c: met(entry, c)) if spread else chains:
            if id(chain) not in seen:
                seen.add(id(chain))
                if len(chain.taken) < chain.seats:
                    chain.take(entry, delegation[entry])
                    return True
                for other in list(chain.taken):
                    chain.give_up(other, delegation[other])
                    if augment(other, seen):
                        chain.take(entry, delegation[entry])
                        return True
                    chain.take(other, delegation[other])
        return False

    for entry in sorted(careful, key=lambda e: (e not in double, len(careful[e]), e)):
        if not augment(entry, set()):
            return False
    free = [entry for entry in stage.places if entry not in careful]
    if not spread:
        for chain in chains:
            count = chain.seats - len(chain.taken)
            chain.taken += free[:count]
            del free[:count]
    left = [chain for chain in chains if len(chain.taken) < chain.seats]
    for entry in sorted(free, key=lambda e: (delegation[e], e)):
        chain = min(left, key=lambda c: (met(entry, c), len(c.taken) - c.seats))
        chain.take(entry, delegation[entry])
        if len(chain.taken) == chain.seats:
            left.remove(chain)
    return True
