"""Band tables, look-up tables and deviations: edges, holes, overlaps, bounds."""

from decimal import Decimal

import pytest

from judging.bands import across, holes
from judging.numbers import ANYTHING
from tests.judging.books import aspect, rule, score

BANDS = "max: 10, reads: {gap: {unit: mm, most: 9}}, then: [{bands: {rows: {ROWS}, upper: UPPER}}]"


def bands(gap, rows="0..1: 10, 1..2: 6, 2..: 0", upper="included", *rulings):
    body = BANDS.replace("ROWS", rows).replace("UPPER", upper)
    return aspect(body, {"gap": gap} if gap is not None else {}, *rulings)


@pytest.mark.parametrize(
    ("gap", "upper", "expected"),
    [
        ("0.5", "included", 10),
        ("1", "included", 10),
        ("1", "excluded", 6),
        ("0", "excluded", 10),
        ("2", "included", 6),
        ("9", "included", 0),
    ],
)
def test_a_reading_falls_in_one_band(gap, upper, expected):
    assert bands(gap, upper=upper).value == expected


def test_a_boundary_without_a_rule_is_asked_only_on_the_boundary():
    assert bands("0.9", upper="unstated").value == 10
    found = bands("1", upper="unstated")
    assert [a.key for a in found.asks] == ["total.bands.upper"]
    assert "界值" in found.asks[0].zh


def test_a_hole_or_an_overlap_is_asked_for_that_very_figure():
    hole = "0..1: 10, 2..: 0"
    found = bands("1.5", hole)
    assert [a.key for a in found.asks] == ["total.bands.at:1.5"]
    assert bands("1.5", hole, "included", rule("total.bands.at:1.5", "5")).value == 5
    assert bands("1.5", hole, "included", rule("total.bands.at:1.5", "five")).state == "asked"
    assert bands("1.6", hole, "included", rule("total.bands.at:1.5", "5")).state == "asked"
    assert bands("1.5", "0..2: 10, 1..3: 4").state == "asked"
    assert bands("1.5", "0..2: 10, 1..3: 4, 1..4: 2").state == "asked"


def test_bounds_through_a_band_table_cover_every_row_within_reach():
    found = bands(None)
    assert (found.low, found.high) == (0, 10)
    found = bands(None, "0..1: 10, 2..: 0")
    assert (found.low, found.high) == (None, None)
    found = bands(None, "..4: 10, 5..20: 0")
    assert (found.low, found.high) == (None, None)
    found = bands(None, "..4: 10, 4..6: 2, 6..8: 5")
    assert (found.low, found.high) == (None, None)
    assert bands(None, "12..20: 5").high is None


def test_a_band_table_over_an_open_sum_keeps_to_the_rows_in_reach():
    text = (
        "scheme: {id: total, combine: sum, parts: [{id: a, max: 2, mark: points},"
        "{id: b, max: 2, mark: points}], then: [{bands: {rows: {0..1: 1, 1..3: 5, 3..4: 9}}}]}"
    )
    found = score(text, "total", {"a": 2})
    assert (found.low, found.high) == (5, 9)
    assert score(text, "total", {"a": 2, "b": 1}).value == 5


def table(*rows):
    return tuple(
        tuple(Decimal(v) if v is not None else None for v in (low, high, gives))
        for low, high, gives in rows
    )


def test_open_ended_rows_meet_like_any_others_whatever_their_order():
    rows = "5..: 3, ..5: 1"
    assert bands("5", rows).value == 1
    assert bands("5", rows, "excluded").value == 3


@pytest.mark.parametrize(
    ("rows", "within", "expected"),
    [
        ([(2, 4, 1)], (0, 4), [(0, 2)]),
        ([(0, 2, 1)], (0, 4), [(2, 4)]),
        ([(0, 2, 1), (3, 4, 1)], (0, 4), [(2, 3)]),
        ([(0, 3, 1), (2, 4, 1)], (0, 4), [(2, 3)]),
        ([(0, 2, 1), (4, 6, 1), (8, 9, 1)], (4, 6), []),
        ([(0, 4, 1), (4, 9, 1)], (4, 9), []),
        ([(0, 9, 1), (1, 2, 1)], (4, 9), []),
        ([(0, 9, 1), (1, 4, 1)], (4, 9), [(4, 9)]),
        ([(0, 9, 1), (5, 9, 1)], (0, 5), [(5, 9)]),
        ([(0, 9, 1), (6, 9, 1)], (0, 5), []),
    ],
)
def test_holes_and_overlaps_are_those_within_reach(rows, within, expected):
    span = Decimal(within[0]), Decimal(within[1])
    assert holes(table(*rows), span) == expected


def test_a_row_that_is_only_touched_may_be_the_one():
    rows = table((0, 5, 1), (5, 9, 3))
    assert across((Decimal(0), Decimal(5)), rows) == (1, 3)
    assert across((Decimal(5), Decimal(9)), rows) == (1, 3)
    assert across((Decimal(6), Decimal(9)), rows) == (3, 3)
    assert across((Decimal(6), Decimal(10)), rows) == ANYTHING


LOOKUP = (
    "reads: {pulls: {unit: count, most: 20}}, "
    "then: [{deviation: 7}, {lookup: {table: {0: 10, 1: 6}REST}}]"
)


@pytest.mark.parametrize(("pulls", "expected"), [(7, 10), (8, 6), (6, 6), (9, 0)])
def test_a_table_gives_points_for_a_deviation(pulls, expected):
    assert aspect(LOOKUP.replace("REST", ", rest: 0"), {"pulls": pulls}).value == expected


def test_a_figure_missing_from_a_table_without_a_rest_is_asked():
    found = aspect(LOOKUP.replace("REST", ""), {"pulls": 9})
    assert [a.key for a in found.asks] == ["total.lookup.at:2"]
    assert "2" in found.asks[0].en


def test_bounds_through_a_table_are_its_least_and_most():
    found = aspect(LOOKUP.replace("REST", ", rest: 1"), {})
    assert (found.low, found.high) == (1, 10)
    found = aspect(LOOKUP.replace("REST", ""), {})
    assert (found.low, found.high) == (6, 10)


def test_a_deviation_is_zero_somewhere_between_and_largest_at_an_end():
    body = "reads: {pulls: {unit: count, most: 20}}, then: [{deviation: 7}]"
    found = aspect(body, {})
    assert (found.low, found.high) == (0, 13)
    far = aspect(body.replace("deviation: 7", "deviation: 30"), {})
    assert (far.low, far.high) == (10, 30)
    least = "least: 4, most: 20"
    low = aspect(body.replace("most: 20", least).replace("deviation: 7", "deviation: 3"), {})
    assert (low.low, low.high) == (1, 17)
    high = aspect(body.replace("most: 20", least).replace("deviation: 7", "deviation: 30"), {})
    assert (high.low, high.high) == (10, 26)
