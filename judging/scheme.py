"""The mark tree: one record, ``Node``, at every level; it takes a value, then steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final

from judging.conditions import Condition
from judging.numbers import ONE, ZERO, plain
from judging.refusals import BadRecord


class Unstated(Enum):
    """What a published text leaves open is written down as open, never filled in."""

    UNSTATED = "unstated"


UNSTATED: Final = Unstated.UNSTATED

#: An argument of a join or a step.
Band = tuple[Decimal | None, Decimal | None, Decimal]
ArgValue = Decimal | str | tuple[Band, ...] | Mapping[Decimal, Decimal] | Unstated

LEVELS = ("stage", "module", "criterion", "aspect")
ABSENCES = ("zero", "none", "so_far")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One answer a judge may tap; ``value`` is what enters the arithmetic."""

    value: Decimal
    name: str
    name_en: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """What may be entered: ``least`` to ``most`` (None: open) in steps, or a choice."""

    least: Decimal = ZERO
    most: Decimal | None = None
    step: Decimal = Decimal("0.01")
    unit: str = "points"
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        if self.step <= 0:
            raise BadRecord(zh="打分步长须大于 0。", en="The step of a scale must be above 0.")
        if self.most is not None and self.most < self.least:
            raise BadRecord(
                zh=f"最高 {plain(self.most)} 低于最低 {plain(self.least)}。",
                en=f"The most, {plain(self.most)}, is below the least, {plain(self.least)}.",
            )
        values = [c.value for c in self.choices]
        if len(set(values)) != len(values):
            raise BadRecord(zh="两个选项的值相同。", en="Two choices have the same value.")

    def ends(self) -> tuple[Decimal, Decimal | None]:
        """The lowest and highest value that can be entered."""
        if self.choices:
            values = [c.value for c in self.choices]
            return min(values), max(values)
        return self.least, self.most


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """Many to one: the name of a join operator and its arguments."""

    op: str
    args: Mapping[str, ArgValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One to one: a step operator, its arguments, an optional condition, its clause."""

    op: str
    args: Mapping[str, ArgValue] = field(default_factory=dict)
    test: Condition | None = None
    when: Condition | None = None
    unstated: bool = False
    clause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """One mark: a lone judge, a joint decision, or a total delivered whole. Entered by seat 1."""

    scale: Scale


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """
    Several judges mark the same thing, then their marks are joined.

    ``least`` seats are enough; with fewer than ``judges`` seats filled but at least ``least``,
    the join runs over those present. Marks further apart than ``spread`` ask for a new round.
    """

    judges: int
    join: Join
    scale: Scale
    least: int
    spread: Decimal | None = None

    def __post_init__(self) -> None:
        if self.judges < 1 or not 1 <= self.least <= self.judges:
            raise BadRecord(
                zh=f"裁判 {self.judges} 人、至少 {self.least} 人，说不通。",
                en=f"A panel of {self.judges} judges with at least {self.least} makes no sense.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One instrument reading; its id shares the name space of the nodes."""

    id: str
    scale: Scale
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """Instrument readings by seat 1; the value starts at ``starts_at`` or the lone reading."""

    readings: tuple[Reading, ...]
    starts_at: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.readings or (self.starts_at is None and len(self.readings) > 1):
            raise BadRecord(
                zh="有多个读数时须写明起始分 starts_at。",
                en="With several readings, say what the value starts at (starts_at).",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A value brought over from a node of an earlier stage."""

    node: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """Child nodes and how they combine; ``join`` UNSTATED where the text never joins them."""

    parts: tuple["Node", ...]
    join: Join | Unstated

    def __post_init__(self) -> None:
        if not self.parts:
            raise BadRecord(zh="没有分项。", en="There are no parts.")


Take = Points | Panel | Readings | Carried | Parts


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A stage, module, criterion or aspect. ``max`` None: not stated."""

    id: str
    take: Take
    name: str = ""
    name_en: str = ""
    level: str = "aspect"
    steps: tuple[Step, ...] = ()
    max: Decimal | None = None
    unit: str = "points"
    weight: Decimal | Unstated = ONE
    absent: Mapping[str, str] = field(default_factory=dict)
    clause: str = ""
    source: str = ""
    hint: str = ""
    hint_en: str = ""
    minutes: int | None = None
    kind: str = "practical"

    def __post_init__(self) -> None:
        if not self.id or self.level not in LEVELS:
            raise BadRecord(
                zh=f"“{self.id}”缺少 id 或层级不对。",
                en=f"“{self.id}” lacks an id or a known level.",
            )
        if self.max is not None and self.max <= 0:
            raise BadRecord(
                zh=f"“{self.id}”的满分须大于 0。", en=f"The maximum of “{self.id}” must be above 0."
            )
        if isinstance(self.weight, Decimal) and self.weight < 0:
            raise BadRecord(
                zh=f"“{self.id}”的权重不能为负。", en=f"The weight of “{self.id}” is negative."
            )

    @property
    def parts(self) -> tuple["Node", ...]:
        """The children, in written order."""
        return self.take.parts if isinstance(self.take, Parts) else ()

    def walk(self) -> Iterator["Node"]:
        """Children before parents, this node last."""
        for part in self.parts:
            yield from part.walk()
        yield self
