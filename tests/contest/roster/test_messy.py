"""The roster in which everything goes wrong: each problem is found in its very cell."""

import re

import pytest

from contest.roster import Preview, grouped
from contest.roster.sentences import SENTENCES
from tests.contest.roster.making import ROSTERS, read

EXPECTED = """
error   选手     B5  missing_name
error   选手     B6  unreadable_character
error   选手     E7  missing_id
error   选手     E8  id_destroyed
error   选手     E9  id_malformed
error   选手     E10 id_check_digit
error   选手     E11 id_impossible_date
error   选手     D12 impossible_date
warning 选手     D13 birth_differs
warning 选手     C14 gender_differs
error   选手     E16 duplicate_id
error   选手     E17 one_id_two_names
error   选手     E18 one_id_two_names
error   选手     B20 duplicate_person
warning 选手     H22 two_trades
error   选手     H23 missing_trade
error   选手     H24 unknown_trade
error   选手     G25 missing_delegation
warning 选手     G26 unknown_delegation
warning 选手     I27 unknown_level
warning 选手     F28 phone_malformed
warning 选手     F29 phone_mended
warning 选手     B30 text_mended
warning 选手     G31 formula
error   选手     B32 formula_broken
warning 选手     G34 merged
warning 选手     A36 second_header
warning 选手     A37 totals_row
warning 裁判     G3  two_chief_judges
warning 裁判     E4  judge_without_certificate
warning 裁判     G5  unknown_role
warning 裁判     B7  judge_in_two_rows
error   裁判     B8  contestant_is_judge
warning 焊工裁判 A1  trade_from_title
error   赛场     B3  missing_venue
error   赛场     B4  duplicate_venue
error   赛场     C5  seats_not_a_number
error   赛场     E6  impossible_hours
error   工位     A3  missing_venue
error   工位     B4  missing_label
error   工位     B5  duplicate_workstation
error   工位     A6  unknown_venue
warning 工位     E7  position_not_a_number
error   工位     C8  one_trade_only
error   选手补报 A1  missing_column
error   选手补报 A1  missing_column
warning 裁判候补 A1  empty_sheet
error   备用场地 A1  no_header
warning 通讯录   A1  sheet_not_used
warning 通讯录   ZZ25000 far_cell
"""
DELEGATIONS = (
    "北屏县总工会", "青砚县总工会", "梨园渡区总工会", "南雁区总工会", "驼铃县总工会",
    "丰禾区总工会", "白塔原县总工会",
)  # fmt: skip


@pytest.fixture(scope="module")
def preview() -> Preview:
    return read(ROSTERS / "messy.xlsx", "messy.xlsx", delegations=DELEGATIONS)


def test_every_problem_is_found_in_its_cell_and_nowhere_else(preview: Preview) -> None:
    expected = [tuple(line.split()) for line in EXPECTED.strip().splitlines()]

    assert [(p.severity, p.sheet, p.cell, p.key) for p in preview.problems] == expected


def test_the_messy_roster_shows_every_kind_of_problem(preview: Preview) -> None:
    assert {problem.key for problem in preview.problems} == set(SENTENCES)


def test_rows_with_an_error_stay_out_and_all_others_come_in(preview: Preview) -> None:
    wrong = {(p.sheet, p.row) for p in preview.problems if p.severity == "error"}

    assert [row for row in preview.rows() if (row.sheet, row.row) in wrong] == []
    assert [row.row for row in preview.contestants] == [
        4, 13, 14, 15, 19, 21, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35,
    ]  # fmt: skip
    assert [row.name for row in preview.judges] == ["高山", "林海", "梁实", "罗成", "宋词", "唐诗"]
    # 16 contestants, 1 judge, 4 venues, 5 workstations, and the row of the sheet without columns.
    assert preview.left_out == 27


def test_a_judge_of_two_rows_has_the_certificates_of_both(preview: Preview) -> None:
    judge = next(row for row in preview.judges if row.name == "宋词")

    assert [(one.trade, one.certificate) for one in judge.licences] == [
        ("courier", "CC-001"),
        ("welding", "WC-001"),
    ]


def test_proposals_are_made_where_something_is_near(preview: Preview) -> None:
    proposals = {p.key: p.suggestion for p in preview.problems if p.suggestion}

    assert proposals == {"unknown_trade": "焊工", "unknown_delegation": "丰禾区总工会"}


def test_no_sentence_or_list_shows_a_whole_number_of_a_person(preview: Preview) -> None:
    for problem in preview.problems:
        for text in (problem.zh, problem.en, problem.value_masked, problem.suggestion):
            assert not re.search(r"\d{7}", text), problem
    for column in preview.columns:
        assert not re.search(r"\d{7}", "".join(column.samples)), column


def test_every_sentence_says_where_and_fills_its_places(preview: Preview) -> None:
    for problem in preview.problems:
        for text in (problem.zh, problem.en):
            assert not re.search(r"[{}]", text), text
            assert problem.cell in text or problem.sheet in text, text


def test_unknown_columns_are_listed_and_kept_as_notes(preview: Preview) -> None:
    extra = [column for column in preview.columns if column.field == ""]

    assert [(c.sheet, c.letter, c.header) for c in extra if c.sheet == "选手"] == [
        ("选手", "J", "惯用手")
    ]
    assert preview.contestants[0].notes == (("惯用手", "左手"),)


def test_groups_come_errors_first_and_the_most_frequent_first(preview: Preview) -> None:
    groups = grouped(preview.problems)

    assert [group.severity for group in groups] == sorted(group.severity for group in groups)
    assert sum(len(group.problems) for group in groups) == len(preview.problems)
    assert {len(groups[0].problems), len(groups[1].problems)} == {2}


def test_a_preview_comes_back_from_json_exactly(preview: Preview) -> None:
    assert Preview.from_json(preview.to_json()) == preview
