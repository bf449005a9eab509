"""Zero is a mark, none is no mark, waiting is a mark to come; and conduct beside them."""

from decimal import Decimal as D

import pytest

from judging import BadRecord, Incident, Mark, compute
from tests.judging.books import TOTAL, claims, keys, mark, plan_of, ranks, rule, run, score

MODULES = TOTAL.replace("id: theory,", "id: theory, level: module,").replace(
    "id: practice,", "id: practice, level: module,"
)
GONE = {"A": "did_not_start"}


def absent(effect, marks=None, cause="did_not_start", *rulings):
    text = f"absence: {{{cause}: {effect}}}\n" + MODULES
    return run(text, {"A": marks or {"theory": 90}}, *rulings, absent={"A": cause})


def test_not_started_as_zero_counts_and_finishes():
    found = absent("zero").scores["A", "total"]
    assert (found.value, found.state) == (27, "final")
    result = absent("none")
    assert {s.node_id: s.state for s in result.scores.values()} == {
        "theory": "final",
        "practice": "none",
        "total": "none",
    }


def test_not_started_without_result_is_not_ranked():
    result = absent("none")
    assert result.scores["A", "total"].state == "none"
    line = result.standings[0]
    assert (line.rank, line.state, line.cause) == (None, "unranked", "did_not_start")
    assert line.parts == (("theory", 90), ("practice", None))


def test_a_module_not_begun_is_told_with_its_cause_and_as_no_mark():
    def practice(effect, text=MODULES):
        found = run(f"absence: {{did_not_start: {effect}}}\n{text}", {"A": {}}, absent=GONE)
        score = found.scores["A", "practice"]
        assert (score.node_id, score.cause, score.marked) == ("practice", "did_not_start", 0)
        return score.state, score.value, score.low, score.high, score.waiting

    assert practice("zero") == ("final", 0, 0, 0, 0)
    assert practice("none") == ("none", None, None, None, 0)
    assert practice("ask") == ("asked", None, 0, 100, 0)
    endless = MODULES.replace(
        "id: practice, level: module, max: 100", "id: practice, level: module"
    )
    assert practice("ask", endless) == ("asked", None, 0, None, 0)


def test_what_an_absence_does_is_asked_where_the_text_is_silent():
    for effect in ("unstated", "ask"):
        result = absent(effect)
        assert keys(result) == ["absence.did_not_start"]
        assert result.asks[0].entries == ("A",)
        assert result.asks[0].options == (
            ("zero", "计零分", "zero"),
            ("none", "没有成绩", "no result"),
            ("so_far", "按已打分计", "the marks so far"),
        )
        assert result.scores["A", "total"].state == "asked"
    ruled = absent("ask", None, "did_not_start", rule("absence.did_not_start", "zero"))
    assert ruled.scores["A", "total"].value == 27
    silent = run(MODULES, {"A": {"theory": 90}}, absent=GONE)
    assert keys(silent) == ["absence.did_not_start"]


def test_a_module_with_every_mark_in_keeps_its_marks():
    found = absent("none", {"theory": 90, "practice": 80})
    assert found.scores["A", "total"].value == 83


def test_a_node_may_say_what_its_absence_does():
    text = MODULES.replace("weight: 70%", "weight: 70%, absent: {did_not_start: zero}")
    assert run(text, {"A": {"theory": 90}}, absent=GONE).scores["A", "total"].value == 27


SO_FAR = """
absence: {did_not_finish: so_far}
scheme: {id: total, combine: sum, parts: [
  {id: work, level: module, combine: sum, parts: [
    {id: a, max: 10, mark: points}, {id: b, max: 10, mark: points},
    {id: c, max: 10, panel: {judges: 3, join: mean}}]}]}
"""


def test_did_not_finish_counts_the_marks_so_far():
    result = run(SO_FAR, {"A": {"a": 7}}, absent={"A": "did_not_finish"})
    assert result.scores["A", "total"].value == 7
    assert result.scores["A", "b"].cause == "did_not_finish"


def test_an_aspect_half_marked_by_the_panel_is_still_waited_for():
    result = run(SO_FAR, {"A": {"a": 7, "c": [5]}}, absent={"A": "did_not_finish"})
    assert result.scores["A", "total"].state == "waiting"


def test_an_absence_may_touch_one_module_only():
    text = "absence: {did_not_start: zero}\n" + MODULES
    result = run(text, {"A": {}}, absent={("A", "practice"): "did_not_start"})
    practice = result.scores["A", "practice"]
    assert (practice.value, practice.cause) == (0, "did_not_start")
    assert result.scores["A", "theory"].state == "waiting"


def test_a_tree_without_modules_is_absent_as_a_whole():
    result = run("absence: {did_not_start: none}\n" + TOTAL, {"A": {}}, absent=GONE)
    assert result.scores["A", "total"].state == "none"


@pytest.mark.parametrize("cause", ["withdrawn", "disqualified"])
def test_who_withdrew_or_was_disqualified_has_no_rank_and_the_next_moves_up(cause):
    text = MODULES + "ladder: [{honour: gold, in: overall, ranks: 1}]\n"
    field = {"A": {"theory": 99, "practice": 99}, "B": {"theory": 50, "practice": 50}}
    result = run(text, field, absent={"A": cause})
    assert ranks(result) == {"B": 1, "A": None}
    assert claims(result) == {"gold": ["B"]}
    assert result.sizes["registered"] == ((1, 1) if cause == "withdrawn" else (2, 2))
    assert result.sizes["started"] == ((1, 1) if cause == "withdrawn" else (2, 2))


def test_field_sizes_know_who_registered_started_and_finished():
    field = {"A": {"theory": 9, "practice": 9}, "B": {"theory": 9}, "C": {}, "D": {}}
    result = run("absence: {did_not_start: none}\n" + MODULES, field, absent={"D": "did_not_start"})
    assert result.sizes == {
        "registered": (4, 4),
        "started": (2, 3),
        "finished": (1, 3),
        "ranked": (1, 3),
    }


def refused(match, **more):
    given = {"stage_id": "final", "entries": ["A"], "marks": []} | more
    with pytest.raises(BadRecord, match=match):
        compute(
            plan_of(TOTAL.replace("mark: points}]", "panel: {judges: 3, join: mean}}]")), **given
        )


def one(aspect, seat, value):
    return [Mark(op_id="1", entry_id="A", aspect_id=aspect, seat=seat, value=value)]


def test_compute_refuses_what_the_rulebook_does_not_have():
    refused("No aspect is called", marks=one("spelling", 1, D(1)))
    refused("no judge's seat 4", marks=one("practice", 4, D(1)))
    refused("no judge's seat 2", marks=one("theory", 2, D(1)))
    refused("no judge's seat 1", marks=one("total", 1, D(1)))
    refused("out of range", marks=one("theory", 1, D(101)))
    refused("out of range", marks=one("theory", 1, D(-1)))
    refused("No penalty is called", incidents=[Incident(id="1", entry_id="A", item_id="x")])
    refused("is none of", absent={"A": "asleep"})


def test_a_refusal_of_the_engine_says_the_figure_and_what_there_is():
    with pytest.raises(BadRecord) as far:
        run(TOTAL, {"A": {"theory": "100.50"}})
    assert far.value.zh == "“theory”的 100.5 超出范围。"
    with pytest.raises(BadRecord) as asleep:
        run(TOTAL, {"A": {}}, absent={"A": "asleep"})
    assert asleep.value.zh == (
        "缺席原因“asleep”不在 did_not_start, did_not_finish, withdrawn, disqualified 之中。"
    )
    assert asleep.value.en == (
        "Cause “asleep” is none of did_not_start, did_not_finish, withdrawn, disqualified."
    )


def test_a_judge_who_takes_a_mark_back_is_waited_for_again():
    text = "scheme: {id: total, max: 9, panel: {judges: 3, join: mean}}"
    marks = [mark("A", "total", 9, seat) for seat in (1, 2, 3)]
    for seat in (1, 3):
        back = mark("A", "total", None, seat, op="back")
        result = compute(plan_of(text), stage_id="final", entries=["A"], marks=[*marks, back])
        found = result.scores["A", "total"]
        assert (found.state, found.marked, found.low, found.high) == ("waiting", 2, 6, 9)


def test_marks_of_strangers_and_of_another_stage_are_passed_over():
    marks = [
        Mark(op_id="2", entry_id="Z", aspect_id="nonsense", seat=1, value=D(1)),
        *one("theory", 1, D(9)),
        Mark(op_id="3", entry_id="A", aspect_id="theory", seat=1, value=D(2), stage_id="prelim"),
    ]
    result = compute(plan_of(TOTAL), stage_id="final", entries=["A"], marks=marks)
    assert result.scores["A", "theory"].value == 9


def test_an_unknown_stage_is_named_with_those_there_are():
    with pytest.raises(KeyError, match=r"semi: known are \['final'\]"):
        run(TOTAL, {"A": {}}, stage_id="semi")


def test_a_stage_without_a_ranking_of_its_own_is_refused():
    text = """
    scheme: [{id: p, max: 9, mark: points}, {id: f, max: 9, mark: points}]
    stages: [{id: prelim, node: p}]
    rankings: {f: {by: [f high], tail: share}}
    """
    with pytest.raises(BadRecord, match="has no ranking to read"):
        run(text, {"A": {}})


def test_a_score_keeps_its_cause_when_no_value_comes_up_from_below():
    assert (
        score("absence: {did_not_start: none}\n" + MODULES, "total", {}, absent=GONE).cause
        == "did_not_start"
    )
