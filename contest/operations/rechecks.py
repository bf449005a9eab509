"""The recheck: the top and a drawn share of the sheets again, all of them past too many errors."""

import secrets
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import Refusal
from contest.operations.signing import given_reason, open_stage
from contest.operations.telling import tell
from contest.queries.standings import StageView, stage_view
from contest.security import Actor
from contest.store import review, sheets
from contest.store.engine import Store
from judging.review import escalates, sample


class NoRecheck(Refusal):
    """The rulebook asks for none."""

    key = "no_recheck"
    zh = "本工种的竞赛规程没有规定复核（review）。"
    en = "This trade's rulebook asks for no recheck (review)."


class RecheckDrawn(Refusal):
    """A sample is drawn once, so that nobody can draw until it suits."""

    key = "recheck_drawn"
    zh = "本阶段的复核样本已经抽取，不能重抽。"
    en = "The sample of this stage is drawn already; it is not drawn twice."


class SheetsUnsigned(Refusal):
    """The sample follows from the ranks, which stand when all sheets are signed."""

    key = "recheck_sheets_open"
    zh = "还有 {count} 张评分表未签字确认，不能抽取复核样本。"
    en = "{count} sheets are not signed yet; the sample cannot be drawn."


class RecheckUnfinished(Refusal):
    """A result is signed after the recheck that its rulebook asks for."""

    key = "recheck_unfinished"
    zh = "规程要求复核：还有 {count} 张评分表没有复核（未抽取样本也算）。请到“复核与申诉”完成。"
    en = "The rulebook asks for a recheck: {count} sheets are not checked, or no sample is drawn."


def draw_recheck(store: Store, *, actor: Actor, stage_id: str) -> int:
    """
    Draw the sheets to be checked again, from a seed that is stored; return how many.

    All sheets of the best entries and of a share of the others: `judging.review.sample` finds
    the same entries from seed and ranks.
    """
    with store.transaction() as tx:
        stage, trade = open_stage(tx, actor, "recheck.write", stage_id)
        view = stage_view(tx, stage.id)
        rule = view.rules.review
        if rule is None:
            raise NoRecheck()
        if review.recheck_of(tx, stage.id) is not None:
            raise RecheckDrawn()
        unsigned = unsigned_sheets(tx, view)
        if unsigned:
            raise SheetsUnsigned(count=unsigned)
        seed = secrets.token_hex(16)
        chosen = sample(rule, view.result.standings, seed)
        recheck = review.add_recheck(tx, stage_id=stage.id, seed=seed, drawn_by=actor.staff_id)
        best = {s.entry_id for s in view.result.standings if s.rank and s.rank <= rule.top}
        why = {entry: "top" if entry in best else "drawn" for entry in chosen}
        count = _add(tx, recheck.id, stage.id, why)
        body = {"recheck_id": recheck.id, "stage_id": stage.id, "seed": seed, "sheets": count}
        tell(tx, actor, "trade:recheck:draw", body, trade_id=trade.id)
        return count


def check_sheet(store: Store, *, actor: Actor, line_id: str, wrong: bool, note: str) -> bool:
    """
    Note what checking a sheet again found; tell whether all others must be checked now.

    A wrong sheet needs its reason in writing; it is mended by sending it back to its judges. Past
    the rulebook's share of errors in the sample every other sheet of the stage joins.
    """
    note = given_reason(note) if wrong else note.strip()[:500]
    with store.transaction() as tx:
        stage_id = review.get_line(tx, line_id)[1].stage_id
        stage, trade = open_stage(tx, actor, "recheck.write", stage_id)
        line, recheck = review.get_line(tx, line_id)
        outcome = "wrong" if wrong else "right"
        review.settle(line, outcome=outcome, note=note, staff_id=actor.staff_id)
        body = {"recheck_sheet_id": line.id, "sheet_id": line.sheet_id, "outcome": outcome}
        tell(tx, actor, "trade:recheck:check", {**body, "note": note}, trade_id=trade.id)
        if not _too_many(tx, recheck, stage_view(tx, stage.id)):
            return False
        recheck.escalated_at = now()
        all_of = dict.fromkeys({s.entry_id for s in sheets.sheets_of_stage(tx, stage.id)}, "all")
        count = _add(tx, recheck.id, stage.id, all_of)
        more = {"recheck_id": recheck.id, "sheets": count}
        tell(tx, actor, "trade:recheck:escalate", more, trade_id=trade.id)
        return True


def _too_many(tx: Session, recheck: Any, view: StageView) -> bool:
    """Whether the sample is through and holds more errors than the rulebook bears."""
    lines = [line for line, _ in review.lines_of(tx, recheck.id)]
    if view.rules.review is None or recheck.escalated_at or any(not x.outcome for x in lines):
        return False
    errors = sum(line.outcome == "wrong" for line in lines)
    return escalates(view.rules.review, checked=len(lines), with_errors=errors)


def _add(tx: Session, recheck_id: str, stage_id: str, why: dict[str, str]) -> int:
    """Add the sheets of these entries that are not in the recheck yet."""
    known = {sheet.id for _, sheet in review.lines_of(tx, recheck_id)}
    order = {entry: n for n, entry in enumerate(why)}
    found = [
        sheet
        for sheet in sheets.sheets_of_stage(tx, stage_id)
        if sheet.entry_id in why and sheet.id not in known and sheet.state == "signed"
    ]
    found.sort(key=lambda sheet: (order[sheet.entry_id], sheet.module_id))
    for n, sheet in enumerate(found, start=len(known)):
        review.add_line(
            tx, recheck_id=recheck_id, sheet_id=sheet.id, position=n, why=why[sheet.entry_id]
        )
    return len(found)


def unsigned_sheets(tx: Session, view: StageView) -> int:
    """Return how many sheets of those who take part still want the chief judge's name."""
    absent = {
        incident.entry_id
        for incident in sheets.incidents_of_stage(tx, view.stage.id)
        if "absent:" in incident.item_id
    }
    return sum(
        sheet.state != "signed" and sheet.entry_id in view.entries and sheet.entry_id not in absent
        for sheet in sheets.sheets_of_stage(tx, view.stage.id)
    )


def must_be_rechecked(tx: Session, view: StageView) -> None:
    """Refuse to go on before the recheck that the rulebook asks for is through."""
    if view.rules.review is None:
        return
    recheck = review.recheck_of(tx, view.stage.id)
    lines = review.lines_of(tx, recheck.id) if recheck else []
    still = sum(not line.outcome for line, _ in lines)
    if recheck is None or still:
        raise RecheckUnfinished(count=still)
