"""The stream of marks folded into what each entry has; what fits nowhere is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from judging.marks import Given, Mark
from judging.numbers import FAR, ZERO, plain
from judging.plan import Plan
from judging.refusals import BadRecord
from judging.rulebook import StageRule
from judging.scheme import Panel

#: Of a thing that takes marks: lowest, highest, most seats, whether the stage has it.
_Limits = tuple[Decimal, Decimal, int, bool]


def _limits(plan: Plan, stage: StageRule) -> dict[str, _Limits]:
    here = plan.names[stage.node]
    found: dict[str, _Limits] = {}
    for name, owner in plan.owner.items():
        node, scale = plan.nodes[owner], plan.scales.get(name)
        least, most = (ZERO, None) if scale is None else scale.ends()
        seats = node.take.judges if isinstance(node.take, Panel) and owner == name else 1
        top = FAR if most is None else most
        found[name] = least, top, 0 if scale is None else seats, owner in here
    return found


@dataclass(kw_only=True, slots=True)
class Folded:
    """
    Current marks by entry, deliveries seen, and entries with something given whole or taken back.
    """

    stage_id: str
    limits: Mapping[str, _Limits]
    marks: dict[str, Given]
    seen: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)


def folded(plan: Plan, stage: StageRule, entries: Iterable[str]) -> Folded:
    """Nothing marked yet."""
    return Folded(
        stage_id=stage.id,
        limits=_limits(plan, stage),
        marks={entry: Given() for entry in entries},
    )


def fold(state: Folded, marks: Iterable[Mark]) -> None:
    """
    Take marks in, oldest first; one door for a whole stream and for a single tap.

    A doubled delivery (same ``op_id``) counts once. A mark of another stage, tree or field is
    passed over; one that fits nowhere is refused, not skipped.
    """
    limits, stage_id, seen = state.limits, state.stage_id, state.seen
    entry_id, given = "", None
    for mark in marks:
        if mark.entry_id != entry_id:
            # Mostly many of one entry come in a row.
            entry_id = mark.entry_id
            given = state.marks.get(entry_id)
        if given is None or (mark.stage_id and mark.stage_id != stage_id):
            continue
        aspect, seat, value = mark.aspect_id, mark.seat, mark.value
        limit = limits.get(aspect)
        if limit is None:
            raise BadRecord(zh=f"评分标准中没有“{aspect}”。", en=f"No aspect is called “{aspect}”.")
        least, most, seats, here = limit
        if seat > seats:
            raise BadRecord(
                zh=f"“{aspect}”没有 {seat} 号裁判位。", en=f"“{aspect}” has no judge's seat {seat}."
            )
        if value is None or not seat:
            if here:
                state.whole.add(entry_id)
        elif value < least or value > most:
            raise BadRecord(
                zh=f"“{aspect}”的 {plain(value)} 超出范围。",
                en=f"{plain(value)} is out of range for “{aspect}”.",
            )
        op_id = mark.op_id
        if not here or op_id in seen:
            continue
        seen.add(op_id)
        if value is None:
            _take_back(given, aspect, seat)
        elif seat == seats == 1:
            given.lone[aspect] = value
        elif aspect in given.seats:
            given.seats[aspect][seat] = value
        else:
            given.seats[aspect] = {seat: value}


def more(state: Folded, marks: Sequence[Mark]) -> Folded:
    """The state with further marks; the one before stays, but for the deliveries seen."""
    after = replace(state, marks=dict(state.marks), whole=set(state.whole))
    for entry in {mark.entry_id for mark in marks} & after.marks.keys():
        after.marks[entry] = after.marks[entry].copy()
    fold(after, marks)
    return after


def _take_back(given: Given, aspect: str, seat: int) -> None:
    given.seats.get(aspect, {}).pop(seat, None)
    if seat == 1:
        given.lone.pop(aspect, None)
