"""
Marking, ranking, progression and honours by a published rulebook: records in, records out.

Pure standard library; knows neither web nor database. Marks are ``Decimal``, every door computes
in its own decimal context, and what the text leaves open is asked (``Ask``), never guessed.

The way in
----------
``modules(rulebook, stage_id) -> tuple[Module, ...]``
``sheet_form(rulebook, module_id) -> tuple[AspectForm, ...]``
``accept(form, *, seat, state, aspect_id, value, on_panel=True, recused=False) -> Decimal``
    raises ``MarkRefused``: NotANumber, OutOfRange, NotAStep, SheetLocked, UnknownAspect,
    NotYourAspect, NotOnPanel, Recused; each with ``key``, ``details``, ``zh``, ``en``
``fold_sheet(form, seat, events) -> Sheet`` and ``act(sheet, SheetEvent(kind=...)) -> Sheet``
    kinds: mark, submit, sign, reopen; refusals SheetIncomplete, WrongSheetState, ReasonMissing
``compile_rulebook(rulebook, rulings=()) -> Plan``
``compute(plan, *, stage_id, entries, marks, incidents=(), people=None, seats=None, rulings=(),
absent=None, carried=None, field_size=None) -> Result``
``explain(plan, result, entry_id, node_id) -> Line``

``Mark(op_id, entry_id, aspect_id, seat, value, given_at="", stage_id="")``: seat 0 gives a node
whole; ``Incident(id, entry_id, item_id, count=1, stage_id="")``; ``Ruling(key, choice, text="",
author="", at="", order=(), premise="")``, where ``order`` answers a tie by lot.
"""

from judging.compute import compute
from judging.explain import explain
from judging.forms import AspectForm, Module, modules, sheet_form
from judging.marks import Incident, Mark
from judging.plan import Plan, compile_rulebook
from judging.rankrules import RankKey, RankRule
from judging.refusals import (
    BadRecord,
    MarkRefused,
    NotANumber,
    NotAStep,
    NotOnPanel,
    NotYourAspect,
    OutOfRange,
    ReasonMissing,
    Recused,
    Refusal,
    SheetIncomplete,
    SheetLocked,
    UnknownAspect,
    WrongSheetState,
)
from judging.remembered import Remembered
from judging.results import Claim, Line, Result, Score, Standing
from judging.rulebook import ConductItem, Quota, Rulebook, Rung, StageRule
from judging.rulings import Ask, Ruling
from judging.scheme import UNSTATED, Join, Node, Panel, Step
from judging.sheet import Sheet, SheetEvent, accept, act, fold_sheet

__all__ = [
    "UNSTATED",
    "Ask",
    "AspectForm",
    "BadRecord",
    "Claim",
    "ConductItem",
    "Incident",
    "Join",
    "Line",
    "Mark",
    "MarkRefused",
    "Module",
    "Node",
    "NotANumber",
    "NotAStep",
    "NotOnPanel",
    "NotYourAspect",
    "OutOfRange",
    "Panel",
    "Plan",
    "Quota",
    "RankKey",
    "RankRule",
    "ReasonMissing",
    "Recused",
    "Refusal",
    "Remembered",
    "Result",
    "Rulebook",
    "Ruling",
    "Rung",
    "Score",
    "Sheet",
    "SheetEvent",
    "SheetIncomplete",
    "SheetLocked",
    "StageRule",
    "Standing",
    "Step",
    "UnknownAspect",
    "WrongSheetState",
    "accept",
    "act",
    "compile_rulebook",
    "compute",
    "explain",
    "fold_sheet",
    "modules",
    "sheet_form",
]
