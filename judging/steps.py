"""Steps: one value to one. One record per operator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from judging.args import Args
from judging.bands import across, band_of
from judging.numbers import (
    ANYTHING,
    ONE,
    ZERO,
    Span,
    hull,
    number,
    plain,
    rounded,
    shown,
    snap,
    units,
)
from judging.rulings import Unsettled

Words = tuple[str, str]

COUNTINGS = ("started", "full", "pro_rata")
ROUNDINGS = ("half_up", "half_even", "truncate", "up")
#: Rounding always up is never meant where a text only names the places.
USUAL_ROUNDINGS = ROUNDINGS[:3]
UPPERS = ("included", "excluded")


Value = Callable[[Decimal, Decimal, Args], Decimal]
Bounds = Callable[[Span, Span, Args], Span]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepOperator:
    """
    ``value(x, q, args)``: x is the value so far, q the reading named by ``of``; without ``of``, q
    is x itself, or 1 where ``alone_one``. ``needs`` and ``may`` name the arguments. ``bounds``
    replaces the corner rule, which is right wherever the operator is monotone in x and in q.
    """

    name: str
    value: Value
    sentence: Callable[[Decimal, Decimal, Args, Decimal], Words]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] | None = None
    short: str = ""
    alone_one: bool = False
    bounds: Bounds | None = None
    gives_unit: str = ""


def _amount(q: Decimal, args: Args) -> Decimal:
    if not args.has("per"):
        return args.number("points") * q
    count = units(q, args.number("per"), args.word("counting", COUNTINGS))
    return args.number("points") * count


def _bands(_: Decimal, q: Decimal, args: Args) -> Decimal:
    def upper() -> str:
        return args.word("upper", UPPERS) if args.has("upper") else "included"

    row = band_of(snap(q), args.bands(), upper)
    if row is None:
        return _ruled(args, f"at:{plain(q)}")
    return row[2]


def _lookup(_: Decimal, q: Decimal, args: Args) -> Decimal:
    found = args.table().get(snap(q))
    if found is not None:
        return found
    return args.number("rest") if args.has("rest") else _ruled(args, f"at:{plain(q)}")


def _ruled(args: Args, name: str) -> Decimal:
    value = number(args.free(name))
    if value is None:
        raise Unsettled(f"{args.key}.{name}")
    return value


def _lookup_bounds(_: Span, __: Span, args: Args) -> Span:
    values = list(args.table().values()) + ([args.number("rest")] if args.has("rest") else [])
    return min(values), max(values)


def _deviation_bounds(_: Span, q: Span, args: Args) -> Span:
    middle = args.number("from")
    below, above = middle - q[0], q[1] - middle
    return max(ZERO, -below, -above), max(below, above)


def _say_bands(_: Decimal, q: Decimal, args: Args, v: Decimal) -> Words:
    return f"{shown(q)} 所在档得 {shown(v)}", f"the band of {shown(q)} gives {shown(v)}"


def _say_off(x: Decimal, q: Decimal, args: Args, v: Decimal) -> Words:
    off = shown(x - v)
    if not args.has("of"):
        return f"扣 {off}", f"{off} off"
    if not args.has("per"):
        return f"{shown(q)} × {shown(args.number('points'))}，扣 {off}", f"{off} off for {shown(q)}"
    per, points = shown(args.number("per")), shown(args.number("points"))
    return (
        f"{shown(q)} 按每 {per} 扣 {points}，扣 {off}",
        f"{off} off: {points} for each {per} of {shown(q)}",
    )


def _rounded(x: Decimal, args: Args) -> Decimal:
    return rounded(x, int(args.number("places")), args.word("mode", USUAL_ROUNDINGS))


OPERATORS: dict[str, StepOperator] = {
    op.name: op
    for op in (
        StepOperator(
            name="take_off",
            value=lambda x, q, a: x - _amount(q, a),
            sentence=_say_off,
            needs=("points",),
            may=("per", "of", "counting"),
            options={"counting": COUNTINGS},
            alone_one=True,
        ),
        StepOperator(
            name="add",
            value=lambda x, q, a: x + _amount(q, a),
            sentence=lambda x, q, a, v: (f"加 {shown(v - x)}", f"{shown(v - x)} added"),
            needs=("points",),
            may=("per", "of", "counting"),
            options={"counting": COUNTINGS},
            alone_one=True,
        ),
        StepOperator(
            name="bands",
            value=_bands,
            bounds=lambda x, q, a: across(q, a.bands()),
            sentence=_say_bands,
            needs=("rows",),
            may=("of", "upper"),
            options={"upper": UPPERS},
            gives_unit="points",
        ),
        StepOperator(
            name="lookup",
            value=_lookup,
            bounds=_lookup_bounds,
            sentence=lambda x, q, a, v: (
                f"对照表 {shown(q)} 得 {shown(v)}",
                f"the table gives {shown(v)} for {shown(q)}",
            ),
            needs=("table",),
            may=("of", "rest"),
            gives_unit="points",
        ),
        StepOperator(
            name="deviation",
            value=lambda x, q, a: abs(q - a.number("from")),
            bounds=_deviation_bounds,
            sentence=lambda x, q, a, v: (
                f"与 {shown(a.number('from'))} 偏差 {shown(v)}",
                f"off from {shown(a.number('from'))} by {shown(v)}",
            ),
            needs=("from",),
            may=("of",),
            short="from",
        ),
        StepOperator(
            name="scale",
            value=lambda x, q, a: x * a.number("to") / a.number("from"),
            sentence=lambda x, q, a, v: (
                f"由 {shown(a.number('from'))} 折算为 {shown(a.number('to'))}：{shown(v)}",
                f"scaled from {shown(a.number('from'))} to {shown(a.number('to'))}: {shown(v)}",
            ),
            needs=("from", "to"),
            gives_unit="points",
        ),
        StepOperator(
            name="floor",
            value=lambda x, q, a: max(x, a.number("at")),
            sentence=lambda x, q, a, v: (
                f"不低于 {shown(a.number('at'))}：{shown(v)}",
                f"not below {shown(a.number('at'))}: {shown(v)}",
            ),
            needs=("at",),
            short="at",
        ),
        StepOperator(
            name="cap",
            value=lambda x, q, a: min(x, a.number("at")),
            sentence=lambda x, q, a, v: (
                f"不超过 {shown(a.number('at'))}：{shown(v)}",
                f"not above {shown(a.number('at'))}: {shown(v)}",
            ),
            needs=("at",),
            short="at",
        ),
        StepOperator(
            name="round",
            value=lambda x, q, a: _rounded(x, a),
            sentence=lambda x, q, a, v: (
                f"保留 {shown(a.number('places'))} 位小数：{shown(x)} → {shown(v)}",
                f"rounded to {shown(a.number('places'))} places: {shown(x)} to {shown(v)}",
            ),
            needs=("places", "mode"),
            options={"mode": ROUNDINGS},
        ),
    )
}

#: Steps that steer rather than compute: a test, or a pass mark.
STEERING = ("zero_when", "silent_when", "gate")
GATES = ("unranked", "zero", "no_honour")


def apply(x: Span, q: Span | None, args: Args) -> Span:
    """The step on settled values, or on bounds while something is still open."""
    operator = OPERATORS[args.step.op]
    if q is None:
        q = (ONE, ONE) if operator.alone_one else x
    if x[0] == x[1] and q[0] == q[1]:
        value = operator.value(x[0], q[0], args)
        return value, value
    try:
        if operator.bounds is not None:
            return operator.bounds(x, q, args)
        ends = [operator.value(a, b, args) for a in x for b in q]
    except InvalidOperation:
        # Two open ends against each other, as in "no maximum minus no maximum".
        return ANYTHING
    return hull(*((v, v) for v in ends))
