"""What marks of a panel show of its judges; no result depends on it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.judges import CERTAIN, JudgeFigures, PanelMark, judge_figures
from judging.refusals import BadRecord

D = Decimal


def marks(rows: Mapping[str, Sequence[Any]], **more: Any) -> list[PanelMark]:
    """Judge -> his marks of entries 0, 1, 2 ... on one aspect of 0 to 10."""
    return [
        PanelMark(
            judge=judge, entry=str(n), aspect="a", value=D(str(v)), width=D(10), **more,
        )
        for judge, values in rows.items()
        for n, v in enumerate(values)
    ]  # fmt: skip


def of(found: tuple[JudgeFigures, ...], judge: str) -> JudgeFigures:
    return next(figures for figures in found if figures.judge == judge)


def test_severity_is_the_distance_from_the_middle_judge_in_percent_of_the_scale() -> None:
    found = judge_figures(marks({"mild": [9, 8], "a": [8, 7], "b": [8, 7]}))
    mild = of(found, "mild")
    assert (mild.severity, mild.apart, mild.marks, mild.sheets) == (10, 10, 2, 2)
    assert of(found, "a").severity == of(found, "a").apart == 0
    assert mild.severity_errors is None
    assert mild.flags == ()


def test_a_steady_distance_is_flagged_and_a_wavering_or_small_one_is_not() -> None:
    others = [7, 6, 8, 5, 7, 6]
    steady = judge_figures(marks({"x": [8, 7, 9, 6, 8, 7], "a": others, "b": others}))
    assert of(steady, "x").severity_errors == CERTAIN
    assert of(steady, "x").flags == ("severity",)
    strict = judge_figures(marks({"x": [6, 5, 7, 4, 6, 5], "a": others, "b": others}))
    assert of(strict, "x").severity_errors == -CERTAIN
    assert of(strict, "x").flags == ("severity",)
    wavering = judge_figures(marks({"x": [9, 5, 9, 3, 9, 6], "a": others, "b": others}))
    assert of(wavering, "x").flags == ()
    small = judge_figures(
        marks({"x": ["7.1", "6.1", "8.1", "5.1", "7.1", "6.1"], "a": others, "b": others})
    )
    assert of(small, "x").severity == 1
    assert of(small, "x").flags == ()
    same = judge_figures(marks({"x": others, "a": others}))
    assert of(same, "x").severity_errors == 0


def tilted(home: list[int], away: list[int]) -> JudgeFigures:
    """Figures of a judge who gave these marks to his own region and to others."""
    values = [*home, *away]
    rows = marks({"a": [5] * len(values), "b": [5] * len(values)})
    rows += [
        PanelMark(judge="x", entry=str(n), aspect="a", value=D(v), width=D(10), home=n < len(home))
        for n, v in enumerate(values)
    ]
    return of(judge_figures(rows), "x")


def test_a_tilt_is_what_his_own_region_gets_more_than_others_do() -> None:
    found = tilted([7, 7, 8], [5, 5, 4, 5, 6, 5])
    assert found.home_sheets == 3
    assert found.tilt is not None
    assert round(found.tilt, 2) == D("15.56")
    assert found.flags == ("tilt",)
    assert tilted([3, 3, 2], [5, 5, 4, 5, 6, 5]).flags == ()
    assert tilted([7, 7, 7], [5, 5, 5, 5]).tilt_errors == CERTAIN


@pytest.mark.parametrize(
    ("home", "away"), [([8], [5, 5, 4, 5, 6]), ([8, 8], [5, 5]), ([], [5, 5, 4, 5, 6])]
)
def test_with_too_few_of_his_own_nobody_is_accused(home: list[int], away: list[int]) -> None:
    found = tilted(home, away)
    assert found.tilt_errors is None
    assert "tilt" not in found.flags


def test_the_share_set_aside_is_laid_beside_what_chance_gives() -> None:
    rows = {"x": [9, 9], "a": [7, 7], "b": [6, 6], "c": [5, 8], "d": [5, 6]}
    found = judge_figures(marks(rows, high=1, low=1))
    assert of(found, "x").dropped == 100
    assert of(found, "a").dropped == 0
    # Two equal lowest share the one that is set aside: c and d once, b and d once.
    assert of(found, "c").dropped == 25
    assert of(found, "d").dropped == 50
    assert of(found, "b").dropped == 25
    assert of(found, "x").usual == 40
    assert of(judge_figures(marks({"x": [9], "a": [7]})), "x").dropped is None


def test_who_marks_alone_has_no_figures() -> None:
    assert judge_figures(marks({"x": [9, 8]})) == ()


def test_a_scale_that_spans_nothing_is_refused() -> None:
    with pytest.raises(BadRecord):
        PanelMark(judge="x", entry="1", aspect="a", value=D(1), width=D(0))


def test_one_who_marks_far_off_does_not_make_the_others_look_off():
    found = judge_figures(marks({"x": [10] * 8, "a": [5] * 8, "b": [5] * 8}))
    assert of(found, "x").flags == ("severity",)
    assert of(found, "a").flags == of(found, "b").flags == ()


def test_every_panel_has_its_own_middle():
    rows = marks({"x": [8, 8], "a": [5, 5], "b": [5, 5]})
    rows += [
        PanelMark(judge=judge, entry=f"other {n}", aspect="a", value=D(v), width=D(10))
        for n in range(2)
        for judge, v in (("x", 8), ("c", 8), ("d", 8))
    ]
    found = judge_figures(rows)
    assert of(found, "x").severity == 15
    assert of(found, "a").severity == of(found, "c").severity == 0


@given(
    st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(-3, 3),
)
def test_a_shift_of_all_marks_changes_nothing_and_one_judge_is_the_middle(rows, shift):
    def figures(by):
        table = {name: [row[i] + by for row in rows] for i, name in enumerate("xab")}
        return {f.judge: round(f.severity, 20) for f in judge_figures(marks(table))}

    assert sorted(figures(0).values())[1] == 0
    assert figures(0) == figures(shift)
