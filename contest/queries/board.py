"""The board: one producer for first load, every push, the fall-back and the hall screen."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import NotFound, Refusal
from contest.queries.anchors import anchor_of
from contest.queries.marks import KeptMarks
from contest.queries.standings import StageView, stage_view
from contest.security import CHIEF_JUDGE, JUDGE, Actor
from contest.store import contests, freezes, journal, results, review, sheets
from contest.store.tables.contest import Stage, Trade
from judging import Standing


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


def board_frame(
    tx: Session, stage_id: str, viewer: Actor, *, kept: KeptMarks | None = None
) -> dict[str, Any]:
    """
    Return a stage's board for a viewer.

    A hidden board shows its title and state but no row. A stage whose result is signed shows the
    signed standings, not whatever could be computed now. A frozen board is answered from what was
    kept at the freeze, before anything else is read. `kept` is what an earlier look left.
    """
    stage, trade = may_watch(tx, stage_id, viewer)
    frozen = freezes.frozen_picture(tx, stage.id)
    if frozen is not None:
        return dict(frozen)
    contest = contests.get_contest(tx, trade.contest_id)
    picture: dict[str, Any] = {
        "board": stage.id,
        "seq": journal.head_seq(tx, trade.id),
        "at": now().isoformat(),
        "anchor": str(anchor_of(tx, trade) or "") if stage.board != "hidden" else "",
        "contest": {"name": contest.name, "name_en": contest.name_en},
        "trade": {
            "name": trade.name,
            "name_en": trade.name_en,
            "code": trade.code,
            "colour": trade.position % 8 + 1,
        },
        "stage": {"id": stage.key, "name": stage.name, "name_en": stage.name_en},
        "state": "hidden" if stage.board == "hidden" else _state(stage.state),
        "remarks": [],
        "counts": {"entries": 0, "final": 0, "waiting": 0},
        "places": None,
        "rows": [],
    }
    if stage.board == "hidden":
        return picture
    picture["remarks"] = _remarks(tx, stage)
    signed = results.current_result(tx, stage.id)
    if signed is not None:
        picture.update(signed.picture)
        honours = results.public_honours(tx, signed.id)
        picture["rows"] = [
            {**row, "honours": honours.get(row["id"], [])} for row in picture["rows"]
        ]
        return picture
    picture.update(standings_picture(stage_view(tx, stage_id, kept=kept)))
    return picture


def _remarks(tx: Session, stage: Stage) -> list[str]:
    """Return what a board must not keep to itself: corrected after a signature, under appeal."""
    withdrawn = any(result.withdrawn_at for result in results.results_of_stage(tx, stage.id))
    appealed = review.open_appeals(tx, stage.id)
    return ["corrected"] * bool(withdrawn) + ["appealed"] * bool(appealed)


def standings_picture(view: StageView) -> dict[str, Any]:
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


def _row(view: StageView, standing: Standing) -> dict[str, Any]:
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
