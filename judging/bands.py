"""Band tables: which row a reading falls in, read so that never two rows may claim it."""

from collections.abc import Callable
from decimal import Decimal

from judging.numbers import ANYTHING, FAR, Span
from judging.scheme import Band


def band_of(value: Decimal, rows: tuple[Band, ...], upper: Callable[[], str]) -> Band | None:
    """
    The one row ``value`` lies in; None for a hole or an overlap (nobody's guess).

    Rows are (from, to, gives), an open end None. Outer ends belong to their row. Where two rows
    meet, ``upper()`` says whether the shared figure is the upper end of the lower row
    (``included``) or the start of the next (``excluded``); it is asked only on such a figure.
    """
    hits = [r for r in rows if _low(r) <= value <= _high(r)]
    if len(hits) == 2:
        first, second = sorted(hits, key=_low)
        if _high(first) == value == _low(second):
            return first if upper() == "included" else second
    return hits[0] if len(hits) == 1 else None


def _low(row: Band) -> Decimal:
    return -FAR if row[0] is None else row[0]


def _high(row: Band) -> Decimal:
    return FAR if row[1] is None else row[1]


def across(q: Span, rows: tuple[Band, ...]) -> Span:
    """The least and most that any row touching ``q`` gives; a hole can be ruled to anything."""
    given = [r[2] for r in rows if _low(r) <= q[1] and _high(r) >= q[0]]
    if not given or holes(rows, q):
        return ANYTHING
    return min(given), max(given)


def holes(rows: tuple[Band, ...], within: Span) -> list[tuple[Decimal, Decimal]]:
    """Stretches of ``within`` that no row or two rows cover."""
    found: list[tuple[Decimal, Decimal]] = []
    reached = within[0]
    for row in sorted(rows, key=_low):
        low, high = max(_low(row), within[0]), _high(row)
        if high < within[0] or low > within[1]:
            continue
        if low != reached:
            found.append((min(low, reached), max(low, reached)))
        reached = max(reached, high)
    if reached < within[1]:
        found.append((reached, within[1]))
    return found
