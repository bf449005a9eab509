"""What tablets send, and the fold of it into what each entry has on each aspect and seat."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from judging.refusals import BadRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """
    What one seat gives one aspect of one entry; ``value`` None takes the mark back.

    A later mark of the same entry, aspect and seat replaces the earlier one; the caller gives
    the order. Seat 0 is no judge: a value given whole (a computer's total, a panel's decision),
    allowed on any node.
    """

    op_id: str
    entry_id: str
    aspect_id: str
    seat: int
    value: Decimal | None
    given_at: str = ""
    stage_id: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and (
            not isinstance(self.value, Decimal) or not self.value.is_finite()
        ):
            raise BadRecord(
                zh=f"打分须为十进制数，收到 {self.value!r}。",
                en=f"A mark is a finite Decimal, not {self.value!r}.",
            )
        if isinstance(self.seat, bool) or self.seat < 0:
            raise BadRecord(
                zh=f"没有 {self.seat} 号裁判位。", en=f"There is no judge's seat {self.seat}."
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """Something from the conduct catalogue that an entry did, ``count`` times."""

    id: str
    entry_id: str
    item_id: str
    count: int = 1
    stage_id: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.count, bool) or self.count < 0:
            raise BadRecord(zh="处罚次数须为正整数。", en="An incident's count is a whole number.")


@dataclass(frozen=True, slots=True)
class Given:
    """
    Current marks of one entry: aspect, reading or node -> seat -> value.

    ``lone`` are those of aspects with one seat, ``seats`` all others: most sheets are of lone
    marks, and a map for each would cost more than all the rest of a recomputation.
    """

    lone: dict[str, Decimal] = field(default_factory=dict)
    seats: dict[str, dict[int, Decimal]] = field(default_factory=dict)

    def get(self, name: str) -> Mapping[int, Decimal]:
        """What each seat gave, seat 0 for the whole; empty where nothing is marked."""
        seats = self.seats.get(name, {})
        return {**seats, 1: self.lone[name]} if name in self.lone else seats

    def copy(self) -> "Given":
        """The same, to be added to."""
        return Given(dict(self.lone), {name: dict(given) for name, given in self.seats.items()})

    def alike(self, other: "Given", name: str) -> bool:
        """Whether both give the same under this name."""
        alone = self.lone.get(name) == other.lone.get(name)
        return alone and self.seats.get(name) == other.seats.get(name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """
    All that is known of one entry: folded marks, incidents, absence, seats filled, facts.

    ``whole``: some node was given as one value, or a mark was taken back.
    """

    entry_id: str
    marks: Given = field(default_factory=Given)
    whole: bool = False
    incidents: Mapping[str, int] = field(default_factory=dict)
    cause: str = ""
    absent: Mapping[str, str] = field(default_factory=dict)
    seats: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, Decimal] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


def fold_incidents(incidents: Iterable[Incident]) -> dict[str, dict[str, int]]:
    """entry -> catalogue item -> how often; an incident delivered twice counts once."""
    seen: set[str] = set()
    out: dict[str, dict[str, int]] = {}
    for incident in incidents:
        if incident.id in seen:
            continue
        seen.add(incident.id)
        items = out.setdefault(incident.entry_id, {})
        items[incident.item_id] = items.get(incident.item_id, 0) + incident.count
    return out
