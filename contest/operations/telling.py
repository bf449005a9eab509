"""One journal line for a matter of the whole contest."""

from collections.abc import Mapping

from sqlmodel import Session

from contest.security import Actor
from contest.store import journal


def tell(tx: Session, actor: Actor, kind: str, body: Mapping[str, object]) -> None:
    """Add what an official just did to his contest's own stream."""
    contest_id = actor.contest_id or ""
    journal.append(
        tx,
        contest_id=contest_id,
        stream=contest_id,
        kind=kind,
        actor_id=actor.staff_id,
        role=actor.role,
        body=body,
    )
