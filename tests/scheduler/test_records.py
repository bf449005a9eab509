"""Problems and timetables as JSON, both ways, and the refusals that say where."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from scheduler.problem import DEFAULT_GOALS, Nonsense, Problem, heat_id, place_id
from scheduler.rules import SOFT_GOALS
from scheduler.timetable import Timetable
from tests.scheduler import samples


def changed(data: Any, path: str, value: object) -> Any:
    """A deep copy of plain data with another value at a dotted path; None as value deletes."""
    data = json.loads(json.dumps(data))
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    inner = data
    for step in steps:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return data


def test_a_problem_comes_back_from_json_as_it_was() -> None:
    text = json.dumps(samples.fair().to_json(), ensure_ascii=False)
    assert Problem.from_json(json.loads(text)) == samples.fair()


def test_a_timetable_comes_back_from_json_as_it_was_report_included() -> None:
    text = json.dumps(samples.fair_timetable().to_json(), ensure_ascii=False)
    assert Timetable.from_json(json.loads(text)) == samples.fair_timetable()


def test_fields_with_a_default_may_be_left_out() -> None:
    data = changed(samples.fair().to_json(), "goals", None)
    assert Problem.from_json(data).goals == DEFAULT_GOALS
    assert [goal.name for goal in DEFAULT_GOALS] == list(SOFT_GOALS)


@pytest.mark.parametrize(
    ("path", "value", "said_at"),
    [
        ("days.1.opens_min", "eight", "days[1].opens_min"),
        ("days.1.opens_min", True, "days[1].opens_min"),
        ("days.1.opens_min", 1.5, "days[1].opens_min"),
        ("days.1.opens_min", None, "days[1].opens_min"),
        ("days", {}, "days"),
        ("days.0", 7, "days[0]"),
        ("days.0.breaks.0.ends_min", 700, "days[0].breaks[0].ends_min"),
        ("trades.0.stages.0.modules.0.kind", "dance", "trades[0].stages[0].modules[0].kind"),
        ("judges.0.certificates.0", 3, "judges[0].certificates[0]"),
        ("judges.0.certificates", "weld", "judges[0].certificates"),
        ("venues.0.power", 3, "venues[0].power"),
        ("venues.0.power_kw", "much", "venues[0].power_kw"),
    ],
)
def test_bad_json_is_refused_with_the_path_and_both_sentences(
    path: str, value: object, said_at: str
) -> None:
    with pytest.raises(Nonsense) as refusal:
        Problem.from_json(changed(samples.fair().to_json(), path, value))
    assert refusal.value.path == said_at
    assert refusal.value.zh
    assert refusal.value.en
    assert str(refusal.value).startswith(said_at)


def test_a_whole_number_is_read_where_a_fraction_may_stand() -> None:
    data = changed(samples.fair_timetable().to_json(), "report.seconds", 2)
    report = Timetable.from_json(data).report
    assert report is not None
    assert report.seconds == 2


def test_something_else_than_an_object_is_refused_without_a_path() -> None:
    with pytest.raises(Nonsense) as refusal:
        Problem.from_json([])
    assert refusal.value.path == ""
    assert str(refusal.value) == refusal.value.en


def follows(schema: dict[str, Any], shape: dict[str, Any], data: Any) -> bool:
    """Whether data has the shape; the small part of JSON Schema that the schemas use."""
    if "$ref" in shape:
        return follows(schema, schema["$defs"][shape["$ref"].rpartition("/")[2]], data)
    if "anyOf" in shape:
        return any(follows(schema, one, data) for one in shape["anyOf"])
    if "enum" in shape:
        return data in shape["enum"]
    if shape["type"] == "array":
        return isinstance(data, list) and all(follows(schema, shape["items"], d) for d in data)
    if shape["type"] == "object":
        return set(shape["required"]) <= set(data) <= set(shape["properties"]) and all(
            follows(schema, shape["properties"][name], value) for name, value in data.items()
        )
    kinds = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
    return isinstance(data, kinds[shape["type"]])


@pytest.mark.parametrize("record", [samples.fair, samples.fair_timetable])
def test_the_published_schema_describes_what_is_written(record: Any) -> None:
    made = record()
    schema = type(made).schema()
    assert follows(schema, schema, made.to_json())
    assert not follows(schema, schema, {**made.to_json(), "more": 1})


def test_heats_and_places_have_stable_names() -> None:
    assert heat_id("weld", "final", "work", 3) == "weld/final/work/3"
    assert place_id("final", 1) == "final#1"


def test_the_records_the_rules_the_checker_and_the_draw_do_not_load_ortools() -> None:
    code = (
        "import sys, scheduler.problem, scheduler.timetable, scheduler.rules, scheduler.check, "
        "scheduler.draw; sys.exit('ortools' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
