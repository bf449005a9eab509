"""The marking sheet: its lines, what it takes, and its way from open to signed and back."""

from decimal import Decimal as D

import pytest

from judging import (
    MarkRefused,
    NotANumber,
    NotAStep,
    NotOnPanel,
    NotYourAspect,
    OutOfRange,
    ReasonMissing,
    Recused,
    Refusal,
    Sheet,
    SheetEvent,
    SheetIncomplete,
    SheetLocked,
    UnknownAspect,
    WrongSheetState,
    accept,
    act,
    fold_sheet,
    sheet_form,
)
from tests.judging.books import plan_of
from tests.judging.sheets import WORK


def put(aspect, value, **more):
    return accept(WORK, **{"seat": 1, "state": "open", "aspect_id": aspect, "value": value, **more})


@pytest.mark.parametrize(
    ("aspect", "value", "expected"),
    [
        ("dress", "8.5", "8.5"),
        ("dress", "８．５", "8.5"),
        ("dress", 8, "8"),
        ("dress", D("8.50"), "8.50"),
        ("dress", 0, "0"),
        ("dress", 10, "10"),
        ("gap_mm", "0.3", "0.3"),
        ("state", "10", "10"),
        ("look_of_it", 3, "3"),
    ],
)
def test_a_mark_on_the_scale_is_taken_as_a_decimal(aspect, value, expected):
    assert str(put(aspect, value)) == expected


@pytest.mark.parametrize(
    ("aspect", "value", "more", "refusal"),
    [
        ("dress", True, {}, NotANumber),
        ("dress", 8.5, {}, NotANumber),
        ("dress", D("NaN"), {}, NotANumber),
        ("dress", D("Infinity"), {}, NotANumber),
        ("dress", "eight", {}, NotANumber),
        ("dress", "80%", {}, NotANumber),
        ("dress", "8,5", {}, NotANumber),
        ("dress", None, {}, NotANumber),
        ("dress", "10.5", {}, OutOfRange),
        ("dress", "-0.5", {}, OutOfRange),
        ("dress", "8.3", {}, NotAStep),
        ("state", "5", {}, NotAStep),
        ("look_of_it", "4", {}, OutOfRange),
        ("dress", 8, {"state": "submitted"}, SheetLocked),
        ("dress", 8, {"state": "signed"}, SheetLocked),
        ("colour", 8, {}, UnknownAspect),
        ("gap_mm", 1, {"seat": 2}, NotYourAspect),
        ("dress", 8, {"seat": 0}, NotOnPanel),
        ("dress", 8, {"on_panel": False}, NotOnPanel),
        ("dress", 8, {"recused": True}, Recused),
    ],
)
def test_a_mark_that_cannot_stand_is_refused_with_a_reason_in_both_languages(
    aspect, value, more, refusal
):
    with pytest.raises(MarkRefused) as refused:
        put(aspect, value, **more)
    assert type(refused.value) is refusal
    assert refused.value.key == refusal.key
    assert refused.value.zh
    assert refused.value.en


def test_a_refusal_says_what_and_where():
    with pytest.raises(OutOfRange) as refused:
        put("dress", "12")
    assert refused.value.zh == "“着装”应在 0 到 10 之间，收到 12。"
    assert refused.value.details == {"aspect": "着装", "least": "0", "most": "10", "value": "12"}
    with pytest.raises(NotAStep, match="in steps of 10 / 0; 5 was entered"):
        put("state", 5)
    with pytest.raises(NotAStep) as between:
        put("dress", "8.30")
    assert between.value.zh == "“着装”只能按 0.5 打分，收到 8.3。"
    with pytest.raises(UnknownAspect, match="This sheet has no aspect “colour”"):
        put("colour", 8)
    with pytest.raises(NotYourAspect) as lead:
        put("gap_mm", 1, seat=2)
    assert lead.value.zh == "“间隙读数”由主裁（1 号位）录入，您是 2 号位。"


def test_what_is_no_number_is_told_back_but_not_endlessly():
    with pytest.raises(NotANumber) as share:
        put("dress", "8％")
    assert share.value.zh == "“8％”不是数：请只写数字，小数点用“.”。"
    with pytest.raises(NotANumber) as long:
        put("dress", "x" * 50)
    assert long.value.details == {"value": "x" * 40}


@pytest.mark.parametrize(
    ("before", "event", "zh", "en"),
    [
        ("submitted", "submit", "评分表现在是“已提交”，不能提交。",
         "submitted; it cannot be submitted."),
        ("open", "sign", "评分表现在是“打分中”，不能签字。", "open; it cannot be signed."),
        ("reopened", "sign", "评分表现在是“已退回”，不能签字。", "reopened; it cannot be signed."),
        ("signed", "sign", "评分表现在是“已签字”，不能签字。", "signed; it cannot be signed."),
        ("open", "reopen", "评分表现在是“打分中”，不能退回。", "open; it cannot be reopened."),
    ],
)  # fmt: skip
def test_an_act_out_of_turn_is_told_in_both_languages(before, event, zh, en):
    with pytest.raises(WrongSheetState) as refused:
        act(Sheet(form=WORK, seat=1, state=before), SheetEvent(kind=event))
    assert (refused.value.zh, refused.value.en) == (zh, f"The sheet is {en}")


def test_an_aspect_without_an_upper_limit_says_so():
    form = sheet_form(plan_of("scheme: {id: total, reads: {length: mm}}").rulebook, "total")
    with pytest.raises(OutOfRange, match="takes 0 to ∞"):
        accept(form, seat=1, state="open", aspect_id="length", value=-1)


def test_steps_are_counted_from_the_least_mark():
    form = sheet_form(
        plan_of("scheme: {id: total, max: 10, least: 1, step: 3, mark: points}").rulebook, "total"
    )
    taken = [accept(form, seat=1, state="open", aspect_id="total", value=v) for v in (1, 4, 10)]
    assert taken == [1, 4, 10]
    with pytest.raises(NotAStep, match="in steps of 3; 3 was entered"):
        accept(form, seat=1, state="open", aspect_id="total", value=3)


def marked(**values):
    return [SheetEvent(kind="mark", aspect_id=a, value=v) for a, v in values.items()]


FULL = marked(dress=8, gap_mm="0.5", clean=1, state=10, look_of_it=2)
SUBMIT, SIGN = SheetEvent(kind="submit"), SheetEvent(kind="sign")
REOPEN = SheetEvent(kind="reopen", reason="读数抄错", by="裁判长")


def test_a_sheet_goes_from_open_over_submitted_and_signed_to_reopened_and_signed_again():
    states: list[str] = []
    sheet = Sheet(form=WORK, seat=1)
    for event in (*FULL, SUBMIT, SIGN, REOPEN, *marked(gap_mm="0.7"), SUBMIT, SIGN):
        sheet = act(sheet, event)
        if not states or states[-1] != sheet.state:
            states.append(sheet.state)
    assert states == ["open", "submitted", "signed", "reopened", "submitted", "signed"]
    assert sheet.values["gap_mm"] == D("0.7")
    assert [e.value for e in sheet.history if e.aspect_id == "gap_mm"] == ["0.5", "0.7"]
    assert fold_sheet(WORK, 1, sheet.history) == sheet


def test_a_sheet_may_be_reopened_before_the_signature():
    assert fold_sheet(WORK, 1, [*FULL, SUBMIT, REOPEN]).state == "reopened"


def test_a_seat_owes_only_its_own_aspects():
    assert [a.id for a in Sheet(form=WORK, seat=2).missing] == ["dress", "look_of_it"]
    sheet = fold_sheet(WORK, 2, [*marked(dress=8, look_of_it=2), SUBMIT])
    assert sheet.state == "submitted"


def test_a_mark_may_be_taken_back_while_the_sheet_is_open():
    sheet = fold_sheet(WORK, 1, [*FULL, *marked(dress=None)])
    assert [a.id for a in sheet.missing] == ["dress"]
    with pytest.raises(SheetLocked):
        fold_sheet(WORK, 1, [*FULL, SUBMIT, *marked(dress=None)])


@pytest.mark.parametrize(
    ("events", "refusal"),
    [
        ([*FULL[1:], SUBMIT], SheetIncomplete),
        ([SIGN], WrongSheetState),
        ([*FULL, SIGN], WrongSheetState),
        ([*FULL, SUBMIT, SUBMIT], WrongSheetState),
        ([REOPEN], WrongSheetState),
        ([*FULL, SUBMIT, SIGN, SIGN], WrongSheetState),
        ([*FULL, SUBMIT, SheetEvent(kind="reopen", reason="  ")], ReasonMissing),
        ([*FULL, SUBMIT, *marked(dress=9)], SheetLocked),
    ],
)
def test_a_sheet_refuses_what_its_state_does_not_allow(events, refusal):
    with pytest.raises(Refusal) as refused:
        fold_sheet(WORK, 1, events)
    assert type(refused.value) is refusal
    assert refused.value.zh


def test_a_sheet_without_some_marks_names_them():
    with pytest.raises(SheetIncomplete, match="1 aspects are not marked yet: 着装"):
        fold_sheet(WORK, 1, [*FULL[1:], SUBMIT])
    with pytest.raises(SheetIncomplete) as two:
        fold_sheet(WORK, 1, [*FULL[2:], SUBMIT])
    assert two.value.zh == "还有 2 项未打分：着装、间隙读数。"
