"""Scores of an entry by the fast lane where it can, by the careful one where it must."""

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial

from judging.marks import Inputs
from judging.numbers import Span, exact
from judging.plan import Plan
from judging.quick import quick_tree, run_quick
from judging.quick_steps import Values
from judging.results import Score
from judging.score import Before, score_entry

_NONE = frozenset[str]()


class EntryScores(Mapping[str, Score]):
    """
    Scores of one entry by node, worked out in full when somebody looks at one.

    ``span``, ``value``, ``waiting``, ``marked`` and ``gates`` answer what standings need without
    that where the fast lane gave ``values``: then nothing is asked and no pass mark is missed.
    """

    __slots__ = ("_full", "_known", "_make", "_marked", "_names", "_values", "quick")

    def __init__(
        self,
        names: Collection[str],
        make: Callable[..., dict[str, Score]],
        known: tuple[Inputs, Before | None] | tuple[()] = (),
        values: Values | None = None,
        *,
        marked: bool = False,
    ) -> None:
        self._names, self._make, self._known = names, make, known
        self._values, self._marked = values or {}, marked
        self._full: dict[str, Score] | None = None
        #: Whether the fast lane gave the values.
        self.quick = bool(values)

    def span(self, node_id: str) -> Span | None:
        """The value of a node or what it can still be; None where there will be none."""
        found = self._values.get(node_id)
        return self[node_id].span if found is None else found[:2]

    def value(self, node_id: str) -> Decimal | None:
        """The final value of a node, dust and all; None while there is none or no such node."""
        found = self._values.get(node_id)
        if found is not None:
            low, high, waiting = found
            return low if not waiting and (low is high or low == high) else None
        return self[node_id].value if node_id in self._names else None

    def waiting(self, node_id: str) -> int:
        """Marks still to come at and below a node."""
        found = self._values.get(node_id)
        return self[node_id].waiting if found is None else found[2]

    @property
    def begun(self) -> bool:
        """Whether any mark is in."""
        return self._marked if self.quick else any(s.marked for s in self.values())

    def counted(self, root: str) -> bool:
        """Whether any mark is in that counts for the whole; those of an absent entry may not."""
        return self._marked if self.quick else self[root].marked > 0

    @property
    def gates(self) -> frozenset[str]:
        """Pass marks missed at any node."""
        return _NONE if self.quick else _NONE.union(*(s.gates for s in self.values()))

    @property
    def worked_out(self) -> dict[str, Score]:
        """The scores in full, as far as somebody has looked at one; else nothing."""
        return self._full or {}

    def _all(self) -> dict[str, Score]:
        if self._full is None:
            # Whoever reads a result asks from outside the doors.
            with exact():
                self._full = self._make(*self._known)
        return self._full

    def __getitem__(self, node_id: str) -> Score:
        return self._all()[node_id]

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._names)


Field = Mapping[str, tuple[Inputs, EntryScores]]


class Lanes:
    """The two lanes of one stage; the fast one takes an entry where nothing special happened."""

    def __init__(self, plan: Plan, root: str) -> None:
        self._names, self._tree = plan.names[root], quick_tree(plan, root)
        self._careful = partial(score_entry, plan, root)

    def scores(
        self, inputs: Inputs, before: tuple[Inputs, EntryScores] | None = None
    ) -> EntryScores:
        """The scores of one entry; ``before``: its earlier facts and scores by the same plan."""
        special = inputs.cause or inputs.absent or inputs.incidents or inputs.whole
        values = None if self._tree is None or special else run_quick(self._tree, inputs)
        old = None if before is None else (before[0], before[1].worked_out)
        marked = bool(inputs.marks.lone or inputs.marks.seats)
        return EntryScores(self._names, self._careful, (inputs, old), values, marked=marked)


class AllScores(Mapping[tuple[str, str], Score]):
    """(entry, node) -> score, over a whole field."""

    __slots__ = ("_field",)

    def __init__(self, field: Field) -> None:
        self._field = field

    def __getitem__(self, key: tuple[str, str]) -> Score:
        return self._field[key[0]][1][key[1]]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((e, n) for e, (_, scores) in self._field.items() for n in scores)

    def __len__(self) -> int:
        return sum(len(scores) for _, scores in self._field.values())
