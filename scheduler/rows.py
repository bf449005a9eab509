"""
The heats of one module as a model of times knows them: rolling heats in blocks, back to back.

A module that everybody takes one after the other (a stand, a run) has as many heats as entries.
Each heat alone would be far too many things to place, so a proposal places blocks of a few heats on
the same workstation with the same panel: ``start of a block + how many before it * pitch``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from ortools.sat.python import cp_model

from scheduler.frame import Frame, ModuleFrame
from scheduler.grid import first

FEW_HEATS = 12  # up to so many heats are placed one by one
LONGEST = 8  # heats in a block
KEPT = 0.9  # a block size is fine if blocks fill this share of what single heats fill


Key = tuple[str, str, str]
"""Trade, stage and module id."""


@dataclass(kw_only=True)
class Row:
    """
    One module's heats; ``starts`` and ``days`` by block, ``sizes`` (entries) by heat, the
    ``largest`` of them full; lengths in slots.
    """

    module: ModuleFrame
    starts: list[cp_model.IntVar]
    days: list[list[cp_model.IntVar]]
    sizes: list[int]
    largest: int
    block: int
    pitch: int

    def at(self, heat: int) -> cp_model.LinearExprT:
        """The start of a heat, counted from 0."""
        return self.starts[heat // self.block] + heat % self.block * self.pitch

    def held(self, block: int) -> int:
        """How many heats a block has."""
        return min(self.block, len(self.sizes) - block * self.block)

    def more(self, block: int) -> int:
        """How much longer than one heat a block is."""
        return (self.held(block) - 1) * self.pitch


def pitch_of(frame: Frame, module: ModuleFrame) -> int:
    """From start to start of heats that follow one another on one workstation with one panel."""
    step = frame.problem.step_min // frame.grid.slot_min
    judges = frame.trades[module.trade_id].judges if module.needs.panel else ()
    rests = [frame.grid.slots(frame.problem.judge_by_id[judge].rest_min) for judge in judges]
    whole = max(module.whole, module.duty + max(rests, default=0))
    return -(-whole // step) * step


def block_size(frame: Frame, module: ModuleFrame, heats: int) -> int:
    """How many heats a block of this module has: as many as fill half-days nearly as well."""
    if heats <= FEW_HEATS or module.locks:
        return 1
    pitch, able = pitch_of(frame, module), starts_of(module)
    alone = len(packed(able, pitch, 1))
    return max(
        size
        for size in range(1, LONGEST + 1)
        if size == 1 or size * len(packed(able, pitch, size)) >= KEPT * alone
    )


def starts_of(module: ModuleFrame) -> int:
    """Where a heat may start in some room."""
    return reduce(or_, (room.starts for room in module.rooms), 0)


def in_a_row(able: int, pitch: int, size: int) -> int:
    """Where a block of ``size`` heats may start."""
    return reduce(and_, (able >> n * pitch for n in range(size)))


def packed(able: int, pitch: int, size: int) -> list[int]:
    """The starts of as many blocks as one workstation holds, each as early as it can be."""
    slots, found = in_a_row(able, pitch, size), []
    while slots:
        at = (slots & -slots).bit_length() - 1
        found.append(at)
        slots = slots >> at + size * pitch << at + size * pitch
    return found


def stretches(model: cp_model.CpModel, slots: int) -> list[cp_model.IntervalVar]:
    """The runs of a set of slots as fixed intervals."""
    found: list[cp_model.IntervalVar] = []
    begun = first(slots)
    while begun is not None:
        ends = first(~slots, begun) or begun
        found.append(model.new_fixed_size_interval_var(begun, ends - begun, ""))
        begun = first(slots, ends)
    return found
