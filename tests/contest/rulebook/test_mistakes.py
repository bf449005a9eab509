# ruff: noqa: E501 - one mistake a line is easier to read than wrapped tables
"""Every mistake in a document is named with line, path and a sentence in both languages."""

import pytest

from contest.rulebook import RulebookInvalid, read_rulebook
from tests.contest.rulebook.documents import GOOD, leaf


def found(text):
    with pytest.raises(RulebookInvalid) as refused:
        read_rulebook(text)
    for finding in refused.value.findings:
        assert finding.zh
        assert finding.severity == "error"
        assert f"line {finding.line}" in str(refused.value)
    return refused.value.findings


def only(text):
    findings = found(text)
    assert len(findings) == 1, [f.en for f in findings]
    return findings[0].line, findings[0].path, findings[0].en


MISTAKES = [
    ("", (1, "/", "The document is empty.")),
    ("a: [1", (1, "/", "This line is no valid YAML (expected ',' or ']', but got '<stream end>')")),
    ("a: *b", (1, "/", "This line is no valid YAML (found undefined alias 'b')")),
    ("- one", (1, "/", "A rulebook starts with “key: value” lines.")),
    (GOOD + "trade: 电工\n", (11, "/trade", "“trade” is written twice in one place.")),
    (GOOD + "工种: 电工\n", (11, "/trade", "“trade” is written twice in one place.")),
    (GOOD + "? [a]\n: 1\n", (11, "/", "A key must be a single word.")),
    (GOOD.replace("trade: 焊工\n", ""), (1, "/", "“trade” is missing.")),
    (GOOD.replace("trade: 焊工", "trade: [焊工]"), (2, "/trade", "A text is expected here.")),
    (GOOD + "laddder: []\n", (11, "/laddder", "There is no key “laddder” here; did you mean “ladder”?")),
    (GOOD + "zebra: 1\n", (11, "/zebra", "There is no key “zebra” here.")),
    (GOOD.replace("max: 100\n", "max: 1,5\n"), (5, "/scheme/max", "“1,5” is no number")),
    (GOOD.replace("max: 100\n", "max: [1]\n"), (5, "/scheme/max", "A number is expected here.")),
    (GOOD.replace("max: 100\n", "max: 0\n"), (4, "/scheme", "must be above 0")),
    (GOOD.replace("  combine: weighted\n", ""), (4, "/scheme", "does not say how they combine")),
    (GOOD.replace("combine: weighted", "combine: wieghted"), (6, "/scheme/combine", "no way to join")),
    (GOOD.replace("weight: 30%, mark: points", "weight: 30%"), (8, "/scheme/parts/0", "takes exactly one of")),
    (GOOD.replace("id: practice", "id: theory"), (3, "/scheme", "“theory” is used twice.")),
    (GOOD.replace("total high", "total up"), (10, "/rankings/overall/by/0", "as “name high” or “name low”")),
    (GOOD.replace("share", "duel"), (10, "/rankings/overall/tail", "“duel” is none of")),
    (GOOD.replace("[total high]", "[]"), (10, "/rankings/overall", "has no keys")),
    (GOOD + "rankings_: 1\n", (11, "/rankings_", "did you mean “rankings”?")),
    (GOOD + "conduct: [{id: c}]\n", (11, "/conduct/0", "or says effect: unstated")),
    (GOOD + "conduct: [{take: 1, from: total}]\n", (11, "/conduct/0", "“id” is missing.")),
    (GOOD + "conduct: [{id: c, take: -1, from: total}]\n", (11, "/conduct/0", "must take points off")),
    (GOOD + "rankings: 1\n", (11, "/rankings", "is written twice")),
    (GOOD + "absence: none\n", (11, "/absence", "“key: value” lines are expected here.")),
    (GOOD + "ladder: [{honour: g, in: overall, ranks: a..b}]\n", (11, "/ladder/0/ranks", "“a..b” is no range")),
    (GOOD + "ladder: [{honour: g, in: overall, ranks: [4]}]\n", (11, "/ladder/0/ranks", "Ranks are “2..3” or")),
    (GOOD + "ladder: [{honour: g, in: overall, first: {percent: 200%}}]\n", (11, "/ladder/0/first", "not between 0 and 100 %")),
    (GOOD + "ladder: [{honour: g, in: overall, first: 1.5}]\n", (11, "/ladder/0/first", "“1.5” must be a whole number")),
    (GOOD + "ladder: [{honour: g, in: overall, readings: {a: [now], b: [rank = 1]}}]\n", (11, "/ladder/0/readings/a/0", "Not a condition")),
    (GOOD + "ladder: [{honour: g, in: overall, first: {by_size: [{from_to: 1..9, gives: 1}, {from_to: 10..}]}}]\n", (11, "/ladder/0/first/by_size/1", "“gives” is missing.")),
    (GOOD + "ladder: [{honour: g, in: overall, needs: [skill]}]\n", (11, "/ladder/0/needs/0", "Write “name >= value”")),
    (GOOD + "ladder: [{honour: g, in: overall, needs: []}]\n", (11, "/ladder/0/needs", "No condition is written here.")),
    (GOOD + "ladder: [{honour: g, in: overall, needs: {some: [a = 1]}}]\n", (11, "/ladder/0/needs", "Not a condition: “some”")),
    (GOOD + "ladder: [{honour: g, in: overall, needs: {all: [a = 1], any: [b = 1]}}]\n", (11, "/ladder/0/needs", "A condition has one key")),
    (GOOD + "ladder: [{in: overall}]\n", (11, "/ladder/0", "“honour” is missing.")),
    (GOOD + "stages: [{id: f, node: totall}]\n", (11, "/stages/0", "Nothing is called “totall”; did you mean “total”?")),
    (GOOD + "absence: {did_not_start: maybe}\n", (11, "/absence/did_not_start", "“maybe” is none of")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_mistake_is_named_with_line_path_and_sentence(text, expected):
    line, path, en = only(text)
    assert (line, path) == expected[:2]
    assert expected[2] in en


LEAVES = [
    ("mark: points, panel: {join: mean}", "takes exactly one of"),
    ("max: 9, panel: {join: mean}", "The number of judges is missing."),
    ("max: 9, panel: {judges: 3, join: weighted}", "“weighted” is no way to join"),
    ("max: 9, panel: {judges: 3, join: unstated}", "must say how its marks are joined"),
    ("max: 9, panel: {judges: 3, join: mean, least: 4}", "makes no sense"),
    ("max: 9, panel: {judges: 3, join: mean, drop: 4}", "There is no key “drop” here."),
    ("max: 9, panel: {judges: 3, join: {join: mean, high: 1}}", "There is no key “high” here."),
    ("panel: {judges: 3, join: judgement_0_3}", "needs the maximum"),
    ("max: 9, panel: {judges: 1.5, join: mean}", "must be a whole number"),
    ("max: 9, step: 0, mark: points", "must be above 0"),
    ("max: 9, step: -1, mark: points", "must be above 0"),
    ("max: 1, least: 2, mark: points", "is below the least"),
    ("reads: {a: mm, b: mm}", "what the value starts at"),
    ("reads: {a: {unit: mm, mots: 3}}", "did you mean “most”?"),
    ("max: 9, panel: {judges: 3, join: mean}, step: -1", "must be above 0"),
    ("reads: {a: {unit: mm, step: -1}}", "must be above 0"),
    ("mark: points, then: [{bands: {rows: [{from_to: 0..1}]}}]", "“gives” is missing."),
    ("mark: points, choices: [{name: 好}]", "A choice lacks its value."),
    ("mark: points, choices: [{value: 1}]", "“name” is missing."),
    ("mark: points, choices: [{value: 1, name: 好}, {value: 1, name: 差}]", "the same value"),
    ("mark: points, level: floor", "“floor” is none of"),
    ("mark: points, kind: magic", "“magic” is none of"),
    ("mark: points, then: [{}]", "Each step does exactly one thing"),
    ("mark: points, then: [{cap: 1, floor: 2}]", "Each step does exactly one thing"),
    ("mark: points, then: [{capp: 1}]", "There is no key “capp” here; did you mean “cap”?"),
    ("mark: points, then: [{cap: high}]", "“high” is no number"),
    ("mark: points, then: [{round: {places: 2}}]", "“round” lacks mode; where the text does not say, write unstated."),
    ("mark: points, then: [{round: {places: 2, mode: sideways}}]", "“sideways” is none of"),
    ("mark: points, then: [{take_off: {per: 5, points: 2, of: x}}]", "lacks counting"),
    ("mark: points, then: [{take_off: {per: 0, points: 2, counting: full}}]", "must be above 0"),
    ("mark: points, then: [{take_off: {points: two}}]", "“two” is no number"),
    ("mark: points, then: [{bands: {rows: {}}}]", "The band table is empty."),
    ("mark: points, then: [{bands: {rows: {a..b: 1}}}]", "“a..b” is no range"),
    ("mark: points, then: [{bands: {rows: {0..1: x}}}]", "“x” is no number"),
    ("mark: points, then: [{lookup: {table: {1: x}}}]", "“x” is no number"),
    ("mark: points, then: [{zero_when: now}]", "Not a condition: “now”"),
    ("mark: points, then: [{zero_when: {all: [now, x = 1]}}]", "Not a condition: “now”"),
    ("mark: points, then: [{cap: 1, when: now}]", "Not a condition: “now”"),
    ("mark: points, then: [{zero_when: {none of rows: {where: [now]}}}]", "Not a condition: “now”"),
    ("mark: points, absent: {did_not_start: maybe}", "“maybe” is none of"),
    ("combine: sum, parts: [{id: a}]", "takes exactly one of"),
    ("combine: {join: best, k: x}, parts: [{id: a, mark: points}]", "“x” is no number"),
    ("combine: {join: weighted, weigh: odd}, parts: [{id: a, mark: points}]", "“odd” is none of"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), LEAVES)
def test_a_mistake_in_the_scheme_is_named(body, expected):
    findings = found(leaf(body))
    assert any(expected in f.en for f in findings), [f.en for f in findings]
    assert all(f.line == 4 for f in findings)


def test_all_mistakes_are_listed_at_once():
    text = GOOD.replace("max: 100\n", "max: x\n").replace("share", "duel") + "zebra: 1\n"
    assert [f.line for f in sorted(found(text), key=lambda f: f.line)] == [5, 10, 11]


def test_a_document_may_not_be_endless():
    deep = "rulebook: " + "[" * 60 + "]" * 60
    assert "too deep" in only(deep)[2]
    many = "x: [" + ",".join(["1"] * 60_000) + "]"
    assert "too large" in only(many)[2]
