"""How many places there are while the size of the field, or the text, is still open."""

import pytest

from tests.judging.books import claims, keys, run

BOOK = """
scheme: {id: total, combine: sum, parts: [
  {id: a, max: 10, mark: points}, {id: b, max: 2, mark: points}]}
rankings: {overall: {by: [total high], tail: share}}
ladder: [{honour: 奖, in: overall, first: QUOTA}]
"""
#: Two who have finished, and two who can still count but pass nobody.
FIELD = {"A": {"a": 10, "b": 2}, "B": {"a": 9, "b": 2}, "C": {"a": 1}, "D": {"a": 1}}


def given(quota, field=FIELD, **more):
    result = run(BOOK.replace("QUOTA", quota), field, **more)
    sure, held = claims(result, "candidate"), claims(result, "held")
    return sure.get("奖", []), held.get("奖", []), keys(result)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("{percent: 50%, of: ranked, round: down}", (["A"], ["B"], [])),
        ("{percent: 50%, of: started, round: down}", (["A", "B"], [], [])),
        ("{percent: 25%, of: ranked, round: unstated}", ([], ["A"], [])),
        ("{of: ranked, by_size: [{from_to: 2, gives: 1}, {from_to: 3, gives: 2}, "
         "{from_to: 4, gives: 1}]}", (["A"], ["B"], [])),
        ("{of: ranked, by_size: [{from_to: 2, gives: 2}, {from_to: 4, gives: 2}]}",
         ([], ["A", "B"], ["ladder/奖.size:3"])),
    ],
)  # fmt: skip
def test_an_open_field_gives_the_least_it_can_for_sure_and_holds_the_rest(quota, expected):
    assert given(quota) == expected


def test_a_size_that_the_text_names_is_no_question_where_the_sizes_differ():
    three = {e: FIELD["A"] | {"a": 9 - n} for n, e in enumerate("ABC")}
    gone = {"C": "disqualified"}
    half = "{percent: 50%, of: OF, round: up}"
    assert given(half.replace("OF", "ranked"), three, absent=gone) == (["A"], [], [])
    assert given(half.replace("OF", "started"), three, absent=gone) == (["A", "B"], [], [])
    asked = given(half.replace("OF", "unstated"), three, absent=gone)
    assert asked == (["A"], ["B"], ["ladder/奖.of"])
