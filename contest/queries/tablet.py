"""What a judge's tablet shows: his own seats and his own marks, nothing else."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.queries.rulebooks import read_once, rulebook_text
from contest.security import Actor
from contest.store import access, contests, entries, sheets, timetables
from judging import AspectForm, Module, modules, sheet_form


@lru_cache(maxsize=256)
def _form(text: str, module_id: str) -> tuple[AspectForm, ...]:
    return tuple(sheet_form(read_once(text), module_id))


def tablet_form(tx: Session, trade_id: str, module_id: str) -> Sequence[AspectForm]:
    """Return a module's marking sheet by the trade's current rulebook."""
    return _form(rulebook_text(tx, trade_id), module_id)


@lru_cache(maxsize=64)
def modules_of(text: str) -> dict[str, Module]:
    """Return every module of a rulebook by its id."""
    book = read_once(text)
    return {module.id: module for stage in book.stages for module in modules(book, stage.id)}


def seat_state(sheet: str, seat: str) -> str:
    """Return the state a judge sees: his own part's until the sheet is signed."""
    if sheet == "signed":
        return "signed"
    if seat == "submitted":
        return "submitted"
    return "reopened" if sheet == "reopened" else "open"


def tablet_work(tx: Session, actor: Actor) -> dict[str, Any]:
    """Return all a judge has to mark today, with the forms and his own marks so far."""
    contest = contests.get_contest(tx, actor.contest_id or "")
    work = sheets.work_of(tx, actor.staff_id or "")
    sheet_ids = [sheet.id for _, sheet, _, _ in work]
    given = sheets.current_marks(sheets.marks_of_sheets(tx, sheet_ids))
    own = {seat.sheet_id: seat.seat for seat, _, _, _ in work}
    marks: dict[str, dict[str, str]] = {}
    for (sheet_id, seat, aspect_id), value in given.items():
        if own.get(sheet_id) == seat:
            marks.setdefault(sheet_id, {})[aspect_id] = format(value, "f")
    stations = sheets.stations_of(tx, {heat.id for _, _, _, heat in work})
    trades = {stage.trade_id for _, _, stage, _ in work}
    lines = {
        line.id: line for trade_id in trades for line in entries.entries_of_trade(tx, trade_id)
    }
    known = {trade_id: contests.get_trade(tx, trade_id) for trade_id in trades}
    texts = {trade_id: rulebook_text(tx, trade_id) for trade_id in trades}
    venues = {venue.id: venue for venue in timetables.venues_of(tx, contest.id)}
    lease = access.lease_of(tx, actor.staff_id or "")
    return {
        "contest": {"id": contest.id, "name": contest.name, "name_en": contest.name_en},
        "seat": {
            "staff_id": actor.staff_id,
            "judge_no": actor.number,
            "name": actor.name,
            "role": actor.role,
            "lease": lease.number if lease else 0,
        },
        "at": now().isoformat(),
        "sheets": [
            {
                "id": sheet.id,
                "trade": _named(known[stage.trade_id], code=known[stage.trade_id].code),
                "stage": _named(stage, key=stage.key),
                "module": {
                    **_named(modules_of(texts[stage.trade_id])[sheet.module_id]),
                    "kind": modules_of(texts[stage.trade_id])[sheet.module_id].kind,
                },
                "heat": {
                    "id": heat.id,
                    "number": heat.number,
                    "starts_at": heat.starts_at.isoformat(),
                    "ends_at": heat.ends_at.isoformat(),
                    "venue": venues[heat.venue_id].name,
                    "venue_en": venues[heat.venue_id].name_en,
                },
                "entry": {
                    "label": lines[sheet.entry_id].no,
                    "name": lines[sheet.entry_id].name,
                    "station": stations.get((heat.id, sheet.entry_id), ""),
                },
                "seat": seat.seat,
                "state": seat_state(sheet.state, seat.state),
                "reason": sheet.reason or None,
                "form": [
                    _aspect(aspect)
                    for aspect in _form(texts[stage.trade_id], sheet.module_id)
                    if aspect.who == "each" or seat.seat == 1
                ],
                "marks": marks.get(sheet.id, {}),
                "version": sheet.version,
            }
            for seat, sheet, stage, heat in work
        ],
    }


def _named(thing: Any, **more: Any) -> dict[str, Any]:
    return {"id": thing.id, "name": thing.name, "name_en": thing.name_en, **more}


def _aspect(aspect: AspectForm) -> dict[str, Any]:
    return {
        "id": aspect.id,
        "name": aspect.name,
        "name_en": aspect.name_en,
        "hint": aspect.hint,
        "hint_en": aspect.hint_en,
        "max": None if aspect.max is None else format(aspect.max, "f"),
        "least": format(aspect.least, "f"),
        "step": format(aspect.step, "f"),
        "unit": aspect.unit,
        "kind": aspect.kind,
        "choices": [list(choice) for choice in aspect.choices],
        "criterion": aspect.criterion,
        "criterion_en": aspect.criterion_en,
    }
