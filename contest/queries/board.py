"""The board: one producer for first load, every push, the fall-back and the hall screen."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import NotFound, Refusal
from contest.queries.anchors import anchor_at
from contest.queries.marks import KeptMarks
from contest.queries.standings import StageView, stage_view
from contest.security import CHIEF_JUDGE, JUDGE, Actor
from contest.store import contests, freezes, results, review, sheets
from contest.store.tables.contest import Stage, Trade
from judging import Standing

Picture = dict[str, Any]


class BoardClosedToJudge(Refusal):
    """A judge does not follow the board of the trade he is still marking."""

    key = "board_closed_to_judge"
    status = 403
    zh = "您在该工种还有未提交的评分表，提交之后才能查看榜单。"
    en = "You still have sheets to submit in this trade; its board opens to you after that."


def boards_of_trade(tx: Session, stream: str) -> list[str]:
    """Return the boards that a journal stream concerns: a trade's stages, or none."""
    return [stage.id for stage in contests.stages_of(tx, stream)]


def may_watch(tx: Session, stage_id: str, viewer: Actor) -> tuple[Stage, Trade]:
    """Return a board's stage and trade, or refuse a judge who must not follow it."""
    stage, trade = contests.stage_with_trade(tx, stage_id)
    if viewer.role in {JUDGE, CHIEF_JUDGE} and viewer.staff_id:
        if viewer.contest_id != trade.contest_id:
            raise NotFound()
        if viewer.role == JUDGE and sheets.unsubmitted_of(tx, viewer.staff_id, trade.id):
            raise BoardClosedToJudge()
    return stage, trade


def board_frame(tx: Session, stage_id: str, viewer: Actor) -> Picture:
    """Return a stage's board for a viewer; refuse with NotFound or a judge who must not follow."""
    may_watch(tx, stage_id, viewer)
    return public_frame(tx, stage_id, KeptMarks())


def public_frame(tx: Session, stage_id: str, kept: KeptMarks) -> Picture:
    """
    Return a stage's board as everybody may see it; refuse with NotFound.

    A hidden board shows its title and state but no row. A stage whose result is signed shows the
    signed standings, not whatever could be computed now. A frozen board is answered from what was
    kept at the freeze, before anything else is read. `kept` is what an earlier look left.
    """
    look = kept.look(tx, stage_id)
    frozen = look.once("frozen", partial(freezes.frozen_picture, tx, stage_id))
    if frozen is not None:
        return dict(frozen)
    prefix, told = look.once("told", partial(_told, tx, stage_id))
    picture = {**told, "seq": look.seq, "at": now().isoformat()}
    if told["state"] == "hidden":
        return picture
    picture["anchor"] = str(anchor_at(prefix, look.seq, look.digest) or "")
    signed = look.once("signed", partial(_signed, tx, stage_id))
    return picture | (signed or standings_picture(stage_view(tx, stage_id, kept=kept)))


def _told(tx: Session, stage_id: str) -> tuple[str, Picture]:
    """Return the trade's prefix and what a board tells without its rows."""
    stage, trade = contests.stage_with_trade(tx, stage_id)
    contest = contests.get_contest(tx, trade.contest_id)
    hidden = stage.board == "hidden"
    return trade.prefix, {
        "board": stage.id,
        "seq": 0,
        "at": "",
        "anchor": "",
        "contest": {"name": contest.name, "name_en": contest.name_en},
        "trade": {
            "name": trade.name,
            "name_en": trade.name_en,
            "code": trade.code,
            "colour": trade.position % 8 + 1,
        },
        "stage": {"id": stage.key, "name": stage.name, "name_en": stage.name_en},
        "state": "hidden" if hidden else _state(stage.state),
        "remarks": [] if hidden else _remarks(tx, stage),
        "counts": {"entries": 0, "final": 0, "waiting": 0},
        "places": None,
        "rows": [],
    }


def _signed(tx: Session, stage_id: str) -> Picture | None:
    """Return the part of a signed board that was computed when it was signed, with its honours."""
    signed = results.current_result(tx, stage_id)
    if signed is None:
        return None
    honours = results.public_honours(tx, signed.id)
    rows = [{**row, "honours": honours.get(row["id"], [])} for row in signed.picture["rows"]]
    return {**signed.picture, "rows": rows}


def _remarks(tx: Session, stage: Stage) -> list[str]:
    """Return what a board must not keep to itself: corrected after a signature, under appeal."""
    withdrawn = any(result.withdrawn_at for result in results.results_of_stage(tx, stage.id))
    appealed = review.open_appeals(tx, stage.id)
    return ["corrected"] * bool(withdrawn) + ["appealed"] * bool(appealed)


def standings_picture(view: StageView) -> Picture:
    """Return the part of a board that is computed: counts, places and rows."""
    rows = [_row(view, standing) for standing in view.result.standings]
    return {
        "counts": {
            "entries": len(rows),
            "final": sum(row["state"] == "final" for row in rows),
            "waiting": sum(row["waiting"] for row in rows),
        },
        "places": view.stage.places,
        "rows": rows,
    }


def _row(view: StageView, standing: Standing) -> Picture:
    line = view.entries[standing.entry_id]
    begun = standing.score is not None or standing.begun
    return {
        "id": line.id,
        "rank": standing.rank,
        "best": standing.best,
        "worst": standing.worst,
        "no": line.no,
        "name": line.name,
        "delegation": line.delegation,
        "score": _text(standing.score),
        "so_far": _text(standing.low) if begun else None,
        "state": standing.state if begun or standing.state != "provisional" else "waiting",
        "waiting": standing.waiting,
        "clinched": standing.clinched,
        "goes_on": _goes_on(view, standing),
        "parts": [[node_id, _text(value)] for node_id, value in standing.parts],
        "decided_by": standing.decided_by,
        "honours": [],
    }


def _goes_on(view: StageView, standing: Standing) -> str | None:
    """Return yes, no or open for a stage from which entries go on, None for the last one."""
    if view.rule.go_on is None:
        return None
    settled = all(other.state != "provisional" for other in view.result.standings)
    inside = standing.entry_id in view.result.goes_on
    if settled and not view.result.asks:
        return "yes" if inside else "no"
    if standing.clinched:
        return "yes"
    places = view.stage.places
    return "no" if places is not None and standing.best > places else "open"


def _state(stage: str) -> str:
    return {"open": "live", "signed": "signed", "noticed": "noticed", "final": "final"}[stage]


def _text(value: Decimal | None) -> str | None:
    """Return a score as screens show it: two places, half up, for showing only."""
    return None if value is None else format(value, ".2f")


def board_ids(tx: Session, trade_ids: Iterable[str]) -> list[str]:
    """Return the boards of these trades, in order."""
    return [stage.id for trade_id in trade_ids for stage in contests.stages_of(tx, trade_id)]
