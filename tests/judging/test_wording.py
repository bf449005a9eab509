"""Conditions are said in the words of the rulebook's own labels, in both languages."""

import pytest

from contest.presets import FOLDER
from contest.rulebook import read_rulebook
from judging.conditions import Compare, Group, Rows, parse
from judging.plan import compile_rulebook
from judging.wording import named, said
from tests.judging.books import plan_of

PLAN = plan_of("""
    facts:
      skill_level: {name: 技能等级, name_en: skill level}
      donor: {name: 献血者, unit: yes_no}
      honours: {name: 所获荣誉, name_en: honours held}
    scheme:
      id: total
      max: 101
      combine: sum
      parts:
        - {id: work, name: 操作, name_en: Work, max: 90, mark: points}
        - id: touched
          max: 1
          starts_at: 1
          reads: {ground: {unit: yes_no, name: 打磨, name_en: Ground}}
        - {id: seam, max: 10, starts_at: 10, reads: {gap: {unit: mm, name: 间隙, name_en: Gap}}}
""")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("skill_level >= 技师", "技能等级 不低于 技师", "skill level at least 技师"),
        (
            "skill_level in [高级工, 技师]",
            "技能等级 是其中之一：高级工、技师",
            "skill level is one of 高级工, 技师",
        ),
        ("work < 60", "操作 低于 60", "Work below 60"),
        ("gap > 0.5", "间隙 高于 0.5", "Gap above 0.5"),
        ("ground = yes", "打磨：是", "Ground: yes"),
        ("rank <= 3", "名次 不高于 3", "rank at most 3"),
        ("donor = yes", "献血者：是", "献血者: yes"),
        ("donor != yes", "献血者：否", "献血者: no"),
        ("donor = no", "献血者：否", "献血者: no"),
        ("age at 2026-05-01 < 35", "2026-05-01 的年龄 低于 35", "age on 2026-05-01 below 35"),
        ("unknown_thing != 3", "unknown_thing 不为 3", "unknown_thing is not 3"),
    ],
)
def test_a_comparison_in_words(text: str, zh: str, en: str) -> None:
    assert said(PLAN, parse(text)) == (zh, en)


def test_groups_and_lists_in_words() -> None:
    young = parse("age at 2026-05-01 < 35")
    rows = Rows(how="none", of="honours", where=parse("year = 2022"))
    whole = Group(how="all", kids=(Group(how="any", kids=(young, parse("donor = yes"))), rows))
    assert said(PLAN, whole) == (
        "以下至少一条成立（2026-05-01 的年龄 低于 35；献血者：是）；"
        "所获荣誉中没有一项满足（year 为 2022）",
        "any of (age on 2026-05-01 below 35; 献血者: yes); of honours held none has (year is 2022)",
    )


def test_every_fact_that_our_rulebooks_read_has_its_label() -> None:
    unnamed = set()
    documents = sorted(FOLDER.glob("**/*.yaml"))
    assert len(documents) == 11
    for path in documents:
        plan = compile_rulebook(read_rulebook(path.read_text("utf-8")))
        book = plan.rulebook
        conditions = [c for rung in book.ladder for c in (rung.needs, *rung.readings.values()) if c]
        for condition in (*conditions, *book.entry_conditions):
            unnamed |= {
                (path.name, word) for word in _words(condition) if named(plan, word)[0] == word
            }
    assert unnamed == set()


def _words(condition: Compare | Group | Rows) -> set[str]:
    if isinstance(condition, Compare):
        return {condition.name}
    if isinstance(condition, Rows):
        return {condition.of} | _words(condition.where)
    return {word for kid in condition.kids for word in _words(kid)}
