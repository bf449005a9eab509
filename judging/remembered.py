"""Marks and scores kept from one computation of a stage to the next: a tap changes one entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from judging.folding import Folded, fold, folded, more
from judging.lanes import EntryScores, Field
from judging.marks import Inputs, Mark
from judging.plan import Plan
from judging.rulebook import StageRule

_Known = tuple[Inputs, EntryScores]
_Field = dict[str, _Known]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stream:
    """A stream of marks as far as it is folded."""

    plan: Plan
    stage: StageRule
    entries: Sequence[str]
    marks: Sequence[Mark]
    state: Folded

    def goes_on(
        self, plan: Plan, stage: StageRule, entries: Sequence[str], marks: Sequence[Mark]
    ) -> bool:
        same = self.plan is plan and self.stage is stage and self.entries == entries
        count = len(self.marks)
        return same and len(marks) >= count > 0 and marks[count - 1] is self.marks[-1]


class Remembered:
    """
    What ``compute`` may take over from its last call with this object, in any thread.

    Marks are only ever added: a stream that has the last one's newest mark in the same place goes
    on with it, and what is behind is folded. An entry's scores are taken over only where everything
    known of it is equal and the rulebook is the same object, else those of its nodes that nothing
    new touches; nothing is kept of computations that consult rulings, which count who asks.
    """

    def __init__(self) -> None:
        self._of: tuple[Plan, str] | None = None
        self._field: _Field = {}
        self._stream: _Stream | None = None
        self._lock = Lock()

    def folded(
        self, plan: Plan, stage: StageRule, entries: Sequence[str], marks: Sequence[Mark]
    ) -> Folded:
        """The marks of a stage folded. Raises as ``fold`` does."""
        with self._lock:
            old, self._stream = self._stream, None
            if old is not None and old.goes_on(plan, stage, entries, marks):
                state = more(old.state, marks[len(old.marks) :])
            else:
                state = folded(plan, stage, entries)
                fold(state, marks)
            self._stream = _Stream(
                plan=plan, stage=stage, entries=entries, marks=marks, state=state
            )
            return state

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
