"""The reveal at a ceremony: the last place first, and nothing of those not yet shown."""

from itertools import groupby
from typing import Any

from sqlmodel import Session

from contest.errors import BadInput, Refusal
from contest.security import Actor
from contest.store import contests, results, review

MOST_PLACES = 50


class NothingToReveal(Refusal):
    """Only a signed result is read out."""

    key = "nothing_to_reveal"
    zh = "“{stage}”的成绩尚未由裁判长签署，或已撤回，不能揭晓。"
    en = "The result of “{stage_en}” is not signed by the chief judge, or was withdrawn."


class RevealHeld(Refusal):
    """An open appeal holds a result."""

    key = "reveal_held"
    zh = "“{stage}”有申诉尚未结案，结案前不能揭晓。"
    en = "An appeal about “{stage_en}” is open; the result cannot be read out before it is closed."


def ceremony_step(
    tx: Session, viewer: Actor, stage_id: str, *, places: int, step: int
) -> dict[str, Any]:
    """
    Return what the ceremony's screen shows at a step.

    Step 0 is the opening, each of the next ones reveals a rank (equal ranks together), beginning
    with the last of the `places`; the step after the first rank shows all of them. `shown` holds
    what is revealed so far, in the order in which it was, and `last` is the number of steps.
    """
    stage, trade = contests.stage_with_trade(tx, stage_id)
    viewer.must("board.write", contest_id=trade.contest_id, trade_id=trade.id)
    names = {
        "stage": f"{trade.name}{stage.name}",
        "stage_en": f"{trade.name_en or trade.name} {stage.name_en}",
    }
    if not 1 <= places <= MOST_PLACES:
        raise BadInput(
            zh=f"揭晓名次数须在 1 到 {MOST_PLACES} 之间。",
            en=f"The number of places must be between 1 and {MOST_PLACES}.",
        )
    result = results.current_result(tx, stage.id)
    if result is None:
        raise NothingToReveal(**names)
    if review.open_appeals(tx, stage.id):
        raise RevealHeld(**names)
    honours = results.public_honours(tx, result.id)
    rows = [row for row in result.picture["rows"] if row["rank"] and row["rank"] <= places]
    rows.sort(key=lambda row: (-row["rank"], row["no"]))
    groups = [
        {"rank": rank, "people": [_person(row, honours) for row in of_rank]}
        for rank, of_rank in groupby(rows, key=lambda row: row["rank"])
    ]
    last = len(groups) + 1
    step = min(max(step, 0), last)
    contest = contests.get_contest(tx, trade.contest_id)
    return {
        "contest": {"name": contest.name, "name_en": contest.name_en},
        "trade": {
            "name": trade.name,
            "name_en": trade.name_en,
            "colour": trade.position % 8 + 1,
        },
        "stage": {"id": stage.id, "name": stage.name, "name_en": stage.name_en},
        "state": stage.state,
        "sha256": result.sha256[:16],
        "places": places,
        "step": step,
        "last": last,
        "shown": groups[:step],
    }


def _person(row: dict[str, Any], honours: dict[str, list[list[str]]]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("id", "no", "name", "delegation", "score")}
    return {**kept, "honours": honours.get(row["id"], [])}
