"""The fast lane and the careful lane give the same values, and the fast one is really taken."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given

from contest.presets import FOLDER
from contest.rulebook import read_rulebook
from judging import Mark, compile_rulebook
from judging.folding import fold, folded
from judging.gather import gather
from judging.lanes import EntryScores, Lanes
from judging.numbers import exact, snap
from judging.plan import Plan
from judging.scheme import Panel
from judging.score import score_entry
from tests.judging.books import Field, mark, marks_of, plan_of, rule, run
from tests.judging.test_properties import BOOK, cells_to_marks, fields


def lanes_of(plan: Plan, marks, seats=(), stage_id: str = "") -> dict[str, EntryScores]:
    stage = plan.stage(stage_id or plan.rulebook.stages[0].id)
    entries = sorted({m.entry_id for m in marks})
    with exact():
        state = folded(plan, stage, entries)
        fold(state, marks)
        inputs = gather(plan, stage, entries, state, (), {}, dict(seats), {}, {})
        lanes = Lanes(plan, stage.node)
        found = {e: lanes.scores(i) for e, i in inputs.items()}
        for entry, scores in found.items():
            careful = score_entry(plan, stage.node, inputs[entry])
            assert scores.begun == any(score.marked for score in careful.values())
            assert scores.counted(stage.node) == (careful[stage.node].marked > 0)
            for node, score in careful.items():
                value = scores.value(node)
                assert (None if value is None else snap(value)) == score.value
                assert (scores.span(node), scores.waiting(node)) == (score.span, score.waiting)
                assert scores[node] == score
    return found


@given(fields(missing=6))
def test_both_lanes_agree_on_whole_and_open_entries_and_only_unknown_cases_are_careful(cells):
    found = lanes_of(BOOK, cells_to_marks(cells))
    for entry, scores in found.items():
        # Whether the gap is too wide is not known before it is measured.
        assert scores.quick is (cells[entry, "gap", 1] is not None)


BOOKS = {path.name: path for path in sorted(FOLDER.rglob("*.yaml"))}


def some_marks(plan: Plan, chance: random.Random) -> Iterator[Mark]:
    """Marks of three entries: all, some or none; of the finest step and at both ends."""
    for entry, part in zip("ABC", (1.0, 0.5, 0.1), strict=True):
        for aspect, scale in plan.scales.items():
            take = plan.nodes[plan.owner[aspect]].take
            least, most = scale.ends()
            top = least + 50 if most is None else most
            grid = [least, top, least + (top - least) * chance.randrange(101) / 100]
            for seat in range(1, (take.judges if isinstance(take, Panel) else 1) + 1):
                if chance.random() < part:
                    yield mark(entry, aspect, chance.choice(grid), seat)


@pytest.mark.parametrize("name", BOOKS)
def test_both_lanes_agree_on_every_rulebook_that_comes_along(name):
    plan = compile_rulebook(read_rulebook(BOOKS[name].read_text("utf-8")))
    chance = random.Random(name)
    modules = [n.id for n in plan.nodes.values() if n.level == "module"]
    for stage in plan.rulebook.stages:
        for _ in range(10):
            marks = list(some_marks(plan, chance))
            seats = {(e, m): chance.choice((1, 2, 3, 5)) for e in "AC" for m in modules}
            lanes_of(plan, marks, seats, stage.id)


def one(body: str, marks: Field, *rulings) -> EntryScores:
    plan = plan_of(f"scheme: {{id: total, {body}}}", *rulings)
    return lanes_of(plan, marks_of(marks))["A"]


PANEL = "panel: {judges: 3, spread: 3, join: %s}"


@pytest.mark.parametrize(
    ("body", "marks", "fast"),
    [
        ("max: 9, mark: points", {"total": 3}, True),
        ("max: 9, mark: points", {"=total": 3}, False),
        ("max: 9, panel: {judges: 1, join: mean}", {"total": [3]}, True),
        ("max: 9, " + PANEL % "mean", {"total": [3, 4, 4]}, True),
        ("max: 9, " + PANEL % "mean", {"total": [3, 4, 7]}, False),
        ("max: 9, " + PANEL % "mean", {"total": [3, 4]}, True),
        ("max: 9, " + PANEL % "mean", {"total": [3, None, 7]}, False),
        ("max: 9, " + PANEL % "agreed", {"total": [3, 3]}, True),
        ("max: 9, " + PANEL % "closest_pair_mean", {"total": [3, 4]}, True),
        ("max: 9, " + PANEL % "agreed", {"total": [3, 3, 3]}, True),
        ("max: 9, " + PANEL % "agreed", {"total": [3, 3, 4]}, False),
        ("max: 9, " + PANEL % "closest_pair_mean", {"total": [3, 4, 4]}, True),
        ("max: 9, " + PANEL % "closest_pair_mean", {"total": [3, 4, 5]}, False),
        ("max: 9, panel: {judges: 3, join: judgement_0_3}", {"total": [2, 3, 2]}, True),
        ("max: 9, panel: {judges: 3, join: {join: trimmed_mean, high: unstated}}",
         {"total": [2, 3, 2]}, False),
        ("max: 9, reads: {gap: mm}, then: [{deviation: 0.5}]", {"gap": 2}, True),
        ("max: 9, reads: {gap: mm}, then: [{bands: {rows: {0..1: 5}}}]", {"gap": 2}, False),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{zero_when: gap > 3}, {cap: 8}]",
         {"gap": 2}, True),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{zero_when: gap > 1}, {cap: 8}]",
         {"gap": 2}, True),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{silent_when: gap > 1}]",
         {"gap": 2}, False),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{cap: 2, when: gap > 1}]",
         {"gap": 2}, True),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{cap: 2, when: gap > 3}]",
         {"gap": 2}, True),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{cap: 2, when: level = 3}]",
         {"gap": 2}, False),
        ("max: 9, mark: points, then: [{gate: {at_least: 2, else: unranked}}]",
         {"total": 2}, False),
        ("max: 9, mark: points, then: [{round: {places: 0, mode: unstated}}]",
         {"total": "2.5"}, False),
        ("max: 9, mark: points, then: [{bands: unstated}]", {"total": 2}, False),
        ("combine: {join: best, k: 1}, parts: [{id: a, max: 9, mark: points},"
         "{id: b, max: 9, mark: points, then: [{cap: 5}]}]", {"a": 3, "b": 8}, True),
        ("combine: {join: trimmed_mean, high: 1, low: 1}, parts: [{id: a, max: 9, mark: points},"
         "{id: b, max: 9, mark: points}]", {"a": 3, "b": 8}, False),
        ("combine: sum, max: 20, parts: [{id: a, max: 9, mark: points}]", {"a": 3}, False),
        ("combine: unstated, parts: [{id: a, max: 9, mark: points}]", {"a": 3}, False),
        ("combine: sum, parts: [{id: a, max: 9, mark: points},"
         "{id: b, max: 9, mark: points, then: [{take_off: {points: 1, of: a}}]}]",
         {"a": 3, "b": 8}, True),
        ("combine: sum, parts: [{id: a, max: 9, mark: points, then: [{cap: 2}]},"
         "{id: b, max: 9, mark: points, then: [{take_off: {points: 1, of: a}, when: a < 3}]}]",
         {"a": 7, "b": 8}, True),
        ("max: 9, starts_at: 9, reads: {gap: mm}, then: [{take_off: {points: 1, of: gap}, "
         "when: gap > 1}, {add: {points: 3}}, {take_off: {points: 2, per: 5, counting: started}}]",
         {"gap": 2}, True),
    ],
)  # fmt: skip
def test_the_fast_lane_takes_what_is_settled_and_leaves_the_rest(body, marks, fast):
    assert one(body, {"A": marks}).quick is fast


@pytest.mark.parametrize(
    ("body", "ruling"),
    [
        ("max: 9, mark: points, then: [{bands: unstated}]", rule("total.bands", "4")),
        ("max: 9, mark: points, then: [{round: {places: 0, mode: unstated}}]",
         rule("total.round.mode", "half_up")),
        ("max: 9, mark: points, then: [{silent_when: total > 1}, {cap: 1}]",
         rule("total.silent_when", "go_on")),
    ],
)  # fmt: skip
def test_a_ruling_opens_the_fast_lane(body, ruling):
    scores = one(body, {"A": {"total": "2.5"}}, ruling)
    assert scores.quick or "silent" in body


@pytest.mark.parametrize(("choice", "value"), [("go_on", 4), ("zero", 0)])
def test_a_silent_case_that_was_ruled_takes_the_fast_lane(choice, value):
    body = (
        "max: 9, starts_at: 6, reads: {gap: mm}, "
        "then: [{silent_when: gap > 1}, {take_off: {points: 1, of: gap}}]"
    )
    scores = one(body, {"A": {"gap": 2}}, rule("total.silent_when", choice))
    assert (scores.quick, scores.value("total")) == (True, value)
    below = one(body, {"A": {"gap": 1}}, rule("total.silent_when", choice))
    assert (below.quick, below.value("total")) == (True, 5)


def test_a_ruling_that_is_no_answer_leaves_the_point_open():
    scores = one(
        "max: 9, mark: points, then: [{bands: unstated}]",
        {"A": {"total": 2}},
        rule("total.bands", "perhaps"),
    )
    assert not scores.quick


def test_all_scores_are_those_of_every_entry():
    result = run(BOOK, {"A": {"theory": 2}, "B": {"theory": 4}})
    nodes = {"total", "theory", "practice", "taste", "cut", "time"}
    assert set(result.scores) == {(e, n) for e in "AB" for n in nodes}
    assert len(result.scores) == 12
    assert ("A", "secs") not in result.scores


def test_a_value_given_whole_in_another_tree_is_no_matter_here():
    plan = plan_of("""
        scheme: [{id: x, max: 9, mark: points}, {id: y, max: 9, mark: points}]
        stages: [{id: first, node: x, ranking: x}, {id: second, node: y, ranking: y}]
        rankings: {x: {by: [x high], tail: share}, y: {by: [y high], tail: share}}
        """)
    assert lanes_of(plan, marks_of({"A": {"x": 3, "=y": 4}}))["A"].quick
