"""JSON text becomes records, or is refused with the line and the path of what is wrong."""

from __future__ import annotations

import json

import pytest

from scheduler.problem import Problem
from scheduler.reading import Unreadable, line_of, read
from tests.scheduler import samples

TEXT = json.dumps(samples.tiny().to_json(), ensure_ascii=False, indent=1)


def refused(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        read(Problem, text)
    assert refusal.value.zh
    assert refusal.value.en in str(refusal.value)
    return refusal.value


def line(words: str, nth: int = 1) -> int:
    """The line on which these words stand for the n-th time."""
    return [n for n, text in enumerate(TEXT.splitlines(), 1) if words in text][nth - 1]


def test_a_problem_is_read_from_its_text() -> None:
    assert read(Problem, TEXT) == samples.tiny()


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"closes_min": 1080', '"closes_min": "late"', "days[0].closes_min"),
        ('"minutes": 120', '"minutes": 0', "trades[0].stages[0].modules[0].minutes"),
        ('"day_limit_min": 480', '"day_limit": 480', "judges[0].day_limit"),
        ('"delegation_id": "d1"', '"delegation_id": null', "entries[1].delegation_id"),
        ('"trade_id": "weld"', '"trade_id": "wled"', "entries[0].trade_id"),
    ],
)
def test_a_refused_value_is_named_with_its_line(old: str, new: str, path: str) -> None:
    bad = refused(TEXT.replace(old, new, 1))
    assert (bad.line, bad.path) == (line(old), path)


def test_a_missing_field_is_looked_for_where_it_should_be() -> None:
    bad = refused(TEXT.replace('"index": 0,', "", 1))
    assert bad.path == "days[0].index"
    assert bad.line == line('"days"') + 1


def test_a_field_given_twice_is_refused_where_it_stands_again() -> None:
    again = TEXT.replace('"closes_min": 1080', '"closes_min": 1080,\n  "opens_min": 500', 1)
    bad = refused(again)
    assert (bad.line, bad.path) == (line('"closes_min"') + 1, "days[0].opens_min")


def test_text_that_is_no_json_is_refused_with_line_and_column() -> None:
    bad = refused(TEXT.replace('"venues": [', '"venues": (', 1))
    assert (bad.line, bad.path) == (line('"venues"'), "")
    assert str(bad).startswith(f"line {bad.line}: column 12")


def test_numbers_that_are_none_and_endless_nesting_are_refused() -> None:
    assert refused(TEXT.replace('"index": 0', '"index": NaN')).line == 1
    assert refused("[" * 100_000).line == 1


def test_a_path_that_leads_nowhere_gives_the_nearest_line() -> None:
    text = '{\n"a": [\n1,\n{"b": []}],\n"c": 2}'
    places = {"a[1].b": 4, "a[7]": 2, "a.b": 2, "c.d": 5, "": 1, "e": 1}
    assert {path: line_of(text, path) for path in places} == places
