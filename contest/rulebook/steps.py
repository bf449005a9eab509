"""Steps and joins as written, checked against the operators' own argument lists."""

from collections.abc import Mapping
from decimal import Decimal

from contest.rulebook.conditions import read_condition
from contest.rulebook.place import Place
from judging.joins import OPERATORS as JOINS
from judging.joins import PREFERENCES
from judging.scheme import UNSTATED, ArgValue, Band, Join, Step, Unstated
from judging.steps import GATES, STEERING
from judging.steps import OPERATORS as STEPS

_GATE_ARGS = ("at_least", "else")


def read_steps(place: Place) -> tuple[Step, ...]:
    """The list under ``then``, in written order."""
    steps = (_step(p) for p in place.items())
    return tuple(s for s in steps if s is not None)


def _step(place: Place) -> Step | None:
    ops = [k for k, _ in place.pairs() if k in STEPS or k in STEERING]
    place.known((*STEPS, *STEERING, "when", "clause"))
    if len(ops) != 1:
        place.error(
            "每一步须写且只写一种做法，如 take_off、bands、round。",
            "Each step does exactly one thing, such as take_off, bands or round.",
        )
        return None
    op, inner = ops[0], place.at(ops[0])
    when = read_condition(place.at("when")) if place.has("when") else None
    clause = place.text("clause") or (inner.text("clause") if inner.is_map else "")
    if inner.unstated:
        return Step(op=op, unstated=True, when=when, clause=clause)
    if op in ("zero_when", "silent_when"):
        test = read_condition(inner)
        return None if test is None else Step(op=op, test=test, when=when, clause=clause)
    args = _args(inner, op)
    return None if args is None else Step(op=op, args=args, when=when, clause=clause)


def _args(place: Place, op: str) -> dict[str, ArgValue] | None:
    needs: tuple[str, ...] = _GATE_ARGS
    may: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = {"else": GATES}
    if op != "gate":
        operator = STEPS[op]
        needs, may, options = operator.needs, operator.may, operator.options or {}
        if operator.short and not place.is_map:
            figure = place.number()
            return None if figure is None else {operator.short: figure}
    place.known((*needs, *may, "clause"))
    args: dict[str, ArgValue] = {}
    for name in (*needs, *may):
        if not place.has(name):
            continue
        value = _arg(place, name, options)
        if value is None:
            return None
        args[name] = value
    # A unit without the way to count it would be filled in by a guess.
    short = [n for n in needs if n not in args]
    if "per" in args and "counting" not in args:
        short.append("counting")
    if short:
        listed = ", ".join(short)
        place.error(
            f"“{op}”缺少 {listed}；竞赛规程没有写明的，请写 unstated。",
            f"“{op}” lacks {listed}; where the text does not say, write unstated.",
        )
        return None
    per = args.get("per")
    if isinstance(per, Decimal) and per <= 0:
        place.error("单位 per 须大于 0。", "A unit (per) must be above 0.", key="per")
        return None
    return args


def _arg(place: Place, name: str, options: Mapping[str, tuple[str, ...]]) -> ArgValue | None:
    inner = place.at(name)
    if inner.unstated:
        return UNSTATED
    if name in options:
        word = place.word(name, options[name], "")
        return word or None
    if name == "of":
        return inner.text() or None
    if name == "rows":
        return _rows(inner)
    if name == "table":
        return _table(inner)
    return inner.number()


def _rows(place: Place) -> tuple[Band, ...] | None:
    """Bands as ``{0..0.5: 10, 0.5..1: 8}`` or as a list of {from_to, gives}."""
    rows: list[Band] = []
    if place.is_map:
        found = [(key, inner, inner.number()) for key, inner in place.pairs()]
    else:
        found = [
            (p.need("from_to"), p, p.number("gives") if p.need("gives") else None)
            for p in place.items()
        ]
    for text, inner, value in found:
        low, high = inner.span(text)
        if value is not None:
            rows.append((low, high, value))
    if not rows:
        place.error("档位表是空的。", "The band table is empty.")
    return tuple(rows) or None


def _table(place: Place) -> dict[Decimal, Decimal] | None:
    table: dict[Decimal, Decimal] = {}
    for key, inner in place.pairs():
        at, value = inner.span(key)[0], inner.number()
        if at is not None and value is not None:
            table[at] = value
    return table or None


def read_join(place: Place, *, panel: bool) -> Join | Unstated | None:
    """``mean``, ``{join: trimmed_mean, high: 1, low: 1}``, or ``unstated``."""
    if place.unstated:
        return UNSTATED
    name = place.text("join") if place.is_map else place.text()
    allowed = [n for n, op in JOINS.items() if (op.panel if panel else op.parts)]
    if name not in allowed:
        listed = ", ".join(allowed)
        place.error(f"“{name}”不是合成方式：{listed}。", f"“{name}” is no way to join: {listed}.")
        return None
    args: dict[str, ArgValue] = {}
    if place.is_map:
        extra = ("weigh",) if name == "weighted" else ()
        place.known(("join", *JOINS[name].args, *JOINS[name].words, *extra))
        for word in JOINS[name].words:
            if place.has(word) and not place.at(word).unstated:
                args[word] = place.word(word, PREFERENCES, PREFERENCES[0])
        for arg in JOINS[name].args:
            if place.has(arg):
                number = None if place.at(arg).unstated else place.whole(arg)
                args[arg] = UNSTATED if number is None else Decimal(number)
        if extra and place.has("weigh"):
            args["weigh"] = (
                UNSTATED
                if place.at("weigh").unstated
                else place.word("weigh", ("as_is", "of_hundred"), "as_is")
            )
    return Join(op=name, args=args)
