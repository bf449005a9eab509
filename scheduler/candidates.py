"""New heats that might be opened for those who must move: starts with room and judges left."""

from __future__ import annotations

from scheduler.frame import ModuleFrame, Room
from scheduler.grid import runs
from scheduler.state import Planned
from scheduler.world import World


def fresh_heats(
    world: World, module: ModuleFrame, there: set[tuple[str, int]], movers: int, width: int
) -> list[Planned]:
    """
    Empty heats, at most about ``width`` a room, the early ones dense and the rest spread out.

    ``there`` are (venue, start) of heats that can be joined already: where a heat may hold all,
    another one at the same time is only considered if ``width`` is wide enough for every start.
    """
    found: list[Planned] = []
    for room in module.rooms:
        slots = _starts(world, module, room)
        every = [s for s in range(slots.bit_length()) if slots >> s & 1]
        if len(every) > width:
            every = [s for s in every if (room.venue_id, s) not in there or room.most == 1]
            every = _thinned(
                every, width, module.minutes if room.most == 1 else module.minutes // 2
            )
        lanes = min(movers, world.frame.units[room.units]) if room.most == 1 else 1
        for at in every:
            for _ in range(min(lanes, 3)):
                # Numbered when it is opened; until then told apart by what no real heat has.
                number = -len(found) - 1
                found.append(Planned(module=module, number=number, room=room, starts=at, size=0))
    return found


def _starts(world: World, module: ModuleFrame, room: Room) -> int:
    """Slots from the notice on at which one entry has room, power and enough judges."""
    supplies, whole = world.state.supplies, module.setup + module.minutes + module.cleanup
    slots = room.starts & runs(supplies[room.units].free_slots(1), whole) << module.setup
    if room.power is not None:
        slots &= runs(supplies[room.power].free_slots(module.needs.power_kw), module.minutes)
    slots = slots >> world.soonest << world.soonest
    levels = [slots] + [0] * module.needs.panel
    for judge in world.frame.trades[module.trade_id].judges if module.needs.panel else ():
        able = world.state.calendars[judge].start_slots(module.duty)
        for k in range(module.needs.panel, 0, -1):
            levels[k] |= levels[k - 1] & able
    return levels[-1]


def _thinned(starts: list[int], width: int, apart: int) -> list[int]:
    """Two thirds as early as they can be so far apart, one third evenly from what is later."""
    early: list[int] = []
    for at in starts:
        if len(early) < max(1, 2 * width // 3) and (not early or at >= early[-1] + max(1, apart)):
            early.append(at)
    late = [at for at in starts if at > early[-1]]
    count = width - len(early)
    early += [late[i * len(late) // count] for i in range(count if late else 0)]
    return sorted(set(early))
