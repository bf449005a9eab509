"""
What marking costs, as a ratio to a plain loop that only sums the same marks:
`python -m benchmarks.marking [--write]`.

Full: from the stream of marks to standings, honours and questions. Update: one more tap, up to
the new line of its entry (rank, bounds, module marks). Times are processor seconds, the least of
several runs for a whole and the median over many taps for an update. New place: an entry's settled
keys change, its rank and bounds are found anew, in fields of up to 100,000; beside it the order of
the whole field made again from the same keys. ``--write`` keeps the tables under
`benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from contest.rulebook import read_rulebook
from judging import Mark, Plan, compile_rulebook, compute
from judging.live import Live
from judging.numbers import ZERO
from judging.places import Line, Places

SHAPES = ((120, 100, 5), (6000, 30, 1))
RESULTS = Path(__file__).parent / "results" / "marking.md"
GOAL_FULL, GOAL_UPDATE, GOAL_PLACE = 15, 3, 25
FIELDS = (120, 6_000, 100_000)


def rulebook(aspects: int, judges: int) -> Plan:
    """Modules of ten aspects; five judges lose their highest and lowest mark."""
    panel = f"panel: {{judges: {judges}, join: {{join: trimmed_mean, high: 1, low: 1}}}}"
    take = "mark: points" if judges == 1 else panel
    lines = [
        "rulebook: benchmark", "trade: 焊工", "scheme:", "  id: total", f"  max: {aspects * 10}",
        "  combine: sum", "  then: [{round: {places: 2, mode: half_up}}]", "  parts:",
    ]  # fmt: skip
    for m in range(aspects // 10):
        lines.append(f"    - {{id: m{m}, level: module, max: 100, combine: sum, parts: [")
        lines += [f"        {{id: m{m}a{i}, max: 10, {take}}}," for i in range(10)]
        lines.append("      ]}")
    lines += [
        "rankings: {overall: {by: [total high, m0 high], tail: share}}",
        "ladder: [{honour: gold, in: overall, ranks: 1..3}]",
    ]
    return compile_rulebook(read_rulebook("\n".join(lines)))


def marks_of(plan: Plan, entries: int, judges: int, chance: random.Random) -> list[Mark]:
    """Every mark of the field, in tenths of a point."""
    return [
        _mark(f"E{e:04}", aspect, seat, "start", chance)
        for e in range(entries)
        for aspect in plan.scales
        for seat in range(1, judges + 1)
    ]


def _mark(entry: str, aspect: str, seat: int, tag: str, chance: random.Random) -> Mark:
    value = Decimal(chance.randrange(101)) / 10
    op_id = f"{tag}/{entry}/{aspect}/{seat}"
    return Mark(op_id=op_id, entry_id=entry, aspect_id=aspect, seat=seat, value=value)


def bare(marks: list[Mark]) -> dict[str, Decimal]:
    """The plain loop."""
    totals: dict[str, Decimal] = {}
    for mark in marks:
        if mark.value is not None:
            totals[mark.entry_id] = totals.get(mark.entry_id, ZERO) + mark.value
    return totals


def least(run: Callable[[], object], times: int) -> float:
    """Processor seconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        begun = process_time()
        run()
        found.append(process_time() - begun)
    return min(found)


def taps(live: Live, made: list[Mark]) -> float:
    """Median processor seconds of one tap."""
    found = []
    for mark in made:
        begun = process_time()
        live.enter(mark)
        found.append(process_time() - begun)
    return median(found)


def settled(chance: random.Random) -> Line:
    """A line with two keys, of a million and of a hundred values."""
    total, module = (Decimal(chance.randrange(most)) / 100 for most in (1_000_000, 10_000))
    return Line(spans=((total, total), (module, module)), closed=True, begun=True)


def ordered_anew(lines: list[Line]) -> dict[int, int]:
    """The plain way: sort the whole field and number it, equals alike."""
    ranks: dict[int, int] = {}
    before, rank = None, 0
    for step, at in enumerate(sorted(range(len(lines)), key=lambda at: lines[at].key), start=1):
        if lines[at].key != before:
            before, rank = lines[at].key, step
        ranks[at] = rank
    return ranks


def places() -> list[str]:
    """The table of new places; a rank that differs from the plain way's ends the program."""
    table = [
        "| entries | new place µs | whole field anew µs | ratio | goal µs |",
        "|---|---|---|---|---|",
    ]
    for entries in FIELDS:
        chance = random.Random(1)
        lines = [settled(chance) for _ in range(entries)]
        kept, found = Places(share=True, lines=lines), []
        gc.collect()
        gc.freeze()
        for _ in range(2000):
            at, line = chance.randrange(entries), settled(chance)
            begun = process_time()
            kept.take_out(lines[at])
            kept.put(line)
            kept.of(line)
            found.append(process_time() - begun)
            lines[at] = line
        ranks = ordered_anew(lines)
        wrong = [at for at, line in enumerate(lines) if kept.of(line)[0] != ranks[at]]
        if wrong:
            raise SystemExit(f"{len(wrong)} of {entries} ranks differ")
        one, whole = median(found) * 1e6, least(partial(ordered_anew, lines), 3) * 1e6
        table.append(
            f"| {entries:,} | {one:.1f} | {whole:,.0f} | {one / whole:.6f} | ≤ {GOAL_PLACE} |"
        )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep the tables in {RESULTS.name}")
    asked = parser.parse_args()
    full = [
        "| field | marks | plain loop ms | full ms | ratio | goal |",
        "|---|---|---|---|---|---|",
    ]
    step = [
        "| field | first tap on an entry µs | each further tap µs | ratio to plain loop |",
        "|---|---|---|---|",
    ]
    seconds: list[float] = []
    for entries, aspects, judges in SHAPES:
        chance = random.Random(1)
        plan = rulebook(aspects, judges)
        marks = marks_of(plan, entries, judges, chance)
        names = [f"E{e:04}" for e in range(entries)]
        # The marks are the caller's; walking them over and over would measure the collector.
        gc.collect()
        gc.freeze()
        loop = least(partial(bare, marks), 9)
        whole = least(partial(compute, plan, stage_id="final", entries=names, marks=marks), 7)
        size = f"{entries} × {aspects} × {judges}"
        full.append(
            f"| {size} | {len(marks)} | {loop * 1000:.1f} | {whole * 1000:.0f} "
            f"| {whole / loop:.1f} | ≤ {GOAL_FULL} |"
        )
        live = Live(plan, stage_id="final", entries=names, marks=marks)
        some = chance.sample(names, 100)
        aspect = list(plan.scales)
        first = taps(live, [_mark(e, aspect[0], 1, "first", chance) for e in some])
        more = [
            _mark(chance.choice(some), chance.choice(aspect), 1, f"tap{n}", chance)
            for n in range(1000)
        ]
        again = taps(live, more)
        seconds.append(again)
        step.append(f"| {size} | {first * 1e6:.0f} | {again * 1e6:.0f} | {again / loop:.4f} |")
    apart = max(seconds) / min(seconds)
    verdict = f"The two updates cost within a factor of {apart:.1f} (goal: {GOAL_UPDATE})."
    text = "\n".join([*full, "", *step, "", verdict, "", *places()])
    print(text)
    if asked.write:
        RESULTS.parent.mkdir(exist_ok=True)
        machine = f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}"
        head = (
            "# Marking\n\n`python -m benchmarks.marking --write`; processor time, with other work "
            f"on the machine.\nCPython {platform.python_version()}, {machine}.\n\n"
        )
        RESULTS.write_text(head + text + "\n", "utf-8")


if __name__ == "__main__":
    main()
