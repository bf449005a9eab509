"""Marking schemes of WorldSkills as they come: two dialects, odd headers, messy cells."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from contest.roster.cells import Book, Sheet, cell_from_value
from contest.rulebook.cis import rulebook_text
from contest.rulebook.cis_sheet import CisScheme, column_of, read_scheme
from contest.rulebook.commands import rulebook
from contest.rulebook.read import read_and_check
from judging.numbers import plain
from tests.contest.roster.making import book as workbook
from tests.judging.books import plan_of, run

HEADER = (
    "Sub\nCriterion\nID",
    "Sub Criterion\nName or Description",
    "Day of Marking",
    "Aspect\nType\nM = Meas\nJ = Judg",
    "Aspect - Description",
    "Judg\nScore",
    "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Measurement Only)",
    "WSSS\nSection",
    "Calculation\nRow\n(Export only)",
    "Max\nMark",
)
ROWS: list[tuple[object, ...]] = [
    ("Skill name", "Welding"),
    ("Criteria",),
    ("A", "Plate"),
    ("B", "Safety"),
    HEADER,
    ("A1", "Visual", 1),
    (None, None, None, "M", "Undercut", None, "2 off each", "0.5 mm", 3, None, 60),
    (None, None, None, "J", "Appearance", None, None, None, 3, None, 30),
    (None, None, None, None, None, 0, "not acceptable"),
    (None, None, None, None, None, 1, "acceptable"),
    (None, None, None, None, None, 2, "good"),
    (None, None, None, None, None, 3, "excellent"),
    HEADER,
    ("B1", "Behaviour", 2),
    (None, None, None, "M", "Tidy", None, None, None, 1, None, "9,5"),
    (None, None, None, "M", "Gloves", None, None, None, 1, None, 0.5),
]


def without_day(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The other dialect: the same sheet without its third column."""
    return [row[:2] + row[3:] for row in rows]


def read(rows: list[tuple[object, ...]], name: str = "CIS Marking Scheme Import") -> CisScheme:
    cells = tuple(tuple(cell_from_value(value) for value in row) for row in rows)
    return read_scheme(Book(sheets=(Sheet(name="Notes", rows=()), Sheet(name=name, rows=cells))))


def changed(row: int, column: int, value: object) -> list[tuple[object, ...]]:
    """`ROWS` with one cell changed, counted from 1 as a spreadsheet does."""
    rows = [list(line) + [None] * (11 - len(line)) for line in ROWS]
    rows[row - 1][column - 1] = value
    return [tuple(line) for line in rows]


@pytest.mark.parametrize("rows", [ROWS, without_day(ROWS)], ids=["with day", "without day"])
def test_both_dialects_become_the_same_marking(rows: list[tuple[object, ...]]) -> None:
    scheme = read(rows)
    assert [(p.cell[-2:], p.stops) for p in scheme.problems] == [("15", False)]
    text = rulebook_text(scheme, trade="", source="scheme.xlsx")
    found = read_and_check(text)[1]
    assert [f for f in found if f.severity in {"error", "contradiction"}] == []
    plan = plan_of(text)
    assert plan.rulebook.trade == "Welding"
    assert [plan.nodes[n].name for n in ("A", "B", "A1", "A1_2")] == [
        "Plate", "Safety", "Visual", "Appearance",
    ]  # fmt: skip
    assert (plan.nodes["A1"].clause == "Day of marking 1") is (rows is ROWS)
    field = {
        "X": {"A1_1": 60, "A1_2": [2, 3, 2], "B1_1": "9.5", "B1_2": "0.5"},
        "Y": {"A1_1": 50, "A1_2": [2, 2, 2], "B1_1": "9.5", "B1_2": "0.5"},
        "Z": {"A1_1": 40, "A1_2": [2, 2, 2], "B1_1": "9.5", "B1_2": "0.5"},
    }
    result = run(plan, field)
    assert plain(result.scores["X", "A1_2"].value) == plain(Decimal(30) * 7 / 9)
    assert [(s.entry_id, s.score) for s in result.standings][1] == ("Y", Decimal(700))
    assert {c.entry_id: c.honour_en for c in result.claims} == {
        "X": "Gold", "Y": "Silver", "Z": "Bronze",
    }  # fmt: skip


def test_a_judgement_keeps_its_descriptors_and_asks_for_a_new_round_when_apart() -> None:
    plan = plan_of(rulebook_text(read(ROWS), trade="", source=""))
    scale = plan.scales["A1_2"]
    assert [choice.name for choice in scale.choices] == [
        "not acceptable", "acceptable", "good", "excellent",
    ]  # fmt: skip
    result = run(plan, {"X": {"A1_1": 60, "A1_2": [1, 3, 2], "B1_1": 9, "B1_2": 0}})
    assert [ask.key for ask in result.asks] == ["A1_2.spread:X"]


@pytest.mark.parametrize(
    ("row", "column", "value", "cell", "words"),
    [
        (7, 11, "sixty", "K7", "“sixty”不是正数"),
        (7, 11, None, "K7", "不是正数"),
        (7, 11, 1.125, "K7", "超过两位小数"),
        (7, 4, "X", "D7", "“X”不认识"),
        (7, 4, None, "D7", "没有写类型"),
        (7, 5, None, "E7", "没有描述"),
        (6, 1, None, "A7", "没有子标准编号"),
        (14, 1, "A1", "A14", "出现两次"),
        (12, 6, 4, "F12", "不是上面评判项"),
        (12, 6, 2, "F12", "写了两次"),
        (8, 4, "M", "F9", "不是上面评判项"),
    ],
)
def test_a_messy_cell_is_answered_by_a_sentence_with_its_address(
    row: int, column: int, value: object, cell: str, words: str
) -> None:
    problems = {p.cell: p.zh for p in read(changed(row, column, value)).problems if p.stops}
    assert words in problems[cell]


def test_a_formula_that_was_never_computed_is_named() -> None:
    rows = tuple(tuple(cell_from_value(value) for value in row) for row in ROWS)
    sheet = list(rows)
    sheet[6] = (*rows[6][:10], cell_from_value(None, formula=True))
    scheme = read_scheme(Book(sheets=(Sheet(name="s", rows=tuple(sheet)),)))
    assert [p.cell for p in scheme.problems if "公式" in p.zh] == ["K7"]


def test_maxima_that_miss_a_hundred_are_left_to_the_check() -> None:
    text = rulebook_text(read(changed(7, 11, 50)), trade="", source="")
    found = read_and_check(text)[1]
    assert [f.severity for f in found if f.path == "/scheme"] == ["contradiction"]


def test_headers_are_known_by_their_words() -> None:
    assert [column_of(header) for header in HEADER] == [
        "sub_id", "sub_name", "day", "type", "description", "score", "extra", "requirement",
        "section", None, "max",
    ]  # fmt: skip
    assert column_of("WSOS Section") == "section"


def test_the_command_writes_a_rulebook_or_says_what_to_mend(tmp_path: Path) -> None:
    good, bad, out = tmp_path / "good.xlsx", tmp_path / "bad.xlsx", tmp_path / "book.yaml"
    workbook({"CIS Marking Scheme Import": ROWS}).save(good)
    workbook({"CIS Marking Scheme Import": changed(7, 4, "X")}).save(bad)
    told = CliRunner().invoke(rulebook, ["import-cis", str(bad), "--out", str(out)])
    assert told.exit_code == 1
    assert "D7" in told.output
    assert not out.exists()
    told = CliRunner().invoke(
        rulebook, ["import-cis", str(good), "--out", str(out), "--lang", "en"]
    )
    assert told.exit_code == 0, told.output
    assert "4 aspects" in told.output
    checked = CliRunner().invoke(rulebook, ["check", str(out)])
    assert checked.exit_code == 0, checked.output
    empty = tmp_path / "empty.xlsx"
    workbook({"Sheet": [("nothing",)]}).save(empty)
    told = CliRunner().invoke(rulebook, ["import-cis", str(empty), "--out", str(out)])
    assert told.exit_code == 1
    assert "Sub Criterion ID" in told.output
