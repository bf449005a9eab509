"""Exact numbers: one context, one guard against the dust of divisions, one rounding."""

import re
import unicodedata
from contextlib import AbstractContextManager
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import cache

#: Lower and upper end of what a value can still become; a settled value is a span of one point.
Span = tuple[Decimal, Decimal]

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
FAR = Decimal("Infinity")
ANYTHING: Span = (-FAR, FAR)

EXACT = Context(
    prec=50,
    rounding=ROUND_HALF_EVEN,
    traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "truncate": ROUND_DOWN,
    "up": ROUND_CEILING,
}
COUNTS = {"up": ROUND_CEILING, "down": ROUND_FLOOR, "nearest": ROUND_HALF_UP}

_GUARD = Decimal(1).scaleb(-24)
# By the context's own methods: a caller outside the doors has only 28 digits.
_quantize, _normalize, _add = EXACT.quantize, EXACT.normalize, EXACT.add
_NUMBER = re.compile(r"^[+-]?(0|[1-9]\d{0,19})(\.\d{1,20})?$")


def exact() -> AbstractContextManager[Context]:
    """
    The context in which every public door of this library computes.

    A new thread starts with Python's default context (28 digits, floats pass), so a door that
    relied on it would give different marks in a worker than in a test.
    """
    return localcontext(EXACT)


def snap(value: Decimal) -> Decimal:
    """
    ``value`` without the dust of divisions: 0.99..9 (fifty nines) is 1.

    Called before every rounding, comparison and look-up, so that 1/3 x 3 ties with 1. Safe
    because values of one node are fractions with a common divisor far below 10^20.
    """
    if not value.is_finite():
        return value
    return _add(_normalize(_quantize(value, _GUARD)), ZERO)


def rounded(value: Decimal, places: int, mode: str) -> Decimal:
    """``value`` at so many decimal places by ``half_up``, ``half_even``, ``truncate`` or ``up``."""
    if not value.is_finite():
        return value
    return snap(value).quantize(_unit(places), rounding=MODES[mode], context=EXACT) + ZERO


@cache
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def units(amount: Decimal, per: Decimal, counting: str) -> Decimal:
    """How many units of size ``per`` lie in ``amount``: ``started``, ``full`` or ``pro_rata``."""
    if not amount.is_finite():
        return amount
    count = snap(amount / per)
    if counting == "pro_rata":
        return count
    return count.to_integral_value(ROUND_CEILING if counting == "started" else ROUND_DOWN)


def whole(value: Decimal, mode: str) -> int:
    """A count of people from a percentage of them: ``up``, ``down`` or ``nearest``."""
    return int(snap(value).to_integral_value(COUNTS[mode]))


def plain(value: Decimal | None) -> str:
    """The shortest usual spelling, never 1E+2; an open end or a missing value is a dash."""
    if value is None or not value.is_finite():
        return "–"
    text = format(snap(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Decimal | None) -> str:
    """A figure in a sentence: at most four places, marked ≈ where that is not all of it."""
    if value is None or not value.is_finite() or snap(value) == rounded(value, 4, "half_up"):
        return plain(value)
    return f"≈{plain(rounded(value, 4, 'half_up'))}"


def number(text: str) -> Decimal | None:
    """
    The number written in ``text``, or None.

    Full-width digits are folded. No exponent, no thousands comma, no leading zeros, and neither
    NaN nor infinity: on a marking sheet each of them is a slip. ``30%`` is 0.3.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    share = folded.endswith("%")
    body = folded[:-1].strip() if share else folded
    if not _NUMBER.match(body):
        return None
    return Decimal(body) / HUNDRED if share else Decimal(body)


def hull(*spans: Span) -> Span:
    """The smallest span that holds all of them."""
    return min(s[0] for s in spans), max(s[1] for s in spans)


def point(value: Decimal) -> Span:
    """A settled value as a span."""
    return value, value
