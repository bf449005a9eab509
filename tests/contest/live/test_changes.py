"""Changes lead from one picture to the next, whatever happened in between."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contest.live.changes import apply, changes


@st.composite
def pictures(draw: st.DrawFn, seq: int) -> dict[str, Any]:
    ids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True))
    fields = st.fixed_dictionaries(
        {"rank": st.none() | st.integers(1, 9)},
        optional={"score": st.none() | st.sampled_from(["1.00", "2.00"])},
    )
    rows = [{"id": one, **draw(fields)} for one in ids]
    state = draw(st.sampled_from(["live", "hidden", "signed"]))
    return {"board": "b", "seq": seq, "at": str(seq), "state": state, "rows": rows}


@given(pictures(1), pictures(2))
def test_applying_the_changes_gives_the_picture_itself(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert apply(before, changes(before, after)) == after


@given(pictures(1), pictures(2), pictures(3))
def test_changes_are_refused_by_whoever_holds_another_picture(
    first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    assert apply(first, changes(second, third)) is None


def test_nothing_is_told_of_rows_and_fields_that_stay_as_they_are() -> None:
    rows = [{"id": str(n), "rank": n, "name": "买买提江"} for n in range(100)]
    before = {"board": "b", "seq": 1, "at": "1", "rows": rows}
    seventh = {**rows[7], "rank": 99}
    after = {**before, "seq": 2, "rows": [*rows[:7], seventh, *rows[8:]]}
    told = changes(before, after)
    assert (told["rows"], "order" in told, told["head"]) == ([{"id": "7", "rank": 99}], False, {})
