"""Pass marks and cut-offs while something is open: nobody fails for sure what may yet be met."""

from tests.judging.books import aspect, rule, run

PARTS = """
scheme:
  id: total
  combine: sum
  parts: [{id: a, max: 9, mark: points}, {id: b, max: 9, mark: points}]
  then: [STEPS]
rankings: {overall: {by: [total high], tail: share}}
ladder: [{honour: 奖, in: overall, ranks: 1..9}]
"""
UNRANKED = "{gate: {at_least: 8, else: unranked}MORE}"
NO_HONOUR = "{gate: {at_least: 8, else: no_honour}}"


def entry(steps, a, b, *rulings, more=""):
    field = {"A": {"a": a, "b": b}}
    text = PARTS.replace("STEPS", steps).replace("MORE", more)
    result = run(text, field, *rulings)
    return result, result.scores["A", "total"], result.standings[0]


def test_a_pass_mark_that_may_not_apply_costs_nobody_the_rank_yet():
    zero = "{scale: {from: 9, to: 0}}"
    for b, gates, state in (
        (None, {"unranked?"}, "provisional"),
        (2, {"unranked"}, "unranked"),
        (1, set(), "final"),
    ):
        _, score, line = entry(f"{zero}, {UNRANKED}", 3, b, more=", when: b > 1")
        assert (score.gates, line.state) == (gates, state)


def test_a_pass_mark_for_those_of_whom_a_fact_is_not_known_leaves_them_open():
    text = PARTS.replace("STEPS", UNRANKED).replace("MORE", ", when: sex = 女")
    field = {"A": {"a": 3, "b": 1}, "B": {"a": 9, "b": 9}}
    unknown = {s.entry_id: s for s in run(text, field).standings}
    assert (unknown["A"].state, unknown["A"].score) == ("provisional", None)
    man = run(text, field, people={"A": {"sex": "男"}, "B": {"sex": "男"}}).standings
    assert [(s.entry_id, s.rank, s.state) for s in man] == [("B", 1, "final"), ("A", 2, "final")]


def test_a_pass_mark_under_a_question_waits_for_its_ruling():
    steps = f"{{silent_when: a > 2}}, {UNRANKED}"
    result, score, line = entry(steps, 3, 1)
    assert [a.key for a in result.asks] == ["total.silent_when"]
    assert (score.gates, line.state) == ({"unranked?"}, "provisional")
    go_on = rule("total.silent_when", "go_on")
    assert entry(steps, 3, 1, go_on)[2].state == "unranked"
    assert entry(steps, 3, 1, rule("total.silent_when", "zero"))[2].score == 0


def test_a_cut_off_that_may_still_come_spares_the_pass_mark_after_it():
    steps = "{zero_when: b > 1}, " + NO_HONOUR
    result, score, _ = entry(steps, 3, None)
    assert score.gates == {"no_honour?"}
    assert [c.state for c in result.claims] == ["held"]
    failed, score, _ = entry(steps, 3, 1)
    assert (score.gates, failed.claims) == ({"no_honour"}, ())


def test_a_pass_mark_to_zero_still_open_spares_the_one_after_it():
    steps = "{gate: {at_least: 8, else: zero}}, {take_off: {points: 12}}, " + NO_HONOUR
    _, score, _ = entry(steps, 3, None)
    assert (score.low, score.high, score.gates) == (-9, 0, {"no_honour?"})


def test_a_pass_mark_to_zero_bounds_from_zero_while_it_is_open():
    body = "max: 9, mark: points, then: [{gate: {at_least: 6, else: zero}}, {add: {points: 5}}]"
    open_ = aspect(body, {})
    assert (open_.low, open_.high) == (0, 14)
    assert aspect(body, {"total": 6}).value == 11


def test_a_pass_mark_that_can_just_be_reached_is_not_failed_yet():
    just = "max: 6, mark: points, then: [{gate: {at_least: 6, else: no_honour}}]"
    assert aspect(just, {}).gates == {"no_honour?"}
    never = just.replace("at_least: 6", "at_least: 7")
    assert aspect(never, {}).gates == {"no_honour"}


def test_what_a_missed_pass_mark_means_is_asked_with_its_options():
    body = "max: 9, mark: points, then: [{gate: {at_least: 6, else: unstated}}]"
    (ask,) = aspect(body, {"total": 5}).asks
    assert ask.key == "total.gate.else"
    assert [o[0] for o in ask.options] == ["unranked", "zero", "no_honour"]
    assert aspect(body, {"total": 7}).asks == ()
