"""Standard errors, shares and middles of judges' figures, worked out by hand."""

from decimal import Decimal as D

from judging.judges import PanelMark, judge_figures
from tests.judging.test_judges import marks, of, tilted


def test_the_error_of_a_severity_is_the_spread_over_the_root_of_the_sheets():
    fives = [5, 5, 5, 5, 5]
    found = of(judge_figures(marks({"x": [6, 7, 8, 7, 7], "a": fives, "b": fives})), "x")
    assert (found.severity, found.sheets) == (20, 5)
    assert found.severity_errors is not None
    # Two above on a scale of ten; a standard deviation of 4.714 over the root of five sheets.
    assert round(found.severity_errors, 4) == D("9.4868")
    four = of(judge_figures(marks({"x": [6, 7, 8, 7], "a": fives[:4], "b": fives[:4]})), "x")
    assert four.severity_errors is None


def test_the_error_of_a_tilt_is_that_of_two_groups_with_one_spread():
    found = tilted([7, 8], [5, 4, 6])
    assert found.tilt is not None
    assert found.tilt_errors is not None
    assert (round(found.tilt, 4), round(found.tilt_errors, 4)) == (D("16.6667"), 3)


def test_two_equals_that_are_both_set_aside_are_set_aside_whole():
    found = judge_figures(marks({"x": [9], "y": [9], "a": [5], "b": [4]}, high=2, low=1))
    shares = {judge: of(found, judge).dropped for judge in "xyab"}
    assert shares == {"x": 100, "y": 100, "a": 0, "b": 100}


def test_the_middle_of_five_judges_is_the_third_and_lone_marks_are_passed_over():
    lone = PanelMark(judge="x", entry="lone", aspect="a", value=D(9), width=D(1))
    five = marks({"v": [1], "w": [2], "x": [3], "y": [4], "z": [5]})
    found = judge_figures([lone, *five])
    assert [of(found, j).apart for j in "vwxyz"] == [20, 10, 0, 10, 20]
    assert [of(found, j).severity for j in "vwxyz"] == [-20, -10, 0, 10, 20]
