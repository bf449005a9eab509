"""Every example of the reference page is executed, and every primitive has one."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from judging.joins import OPERATORS as JOINS
from judging.numbers import plain, rounded
from judging.review import ReviewRule, escalates, sample
from judging.steps import OPERATORS as STEPS
from judging.steps import STEERING
from tests.judging.books import claims, keys, plan_of, ranks, rule, run

PAGE = (Path(__file__).parents[3] / "docs" / "rules.md").read_text("utf-8")
BLOCK = re.compile(r"```(yaml|json)\n(.*?)```", re.DOTALL)


def examples():
    """(document, inputs and expectations), in the order of the page."""
    document = ""
    for match in BLOCK.finditer(PAGE):
        if match[1] == "yaml":
            document = match[2]
        else:
            line = PAGE[: match.start()].count("\n") + 1
            data = json.loads(match[2], parse_float=Decimal)
            yield pytest.param(document, data, id=f"line {line}")


EXPECTATIONS = {
    *("scores", "rounded", "asks", "ranks", "honours", "goes_on", "points", "review", "units"),
    "escalates",
    "reasons",
}


@pytest.mark.parametrize(("document", "data"), list(examples()))
def test_an_example_of_the_page_gives_what_it_says(document, data):
    rulings = [rule(k, v) for k, v in data.get("rulings", {}).items()]
    rulings += [rule(k, "order", v) for k, v in data.get("orders", {}).items()]
    more = {name: data[name] for name in ("people", "absent", "did") if name in data}
    if "stage" in data:
        more["stage_id"] = data["stage"]
    if "carried" in data:
        more["carried"] = {
            (e, n): Decimal(v) for e, nodes in data["carried"].items() for n, v in nodes.items()
        }
    plan = plan_of(document)
    result = run(plan, data["marks"], *rulings, **more)
    assert EXPECTATIONS & set(data)
    for entry, nodes in data.get("scores", {}).items():
        for node, expected in nodes.items():
            assert plain(result.scores[entry, node].value) == expected
    for entry, nodes in data.get("rounded", {}).items():
        for node, expected in nodes.items():
            value = result.scores[entry, node].value
            assert value is not None
            assert str(rounded(value, 4, "half_up")) == expected
    if "asks" in data:
        assert keys(result) == data["asks"]
    if "ranks" in data:
        assert ranks(result) == data["ranks"]
    if "goes_on" in data:
        assert list(result.goes_on) == data["goes_on"]
    for ranking, expected in data.get("units", {}).items():
        assert {s.entry_id: s.rank for s in result.rankings[ranking]} == expected
    if "points" in data:
        shown = {s.entry_id: plain(s.score) for s in result.standings}
        assert shown == data["points"]
    review = plan.rulebook.review or ReviewRule()
    if "review" in data:
        assert list(sample(review, result.standings, data["seed"])) == data["review"]
    if "escalates" in data:
        checked = {k: data["escalates"][k] for k in ("checked", "with_errors")}
        assert escalates(review, **checked) is data["escalates"]["answer"]
    for entry, sentence in data.get("reasons", {}).items():
        assert sentence in [zh for c in result.claims if c.entry_id == entry for zh, _ in c.reasons]
    if "honours" in data:
        assert claims(result, "candidate", "recommended") == data["honours"]


PRIMITIVES = (
    *("weighted_sum", "sum", "mean", "median", "trimmed_mean", "closest_pair_mean"),
    *("judgement_0_3", "band_table", "per_unit_deduction", "catalogue_deduction", "time_bonus"),
    *("partial_choice", "set_zero", "penalty", "gate", "carry", "discard", "cap", "floor"),
    *("round", "rank", "quota", "eligibility", "review", "next_in_line", "scale_median_700"),
    "team",
)


@pytest.mark.parametrize("primitive", PRIMITIVES)
def test_every_primitive_is_named_on_the_page(primitive):
    assert f"`{primitive}`" in PAGE or f"{primitive}," in PAGE or f"{primitive}:" in PAGE


@pytest.mark.parametrize("operator", sorted({*JOINS, *STEPS, *STEERING}))
def test_every_operator_stands_in_an_executed_example(operator):
    documents = "\n".join(m[2] for m in BLOCK.finditer(PAGE) if m[1] == "yaml")
    assert re.search(rf"\b{operator}\b", documents)
