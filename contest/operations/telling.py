"""One journal line for what an official did."""

from collections.abc import Mapping

from sqlmodel import Session

from contest.security import Actor
from contest.store import journal
from contest.store.journal import Line


def tell(
    tx: Session,
    actor: Actor,
    kind: str,
    body: Mapping[str, object],
    *,
    trade_id: str | None = None,
) -> Line:
    """Add what an official just did to the trade's stream, or to his contest's own."""
    contest_id = actor.contest_id or ""
    return journal.append(
        tx,
        contest_id=contest_id,
        stream=trade_id or contest_id,
        kind=kind,
        actor_id=actor.staff_id,
        role=actor.role,
        body=body,
    )
