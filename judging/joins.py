"""Joins: many values to one, over judges, parts or attempts. One record per operator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from judging.numbers import ZERO, shown, snap
from judging.rulings import Choose, Unsettled
from judging.scheme import UNSTATED, Join

Values = Sequence[Decimal]
#: Settled argument by name: a number, or 0 where the join takes none of that name.
Number = Callable[[str], int]
Words = tuple[str, str]


#: What a join may prefer where two answers are equally good.
PREFERENCES = ("higher", "lower")


class NothingLeft(Exception):
    """So many marks were set aside that none is left to average."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinOperator:
    """
    ``value`` joins settled values; ``up`` says that raising one never lowers the result, so that
    bounds map end to end; ``args`` are whole numbers it needs, ``words`` choices between higher
    (1) and lower (0); ``fewer`` marks missing parts as skipped (attempts not made) instead of
    making the whole missing.
    """

    name: str
    value: Callable[[Values, Number], Decimal]
    sentence: Callable[[Values, Number, Decimal], Words]
    args: tuple[str, ...] = ()
    defaults: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    up: bool = True
    fewer: bool = False
    parts: bool = True
    panel: bool = True


def _sum(xs: Values, _: Number) -> Decimal:
    return sum(xs, ZERO)


def _mean(xs: Values, _: Number) -> Decimal:
    return sum(xs, ZERO) / len(xs)


def kept(xs: Values, high: int, low: int) -> list[Decimal]:
    """What stays after so many highest and lowest are set aside; of equals only one each time."""
    if len(xs) <= high + low:
        raise NothingLeft
    return sorted(xs)[low : len(xs) - high]


def _trimmed_mean(xs: Values, arg: Number) -> Decimal:
    left = kept(xs, arg("high"), arg("low"))
    return sum(left, ZERO) / len(left)


def _median(xs: Values, _: Number) -> Decimal:
    ordered, n = sorted(xs), len(xs)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def _closest_pair(xs: Values, arg: Number) -> Decimal:
    if len(xs) < 2:
        raise NothingLeft
    ordered = sorted(xs)
    pairs = list(pairwise(ordered))
    gap = min(snap(b - a) for a, b in pairs)
    means = [(a + b) / 2 for a, b in pairs if snap(b - a) == gap]
    if snap(means[0]) == snap(means[-1]):
        return means[0]
    return means[-1] if arg("prefer") else means[0]


def _best(xs: Values, arg: Number) -> Decimal:
    return sum(sorted(xs, reverse=True)[: arg("k")], ZERO)


def _judgement(xs: Values, _: Number) -> Decimal:
    # The node's maximum is multiplied in by the caller, which alone knows it.
    return sum(xs, ZERO) / (3 * len(xs))


def _listed(xs: Values) -> str:
    return " + ".join(shown(x) for x in xs)


def _say_trimmed(xs: Values, arg: Number, v: Decimal) -> Words:
    ordered = sorted(xs)
    low = ", ".join(shown(x) for x in ordered[: arg("low")]) or "–"
    high = ", ".join(shown(x) for x in ordered[len(xs) - arg("high") :]) or "–"
    return (
        f"去掉最高 {high}、最低 {low}，其余平均 {shown(v)}",
        f"without the highest {high} and the lowest {low}, mean {shown(v)}",
    )


OPERATORS: dict[str, JoinOperator] = {
    op.name: op
    for op in (
        JoinOperator(
            name="sum",
            value=_sum,
            sentence=lambda xs, _, v: (
                f"{_listed(xs)} = {shown(v)}（各项相加）",
                f"{_listed(xs)} = {shown(v)} (the parts are added)",
            ),
        ),
        JoinOperator(
            name="weighted",
            value=_sum,
            panel=False,
            sentence=lambda xs, _, v: (
                f"{_listed(xs)} = {shown(v)}（加权合计）",
                f"{_listed(xs)} = {shown(v)} (weighted total)",
            ),
        ),
        JoinOperator(
            name="mean",
            value=_mean,
            sentence=lambda xs, _, v: (
                f"{len(xs)} 个分数的平均 {shown(v)}",
                f"mean of {len(xs)}: {shown(v)}",
            ),
        ),
        JoinOperator(
            name="trimmed_mean",
            value=_trimmed_mean,
            sentence=_say_trimmed,
            args=("high", "low"),
            defaults=(1, 1),
        ),
        JoinOperator(
            name="median",
            value=_median,
            sentence=lambda xs, _, v: (f"中位数 {shown(v)}", f"median {shown(v)}"),
        ),
        JoinOperator(
            name="closest_pair_mean",
            value=_closest_pair,
            words=("prefer",),
            up=False,
            sentence=lambda xs, _, v: (
                f"最接近的两个分数平均 {shown(v)}",
                f"mean of the two closest: {shown(v)}",
            ),
        ),
        JoinOperator(
            name="best",
            value=_best,
            args=("k",),
            defaults=(1,),
            fewer=True,
            sentence=lambda xs, arg, v: (
                f"取最好 {arg('k')} 项，得 {shown(v)}",
                f"best {arg('k')}: {shown(v)}",
            ),
        ),
        JoinOperator(
            name="judgement_0_3",
            value=_judgement,
            parts=False,
            sentence=lambda xs, _, v: (
                f"{_listed(xs)}，满分 × 合计 ÷ {3 * len(xs)} = {shown(v)}",
                f"{_listed(xs)}: maximum × sum / {3 * len(xs)} = {shown(v)}",
            ),
        ),
        JoinOperator(
            name="agreed",
            value=lambda xs, _: xs[0],
            parts=False,
            sentence=lambda xs, _, v: (f"裁判组一致 {shown(v)}", f"the panel agreed on {shown(v)}"),
        ),
    )
}


def numbers_of(join: Join, key: str, choose: Choose) -> Number:
    """The join's arguments, each settled by the text or by a ruling."""
    operator = OPERATORS[join.op]

    def number(name: str) -> int:
        value = join.args.get(name)
        if name in operator.words:
            unsaid = value is None or value is UNSTATED
            said = choose(f"{key}.{join.op}.{name}", PREFERENCES) if unsaid else value
            return int(said == "higher")
        if value is UNSTATED:
            ruled = choose(f"{key}.{join.op}.{name}")
            if not ruled.isdigit():
                raise Unsettled(f"{key}.{join.op}.{name}")
            return int(ruled)
        if isinstance(value, Decimal):
            return int(value)
        return operator.defaults[operator.args.index(name)]

    return number
