"""
Somebody for each panel in which a judge is missing: who is free, or who can be spared elsewhere.

```
world, heats with judges who cannot come  ->  whole panels in the world's state; those left without
```
A judge who is wanted here and serves there is taken from there if somebody else can go: a chain of
at most ``LINKS`` such steps, in any trade. Nobody who competes moves, and nobody gets a judge whom
he must not have.
"""

from __future__ import annotations

from scheduler.state import Planned
from scheduler.world import World

LINKS = 2


class StandIns:
    """Panels mended in the state of a world; ``undo`` takes all of it back."""

    def __init__(self, world: World) -> None:
        self.world, self.state = world, world.state
        self._of_day: dict[int, list[Planned]] = {}
        for plan in self.state.plans.values():
            for heat in plan.heats():
                if not world.started(heat) and heat.module.needs.panel:
                    self._of_day.setdefault(self._day(heat), []).append(heat)
        self._log: list[tuple[Planned, tuple[str, ...]]] = []
        self._tried: set[tuple[str, str]] = set()

    def _day(self, heat: Planned) -> int:
        return self.world.frame.grid.day_of[heat.starts]

    def mend(self, heat: Planned) -> bool:
        """Whether the heat has a whole panel again; if not, nothing has changed."""
        done, calendars = len(self._log), self.state.calendars
        here = [j for j in heat.judges if calendars[j].there(heat.starts, heat.module.duty)]
        self._set(heat, tuple(here))
        while len(heat.judges) < heat.module.needs.panel:
            self._tried.clear()
            if not self._found(heat, LINKS):
                self.undo(done)
                return False
        return True

    def undo(self, done: int = 0) -> None:
        """All panels as they were when ``done`` changes had been made."""
        while len(self._log) > done:
            heat, judges = self._log.pop()
            self.state.dismiss(heat)
            self.state.enlist(heat, judges)

    def _set(self, heat: Planned, judges: tuple[str, ...]) -> None:
        self._log.append((heat, heat.judges))
        self.state.dismiss(heat)
        self.state.enlist(heat, judges)

    def _found(self, heat: Planned, links: int) -> bool:
        """One more judge for a heat."""
        frame, calendars, module = self.world.frame, self.state.calendars, heat.module
        known = module.stage_id == frame.trades[module.trade_id].stages[0].modules[0].stage_id
        seated = heat.seated if known and module.recuses else ()
        out = {judge for entry in seated for judge in frame.problem.barred[entry]}
        able = [
            judge
            for judge in frame.trades[module.trade_id].judges
            if judge not in out
            and judge not in heat.judges
            and calendars[judge].there(heat.starts, module.duty)
        ]
        free = [j for j in able if calendars[j].start_slots(module.duty) >> heat.starts & 1]
        if free:
            certificates = {j: len(frame.problem.judge_by_id[j].certificates) for j in free}
            left = {j: calendars[j].left(self._day(heat)) for j in free}
            best = min(free, key=lambda j: (certificates[j], -left[j]))
            self._set(heat, (*heat.judges, best))
            return True
        return links > 0 and any(self._spared(judge, heat, links) for judge in able)

    def _spared(self, judge: str, heat: Planned, links: int) -> bool:
        """Whether a judge comes from another heat that then gets somebody else."""
        for other in self._instead(judge, heat):
            if (other.id, judge) not in self._tried:
                self._tried.add((other.id, judge))
                done = len(self._log)
                self._set(other, tuple(j for j in other.judges if j != judge))
                slots = self.state.calendars[judge].start_slots(heat.module.duty)
                if slots >> heat.starts & 1:
                    self._set(heat, (*heat.judges, judge))
                    if self._found(other, links - 1):
                        return True
                self.undo(done)
        return False

    def _instead(self, judge: str, heat: Planned) -> list[Planned]:
        """The heat that keeps a judge from this one; or, for want of hours, any of the day."""
        rest = self.state.calendars[judge].rest
        must = self.world.frame.must_judge
        serves = [other for other in self._of_day[self._day(heat)] if judge in other.judges]
        clash = [
            other
            for other in serves
            if other.starts < heat.starts + heat.module.duty + rest
            and heat.starts < other.starts + other.module.duty + rest
        ]
        if len(clash) > 1:
            return []
        return [other for other in clash or serves if judge not in must.get(other.id, ())]
