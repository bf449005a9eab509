"""The draw: anybody recomputes it, nobody steers it, one bit changes everything."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter

import pytest

from scheduler.draw import commit, draw, draw_groups, seed_of, verify
from scheduler.problem import Lock, Nonsense
from tests.scheduler import samples

SEED = bytes(range(32))
ENTRIES = ("马·依布拉", "王伟", "anna", "bob")
SLOTS = ("A1", "A2", "B1", "B2", "工位9")
DICE = "164253164253164253164253164"


def test_the_order_in_which_names_are_given_changes_nothing() -> None:
    assert commit(SEED, ENTRIES[::-1], SLOTS[::-1]) == commit(SEED, ENTRIES, SLOTS)
    assert draw(SEED, DICE, ENTRIES[::-1], SLOTS[::-1]) == draw(SEED, DICE, ENTRIES, SLOTS)


def test_everybody_gets_one_slot_of_his_own() -> None:
    result = dict(draw(SEED, DICE, ENTRIES, SLOTS))
    assert set(result) == set(ENTRIES)
    assert len(set(result.values())) == len(ENTRIES)
    assert set(result.values()) <= set(SLOTS)


def recomputed(
    seed: bytes, dice: str, entries: list[str], slots: list[str]
) -> list[tuple[str, str]]:
    """The draw as its description says, written without looking at its code."""

    def text(value: str) -> bytes:
        return len(value.encode()).to_bytes(4, "big") + value.encode()

    def listed(values: list[str]) -> bytes:
        return len(values).to_bytes(4, "big") + b"".join(map(text, sorted(values)))

    head = hashlib.sha256(text("leitai draw 1") + seed + listed(entries) + listed(slots)).digest()
    pool: list[int] = []
    for block in range(100):
        message = head + text(dice) + block.to_bytes(4, "big")
        digest = hmac.new(seed, message, hashlib.sha256).digest()
        pool += [int.from_bytes(digest[i : i + 8], "big") for i in (0, 8, 16, 24)]
    left = sorted(slots)
    for last in reversed(range(1, len(left))):
        number = pool.pop(0)
        while number >= 2**64 - 2**64 % (last + 1):
            number = pool.pop(0)
        j = number % (last + 1)
        left[last], left[j] = left[j], left[last]
    return list(zip(sorted(entries), left, strict=False))


def test_a_stranger_recomputes_it_from_the_description() -> None:
    for n in (1, 2, 33):
        slots = [f"s{i}" for i in range(n)]
        entries = [f"e{i}" for i in range(max(1, n - 1))]
        assert list(draw(SEED, DICE, entries, slots)) == recomputed(SEED, DICE, entries, slots)


def test_the_shown_example_of_version_one_never_changes() -> None:
    digest = commit(SEED, ("a", "李", "王"), ("1", "2", "3", "4"))
    assert digest == "7fcba3f031a75a1c85e958813755c0d6260f5a1b36038f83e7c11c3678e3a969"
    assert draw(SEED, "123456", ("a", "李", "王"), ("1", "2", "3", "4")) == (
        ("a", "3"),
        ("李", "2"),
        ("王", "1"),
    )


def test_one_bit_changes_everything() -> None:
    slots = [f"s{i}" for i in range(40)]
    entries = [f"e{i}" for i in range(40)]
    before = dict(draw(SEED, DICE, entries, slots))
    for bit in (0, 100, 255):
        seed = (int.from_bytes(SEED, "big") ^ (1 << bit)).to_bytes(32, "big")
        assert commit(seed, entries, slots) != commit(SEED, entries, slots)
        after = dict(draw(seed, DICE, entries, slots))
        assert sum(before[e] == after[e] for e in entries) < 10
    other = dict(draw(SEED, DICE[:-1] + "5", entries, slots))
    assert sum(before[e] == other[e] for e in entries) < 10


def test_every_order_comes_about_equally_often() -> None:
    seen = Counter(
        tuple(
            slot
            for _, slot in draw(SEED, f"{n:012b}".replace("0", "6"), tuple("abc"), tuple("123"))
        )
        for n in range(3000)
    )
    assert len(seen) == 6
    assert all(400 < count < 600 for count in seen.values())


def test_only_the_true_result_verifies() -> None:
    shown = commit(SEED, ENTRIES, SLOTS)
    result = draw(SEED, DICE, ENTRIES, SLOTS)
    assert verify(shown.upper(), SEED, DICE, ENTRIES, SLOTS, reversed(result))
    swapped = ((result[0][0], result[1][1]), (result[1][0], result[0][1]), *result[2:])
    assert not verify(shown, SEED, DICE, ENTRIES, SLOTS, swapped)
    assert not verify(shown, SEED, DICE + "1", ENTRIES, SLOTS, result)
    assert not verify(shown, bytes(32), DICE, ENTRIES, SLOTS, draw(bytes(32), DICE, ENTRIES, SLOTS))


@pytest.mark.parametrize(
    ("path", "seed", "dice", "entries", "slots"),
    [
        ("seed", b"short", "1", ["e"], ["s"]),
        ("dice", SEED, "", ["e"], ["s"]),
        ("dice", SEED, "17", ["e"], ["s"]),
        ("entries", SEED, "1", ["e", "e"], ["s", "t"]),
        ("slots", SEED, "1", ["e"], ["s", ""]),
        ("slots", SEED, "1", ["e", "f"], ["s"]),
    ],
)
def test_a_draw_that_means_nothing_is_refused(
    path: str, seed: bytes, dice: str, entries: list[str], slots: list[str]
) -> None:
    with pytest.raises(Nonsense) as refusal:
        draw(seed, dice, entries, slots)
    assert refusal.value.path == path


def test_the_slots_of_a_heat_may_be_drawn_among_its_entries_but_for_the_locked() -> None:
    problem, table = samples.fair(), samples.fair_timetable()
    groups = {group.heat_id: group for group in draw_groups(problem, table)}
    assert set(groups) == {heat.id for heat in table.heats}
    heat = next(h for h in table.heats if h.module_id == "work" and h.stage_id == "prelim")
    first, *others = table.assignments_of[heat.id]
    lock = Lock(heat_id=heat.id, entry_id=first.entry_id, workstation_id=first.workstation_id)
    locked = samples.replace(problem, locked=(lock,))
    group = next(g for g in draw_groups(locked, table) if g.heat_id == heat.id)
    assert group.entries == tuple(a.entry_id for a in others)
    assert group.slots == tuple(a.workstation_id for a in others)


def test_a_heat_with_nothing_to_draw_has_no_group() -> None:
    table = samples.fair_timetable()
    empty = samples.replace(table, assignments=())
    assert draw_groups(samples.fair(), empty) == ()


def test_one_secret_gives_every_draw_a_seed_of_its_own() -> None:
    digits = "ab" * 32
    seeds = {seed_of(secret, name) for secret in (digits, "7") for name in ("weld", "lamian")}
    assert len(seeds) == 4
    assert seed_of(digits, "weld") == seed_of(digits.upper(), "weld")
    assert {len(seed) for seed in seeds} == {32}
