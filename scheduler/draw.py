"""
A draw that anybody can check, and which slots may be drawn among which entries.

1. Before: the organiser's secret seed is bound by ``commit`` and the result shown in public.
2. In public: delegations throw dice (27 of them are 69 bits), so nobody who knows the seed can
   steer, and nobody who throws can either.
3. After: the seed is shown; ``verify`` recomputes commitment and result from what all have seen.

Version 1, for whoever recomputes it with other tools. A text is its UTF-8 bytes, written after
their number as 4 bytes, most significant first; a list is the number of its texts, written the same
way, and then the texts sorted by code point. The commitment is SHA-256 over ``leitai draw 1`` as a
text, the seed's 32 bytes, the list of entries and the list of slots. Chance comes from HMAC-SHA-256
with the seed as key over the commitment's 32 bytes, the dice as a text, and a block number (0, 1,
...) as 4 bytes; each block gives four numbers of 8 bytes. A number below n is taken as the rest of
such a number by n, those not below the largest multiple of n being passed over. The sorted slots
are shuffled from the last to the second, each swapped with one of those up to itself; then the
sorted entries take them in order.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.places import distinct
from scheduler.problem import Problem
from scheduler.records import need
from scheduler.timetable import Timetable

VERSION = "leitai draw 1"
SEED_BYTES = 32
DICE = 27
"""How many dice a draw should ask for; fewer are accepted."""


def commit(seed: bytes, entries: Sequence[str], slots: Sequence[str]) -> str:
    """
    The commitment in hexadecimal, to be shown before any dice are thrown.

    Raises
    ------
    Nonsense
        If the seed is not 32 bytes, a name is empty or twice, or entries outnumber slots.
    """
    need(
        len(seed) == SEED_BYTES,
        "seed",
        f"种子须为 {SEED_BYTES} 字节，现为 {len(seed)} 字节。",
        f"the seed must have {SEED_BYTES} bytes, not {len(seed)}.",
    )
    for path, names in (("entries", entries), ("slots", slots)):
        distinct(list(names), path)
        need(all(names), path, "名称不能为空。", "a name must not be empty.")
    need(
        len(entries) <= len(slots),
        "slots",
        f"有 {len(entries)} 个参赛项，却只有 {len(slots)} 个赛位。",
        f"there are {len(entries)} entries but only {len(slots)} slots.",
    )
    return hashlib.sha256(_text(VERSION) + seed + _list(entries) + _list(slots)).hexdigest()


def draw(
    seed: bytes, dice: str, entries: Sequence[str], slots: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """
    Each entry with its slot, entries sorted; the order in which they are given is irrelevant.

    ``dice`` are the digits thrown, "1" to "6", in the order thrown. Raises ``Nonsense`` as
    ``commit`` does, and if the dice are none or something else.
    """
    need(
        bool(dice) and set(dice) <= set("123456"),
        "dice",
        f"骰子须为 1 至 6 的数字，现为 {dice!r}。",
        f"dice must be digits from 1 to 6, not {dice!r}.",
    )
    chance = _numbers(seed, bytes.fromhex(commit(seed, entries, slots)) + _text(dice))
    shuffled = sorted(slots)
    for last in range(len(shuffled) - 1, 0, -1):
        other = _below(last + 1, chance)
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return tuple(zip(sorted(entries), shuffled, strict=False))


def verify(
    commitment: str,
    seed: bytes,
    dice: str,
    entries: Sequence[str],
    slots: Sequence[str],
    result: Iterable[tuple[str, str]],
) -> bool:
    """Whether this seed was committed to, and these dice gave this result (in any order)."""
    committed = hmac.compare_digest(commit(seed, entries, slots), commitment.lower())
    return committed and sorted(result) == list(draw(seed, dice, entries, slots))


def seed_of(text: str, name: str) -> bytes:
    """
    The seed of the draw called ``name`` from one secret for many: SHA-256 over the secret (64
    hexadecimal digits as 32 bytes, anything else as UTF-8) and the name, both written as texts.
    """
    hexadecimal = len(text) == 2 * SEED_BYTES and not set(text) - set("0123456789abcdefABCDEF")
    secret = bytes.fromhex(text) if hexadecimal else text.encode()
    return hashlib.sha256(_number(len(secret)) + secret + _text(name)).digest()


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _text(value: str) -> bytes:
    data = value.encode()
    return _number(len(data)) + data


def _list(values: Sequence[str]) -> bytes:
    return _number(len(values)) + b"".join(_text(value) for value in sorted(values))


def _numbers(seed: bytes, message: bytes) -> Iterator[int]:
    block = 0
    while True:
        digest = hmac.digest(seed, message + _number(block), "sha256")
        for at in range(0, len(digest), 8):
            yield int.from_bytes(digest[at : at + 8], "big")
        block += 1


def _below(most: int, numbers: Iterator[int]) -> int:
    """A number below ``most``, every one equally likely."""
    fair = (1 << 64) // most * most
    return next(number % most for number in numbers if number < fair)


@dataclass(frozen=True, kw_only=True)
class DrawGroup:
    """One draw: any of these entries may get any of these slots (workstations) of a heat."""

    heat_id: str
    entries: tuple[str, ...]
    slots: tuple[str, ...]


def draw_groups(problem: Problem, timetable: Timetable) -> tuple[DrawGroup, ...]:
    """
    What may be drawn without breaking a rule: within a heat all workstations are alike, so its
    entries may take them in any order, those with a locked workstation left out.
    """
    locked = {(lock.heat_id, lock.entry_id) for lock in problem.locked if lock.workstation_id}
    groups: list[DrawGroup] = []
    for heat in timetable.heats:
        free = [a for a in timetable.assignments_of[heat.id] if (heat.id, a.entry_id) not in locked]
        if free:
            entries, slots = (a.entry_id for a in free), (a.workstation_id for a in free)
            groups.append(DrawGroup(heat_id=heat.id, entries=tuple(entries), slots=tuple(slots)))
    return tuple(groups)
