"""What a marking sheet shows: modules and aspects in written order."""

from decimal import Decimal as D

import pytest

from judging import BadRecord, modules, sheet_form
from tests.judging.sheets import BOOK, WORK


def test_the_modules_of_a_stage_come_in_written_order():
    theory, work = modules(BOOK, "final")
    assert (theory.id, theory.name_en, theory.minutes, theory.kind, theory.panel) == (
        "theory",
        "Theory",
        60,
        "theory",
        1,
    )
    assert (work.name, work.name_en, work.kind, work.panel, work.max) == (
        "实操",
        "实操",
        "practical",
        5,
        50,
    )
    with pytest.raises(BadRecord, match="no stage “prelim”"):
        modules(BOOK, "prelim")


def test_a_module_without_parts_is_its_own_sheet():
    (line,) = sheet_form(BOOK, "theory")
    assert (line.id, line.kind, line.who, line.max, line.step) == (
        "theory",
        "points",
        "lead",
        100,
        D("0.5"),
    )
    with pytest.raises(BadRecord, match="Nothing is called “painting”"):
        sheet_form(BOOK, "painting")


def test_the_sheet_shows_aspects_and_readings_in_written_order():
    lines = sheet_form(BOOK, "work")
    assert lines == WORK
    assert [(a.id, a.kind, a.who, a.criterion_en) for a in lines] == [
        ("dress", "points", "each", ""),
        ("gap_mm", "reading", "lead", "Measured"),
        ("clean", "choice", "lead", "Measured"),
        ("state", "choice", "lead", "Measured"),
        ("look_of_it", "judgement", "each", ""),
    ]
    dress, gap, clean, state, look = lines
    assert (dress.criterion, gap.criterion, clean.name, clean.name_en) == (
        "",
        "测量",
        "间隙",
        "间隙",
    )
    assert (dress.hint, dress.hint_en, dress.name_en, dress.unit) == (
        "整洁",
        "整洁",
        "Dress",
        "points",
    )
    assert (gap.name, gap.name_en, gap.hint_en, gap.unit, gap.max) == (
        "间隙读数",
        "Gap",
        "both ends",
        "mm",
        20,
    )
    assert clean.choices == (("0", "否", "no"), ("1", "是", "yes"))
    assert state.choices == (("10", "好", "good"), ("0", "差", "差"))
    assert (look.least, look.max, look.step) == (0, 3, 1)
