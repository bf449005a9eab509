"""Cells of people: what is mended in silence, what is said, what keeps a row out."""

from typing import Any

import pytest

from tests.contest.roster.making import HEADERS, found, number, people, person

MORE = (*HEADERS, "性别", "出生日期", "技能等级", "证件类型")


@pytest.mark.parametrize(
    ("typed", "kept", "problems"),
    [
        ("19900010001", "19900010001", []),
        (19900010001, "19900010001", ["phone_mended"]),
        ("199 0001 0001", "19900010001", ["phone_mended"]),
        ("+86-19900010001", "19900010001", ["phone_mended"]),
        ("１９９０００１０００１", "19900010001", ["phone_mended"]),
        ("0931-8888888", "0931-8888888", []),
        ("12345", "12345", ["phone_malformed"]),
        (None, "", []),
    ],
)
def test_telephones_are_put_into_one_form(typed: Any, kept: str, problems: list[str]) -> None:
    preview = people(person(phone=typed))

    assert preview.contestants[0].phone == kept
    assert [key for key, _ in found(preview)] == problems


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (None, "missing_id"),
        (float(number()), "id_destroyed"),
        ("6.29901E+17", "id_destroyed"),
        (629901900307001, "id_malformed"),
        ("629901900307001", "id_malformed"),
        (number("19901332"), "id_impossible_date"),
        (number("20270101"), "id_impossible_date"),
        (number("18991231"), "id_impossible_date"),
        (number()[:17] + "9", "id_check_digit"),
        ("E12345678", "id_malformed"),
    ],
)
def test_an_id_number_that_cannot_be_trusted_keeps_its_row_out(typed: Any, problem: str) -> None:
    preview = people(person(id=typed))

    assert preview.contestants == ()
    assert found(preview) == [(problem, "B2")]
    assert preview.left_out == 1


def test_a_passport_is_taken_when_the_kind_of_id_says_so() -> None:
    preview = people((*person(id="e12345678"), "男", None, None, "护照"), headers=MORE)

    assert (preview.contestants[0].id_number, found(preview)) == ("E12345678", [])


def test_a_small_x_and_invisible_characters_in_an_id_number_are_mended() -> None:
    sound = next(n for n in (number(order=k) for k in range(1, 99)) if n.endswith("X"))

    assert people(person(id=sound.lower())).contestants[0].id_number == sound
    assert people(person(id=f"\u200b{sound} ")).contestants[0].id_number == sound


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("高级工", "高级工"), ("三级", "高级工"), ("高级工（三级）", "高级工"),
        ("三级/高级工", "高级工"), ("技师", "技师"), ("1级", "高级技师"),
        ("高级", "高级工"), (None, ""),
    ],
)  # fmt: skip
def test_skill_levels_are_known_in_words_and_numbers(typed: str | None, level: str) -> None:
    preview = people((*person(), "男", None, typed), headers=MORE)

    assert (preview.contestants[0].level, found(preview)) == (level, [])


@pytest.mark.parametrize(
    "typed", ["1990-03-07", "1990/3/7", "1990.03.07", "1990年3月7日", "19900307"]
)
def test_dates_are_read_as_offices_write_them(typed: str) -> None:
    assert found(people((*person(), "男", typed), headers=MORE)) == []


def test_the_number_is_believed_where_columns_contradict_it() -> None:
    preview = people((*person(), "女", "1991-03-07"), headers=MORE)

    assert preview.contestants[0].gender == "男"
    assert str(preview.contestants[0].born_on) == "1990-03-07"
    assert found(preview) == [("gender_differs", "F2"), ("birth_differs", "G2")]


def test_two_trades_of_one_person_are_said_with_both_cells() -> None:
    preview = people(person(), person(trade="焊工"), person(trade="焊工"))
    first, second = preview.problems

    assert (first.key, first.cell, second.key, second.cell) == (
        "two_trades", "E3", "duplicate_id", "B4",
    )  # fmt: skip
    assert "E2" in first.zh
    assert "E2" in first.en
    assert "B3" in second.zh
    assert [row.trades for row in preview.contestants] == [("lamian",), ("welding",)]


def test_two_trades_in_one_cell_are_one_row_with_a_warning() -> None:
    preview = people(person(trade="拉面、焊工"))

    assert preview.contestants[0].trades == ("lamian", "welding")
    assert found(preview) == [("two_trades", "E2")]


def test_delegations_are_compared_without_spaces_and_widths() -> None:
    preview = people(person(sender="甲 县（总）工会"), delegations=["甲县(总)工会"])

    assert preview.contestants[0].delegation == "甲县(总)工会"


def test_a_formula_as_text_stays_text() -> None:
    preview = people(person(name='=HYPERLINK("http://x.example","王")'))

    assert preview.contestants[0].name.startswith("=HYPERLINK")


def test_an_id_number_in_a_wrong_column_is_not_shown_either() -> None:
    preview = people(person(trade=number(), sender=number("19910101")), delegations=["乙县"])

    for problem in preview.problems:
        assert number() not in problem.zh + problem.en + problem.value_masked
        assert number("19910101") not in problem.zh + problem.en + problem.value_masked
