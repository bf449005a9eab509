"""Scores of an entry by the fast lane where it can, by the careful one where it must."""

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal

from judging.marks import Inputs
from judging.numbers import Span, exact, point
from judging.plan import Plan
from judging.quick import Quick, Values, run_quick
from judging.results import Score
from judging.score import score_entry

_NONE = frozenset[str]()


class EntryScores(Mapping[str, Score]):
    """
    Scores of one entry by node, worked out in full when somebody looks at one.

    ``span``, ``value``, ``begun`` and ``gates`` answer what standings need without that where the
    fast lane gave ``values``: then nothing waits, nothing is asked, and no pass mark is missed.
    """

    __slots__ = ("_full", "_make", "_names", "_values")

    def __init__(
        self,
        names: Collection[str],
        make: Callable[[], dict[str, Score]],
        values: Values | None = None,
    ) -> None:
        self._names, self._make, self._values = names, make, values
        self._full: dict[str, Score] | None = None

    @property
    def settled(self) -> bool:
        """Whether the fast lane gave the values."""
        return self._values is not None

    def span(self, node_id: str) -> Span | None:
        """The value of a node or what it can still be; None where there will be none."""
        if self._values is not None and node_id in self._values:
            return point(self._values[node_id])
        return self[node_id].span

    def value(self, node_id: str) -> Decimal | None:
        """The final value of a node, dust and all; None while there is none or no such node."""
        if self._values is not None and node_id in self._values:
            return self._values[node_id]
        return self[node_id].value if node_id in self._names else None

    def waiting(self, node_id: str) -> int:
        """Marks still to come at and below a node."""
        return 0 if self.settled else self[node_id].waiting

    @property
    def begun(self) -> bool:
        """Whether any mark is in."""
        return self.settled or any(s.marked for s in self.values())

    @property
    def gates(self) -> frozenset[str]:
        """Pass marks missed at any node."""
        return _NONE if self.settled else _NONE.union(*(s.gates for s in self.values()))

    @property
    def worked_out(self) -> dict[str, Score]:
        """The scores in full, as far as somebody has looked at one; else nothing."""
        return self._full or {}

    def _all(self) -> dict[str, Score]:
        if self._full is None:
            # Whoever reads a result asks from outside the doors.
            with exact():
                self._full = self._make()
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


def entry_scores(
    plan: Plan,
    root: str,
    tree: Quick | None,
    inputs: Inputs,
    before: tuple[Inputs, EntryScores] | None = None,
) -> EntryScores:
    """
    The scores of one entry, by ``tree`` (of ``quick_tree``) where nothing special happened.

    ``before`` are the entry's earlier facts and scores by the same plan.
    """
    special = inputs.cause or inputs.absent or inputs.incidents or inputs.seats or inputs.whole
    values = None if tree is None or special else run_quick(tree, inputs.marks)
    old = None if before is None else (before[0], before[1].worked_out)
    return EntryScores(plan.names[root], lambda: score_entry(plan, root, inputs, old), values)


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
