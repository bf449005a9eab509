"""Issuing badges: a new token for the QR, of which only the hash is kept; the old badge dies."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from contest.clock import now
from contest.ids import new_badge_token, token_hash
from contest.keys import Keys
from contest.operations.telling import tell
from contest.security import Actor
from contest.store import access, journal, people
from contest.store.engine import Store


def issue_staff_badges(
    store: Store, *, keys: Keys, actor: Actor, staff_ids: Sequence[str]
) -> dict[str, str]:
    """Return a new token (`J1...`) for each official; whoever is signed in stays so."""
    tokens = {staff_id: new_badge_token("J") for staff_id in staff_ids}
    with store.transaction() as tx:
        bind_staff_badges(tx, actor=actor, tokens=tokens)
    return tokens


def issue_entry_badges(
    store: Store, *, keys: Keys, actor: Actor, entry_ids: Sequence[str]
) -> dict[str, str]:
    """Return a new token (`C1...`) for each entry."""
    tokens = {entry_id: new_badge_token("C") for entry_id in entry_ids}
    with store.transaction() as tx:
        bind_entry_badges(tx, actor=actor, tokens=tokens)
    return tokens


def bind_staff_badges(tx: Session, *, actor: Actor, tokens: Mapping[str, str]) -> None:
    """Make these tokens the officials' badges, in the transaction that keeps what was printed."""
    journal.take(tx, [actor.contest_id or ""])
    for staff, _ in people.staff_by_ids(tx, list(tokens)):
        actor.must("document.write", contest_id=staff.contest_id)
        credential = access.lock_credential(tx, staff.id)
        credential.badge_hash = token_hash(tokens[staff.id])
        credential.badge_issued_at = now()
    tell(tx, actor, "contest:badge:issue", {"staff_ids": list(tokens)})


def bind_entry_badges(tx: Session, *, actor: Actor, tokens: Mapping[str, str]) -> None:
    """Make these tokens the entries' badges, in the transaction that keeps what was printed."""
    for entry, trade in people.entries_by_ids(tx, list(tokens)):
        actor.must("document.write", contest_id=trade.contest_id)
        entry.badge_hash = token_hash(tokens[entry.id])
    tell(tx, actor, "contest:badge:issue", {"entry_ids": list(tokens)})
