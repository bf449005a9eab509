"""The common shape: a few answers become a rulebook that marks, ranks and honours."""

from typing import Any

import pytest

from contest.rulebook.read import read_and_check
from contest.rulebook.shape import Shape, ShapeUnfit, shape_text
from judging.numbers import plain
from tests.judging.books import claims, plan_of, run


def shape(**other: object) -> Shape:
    given: dict[str, Any] = {
        "trade": "焊工",
        "title": "",
        "theory": 30,
        "judges": 3,
        "join": "mean",
        "minutes": 90,
        "aspects": "焊缝成形 20\n\n 外观，20\nSafety: 10.5",
        "places": 2,
        "prizes": (1, 2, 0),
    }
    return Shape(**{**given, **other})


def test_theory_and_practice_weigh_what_was_said() -> None:
    text = shape_text(shape(aspects="成形 40\n外观 10"))
    assert [f for f in read_and_check(text)[1] if f.severity != "note"] == []
    field = {
        "A": {"theory": 80, "a1": [40, 40, 40], "a2": [10, 10, 10]},
        "B": {"theory": 100, "a1": [20, 20, 20], "a2": [5, 5, 5]},
        "C": {"theory": 50, "a1": [10, 20, 30], "a2": [5, 5, 5]},
    }
    result = run(plan_of(text), field)
    assert plain(result.scores["A", "total"].value) == "94"
    assert plain(result.scores["B", "total"].value) == "65"
    assert claims(result, "candidate") == {"一等奖": ["A"], "二等奖": ["B", "C"]}


def test_without_theory_the_practice_is_the_whole_and_odd_lines_are_read() -> None:
    plan = plan_of(shape_text(shape(theory=0, join="trimmed", judges=5)))
    assert [plan.nodes[name].name for name in ("a1", "a2", "a3")] == ["焊缝成形", "外观", "Safety"]
    marks = {"A": {"a1": [20, 0, 10, 10, 10], "a2": [20] * 5, "a3": ["10.5"] * 5}}
    result = run(plan, marks)
    assert plain(result.scores["A", "practice"].value) == "40.5"
    # The parts make 50.5 of a printed 100: that is asked, not repaired.
    assert [ask.key for ask in result.asks] == ["total.max"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"aspects": "焊缝成形"}, "第 1 行“焊缝成形”"),
        ({"aspects": "焊缝 0"}, "第 1 行"),
        ({"aspects": " \n"}, "请写出评分点"),
        ({"theory": 100}, "理论占比"),
        ({"judges": 0}, "裁判 1 至 15"),
        ({"join": "trimmed", "judges": 2}, "至少要 3 名裁判"),
        ({"join": "guess"}, "理论占比"),
        ({"places": 9}, "小数"),
        ({"prizes": (1, -1, 0)}, "奖项人数"),
    ],
)
def test_answers_that_make_no_rulebook_are_named(other: dict[str, object], words: str) -> None:
    with pytest.raises(ShapeUnfit) as refused:
        shape_text(shape(**other))
    assert words in refused.value.zh
