"""The published schema takes every rulebook of the project and refuses what the reader refuses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from contest.rulebook.commands import rulebook
from contest.rulebook.schema import schema
from tests.contest.rulebook.documents import GOOD

PRESETS = Path(__file__).parents[3] / "contest" / "presets"
SCHEMA: dict[str, Any] = schema()
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
}


def fits(value, rule):
    """The few words of JSON Schema that ours is written in."""
    if "$ref" in rule:
        return fits(value, SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]])
    if "anyOf" in rule and not any(fits(value, r) for r in rule["anyOf"]):
        return False
    if ("const" in rule and value != rule["const"]) or (
        "enum" in rule and value not in rule["enum"]
    ):
        return False
    types = rule.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, TYPES[t]) for t in types):
        return False
    if isinstance(value, dict):
        known = rule.get("properties", {})
        other = rule.get("additionalProperties", True)
        if set(rule.get("required", ())) - set(value) or len(value) > rule.get("maxProperties", 99):
            return False
        for key, inner in value.items():
            here = known.get(key, other)
            if here is False or (here is not True and not fits(inner, here)):
                return False
    if isinstance(value, list):
        return all(fits(item, rule.get("items", {})) for item in value)
    return not isinstance(value, str) or re.search(rule.get("pattern", ""), value) is not None


def load(text):
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("path", sorted(PRESETS.rglob("*.yaml")), ids=lambda p: p.stem)
def test_the_schema_takes_every_rulebook_of_the_project(path):
    assert fits(load(path.read_text("utf-8")), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("trade: 焊工\n", ""),
        GOOD + "zebra: 1\n",
        GOOD.replace("combine: weighted", "combine: wieghted"),
        GOOD.replace("total high", "total up"),
        GOOD.replace("share", "duel"),
        GOOD.replace("30%, mark", "30%, then: [{round: {places: 2}}], mark"),
        GOOD.replace("30%, mark", "30%, then: [{capp: 2}], mark"),
        GOOD + "ladder: [{in: overall}]\n",
        GOOD + "absence: {did_not_start: maybe}\n",
        GOOD + "conduct: [{take: 3}]\n",
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(text):
    assert fits(load(GOOD), SCHEMA)
    assert not fits(load(text), SCHEMA)


def test_the_schema_is_printed_by_a_command():
    result = CliRunner().invoke(rulebook, ["schema"])
    assert json.loads(result.output) == json.loads(json.dumps(SCHEMA))
