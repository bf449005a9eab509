"""
Timetabling of skill contests: who competes where and when, and who judges.

Standard library only, except the files that build and solve models with OR-Tools (``solve`` and
what only it imports). ``problem``, ``timetable``, ``rules``, ``check`` and ``draw`` never load it.

```python
from scheduler.problem import (
    Problem,       # days, venues, workstations, trades, entries, judges, recusals=(), locked=(),
                   # goals=DEFAULT_GOALS, step_min=5
    Day,           # index, opens_min, closes_min, breaks=()      absolute: day d begins at 1440*d
    Window,        # starts_min, ends_min
    Venue,         # id, name, windows=(), seats=0, power_kw=None
    Workstation,   # id, venue_id, kind, label, position
    TradeNeeds,    # id, name, stages
    StageNeeds,    # id, places, modules, lag_min=0, order="fixed"|"free"
                   # first stage: places == entries
    ModuleNeeds,   # id, kind "theory"|"practical", minutes, setup_min=0, cleanup_min=0,
                   # marking_min=0, lead_min=0, panel=0, workstation_kind=None | venue_id=None,
                   # heat_size=None (1: rolling starts), power_kw=0,
                   # stations=() instead of a kind, each a StationTime(workstation_id, minutes=None)
    Entry,         # id, person_ids, trade_id, delegation_id
    Judge,         # id, name, certificates: frozenset, delegation_id=None, windows=(),
                   # day_limit_min=480, rest_min=0, chief_of=None
    Recusal,       # judge_id, person_id, reason
    Lock,          # heat_id, starts_min=None, venue_id=None, entry_id=None,
                   # workstation_id=None, judge_id=None
    Goal,          # name (rules.SOFT_GOALS), weight
    Nonsense,      # the refusal: path, zh, en
    heat_id, place_id,   # "trade/stage/module/1", "final#1"
)
from scheduler.timetable import (
    Timetable,     # heats, assignments, duties, report=None
    HeatPlan,      # id, trade_id, stage_id, module_id, number, venue_id, starts_min, ends_min
    Assignment,    # heat_id, workstation_id (theory: seat label "1"..), entry_id or place id
    Duty,          # heat_id, judge_id, seat 1..k, role "lead" (seat 1) | "judge"
    Report,        # value, bound, gap_percent, seconds, status "optimal"|"feasible", stages, goals
)
problem.to_json() -> dict; Problem.from_json(dict); Problem.schema()      # Timetable alike
from scheduler.rules import HARD_RULES, SOFT_GOALS, Rule       # {name: Rule(name, zh, en, source)}
from scheduler.check import Breach, check
check(problem, timetable) -> tuple[Breach, ...]                # Breach(rule, zh, en, ids)
from scheduler.solve import Progress, Solution, solve          # loads OR-Tools
solve(problem, *, seconds: float, seed: int = 1, hint: Timetable | None = None,
      progress: Callable[[Progress], bool | None] | None = None) -> Solution
# Progress(stage, seconds, value, bound); returning False stops and keeps the best so far
# Solution(timetable: Timetable | None, status "optimal"|"feasible"|"impossible"|"unknown",
#          reasons: tuple[tuple[zh, en], ...])
from scheduler.advise import solve_or_advise                   # the same, and who would help
# a free order or named stations: solved run by run (``rolling*``), not yet re-planned or explained
from scheduler.changes import Changes, StationDown, JudgeAway, Late, Slip, Closing
from scheduler.replan import replan                            # loads OR-Tools
replan(problem, timetable, changes, *, seconds=10.0, seed=1, progress=None) -> Replanned
# Replanned(problem: go on from this one, answers: fewest people first, reasons, stuck, must_shift)
# Answer(timetable, difference: moves, shifts, panels, people, bound, proven, finals_kept, seconds)
from scheduler.explain import explain                          # loads OR-Tools
explain(problem, *, seconds=20.0, seed=1) -> Explanation       # status, clashes, minimal
# Clash(wish, words: zh en source, needed: True, False or None, price: amount zh en)
from scheduler.offers import offers                            # what would help, where none is
from scheduler.reading import Unreadable, read                 # records from JSON text, with lines
from scheduler.draw import commit, draw, verify
commit(seed: bytes, entries, slots) -> str                     # hex, shown before the dice
draw(seed: bytes, dice: str, entries, slots) -> tuple[tuple[entry, slot], ...]
verify(commitment: str, seed: bytes, dice: str, entries, slots, result) -> bool
```
"""
