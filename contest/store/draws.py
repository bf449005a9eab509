"""Draws: what was committed to, what came out, and who stands where since."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from contest.clock import now
from contest.errors import NotFound
from contest.store.tables.timetable import Draw, Slot

__all__ = ["Draw"]


def get_draw(tx: Session, draw_id: str) -> Draw:
    """Return a draw or refuse with NotFound."""
    found = tx.get(Draw, draw_id)
    if found is None:
        raise NotFound()
    return found


def draws_of(tx: Session, stage_id: str, module_id: str | None = None) -> list[Draw]:
    """Return the draws of a stage by module and number, the abandoned among them."""
    statement = select(Draw).where(Draw.stage_id == stage_id)
    if module_id is not None:
        statement = statement.where(Draw.module_id == module_id)
    return list(tx.exec(statement.order_by(col(Draw.module_id), col(Draw.number))))


def add_commitment(
    tx: Session,
    *,
    stage_id: str,
    module_id: str,
    number: int,
    seed: str,
    commitment: str,
    inputs: dict[str, Any],
    staff_id: str,
) -> Draw:
    """Keep a commitment with its secret seed (hexadecimal)."""
    draw = Draw(
        stage_id=stage_id,
        module_id=module_id,
        number=number,
        seed=seed,
        commitment=commitment,
        inputs=inputs,
        committed_by=staff_id,
    )
    tx.add(draw)
    tx.flush()
    return draw


def mark_drawn(
    tx: Session, draw: Draw, *, dice: str, result: dict[str, Any], staff_id: str
) -> None:
    """Keep what the dice gave."""
    draw.state, draw.dice, draw.result = "drawn", dice, result
    draw.drawn_by, draw.drawn_at = staff_id, now()
    tx.flush()


def mark_abandoned(tx: Session, draw: Draw, reason: str, staff_id: str) -> None:
    """Put a draw aside; its number and all it holds stay, with who did it."""
    draw.state, draw.reason = "abandoned", reason
    draw.result = {**draw.result, "abandoned_by": staff_id}
    tx.flush()


def reseat(tx: Session, slots: list[Slot], label_of: Mapping[str, str]) -> None:
    """
    Give each entry the slot of its heat that was drawn for it, by label.

    Whoever was not in the draw (an open place, somebody who withdrew) takes what is left.
    """
    places = {slot.label: (slot.place, slot.entry_id) for slot in slots}
    drawn = {entry_id: label_of.get(entry_id or "") for _, entry_id in places.values()}
    taken = {drawn[entry]: (place, entry) for place, entry in places.values() if drawn[entry]}
    rest = [(place, entry) for place, entry in places.values() if not drawn[entry]]
    # A heat holds an entry once: the seats are emptied before they are filled anew.
    for slot in slots:
        slot.entry_id = None
    tx.flush()
    for slot in slots:
        slot.place, slot.entry_id = taken.get(slot.label) or rest.pop(0)
    tx.flush()
