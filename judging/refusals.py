"""Rules saying no. Each class has a key; its docstring is for us, its two sentences for people."""

from collections.abc import Mapping


class Refusal(Exception):
    """A rule said no. ``key`` names the rule, ``details`` fills the sentences ``zh`` and ``en``."""

    key = "refused"
    zh_form = "不可以。"
    en_form = "This is not allowed."

    def __init__(self, **details: str | int) -> None:
        self.details: Mapping[str, str | int] = details
        self.zh = self.zh_form.format(**details)
        self.en = self.en_form.format(**details)
        super().__init__(self.en)


class BadRecord(Refusal, ValueError):
    """A record was built from something that cannot be; raised at birth."""

    key = "bad_record"

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh_form, self.en_form = (
            zh.replace("{", "{{").replace("}", "}}"),
            en.replace("{", "{{").replace("}", "}}"),
        )
        super().__init__()


class MarkRefused(Refusal):
    """A mark cannot stand on the sheet."""

    key = "mark_refused"


class NotANumber(MarkRefused):
    """Text that is no plain number; also a bool, a float, NaN and infinity."""

    key = "not_a_number"
    zh_form = "“{value}”不是数：请只写数字，小数点用“.”。"
    en_form = "“{value}” is no number: write digits only, with a point for decimals."


class OutOfRange(MarkRefused):
    """Below the least or above the most that the aspect allows."""

    key = "out_of_range"
    zh_form = "“{aspect}”应在 {least} 到 {most} 之间，收到 {value}。"
    en_form = "“{aspect}” takes {least} to {most}; {value} was entered."


class NotAStep(MarkRefused):
    """Between two steps of the scale, or none of the choices offered."""

    key = "not_a_step"
    zh_form = "“{aspect}”只能按 {step} 打分，收到 {value}。"
    en_form = "“{aspect}” is marked in steps of {step}; {value} was entered."


class SheetLocked(MarkRefused):
    """The sheet is submitted or signed; only the chief judge opens it again."""

    key = "sheet_locked"
    zh_form = "评分表已提交或签字，不能再改；如需更正，请裁判长退回。"
    en_form = "The sheet is submitted or signed; to correct it, ask the chief judge to reopen it."


class UnknownAspect(MarkRefused):
    """The module has no such aspect."""

    key = "unknown_aspect"
    zh_form = "这张评分表里没有“{aspect}”这一项。"
    en_form = "This sheet has no aspect “{aspect}”."


class NotYourAspect(MarkRefused):
    """A joint decision or an instrument reading is entered by seat 1 only."""

    key = "not_your_aspect"
    zh_form = "“{aspect}”由主裁（1 号位）录入，您是 {seat} 号位。"
    en_form = "“{aspect}” is entered by the lead judge (seat 1); you sit on seat {seat}."


class NotOnPanel(MarkRefused):
    """The judge has no seat on the panel of this entry and module."""

    key = "not_on_panel"
    zh_form = "您不在本场裁判组中，不能打分。"
    en_form = "You are not on this panel and cannot mark here."


class Recused(MarkRefused):
    """The judge must not mark this entry."""

    key = "recused"
    zh_form = "您对该参赛项须回避，不能打分。"
    en_form = "You are recused from this entry and cannot mark it."


class SheetIncomplete(Refusal):
    """Submitted with marks missing."""

    key = "sheet_incomplete"
    zh_form = "还有 {count} 项未打分：{aspects}。"
    en_form = "{count} aspects are not marked yet: {aspects}."


class WrongSheetState(Refusal):
    """The sheet is not in the state this act starts from (open > submitted > signed > reopened)."""

    key = "wrong_sheet_state"
    zh_form = "评分表现在是“{state}”，不能{act}。"
    en_form = "The sheet is {state_en}; it cannot be {act_en}."


class ReasonMissing(Refusal):
    """Reopening needs a reason, since it undoes a signature."""

    key = "reason_missing"
    zh_form = "退回评分表须写明理由。"
    en_form = "Reopening a sheet needs a reason."
