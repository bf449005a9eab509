"""The journal in sentences: when, who, what, and about whom."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.journal import KINDS
from contest.security import CHIEF_JUDGE, ROLE_WORDS, Actor
from contest.store import contests, devices, entries, journal, people


@dataclass(frozen=True, kw_only=True)
class Line:
    """One journal line; `at` is in the contest's time zone, `about` names what it concerns."""

    at: datetime
    seq: int
    who: str
    role: tuple[str, str]
    what: tuple[str, str]
    trade: tuple[str, str]
    about: tuple[str, ...]
    reason: str


def journal_page(
    tx: Session, viewer: Actor, *, trade_id: str | None = None, most: int = 200
) -> list[Line]:
    """
    Return the newest lines of the viewer's contest, newest first.

    A chief judge reads his own trade's only; `trade_id` narrows everybody else's.
    """
    contest_id = viewer.contest_id or ""
    stream = viewer.trade_id if viewer.role == CHIEF_JUDGE else trade_id
    if stream:
        viewer.must("journal.read", contest_id=contests.get_trade(tx, stream).contest_id)
    found = journal.recent(tx, contest_id, stream=stream, most=most)
    zone = ZoneInfo(contests.get_contest(tx, contest_id).timezone)
    trades = {trade.id: (trade.name, trade.name_en) for trade in contests.trades_of(tx, contest_id)}
    names = _names(tx, contest_id, list(trades))
    return [
        Line(
            at=line.at.astimezone(zone),
            seq=line.seq,
            who=names.get(line.actor_id or "", ""),
            role=ROLE_WORDS.get(line.role, ("", "")),
            what=KINDS[line.kind],
            trade=trades.get(line.stream, ("", "")),
            about=tuple(names[one] for one in _ids(line.body) if one in names),
            reason=str(line.body.get("reason") or ""),
        )
        for line in found
    ]


def _names(tx: Session, contest_id: str, trade_ids: list[str]) -> dict[str, str]:
    names = {
        staff.id: f"{staff.number} {person.name}"
        for staff, person in people.staff_of(tx, contest_id)
    }
    names |= {device.id: device.name for device in devices.devices_of(tx, contest_id)}
    for trade_id in trade_ids:
        for entry in entries.entries_of_trade(tx, trade_id):
            names[entry.id] = f"{entry.no} {entry.name}"
    return names


def _ids(body: dict[str, object]) -> list[str]:
    """Return the ids that a line's body speaks of, whatever their keys are called."""
    found: list[str] = []
    for value in body.values():
        found += [
            one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
        ]
    return found
