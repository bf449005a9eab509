"""What a node is told to be while it, or something below it, is open or asked about."""

from tests.judging.books import aspect, score

PARTS = """
scheme:
  id: total
  max: 20
  combine: sum
  parts:
    - {id: a, max: 10, mark: points, then: [{round: {places: 1, mode: unstated}}]}
    - {id: b, max: 10, mark: points}
  then: [{round: {places: 0, mode: unstated}}, {gate: {at_least: 9, else: no_honour}}]
"""


def told(a, b):
    found = score(PARTS, "total", {"a": a, "b": b})
    counted = found.waiting, found.marked, sorted(found.gates)
    return found.state, found.low, found.high, counted, [k.key for k in found.asks]


def test_a_question_below_is_asked_there_and_only_marks_its_parent():
    assert told("7.85", "0.65") == ("asked", 8, 9, (0, 2, ["no_honour?"]), [])
    assert [k.key for k in score(PARTS, "a", {"a": "7.85"}).asks] == ["a.round.mode"]


def test_while_marks_are_open_a_point_of_the_text_is_not_asked_yet():
    assert told("7.8", None) == ("waiting", 7, 18, (1, 1, ["no_honour?"]), [])
    assert told("7.8", "1") == ("asked", 8, 9, (0, 2, ["no_honour?"]), ["total.round.mode"])
    assert told("8", "1") == ("final", 9, 9, (0, 2, []), [])


def test_a_figure_only_a_ruling_can_give_leaves_everything_up_to_the_maximum():
    body = "max: 8, mark: points, then: [{bands: unstated}]"
    assert (aspect(body, {"total": 3}).low, aspect(body, {"total": 3}).high) == (0, 8)
    endless = body.replace("max: 8, ", "")
    assert aspect(endless, {"total": 3}).high is None


def test_readings_that_are_settled_widen_the_bounds_of_those_that_are_not():
    body = (
        "max: 9, reads: {gap: {unit: mm, most: 9}}, then: [{bands: {rows: {0..5: -5, 5..9: 3}, "
        "upper: unstated}}, {lookup: {table: {-5: -4}}}]"
    )
    found = aspect(body, {"gap": 5})
    assert [k.key for k in found.asks] == ["total.lookup.at:3"]
    assert (found.state, found.low, found.high) == ("asked", -4, 9)


def test_each_answer_is_offered_with_all_it_may_give():
    body = (
        "max: 9, mark: points, "
        "then: [{silent_when: total > 1}, {round: {places: 0, mode: unstated}}]"
    )
    silent, mode = aspect(body, {"total": "2.5"}).asks
    assert silent.options == (("zero", "得 0", "gives 0"), ("go_on", "得 3 / 2", "gives 3 / 2"))
    assert mode.options == (
        ("half_up", "得 3", "gives 3"),
        ("half_even", "得 2", "gives 2"),
        ("truncate", "得 2", "gives 2"),
    )


def test_an_answer_that_leaves_something_open_is_offered_with_its_bounds():
    body = (
        "max: 9, mark: points, then: [{add: {points: 1}, when: sex = 女}, "
        "{round: {places: 0, mode: unstated}}]"
    )
    (mode,) = aspect(body, {"total": "2.5"}).asks
    assert mode.options == (
        ("half_up", "得 3..4", "gives 3..4"),
        ("half_even", "得 2..4", "gives 2..4"),
        ("truncate", "得 2..3", "gives 2..3"),
    )
