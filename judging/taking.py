"""What a node takes: one mark, a panel, readings, its parts, a value carried over."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from judging.joins import OPERATORS, JoinOperator, NothingLeft, Number, numbers_of
from judging.marks import Inputs
from judging.numbers import FAR, ONE, ZERO, Span, hull, number, plain, point, snap
from judging.plan import Plan, label
from judging.results import Line, Score
from judging.rulings import Choose, Unsettled
from judging.scheme import UNSTATED, Carried, Join, Node, Panel, Parts, Points, Readings, Scale

Note = list[Line] | None


def range_of(scale: Scale) -> Span:
    """What a mark on this scale can be; no upper limit is infinity."""
    least, most = scale.ends()
    return least, FAR if most is None else most


def reading(plan: Plan, inputs: Inputs, name: str) -> Span:
    """An instrument reading, or everything it can still be."""
    seats = inputs.marks.get(name)
    value = seats.get(1, seats.get(0))
    return range_of(plan.scales[name]) if value is None else point(value)


def counts(plan: Plan, node: Node, inputs: Inputs, kids: Sequence[Score]) -> tuple[int, int]:
    """(marks still to come, marks given) at this node and below."""
    seats = inputs.marks.get(node.id)
    if 0 in seats:
        return 0, 1
    match node.take:
        case Points():
            return (0, 1) if 1 in seats else (1, 0)
        case Panel():
            return max(0, filled(plan, node, node.take, inputs) - len(seats)), len(seats)
        case Readings(readings=readings):
            done = sum(bool(inputs.marks.get(r.id)) for r in readings)
            return len(readings) - done, done
        case Carried():
            return (0, 0) if node.id in inputs.carried else (1, 0)
    return sum(k.waiting for k in kids), sum(k.marked for k in kids)


def filled(plan: Plan, node: Node, panel: Panel, inputs: Inputs) -> int:
    """Seats of the panel that somebody sits on for this entry."""
    return min(panel.judges, inputs.seats.get(plan.module_of[node.id], panel.judges))


def take(
    plan: Plan, node: Node, inputs: Inputs, kids: Sequence[Score], choose: Choose, note: Note
) -> Span:
    """The value before penalties and steps, as a span; ``note`` collects the explanation."""
    seats = inputs.marks.get(node.id)
    if 0 in seats:
        if note is not None:
            note.append(Line(zh="按总分录入", en="entered as a total", value=seats[0]))
        return point(seats[0])
    match node.take:
        case Points(scale=scale):
            return point(seats[1]) if 1 in seats else range_of(scale)
        case Panel():
            return _panel(plan, node, node.take, inputs, choose, note)
        case Readings(readings=readings, starts_at=start):
            if note is not None:
                note.extend(_said(plan, inputs, r.id, *label(r)) for r in readings)
            return reading(plan, inputs, readings[0].id) if start is None else point(start)
        case Carried(node=origin):
            if note is not None:
                note.append(Line(zh=f"由前一阶段带入（{origin}）", en=f"carried over ({origin})"))
            value = inputs.carried.get(node.id)
            return (ZERO, FAR if node.max is None else node.max) if value is None else point(value)
    return _parts(node, node.take, kids, choose, note)


def _said(plan: Plan, inputs: Inputs, name: str, zh: str, en: str) -> Line:
    low, high = reading(plan, inputs, name)
    return Line(zh=f"测得 {zh}", en=f"read {en}", value=low if low == high else None)


def _panel(
    plan: Plan, node: Node, panel: Panel, inputs: Inputs, choose: Choose, note: Note
) -> Span:
    marks = inputs.marks.get(node.id)
    given = list(marks.values())
    present = filled(plan, node, panel, inputs)
    if present < panel.least and choose(f"{node.id}.panel") != "present":
        raise Unsettled(f"{node.id}.panel")
    if panel.spread is not None and given and max(given) - min(given) > panel.spread:
        key = f"{node.id}.spread:{inputs.entry_id}"
        if choose(key) != "stand":
            raise Unsettled(key)
    operator, arg = OPERATORS[panel.join.op], numbers_of(panel.join, node.id, choose)
    open_seats = max(0, present - len(given))
    if panel.join.op == "agreed" and len({snap(x) for x in given}) > 1:
        options = tuple(sorted({plain(x) for x in given}))
        return point(Decimal(choose(f"{node.id}.agreed:{inputs.entry_id}", options)))
    ends = range_of(panel.scale)
    top = (node.max or ONE) if panel.join.op == "judgement_0_3" else ONE

    def joined(end: Decimal) -> Decimal:
        return top * _value(node, panel.join, operator, given + [end] * open_seats, arg, choose)

    if open_seats and (panel.join.op == "agreed" or not operator.up):
        return ends
    low = joined(ends[0])
    span = (low, low if not open_seats else joined(ends[1]))
    if note is not None:
        note.extend(
            Line(zh=f"{s} 号裁判", en=f"judge {s}", value=v) for s, v in sorted(marks.items())
        )
        if not open_seats and len(given) > 1:
            zh, en = operator.sentence(given, arg, span[0])
            note.append(Line(zh=zh, en=en, value=span[0]))
    return span


def weights_of(
    node: Node, parts: Sequence[Node], join_args: Mapping[str, object], choose: Choose
) -> list[Decimal]:
    """What each part is multiplied by, contradictions and other maxima settled."""
    weights = []
    for part in parts:
        weight = part.weight
        if weight is UNSTATED:
            weight = number(choose(f"{part.id}.weight")) or ZERO
        weights.append(weight)
    total = sum(weights, ZERO)
    if total != ONE and choose(f"{node.id}.weights", ("as_printed", "rescaled")) == "rescaled":
        weights = [w / total for w in weights]
    tops = {p.max for p in parts} | {node.max}
    if len(tops - {None}) > 1:
        said = join_args.get("weigh", UNSTATED)
        how = choose(f"{node.id}.weigh", ("as_is", "of_hundred")) if said is UNSTATED else said
        if how == "of_hundred":
            top = node.max or Decimal(100)
            weights = [w * top / (p.max or top) for w, p in zip(weights, parts, strict=True)]
    return weights


def _parts(node: Node, take: Parts, kids: Sequence[Score], choose: Choose, note: Note) -> Span:
    join = take.join
    if join is UNSTATED:
        raise Unsettled(f"{node.id}.combine")
    live = [(p, k) for p, k in zip(take.parts, kids, strict=True) if k.span is not None]
    spans = [k.span for _, k in live if k.span is not None]
    operator, arg = OPERATORS[join.op], numbers_of(join, node.id, choose)
    if join.op == "weighted":
        weights = weights_of(node, [p for p, _ in live], join.args, choose)
        spans = [
            (s[0] * w, s[1] * w) if w else point(ZERO) for w, s in zip(weights, spans, strict=True)
        ]
    if operator.up or all(s[0] == s[1] for s in spans):
        low, high = (
            _value(node, join, operator, [s[i] for s in spans], arg, choose) for i in (0, 1)
        )
    else:
        # Such a join gives something between its least and its greatest part.
        low, high = hull(*spans)
    if join.op == "sum" and node.max is not None and not adds_up(node, take):
        said = choose(f"{node.id}.max", ("as_printed", "rescaled"))
        share = node.max if said == "rescaled" else _total(take)
        low, high = low * share / _total(take), high * share / _total(take)
    if note is not None and low == high:
        zh, en = operator.sentence([s[0] for s in spans], arg, low)
        note.append(Line(zh=zh, en=en, value=low))
    return hull((low, high))


def _value(
    node: Node,
    join: Join,
    operator: JoinOperator,
    values: Sequence[Decimal],
    arg: Number,
    choose: Choose,
) -> Decimal:
    """The join of settled values; nothing left to average is a question."""
    try:
        return operator.value(values, arg)
    except NothingLeft:
        key = f"{node.id}.{join.op}.too_few"
        if choose(key) != "mean":
            raise Unsettled(key) from None
        return sum(values, ZERO) / len(values)


def _total(take: Parts) -> Decimal:
    return sum((_worth(p) or ZERO for p in take.parts), ZERO)


def _worth(part: Node) -> Decimal | None:
    """A part's printed maximum; 0 for a reading that is recorded and gives no points."""
    if isinstance(part.take, Readings) and part.take.starts_at == ZERO and not part.steps:
        return ZERO
    return part.max


def adds_up(node: Node, take: Parts) -> bool:
    """
    Whether the parts' printed maxima make the node's; a cap or a scale step says itself how.

    A maximum that is not printed contradicts nothing.
    """
    printed = node.max is not None and all(_worth(p) is not None for p in take.parts)
    said = any(s.op in ("cap", "scale") for s in node.steps)
    return not printed or said or _total(take) == node.max
