from datetime import date
from decimal import Decimal as D

import pytest

from judging import BadRecord
from judging.conditions import Compare, Group, Rows, holds, known, names, parse

SCALES = {"level": ("无", "初级工", "中级工", "高级工")}
FACTS = {
    "level": "中级工",
    "birth": "1990-02-28",
    "leap": "1992-02-29",
    "years": "2.5",
    "employee": True,
    "sex": "女",
    "kind": "odd",
    "honours": [{"title": "全国技术能手", "year": "2020"}, {"title": "劳模"}],
    "entries": [],
    "odd_kind": 2.5,
    "words": ["劳模"],
}


def answer(condition, **more):
    facts = {**FACTS, **more}
    missing: set[str] = set()
    if isinstance(condition, str):
        condition = parse(condition)
    return holds(condition, lambda n: known(facts.get(n)), SCALES, missing), missing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level >= 中级工", True),
        ("level > 中级工", False),
        ("level < 高级工", True),
        ("level != 无", True),
        ("years >= 2", True),
        ("years < 2.5", False),
        ("years <= 2.5", True),
        ("years = 2.5", True),
        ("years != 2.5", False),
        ("employee = yes", True),
        ("employee = 否", False),
        ("sex = 女", True),
        ("sex != 女", False),
        ("sex = 3", False),
        ("sex in [男, 女]", True),
        ("sex in [男]", False),
        ("years in [1, 2.5]", True),
        ("years in [1, x]", False),
        ("age at 2008-02-28 >= 18", True),
        ("age at 2008-02-27 >= 18", False),
    ],
)
def test_a_comparison_answers_from_the_facts(text, expected):
    assert answer(text) == (expected, set())


def test_a_person_born_on_29_february_is_older_on_1_march():
    assert answer("age at 2010-02-28 >= 18", birth="1992-02-29")[0] is False
    assert answer("age at 2010-03-01 >= 18", birth="1992-02-29")[0] is True


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("nothing >= 1", "nothing"),
        ("level >= 大师", "level"),
        ("kind >= 3", "kind"),
        ("age at 2008-02-28 >= 18", "birth"),
        ("age at 2008-02-28 != 18", "birth"),
        ("honours in [全国技术能手]", "honours"),
        ("honours > 1", "honours"),
        ("odd_kind = 3", "odd_kind"),
    ],
)
def test_what_nobody_entered_is_unknown_and_named(text, fact):
    assert answer(text, birth="unreadable" if fact == "birth" else "1990-01-01") == (None, {fact})


def test_a_level_outside_its_scale_is_unknown():
    assert answer("level >= 中级工", level="一级") == (None, {"level"})


YES, NO, OPEN = parse("years > 0"), parse("years > 9"), parse("nothing = 1")


@pytest.mark.parametrize(
    ("how", "kids", "expected"),
    [
        ("all", (YES, YES), True),
        ("all", (YES, OPEN), None),
        ("all", (NO, OPEN), False),
        ("any", (NO, NO), False),
        ("any", (NO, OPEN), None),
        ("any", (YES, OPEN), True),
        ("none", (NO, NO), True),
        ("none", (NO, OPEN), None),
        ("none", (YES, OPEN), False),
    ],
)
def test_groups_keep_the_unknown_apart_from_no(how, kids, expected):
    assert answer(Group(how=how, kids=kids))[0] is expected


def test_rows_of_a_list_fact_are_tested_one_by_one():
    won = Rows(how="any", of="honours", where=parse("title = 全国技术能手"))
    assert answer(won)[0] is True
    assert answer(Rows(how="none", of="entries", where=parse("year = 2022")))[0] is True
    assert answer(Rows(how="none", of="lists", where=parse("year = 2022"))) == (None, {"lists"})
    assert answer(Rows(how="any", of="words", where=parse("year = 2022"))) == (None, {"words"})
    unsaid = Rows(how="any", of="honours", where=parse("year = 2022"))
    assert answer(unsaid) == (None, {"year"})
    assert answer(Rows(how="any", of="sex", where=parse("year = 2022"))) == (None, {"sex"})
    assert answer(Rows(how="any", of="years", where=parse("year = 2022"))) == (None, {"years"})


@pytest.mark.parametrize(
    ("op", "low", "high", "expected"),
    [
        (">=", 3, 9, None),
        (">=", 5, 9, True),
        (">=", 3, 4, False),
        (">", 5, 9, None),
        (">", 6, 9, True),
        (">", 3, 5, False),
        ("<=", 3, 5, True),
        ("<", 3, 5, None),
        ("=", 5, 5, True),
        ("=", 3, 9, None),
        ("=", 6, 9, False),
        ("!=", 6, 9, True),
        ("!=", 3, 9, None),
    ],
)
def test_a_value_between_two_bounds_answers_only_when_both_ends_agree(op, low, high, expected):
    missing: set[str] = set()
    condition = Compare(name="x", op=op, value=D(5))
    assert holds(condition, lambda _: (D(low), D(high)), {}, missing) is expected
    assert not missing


def test_a_bounded_value_is_in_a_list_only_when_settled():
    condition = parse("x in [1, 5]")
    assert holds(condition, lambda _: (D(1), D(5)), {}, set()) is None
    assert holds(condition, lambda _: (D(5), D(5)), {}, set()) is True


@pytest.mark.parametrize("text", ["> 5", "years", "years ~ 5", "years >=", ""])
def test_what_is_no_comparison_is_refused_with_a_hint(text):
    with pytest.raises(BadRecord, match="Write “name >= value”"):
        parse(text)


def test_the_words_of_a_list_are_read_without_their_brackets_and_blanks():
    assert parse("level in [X, Y ,  Z]").value == ("X", "Y", "Z")


def test_an_age_needs_its_day_and_nothing_else_takes_one():
    assert parse("age at 2026-05-01 >= 18").at == date(2026, 5, 1)
    for text in ("age >= 18", "years at 2026-05-01 >= 18"):
        with pytest.raises(BadRecord, match="An age needs its day"):
            parse(text)


def test_facts_are_read_as_numbers_words_or_lists():
    assert known(None) is known("") is None
    assert known("是") == known(True) == (1, 1)
    assert known("no") == known(False) == (0, 0)
    assert known(3) == known("3") == known(D(3)) == (3, 3)
    assert known("高级工") == "高级工"


def test_a_condition_lists_its_names():
    condition = Group(
        how="all",
        kids=(
            parse("years >= 2"),
            Group(how="any", kids=(parse("sex = 女"), parse("sex in [男, 女]"))),
            Rows(how="none", of="honours", where=parse("year = 2022")),
            parse("age at 2026-05-01 < 60"),
        ),
    )
    assert names(condition) == {"years", "sex", "honours", "age"}
