"""A bound for a small contest, looked for by a thread of its own while the search goes on."""

from __future__ import annotations

import threading

from ortools.sat.python import cp_model

from scheduler.counts import valued
from scheduler.frame import Frame

EFFORT = 1.5  # deterministic time: some five seconds where we measured


class Proof:
    """
    ``bound`` rises while it runs: no timetable of a value below ``value`` falls below it. At most
    it is ``value`` itself, which is then the best there is.
    """

    def __init__(self, frame: Frame, least: dict[str, int], value: int, seed: int) -> None:
        self.value, self.bound = value, 0
        self._model = valued(frame, least, value)
        self._solver = cp_model.CpSolver()
        self._solver.parameters.max_deterministic_time = EFFORT
        self._solver.parameters.num_workers = 1
        self._solver.parameters.random_seed = seed
        # The bound comes from the linear relaxation; simplifying the model first takes longer.
        self._solver.parameters.linearization_level = 2
        self._solver.parameters.cp_model_probing_level = 0
        self._solver.parameters.max_presolve_iterations = 1
        self._solver.best_bound_callback = self._rises
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _rises(self, bound: float) -> None:
        self.bound = min(self.value, max(self.bound, round(bound)))

    def _run(self) -> None:
        if self._solver.solve(self._model) == cp_model.INFEASIBLE:
            self.bound = self.value
        else:
            self._rises(self._solver.best_objective_bound)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Until it is done, at most so long."""
        self._thread.join(seconds)

    def stop(self) -> None:
        # Said again until it is heard: a solver that has not begun yet does not listen.
        while self.running:
            self._solver.stop_search()
            self.wait(0.02)
