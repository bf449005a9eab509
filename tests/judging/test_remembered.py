"""What is taken over from the last computation is what would have been computed again."""

import dataclasses
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from judging import BadRecord, Incident, Remembered, Ruling, compute, folding, remembered
from judging.folding import fold
from tests.judging.books import mark, plan_of
from tests.judging.test_live import PLAN, streams
from tests.judging.test_properties import NAMES

SMALL = plan_of("""
    scheme:
      id: total
      combine: sum
      then: [{round: {places: 0, mode: unstated}}]
      parts: [{id: a, max: 10, mark: points}, {id: b, max: 10, mark: points}]
    conduct: [{id: late, take: 1, from: total}]
    """)
MARKS = [mark(e, a, v) for e in ("A", "B") for a, v in (("a", "4.5"), ("b", "4"))]


def told(result):
    """Everything that a result says, its lazy parts read."""
    found = {f.name: getattr(result, f.name) for f in dataclasses.fields(result)}
    return {**found, "scores": dict(result.scores)}


@settings(max_examples=40, deadline=None)
@given(streams())
def test_tap_by_tap_the_results_are_those_of_nothing_remembered(stream):
    taps, known = stream
    kept = Remembered()
    for count in range(known, len(taps) + 1):
        given_so_far = {"stage_id": "final", "entries": NAMES, "marks": taps[:count]}
        once = compute(PLAN, **given_so_far, remembered=kept)
        assert told(once) == told(compute(PLAN, **given_so_far))


def test_marks_that_do_not_go_on_with_the_last_stream_are_folded_anew():
    kept = Remembered()
    other = [mark("A", "a", 9, op="other"), *map(replace, MARKS[1:])]
    taken = mark("B", "b", None, op="taken")
    for marks in ([], MARKS[:3], MARKS, MARKS[:2], other, [*other, taken], [*other, taken], []):
        facts: dict[str, Any] = {"stage_id": "final", "entries": ["A", "B"], "marks": marks}
        assert told(compute(SMALL, **facts, remembered=kept)) == told(compute(SMALL, **facts))


def test_after_a_mark_that_is_refused_nothing_of_its_stream_is_kept():
    kept = Remembered()
    facts: dict[str, Any] = {"stage_id": "final", "entries": ["A", "B"]}
    before = told(compute(SMALL, **facts, marks=MARKS, remembered=kept))
    further = [*MARKS, mark("A", "a", 1, op="x"), mark("A", "a", 11, op="y")]
    with pytest.raises(BadRecord):
        compute(SMALL, **facts, marks=further, remembered=kept)
    assert told(compute(SMALL, **facts, marks=MARKS, remembered=kept)) == before
    after = told(compute(SMALL, **facts, marks=further[:-1], remembered=kept))
    assert after == told(compute(SMALL, **facts, marks=further[:-1])) != before


def test_only_marks_that_are_new_are_folded(monkeypatch):
    counts = []

    def watched(state, marks):
        counts.append(len(marks))
        fold(state, marks)

    monkeypatch.setattr(folding, "fold", watched)
    monkeypatch.setattr(remembered, "fold", watched)
    kept = Remembered()
    more = mark("A", "a", 1, op="x")
    for marks in (MARKS, MARKS, [*MARKS, more]):
        compute(SMALL, stage_id="final", entries=["A", "B"], marks=marks, remembered=kept)
    assert counts == [4, 0, 1]


@pytest.fixture
def scored(monkeypatch):
    """The entries that are scored, in turn."""
    names = []

    def watched(self, plan, stage_id, inputs, score):
        def noted(known, before):
            names.append(known.entry_id)
            return score(known, before)

        return field(self, plan, stage_id, inputs, noted)

    field = Remembered.field
    monkeypatch.setattr(remembered.Remembered, "field", watched)
    return names


def test_only_entries_of_which_something_changed_are_scored_again(scored):
    kept = Remembered()

    def again(marks=MARKS, plan=SMALL, **more):
        scored.clear()
        facts = {"stage_id": "final", "entries": ["A", "B"], **more}
        compute(plan, marks=marks, remembered=kept, **facts)
        return scored

    assert again() == ["A", "B"]
    assert again() == []
    assert again([*MARKS, mark("B", "a", "5", op="x")]) == ["B"]
    assert again(incidents=[Incident(id="1", entry_id="A", item_id="late")]) == ["A", "B"]
    assert again(entries=["A"]) == ["A"]
    assert again(plan=dataclasses.replace(SMALL)) == ["A", "B"]


def test_rulings_are_consulted_anew_each_time(scored):
    rule = Ruling(key="total.round.mode", choice="half_up")
    kept = Remembered()
    for rulings, unused in (([], ()), ([rule], ()), ([rule], ()), ([], ())):
        scored.clear()
        result = compute(
            SMALL, stage_id="final", entries=["A", "B"], marks=MARKS, rulings=rulings,
            remembered=kept,
        )  # fmt: skip
        assert result.rulings_unused == unused
        assert bool(result.asks) is not bool(rulings)
    assert scored == []


def test_a_penalty_is_seen_where_every_mark_stays_as_it_is():
    kept = Remembered()
    late = Incident(id="1", entry_id="A", item_id="late")
    for incidents in ([], [late], []):
        facts: dict[str, Any] = {
            "stage_id": "final", "entries": ["A", "B"], "marks": MARKS, "incidents": incidents,
        }  # fmt: skip
        assert told(compute(SMALL, **facts, remembered=kept)) == told(compute(SMALL, **facts))
