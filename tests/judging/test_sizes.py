"""Who counts as registered, started, finished and ranked."""

import pytest

from tests.judging.books import plan_of, run

PLAN = plan_of("""
    absence: {did_not_start: none, did_not_finish: none, withdrawn: none, disqualified: none}
    scheme: {id: total, combine: sum, parts: [
      {id: a, max: 9, mark: points}, {id: b, max: 9, mark: points}],
      then: [{gate: {at_least: 5, else: unranked}}]}
    conduct: [{id: fake, out: yes}]
    rankings: {overall: {by: [total high], tail: share}}
    """)
FIELD = {"A": {"a": 9, "b": 9}, "B": {"a": 5}, "C": {}, "D": {}}


def sizes(field, **more):
    found = run(PLAN, field, **more).sizes
    return [found[name] for name in ("registered", "started", "finished", "ranked")]


def test_the_half_marked_have_started_and_the_unmarked_still_may():
    assert sizes(FIELD) == [(4, 4), (2, 4), (1, 4), (1, 4)]


@pytest.mark.parametrize(
    ("cause", "registered", "started"),
    [
        ("did_not_start", 4, (2, 3)),
        ("did_not_finish", 4, (3, 4)),
        ("disqualified", 4, (3, 4)),
        ("withdrawn", 3, (2, 3)),
    ],
)
def test_an_absence_counts_as_its_cause_says(cause, registered, started):
    found = sizes(FIELD, absent={"C": cause})
    assert found == [(registered, registered), started, (1, 3), (1, 3)]


def test_whoever_missed_the_pass_mark_or_was_sent_away_had_started():
    missed = {**FIELD, "C": {"a": 1, "b": 1}}
    assert sizes(missed) == [(4, 4), (3, 4), (1, 3), (1, 3)]
    assert sizes(FIELD, did={"D": {"fake": 1}}) == [(4, 4), (3, 4), (1, 3), (1, 3)]


def test_a_size_given_from_outside_stands_for_all_of_them():
    assert sizes(FIELD, field_size=30) == [(30, 30)] * 4
