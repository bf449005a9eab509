from decimal import Decimal as D
from decimal import FloatOperation

import pytest

from judging.numbers import exact, hull, number, plain, point, rounded, shown, snap, units, whole


def test_three_thirds_are_one_even_cut_to_two_places():
    with exact():
        assert snap(D(1) / 3 * 3) == 1
        assert rounded(D(1) / 3 * 3, 2, "truncate") == D("1.00")


@pytest.mark.parametrize(
    ("value", "places", "mode", "expected"),
    [
        ("78.585", 2, "half_up", "78.59"),
        ("78.585", 2, "half_even", "78.58"),
        ("78.589", 2, "truncate", "78.58"),
        ("78.581", 2, "up", "78.59"),
        ("-0.001", 2, "half_up", "0.00"),
    ],
)
def test_rounding_follows_the_named_mode(value, places, mode, expected):
    assert str(rounded(D(value), places, mode)) == expected


@pytest.mark.parametrize(
    ("counting", "expected"), [("started", "2"), ("full", "1"), ("pro_rata", "1.4")]
)
def test_units_of_five_in_seven(counting, expected):
    assert units(D(7), D(5), counting) == D(expected)


def test_an_exact_multiple_has_no_started_unit_more():
    assert units(D(10), D(5), "started") == 2


@pytest.mark.parametrize(("mode", "expected"), [("up", 3), ("down", 2), ("nearest", 3)])
def test_half_a_person_is_rounded_as_told(mode, expected):
    assert whole(D("2.5"), mode) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8.5", "8.5"),
        ("８．５", "8.5"),
        ("30%", "0.3"),
        ("30 %", "0.3"),
        ("-3", "-3"),
        ("+3", "3"),
        ("1,5", None),
        ("010", None),
        ("1e3", None),
        ("NaN", None),
        ("Infinity", None),
        ("", None),
        ("3.", None),
    ],
)
def test_only_a_plainly_written_number_is_one(text, expected):
    assert number(text) == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(D("1E+2"), "100"), (D("85.70"), "85.7"), (D(0), "0"), (None, "–"), (D("Infinity"), "–")],
)
def test_numbers_are_spelled_short_and_never_with_an_exponent(value, expected):
    assert plain(value) == expected


def test_a_long_figure_in_a_sentence_is_marked_as_cut_short():
    with exact():
        assert shown(D(2) / 3) == "≈0.6667"
    assert shown(D("0.6667")) == "0.6667"
    assert shown(D("0.33335")) == "≈0.3334"
    assert shown(None) == "–"


def test_open_ends_pass_through_rounding_and_counting():
    far = D("Infinity")
    assert snap(far) == rounded(far, 2, "half_up") == units(far, D(5), "full") == far
    assert hull(point(D(1)), (D(0), far)) == (0, far)


def test_a_float_is_never_mixed_in():
    with exact(), pytest.raises(FloatOperation):
        assert D(1) < 0.1
