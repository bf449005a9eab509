"""Places by counting say what a plain walk over all lines says, whatever came and went."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging import ordered
from judging.ordered import Ordered
from judging.places import Line, Places

KEYS = st.tuples(st.integers(0, 5).map(Decimal), st.integers(0, 2).map(Decimal))


@pytest.fixture(autouse=True, scope="module")
def short_blocks():
    """So short that a few keys already make several."""
    long, ordered.BLOCK = ordered.BLOCK, 2
    yield
    ordered.BLOCK = long


@given(st.lists(KEYS, max_size=9), st.lists(st.tuples(st.booleans(), KEYS), max_size=30), KEYS)
def test_a_bag_counts_like_a_list(first, changes, asked):
    bag, plain = Ordered(first), list(first)
    for comes, key in changes:
        if comes:
            bag.add(key)
            plain.append(key)
        elif plain:
            gone = plain.pop(hash(key) % len(plain))
            bag.remove(gone)
        assert len(bag) == len(plain)
        assert bag.below(asked) == sum(k < asked for k in plain)
        assert bag.upto(asked) == sum(k <= asked for k in plain)


@st.composite
def lines(draw):
    low, high = sorted(draw(st.tuples(st.integers(0, 5), st.integers(0, 5))))
    second = draw(st.none() | st.integers(0, 2))
    spans = ((Decimal(low), Decimal(high)), None if second is None else (Decimal(second),) * 2)
    return Line(spans=spans, closed=low == high, begun=draw(st.booleans()))


def by_walking(every, line, share):
    """Rank, best and worst, from the words of the rule: equality counts against."""
    others = [other for other in every if other is not line]
    low, high = line.spans[0]
    present = [o for o in every if o.begun or o.closed]
    rank = 1 + sum(o.key < line.key for o in present) if line.begun else None
    surely = mayhap = 0
    for other in others:
        if line.closed and other.closed:
            surely += other.key < line.key
            mayhap += other.key < line.key or (other.key == line.key and not share)
        else:
            surely += other.spans[0][0] > high
            mayhap += other.spans[0][1] >= low
    return rank, 1 + surely, 1 + mayhap


@given(st.lists(lines(), max_size=6), st.lists(lines(), max_size=12), st.booleans())
def test_every_line_stands_where_a_walk_finds_it(first, changes, share):
    places, every = Places(share=share, lines=first), list(first)
    for n, line in enumerate(changes):
        if n % 3 == 2:
            places.take_out(every.pop(0))
        places.put(line)
        every.append(line)
        for one in every:
            assert places.of(one) == by_walking(every, one, share)
