"""Scores kept from one computation of a stage to the next: a tap changes one entry, not forty."""

from collections.abc import Callable, Mapping

from judging.lanes import EntryScores, Field
from judging.marks import Inputs
from judging.plan import Plan

_Known = tuple[Inputs, EntryScores]
_Field = dict[str, _Known]


class Remembered:
    """
    What ``compute`` may take over from its last call with this object.

    An entry's scores are taken over only where everything known of it is equal and the rulebook is
    the same object, else those of its nodes that nothing new touches; nothing is kept of
    computations that consult rulings, which count who asks.
    """

    def __init__(self) -> None:
        self._of: tuple[Plan, str] | None = None
        self._field: _Field = {}

    def field(
        self,
        plan: Plan,
        stage_id: str,
        inputs: Mapping[str, Inputs],
        score: Callable[[Inputs, _Known | None], EntryScores],
    ) -> Field:
        """Every entry with its scores, those of unchanged entries from the last time."""
        same = self._of is not None and self._of[0] is plan and self._of[1] == stage_id
        old = self._field if same else {}
        found: _Field = {}
        for entry, known in inputs.items():
            kept = old.get(entry)
            found[entry] = kept if kept and kept[0] == known else (known, score(known, kept))
        self._of, self._field = (plan, stage_id), found
        return found
